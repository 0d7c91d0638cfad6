"""HomeIQ: proven automations from the habits of a home."""
