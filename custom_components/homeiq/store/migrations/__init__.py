"""Alembic revisions of the database; one more comes with every change of the models."""
