"""What is about to be written, what became of it, since when answers teach, and blueprints."""

from alembic import op
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, String

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables, and add the column to what is there."""
    op.create_table(
        "intents",
        Column("suggestion_id", String, primary_key=True),
        Column("automation_id", String, nullable=False),
        Column("path", String, nullable=False),
        Column("enabled", Boolean, nullable=False),
        Column("before", String, nullable=False),
        Column("after", String, nullable=False),
        Column("begun_at", DateTime, nullable=False),
    )
    op.create_table(
        "moments",
        Column("name", String, primary_key=True),
        Column("at", DateTime, nullable=False),
    )
    op.create_table(
        "automation_days",
        Column("suggestion_id", String, primary_key=True),
        Column("day", Date, primary_key=True),
        Column("runs", Integer, nullable=False, server_default="0"),
        Column("acts", Integer, nullable=False, server_default="0"),
        Column("undone", Integer, nullable=False, server_default="0"),
    )
    op.add_column("suggestions", Column("blueprint", JSON))
