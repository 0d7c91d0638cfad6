"""Accepting suggestions where disks fill up, power fails and somebody edits the same file."""
