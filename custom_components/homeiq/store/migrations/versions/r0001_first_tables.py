"""The tables of the first version."""

from alembic import op
from sqlalchemy import JSON, Column, Date, DateTime, Float, ForeignKey, Integer, String

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    _create_runs()
    _create_patterns()
    _create_suggestions()
    _create_device_tables()


def _create_runs() -> None:
    op.create_table(
        "runs",
        Column("id", String, primary_key=True),
        Column("started_at", DateTime, nullable=False),
        Column("status", String, nullable=False),
        Column("report", JSON, nullable=False),
    )


def _create_patterns() -> None:
    op.create_table(
        "patterns",
        Column("id", String, primary_key=True),
        Column("fingerprint", String, nullable=False, unique=True),
        Column("detector", String, nullable=False),
        Column("trigger", JSON, nullable=False),
        Column("effects", JSON, nullable=False),
        Column("conditions", JSON, nullable=False),
        Column("weekdays", JSON, nullable=False),
        Column("days", Integer, nullable=False),
        Column("episodes", Integer, nullable=False),
        Column("p_value", Float, nullable=False),
        Column("run_id", String, nullable=False),
        Column("first_seen", DateTime, nullable=False),
        Column("last_seen", DateTime, nullable=False),
    )


def _create_suggestions() -> None:
    op.create_table(
        "suggestions",
        Column("id", String, primary_key=True),
        Column("fingerprint", String, nullable=False, unique=True),
        Column("type", String, nullable=False),
        Column("pattern_type", String),
        Column("pattern_id", String, ForeignKey("patterns.id"), index=True),
        Column("title", String, nullable=False),
        Column("description", String, nullable=False),
        Column("rationale", String, nullable=False),
        Column("category", String, nullable=False),
        Column("priority", String, nullable=False),
        Column("wording", String, nullable=False),
        Column("rank", Float, nullable=False),
        Column("automation", JSON),
        Column("evidence", JSON),
        Column("since_shown", JSON, nullable=False),
        Column("entity_ids", JSON, nullable=False),
        Column("area_ids", JSON, nullable=False),
        Column("warnings", JSON, nullable=False),
        Column("status", String, nullable=False),
        Column("created_at", DateTime, nullable=False),
        Column("updated_at", DateTime, nullable=False),
        Column("shown_at", DateTime),
        Column("snoozed_until", DateTime),
        Column("dismiss_reason", String),
        Column("automation_id", String),
        Column("accepted_by", String),
    )


def _create_device_tables() -> None:
    op.create_table(
        "opportunities",
        Column("id", String, primary_key=True),
        Column("device_id", String, nullable=False, index=True),
        Column("capability", String, nullable=False),
        Column("score", Float, nullable=False),
        Column("first_seen", DateTime, nullable=False),
        Column("last_seen", DateTime, nullable=False),
    )
    op.create_table(
        "synergies",
        Column("id", String, primary_key=True),
        Column("relation", String, nullable=False),
        Column("entity_ids", JSON, nullable=False),
        Column("area_id", String),
        Column("score", Float, nullable=False),
        Column("first_seen", DateTime, nullable=False),
        Column("last_seen", DateTime, nullable=False),
    )
    op.create_table(
        "device_capabilities",
        Column("device_id", String, primary_key=True),
        Column("capability", String, primary_key=True),
        Column("details", JSON, nullable=False),
        Column("refreshed_at", DateTime, nullable=False),
    )
    op.create_table(
        "device_feature_usage",
        Column("device_id", String, primary_key=True),
        Column("capability", String, primary_key=True),
        Column("day", Date, primary_key=True),
        Column("uses", Integer, nullable=False),
    )
