"""The automations of the user: adding one to them, trying one, and what became of it."""
