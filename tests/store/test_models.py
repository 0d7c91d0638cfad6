"""What the tables make of values, on real SQLite."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest
from sqlalchemy import create_engine, insert, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from custom_components.homeiq.store.database import writing_engine
from custom_components.homeiq.store.models import (
    Base,
    DeviceCapabilityRow,
    DeviceFeatureUsageRow,
    OpportunityRow,
    PatternRow,
    RunRow,
    SuggestionRow,
    UtcDateTime,
)
from custom_components.homeiq.store.rows import pattern_row, suggestion_row
from tests.mining.build import quick
from tests.store.make import NOW, a_pattern, a_suggestion

BERLIN = ZoneInfo("Europe/Berlin")
# The half hour that comes twice, both times, and a day at the other side of the world.
FIRST_TIME = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
AGAIN = FIRST_TIME.replace(fold=1)
AUCKLAND = datetime(2026, 10, 25, 14, 0, 0, 1, ZoneInfo("Pacific/Auckland"))


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    """Return a session on tables made of the models, without any migration."""
    engine = writing_engine(path)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def a_run(number: int, started_at: datetime) -> RunRow:
    return RunRow(id=f"run-{number}", started_at=started_at, status="completed", report={})


def test_a_moment_of_any_zone_comes_back_in_utc_to_the_microsecond(session: Session) -> None:
    moments = [FIRST_TIME, AGAIN, AUCKLAND, datetime.max.replace(tzinfo=UTC)]
    session.add_all(a_run(number, moment) for number, moment in enumerate(moments))
    session.commit()
    found = [session.get_one(RunRow, f"run-{number}").started_at for number in range(4)]
    assert [moment.isoformat() for moment in found] == [
        "2026-10-25T00:30:00+00:00",
        "2026-10-25T01:30:00+00:00",
        "2026-10-25T01:00:00.000001+00:00",
        "9999-12-31T23:59:59.999999+00:00",
    ]


def test_the_database_sorts_moments_of_different_zones_by_when_they_were(session: Session) -> None:
    session.add_all([a_run(1, AGAIN), a_run(2, AUCKLAND), a_run(3, FIRST_TIME)])
    session.flush()
    ids = session.execute(text("SELECT id FROM runs ORDER BY started_at")).scalars().all()
    assert ids == ["run-3", "run-2", "run-1"]


def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    session.add(a_run(1, NOW.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="has no time zone"):
        session.flush()


@quick
@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)),  # noqa: DTZ001 - gets its zone below
    st.integers(-1439, 1439),
)
def test_every_moment_is_kept_whatever_its_offset(moment: datetime, minutes: int) -> None:
    given = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    kind, dialect = UtcDateTime(), sqlite.dialect()
    kept = kind.process_bind_param(given, dialect)
    assert kept is not None
    assert kept.tzinfo is None
    found = kind.process_result_value(kept, dialect)
    assert found == given
    assert found.utcoffset() == timedelta()


def test_what_is_not_there_is_null_also_as_json(session: Session) -> None:
    row = suggestion_row(a_suggestion()) | {"automation": None, "evidence": None, "shown_at": None}
    session.execute(insert(SuggestionRow).values(row))
    kinds = "SELECT typeof(automation), typeof(evidence), typeof(shown_at) FROM suggestions"
    assert session.execute(text(kinds)).one() == ("null", "null", "null")
    session.expire_all()
    found = session.get_one(SuggestionRow, "id-0")
    assert (found.automation, found.evidence, found.shown_at) == (None, None, None)


def test_what_has_to_be_there_is_demanded(session: Session) -> None:
    for name in ("title", "since_shown", "entity_ids", "created_at"):
        values = suggestion_row(a_suggestion()) | {name: None}
        with pytest.raises(IntegrityError, match=f"NOT NULL constraint failed: suggestions.{name}"):
            session.execute(insert(SuggestionRow).values(values))
        session.rollback()


def test_texts_of_any_script_and_length_come_back(session: Session) -> None:
    odd = "Küche 🏠 '\"; DROP TABLE runs; --\n\x00" * 2_000
    run = a_run(1, NOW)
    run.report = {odd: [odd, None, 1.5, {"": []}]}
    session.add(run)
    session.commit()
    assert session.get_one(RunRow, "run-1").report == {odd: [odd, None, 1.5, {"": []}]}


def test_a_habit_is_kept_once(session: Session) -> None:
    pattern = a_pattern()
    row = pattern_row(pattern, "run", NOW)
    session.execute(insert(PatternRow).values(row))
    with pytest.raises(IntegrityError, match=r"patterns\.fingerprint"):
        session.execute(insert(PatternRow).values(row | {"id": "another"}))


def test_a_suggestion_refers_to_a_pattern_that_is_there(session: Session) -> None:
    suggestion = a_suggestion(pattern_id=a_pattern().id)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        session.execute(insert(SuggestionRow).values(suggestion_row(suggestion)))
    session.rollback()
    # Patterns are kept before their run is.
    session.execute(insert(PatternRow).values(pattern_row(a_pattern(), "no such run", NOW)))
    session.execute(insert(SuggestionRow).values(suggestion_row(suggestion)))
    session.execute(
        insert(SuggestionRow).values(
            suggestion_row(replace(a_suggestion(1), pattern_id=None, fingerprint="f"))
        )
    )
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        session.execute(text("DELETE FROM patterns"))


def test_a_device_has_each_capability_once_and_its_use_once_a_day(session: Session) -> None:
    for capability in ("effect", "color"):
        session.add(
            DeviceCapabilityRow(
                device_id="d", capability=capability, details={"n": 1}, refreshed_at=NOW
            )
        )
        for day in (date(2026, 3, 29), date(2026, 3, 30)):
            session.add(
                DeviceFeatureUsageRow(device_id="d", capability=capability, day=day, uses=2**62)
            )
    session.commit()
    key = ("d", "color", date(2026, 3, 30))
    assert session.get_one(DeviceFeatureUsageRow, key).uses == 2**62
    with pytest.raises(IntegrityError, match=r"device_feature_usage\.day"):
        session.execute(
            insert(DeviceFeatureUsageRow).values(
                device_id="d", capability="color", day=key[2], uses=1
            )
        )


def test_a_row_with_a_score_keeps_all_of_its_digits(session: Session) -> None:
    score = 0.1 + 0.2
    session.add(
        OpportunityRow(
            id="o", device_id="d", capability="effect", score=score, first_seen=NOW, last_seen=NOW
        )
    )
    session.commit()
    assert session.get_one(OpportunityRow, "o").score == score


def test_every_constraint_has_a_name_that_a_migration_can_use() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'"))
        lines = [line.strip() for sql in made.scalars() for line in sql.splitlines()]
    engine.dispose()
    keys = [line for line in lines if any(kind in line for kind in ("KEY", "UNIQUE"))]
    assert len(keys) > len(Base.metadata.tables)
    assert all(line.startswith("CONSTRAINT ") for line in keys)
