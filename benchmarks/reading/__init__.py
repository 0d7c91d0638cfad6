"""How fast a recorder's database is read, beside a plain scan of the same rows."""
