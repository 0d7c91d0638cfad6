"""The archive's days, the strengths of patterns, and what patterns lacked."""

from alembic import op
from sqlalchemy import JSON, Column, Date, DateTime, Float, Integer, LargeBinary, String

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables, and add the columns to what is there."""
    _create_archive()
    _create_strengths()
    _complete_patterns()


def _create_archive() -> None:
    op.create_table(
        "archive_entities",
        Column("id", Integer, primary_key=True),
        Column("entity_id", String, nullable=False, unique=True),
        Column("registry_id", String),
        Column("absent_since", DateTime),
        Column("unasked", Integer),
    )
    op.create_table(
        "day_blocks",
        Column("day", Integer, primary_key=True),
        Column("until", Float, nullable=False),
        Column("asked", JSON, nullable=False),
        Column("setting", String, nullable=False),
        Column("events", Integer, nullable=False),
        Column("data", LargeBinary, nullable=False),
    )


def _create_strengths() -> None:
    op.create_table(
        "pattern_strengths",
        Column("fingerprint", String, primary_key=True),
        Column("period", String, primary_key=True),
        Column("start", Date, primary_key=True),
        Column("right", Integer, nullable=False),
        Column("wrong", Integer, nullable=False),
        Column("already", Integer, nullable=False),
        Column("missed", Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _complete_patterns() -> None:
    for column in (
        Column("months", JSON, nullable=False, server_default="[]"),
        Column("drift", Float, nullable=False, server_default="0"),
        Column("window", Integer, nullable=False, server_default="0"),
        Column("changes", String, nullable=False, server_default=""),
    ):
        op.add_column("patterns", column)
