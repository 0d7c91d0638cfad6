"""A home of the size that a reader of its history must cope with."""
