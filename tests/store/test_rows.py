"""What is kept comes back as it was."""

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import pytest
from sqlalchemy import select

from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Reminder,
    RunTrigger,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
    WindowCondition,
)
from custom_components.homeiq.report import DeviceReport, RunReport, RunStatus, Utilization
from custom_components.homeiq.store.models import PatternRow
from custom_components.homeiq.store.repository import Repository, SaveResult
from custom_components.homeiq.suggestions.refining.edits import OnDays, Shift
from custom_components.homeiq.suggestions.refining.refinement import Refinement
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Status,
    Suggestion,
    SuggestionType,
    Wording,
)
from tests.store.make import NOW, a_pattern, a_suggestion

ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")])
MOMENTS = st.datetimes(
    datetime.fromisoformat("1971-01-01"),
    datetime.fromisoformat("2999-01-01"),
    timezones=ZONES,
    allow_imaginary=False,
)
UTC_MOMENTS = st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TUPLES = st.lists(TEXTS, max_size=3).map(tuple)
COUNTS = st.integers(0, 2**63 - 1)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
EVIDENCE = st.builds(
    Evidence,
    COUNTS,
    COUNTS,
    COUNTS,
    COUNTS,
    COUNTS,
    st.lists(st.builds(Example, NUMBERS, st.sampled_from(Outcome)), max_size=10).map(tuple),
)
WORDS = (TEXTS, TEXTS, TEXTS, st.sampled_from(Category), st.sampled_from(Priority))
SUGGESTIONS = st.builds(
    Suggestion,
    id=TEXTS,
    fingerprint=TEXTS,
    type=st.sampled_from(SuggestionType),
    pattern_type=st.none() | TEXTS,
    pattern_id=st.none() | st.just(a_pattern().id),
    wording=st.builds(
        Wording,
        *WORDS,
        st.sampled_from(["template", "openai", "ai_task"]),
        reason=TEXTS,
        material=TEXTS,
        plain=st.none() | st.builds(Wording, *WORDS),
    ),
    rank=NUMBERS,
    automation=st.none() | st.dictionaries(TEXTS, JSON, max_size=3),
    evidence=st.none() | EVIDENCE,
    since_shown=EVIDENCE,
    entity_ids=TUPLES,
    area_ids=TUPLES,
    created_at=MOMENTS,
    updated_at=MOMENTS,
    status=st.sampled_from(Status),
    warnings=TUPLES,
    shown_at=st.none() | MOMENTS,
    snoozed_until=st.none() | MOMENTS,
    dismiss_reason=st.none() | TEXTS,
    automation_id=st.none() | TEXTS,
    accepted_by=st.none() | st.sampled_from(["homeiq", "user"]),
    refinements=st.lists(
        st.builds(Refinement, TEXTS, st.just((Shift(1200), OnDays((5, 6)))), UTC_MOMENTS),
        max_size=2,
    ).map(tuple),
)


