"""What changes when a habit holds: on some days of the week, in a season, or at a moving time."""
