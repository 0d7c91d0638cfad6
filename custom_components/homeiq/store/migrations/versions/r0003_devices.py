"""As what devices were when their capabilities were read, and the days whose use is known."""

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, String

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "devices",
        Column("id", String, primary_key=True),
        Column("signature", String, nullable=False),
        Column("refreshed_at", DateTime, nullable=False),
        Column("absent_since", DateTime),
    )
    op.create_table(
        "device_usage_days",
        Column("day", Date, primary_key=True),
        Column("watched", Boolean, nullable=False),
    )
