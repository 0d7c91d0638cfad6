"""A real Home Assistant with a large home: how it feels while HomeIQ works in it."""
