"""Words by a language model: how long they take, what they cost, and whether any is lost."""