def _in_utc(suggestion: Suggestion) -> Suggestion:
    """Python holds no moment of an hour that comes twice equal to one of another zone."""
    moments = ("created_at", "updated_at", "shown_at", "snoozed_until")
    return replace(
        suggestion,
        **{
            name: moment.astimezone(UTC)
            for name in moments
            if (moment := getattr(suggestion, name)) is not None
        },
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One database for all examples: each replaces or adds its own."""
    repository = Repository(Path(tmp_path_factory.mktemp("rows")) / "homeiq.db")
    repository.open()
    repository.add_patterns("run", [a_pattern()])
    yield repository
    repository.close()


@settings(max_examples=150, deadline=None)
@given(suggestion=SUGGESTIONS)
def test_every_field_of_a_suggestion_comes_back_exactly(
    kept: Repository, suggestion: Suggestion
) -> None:
    one_id = replace(suggestion, id="one")  # two examples may have one fingerprint
    assert kept.save_suggestions([one_id]) == SaveResult(("one",), ())
    assert kept.suggestion("one") == _in_utc(one_id)


def test_moments_come_back_in_utc_with_microseconds(repository: Repository) -> None:
    # The second 02:30 of the night in which clocks go back.
    berlin = datetime(2026, 10, 25, 2, 30, 0, 1, ZoneInfo("Europe/Berlin"), fold=1)
    repository.save_suggestions([a_suggestion(shown_at=berlin)])
    found = repository.suggestion("id-0")
    assert found is not None
    assert found.shown_at is not None
    assert found.shown_at.isoformat() == "2026-10-25T01:30:00.000001+00:00"


TRIGGERS = {
    "clock": ClockTrigger(60),
    "sun": SunTrigger("sunset", -600),
    "state": StateTrigger("binary_sensor.door", "on", "off", 5),
    "numeric": NumericTrigger("sensor.lux", below=12.5),
    "run": RunTrigger("automation.evening", "light.lamp", "on"),
}
CONDITIONS = {
    "dark": DarkCondition(elevation=-3.0),
    "window": WindowCondition(79200, 3600),
    "state": StateCondition("person.a", "home"),
    "numeric": NumericCondition("sensor.t", above=20.0),
}


def test_the_examples_are_all_there_are() -> None:
    assert {type(trigger) for trigger in TRIGGERS.values()} == set(get_args(Trigger.__value__))
    assert {type(condition) for condition in CONDITIONS.values()} == set(
        get_args(Condition.__value__)
    )


@pytest.mark.parametrize(("kind", "trigger"), TRIGGERS.items(), ids=TRIGGERS)
def test_every_trigger_is_kept_with_its_kind(
    repository: Repository, kind: str, trigger: Trigger
) -> None:
    repository.add_patterns("run", [a_pattern(trigger=trigger)])
    with repository.reading() as connection:
        assert connection.scalar(select(PatternRow.trigger)) == {"kind": kind, **asdict(trigger)}


@pytest.mark.parametrize(("kind", "condition"), CONDITIONS.items(), ids=CONDITIONS)
def test_every_condition_is_kept_with_its_kind(
    repository: Repository, kind: str, condition: Condition
) -> None:
    repository.add_patterns("run", [a_pattern(conditions=(condition,))])
    with repository.reading() as connection:
        assert connection.scalar(select(PatternRow.conditions)) == [
            {"kind": kind, **asdict(condition)}
        ]


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=TRIGGERS)
@pytest.mark.parametrize("effect", [Effect("light.a", "on", 5), Reminder("lock.a", "locked", 60)])
def test_a_pattern_comes_back_exactly(
    repository: Repository, trigger: Trigger, effect: Effect | Reminder
) -> None:
    pattern = a_pattern(
        trigger=trigger,
        effects=(effect, replace(effect, delay=90)),
        conditions=tuple(CONDITIONS.values()),
        weekdays=(0, 6),
        months=(1, 12),
        drift=-12.5,
        window=28,
        changes="automation.evening",
    )
    repository.add_patterns("run", [pattern])
    assert repository.pattern(pattern.id) == pattern
    assert repository.pattern("another") is None


def test_nothing_of_a_pattern_is_lost(repository: Repository) -> None:
    pattern = a_pattern(
        weekdays=(0, 6), months=(1, 12), drift=-12.5, window=28, changes="automation.evening"
    )
    for one in (a_pattern(), pattern, replace(pattern, window=56)):
        repository.add_patterns("run", [one])
    with repository.reading() as connection:
        first, second = connection.execute(
            select(PatternRow.__table__).order_by(PatternRow.window)
        ).mappings()
    assert (first["months"], first["drift"], first["window"], first["changes"]) == ([], 0, 0, "")
    kept = {"weekdays": [0, 6], "months": [1, 12], "drift": -12.5, "window": 56}
    assert {name: second[name] for name in kept} == kept
    assert second["changes"] == "automation.evening"
    # A field that comes later must find its column.
    assert {field.name for field in fields(pattern)} <= second.keys()


def test_all_of_a_report_is_kept_with_its_run(repository: Repository) -> None:
    used = Utilization(0.25, (DeviceReport("Bed lamp", 1, 4),))
    report = RunReport("r", NOW, RunStatus.PARTIAL, 1.5, shorter=True, utilization=used)
    repository.save_run(report)
    assert repository.runs(1) == [report]
