"""Find the habits of a home and prove them; pure, without Home Assistant and without I/O."""
