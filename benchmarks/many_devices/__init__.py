"""A home of many devices: what it takes to look at all that they can do."""
