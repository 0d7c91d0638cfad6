"""Patterns, suggestions, reports and days to keep."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from custom_components.homeiq.history.archive import Block, Day
from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    NUMERIC,
    RESERVED_STATES,
    Origin,
    RawEvents,
)
from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.report import RunReport, RunStatus
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Suggestion,
    SuggestionType,
    Wording,
)

NOW = datetime(2026, 11, 20, 3, 0, 5, 123456, UTC)


def a_pattern(number: int = 0, **changes: Any) -> Pattern:
    pattern = Pattern(
        "time_of_day",
        ClockTrigger(6 * 3600 + number),
        (Effect(f"light.lamp_{number}", "on"),),
        days=20,
        episodes=21,
        p_value=1e-9,
    )
    return replace(pattern, **changes)


def a_suggestion(number: int = 0, **changes: Any) -> Suggestion:
    suggestion = Suggestion(
        id=f"id-{number}",
        fingerprint=f"fingerprint-{number}",
        type=SuggestionType.PATTERN,
        pattern_type="time_of_day",
        pattern_id=None,
        wording=Wording("Title", "Description", "Rationale", Category.COMFORT, Priority.HIGH),
        rank=float(-number),
        automation={"alias": "Title", "triggers": [{"trigger": "time", "at": "06:00:00"}]},
        evidence=Evidence(20, 18, 2, 1, 1, (Example(NOW.timestamp(), Outcome.RIGHT),)),
        since_shown=Evidence(),
        entity_ids=("light.lamp",),
        area_ids=("bedroom",),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(suggestion, **changes)


def a_report(number: int = 0, **changes: Any) -> RunReport:
    report = RunReport(
        run_id=f"run-{number}",
        started_at=NOW + timedelta(days=number),
        status=RunStatus.COMPLETED,
        duration_seconds=1.25,
    )
    return replace(report, **changes)


DAY = 20_000  # of UTC since the epoch
LAMP, FAN, SENSOR = "light.lamp", "fan.fan", "sensor.light"


def a_block(
    day: int = DAY,
    *events: tuple[float, str, str],
    asked: tuple[str, ...] = ("recorder",),
    setting: str = "",
) -> Block:
    """Return a day with (seconds since its start, entity, state) events."""
    start = day * DAY_SECONDS
    rows = [(start + second, entity, state, Origin.PERSON) for second, entity, state in events]
    kept = Day(day, start + DAY_SECONDS + 900.0, frozenset(asked), setting)
    return Block(kept, RawEvents.from_rows(rows))


def told(raw: RawEvents, day: int = DAY) -> list[tuple[float, str, str]]:
    """Return (seconds since the start of a day, entity, state) of all events."""
    return [
        (time - day * DAY_SECONDS, raw.entities[entity], raw.states[state])
        for time, entity, state in zip(
            raw.time.tolist(), raw.entity.tolist(), raw.state.tolist(), strict=True
        )
    ]


def a_busy_day(day: int, count: int = 5_500, entities: int = 300) -> Block:
    """Return a day as a home has it, of events that no other day has."""
    random = np.random.default_rng(day)
    entity = (random.zipf(1.3, count) % entities).astype(np.int32)
    is_reading = entity % 10 == 7
    state = np.where(is_reading, NUMERIC, random.integers(4, 24, count)).astype(np.int32)
    reading = np.where(is_reading, random.normal(21, 2, count).round(1), np.nan)
    raw = RawEvents(
        day * DAY_SECONDS + np.sort(random.random(count)) * DAY_SECONDS,
        entity,
        state,
        reading.astype(np.float32),
        random.integers(0, 4, count).astype(np.int8),
        tuple(f"light.lamp_{number}" for number in range(entities)),
        (*RESERVED_STATES, *(f"state {number}" for number in range(20))),
    )
    return Block(Day(day, (day + 1) * DAY_SECONDS + 900.0, frozenset({"recorder"})), raw)
