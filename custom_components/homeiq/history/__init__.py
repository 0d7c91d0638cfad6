"""Who did what, when, read from the sources that a home has."""
