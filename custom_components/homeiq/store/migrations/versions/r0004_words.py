"""Whose words a suggestion has, what became of it since, and what words cost."""

from alembic import op
from sqlalchemy import JSON, Column, Float, Integer, String

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table, and add the columns to what is there."""
    op.create_table(
        "spending",
        Column("month", String, primary_key=True),
        Column("model", String, primary_key=True),
        Column("input", Integer, nullable=False),
        Column("output", Integer, nullable=False),
        Column("cached", Integer, nullable=False),
        Column("cost_usd", Float, nullable=False),
    )
    for column in (
        Column("reason", String, nullable=False, server_default=""),
        Column("material", String, nullable=False, server_default=""),
        Column("plain", JSON),
        Column("refinements", JSON, nullable=False, server_default="[]"),
    ):
        op.add_column("suggestions", column)
