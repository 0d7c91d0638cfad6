"""The tables."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar, override

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its offset, kept as UTC; SQLite itself knows no offsets."""

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Names all constraints, so that a later migration can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        str: String,
    }


class RunRow(Base):
    """One analysis and its report."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    status: Mapped[str]
    report: Mapped[dict[str, Any]]


class PatternRow(Base):
    """A habit, as the latest run that found it saw it."""

    __tablename__ = "patterns"

    id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    detector: Mapped[str]
    trigger: Mapped[dict[str, Any]]
    effects: Mapped[list[Any]]
    conditions: Mapped[list[Any]]
    weekdays: Mapped[list[Any]]
    days: Mapped[int]
    episodes: Mapped[int]
    p_value: Mapped[float]
    months: Mapped[list[Any]] = mapped_column(server_default="[]")
    drift: Mapped[float] = mapped_column(server_default="0")
    window: Mapped[int] = mapped_column(server_default="0")
    changes: Mapped[str] = mapped_column(server_default="")
    # No foreign key: patterns are kept before their run ends, and outlive it.
    run_id: Mapped[str]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class PatternStrengthRow(Base):
    """What became of a pattern's episodes in a day, a week or a month."""

    __tablename__ = "pattern_strengths"
    # One tree, not a table beside an index that repeats the fingerprints.
    __table_args__ = ({"sqlite_with_rowid": False},)

    # No foreign key: a habit that is lost and found again has its history.
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)  # day, week or month
    start: Mapped[date] = mapped_column(primary_key=True)  # local; of a week, its Monday
    right: Mapped[int]
    wrong: Mapped[int]
    already: Mapped[int]
    missed: Mapped[int]


class ArchiveEntityRow(Base):
    """An entity that day-blocks tell of, or were asked about."""

    __tablename__ = "archive_entities"

    id: Mapped[int] = mapped_column(primary_key=True)  # in the blocks, so that renaming is a row
    entity_id: Mapped[str] = mapped_column(unique=True)
    registry_id: Mapped[str | None]  # of the entity registry, which outlives a renaming
    absent_since: Mapped[datetime | None]
    unasked: Mapped[int | None]  # the first UTC day that was kept without asking about it


class DayBlockRow(Base):
    """A UTC day with its events."""

    __tablename__ = "day_blocks"

    day: Mapped[int] = mapped_column(primary_key=True)  # since the epoch
    until: Mapped[float]  # UTC seconds
    asked: Mapped[list[Any]]
    setting: Mapped[str]
    events: Mapped[int]
    data: Mapped[bytes]


class SuggestionRow(Base):
    """A suggestion with its pattern, words, evidence and status."""

    __tablename__ = "suggestions"

    id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    pattern_type: Mapped[str | None]
    pattern_id: Mapped[str | None] = mapped_column(ForeignKey("patterns.id"), index=True)
    title: Mapped[str]
    description: Mapped[str]
    rationale: Mapped[str]
    category: Mapped[str]
    priority: Mapped[str]
    wording: Mapped[str]
    rank: Mapped[float]
    automation: Mapped[dict[str, Any] | None]
    evidence: Mapped[dict[str, Any] | None]
    since_shown: Mapped[dict[str, Any]]
    entity_ids: Mapped[list[Any]]
    area_ids: Mapped[list[Any]]
    warnings: Mapped[list[Any]]
    status: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    dismiss_reason: Mapped[str | None]
    automation_id: Mapped[str | None]
    accepted_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="")  # a model's own sentence
    material: Mapped[str] = mapped_column(server_default="")
    plain: Mapped[dict[str, Any] | None]  # what templates say, where a model chose the words
    refinements: Mapped[list[Any]] = mapped_column(server_default="[]")
    blueprint: Mapped[dict[str, Any] | None]  # one of the home's that does the same


class OpportunityRow(Base):
    """A capability that a device has and nobody uses."""

    __tablename__ = "opportunities"

    id: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[str] = mapped_column(index=True)
    capability: Mapped[str]
    score: Mapped[float]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class SynergyRow(Base):
    """Devices that could work together and are not connected by any automation."""

    __tablename__ = "synergies"

    id: Mapped[str] = mapped_column(primary_key=True)
    relation: Mapped[str]
    entity_ids: Mapped[list[Any]]
    area_id: Mapped[str | None]
    score: Mapped[float]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class DeviceRow(Base):
    """A device whose capabilities are known, be they none."""

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(primary_key=True)
    signature: Mapped[str]  # of the device as it was then
    refreshed_at: Mapped[datetime]
    absent_since: Mapped[datetime | None]


class DeviceCapabilityRow(Base):
    """What a device can do, and when that was last read."""

    __tablename__ = "device_capabilities"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    capability: Mapped[str] = mapped_column(primary_key=True)
    details: Mapped[dict[str, Any]]
    refreshed_at: Mapped[datetime]


class DeviceFeatureUsageRow(Base):
    """How often a capability was used on a day, so that use outlives the recorder."""

    __tablename__ = "device_feature_usage"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    capability: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # local
    uses: Mapped[int]


class DeviceUsageDayRow(Base):
    """A day whose use is known, also where nothing was used on it."""

    __tablename__ = "device_usage_days"

    day: Mapped[date] = mapped_column(primary_key=True)  # local
    watched: Mapped[bool]  # what the recorder does not keep was seen as it happened


class SpendingRow(Base):
    """What a language model was asked in a month, and what that cost."""

    __tablename__ = "spending"

    month: Mapped[str] = mapped_column(primary_key=True)  # local, as 2026-10
    model: Mapped[str] = mapped_column(primary_key=True)  # that really answered
    input: Mapped[int]  # tokens
    output: Mapped[int]
    cached: Mapped[int]  # of the input
    cost_usd: Mapped[float]


class IntentRow(Base):
    """An automation that is about to be added to the user's."""

    __tablename__ = "intents"

    suggestion_id: Mapped[str] = mapped_column(primary_key=True)
    automation_id: Mapped[str]
    path: Mapped[str]
    enabled: Mapped[bool]
    before: Mapped[str]  # SHA-256 of the file
    after: Mapped[str]
    begun_at: Mapped[datetime]


class MomentRow(Base):
    """When something happened last, by a name that code gives it."""

    __tablename__ = "moments"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class AutomationDayRow(Base):
    """What an accepted automation did on a day, so that it outlives the recorder."""

    __tablename__ = "automation_days"

    # No foreign key: what became of it is told from its suggestion, which nobody deletes.
    suggestion_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # local
    runs: Mapped[int] = mapped_column(server_default="0")
    acts: Mapped[int] = mapped_column(server_default="0")  # that nobody undid
    undone: Mapped[int] = mapped_column(server_default="0")
