"""The recorder: its database, whose schema is known only here, and how it is asked."""
