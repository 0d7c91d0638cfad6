"""What the home's devices are and can do."""
