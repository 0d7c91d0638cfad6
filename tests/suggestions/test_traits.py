"""What a suggestion has in common with others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Suggestion,
    SuggestionType,
)
from custom_components.homeiq.suggestions.traits import About, middle_hour, traits_of
from tests.samples import suggestion_of
from tests.suggestions.typical import NOW

BERLIN = ZoneInfo("Europe/Berlin")
MOTION = {"trigger": "state", "entity_id": ["binary_sensor.hall"], "from": "off", "to": "on"}
LAMP = suggestion_of(1)


def values(
    suggestion: Suggestion, about: About, device_of: dict[str, str] | None = None
) -> set[str]:
    """Return the values of one kind of trait."""
    traits = traits_of(suggestion, device_of or {}, BERLIN)
    return {trait.value for trait in traits if trait.about is about}


def automated(*triggers: dict[str, Any], actions: list[dict[str, Any]] | None = None) -> Suggestion:
    assert LAMP.automation is not None
    automation = {**LAMP.automation, "triggers": list(triggers)}
    if actions is not None:
        automation["actions"] = actions
    return replace(LAMP, automation=automation)


def acting(*entity_ids: str) -> dict[str, Any]:
    return {"action": "light.turn_on", "target": {"entity_id": list(entity_ids)}}


def right_at(*times: str, day: str = "2026-07-01") -> Evidence:
    """Return evidence of acts at local times."""
    moments = [datetime.fromisoformat(f"{day}T{each}").replace(tzinfo=BERLIN) for each in times]
    right = (Example(one.timestamp(), Outcome.RIGHT) for one in moments)
    others = (Example(NOW.timestamp(), one) for one in Outcome if one is not Outcome.RIGHT)
    return Evidence(examples=(*right, *others))


def test_its_kind_is_its_detector_or_else_its_type() -> None:
    assert values(LAMP, About.KIND) == {"time_of_day"}
    feature = replace(LAMP, type=SuggestionType.FEATURE, pattern_type=None)
    assert values(feature, About.KIND) == {"feature_discovery"}
    synergy = replace(LAMP, type=SuggestionType.SYNERGY, pattern_type=None)
    assert values(synergy, About.KIND) == {"synergy_automation"}


def test_its_areas_are_those_it_is_kept_with() -> None:
    assert values(replace(LAMP, area_ids=("hall", "kitchen")), About.AREA) == {"hall", "kitchen"}
    assert values(replace(LAMP, area_ids=()), About.AREA) == set()


def test_its_devices_are_those_it_acts_on_and_not_what_triggers_it() -> None:
    device_of = {"light.l1": "d1", "light.l2": "d1", "binary_sensor.hall": "d9"}
    lamps = automated(MOTION, actions=[acting("light.l1", "light.l2"), acting("light.l3")])
    lamps = replace(lamps, entity_ids=("light.l1", "light.l2", "light.l3", "binary_sensor.hall"))
    assert values(lamps, About.DEVICE, device_of) == {"d1", "light.l3"}


def test_devices_of_every_branch_count() -> None:
    choose = {
        "choose": [
            {"conditions": [], "sequence": [acting("light.l1")]},
            {"conditions": [], "sequence": [{"delay": {"seconds": 5}}, acting("light.l2")]},
        ]
    }
    assert values(automated(MOTION, actions=[choose]), About.DEVICE) == {"light.l1", "light.l2"}


def test_what_only_tells_people_something_is_about_its_first_entity() -> None:
    notify = {"action": "persistent_notification.create", "data": {"message": "Still open"}}
    reminder = automated(MOTION, actions=[notify])
    reminder = replace(reminder, entity_ids=("lock.back", "binary_sensor.hall"))
    assert values(reminder, About.DEVICE, {"lock.back": "d1"}) == {"d1"}
    advice = replace(reminder, automation=None)
    assert values(advice, About.DEVICE) == {"lock.back"}
    assert values(replace(advice, entity_ids=()), About.DEVICE) == set()


@pytest.mark.parametrize(
    ("at", "hour"),
    [("22:59:59", "22"), ("07:05", "7"), ("00:00:00", "0"), ("23:30:00", "23")],
)
def test_the_hour_of_a_clock_trigger_is_its_own(at: str, hour: str) -> None:
    by_clock = automated({"trigger": "time", "at": at})
    by_clock = replace(by_clock, evidence=right_at("12:00:00"))
    assert values(by_clock, About.HOUR) == {hour}


def test_a_recipe_of_two_times_has_two_hours() -> None:
    two = automated({"trigger": "time", "at": "07:00:00"}, {"trigger": "time", "at": "22:30:00"})
    assert values(two, About.HOUR) == {"7", "22"}


def test_without_a_clock_the_hour_is_that_at_which_it_was_right_in_local_time() -> None:
    motion = automated(MOTION)
    usual = replace(motion, evidence=right_at("22:10:00", "22:20:00", "22:50:00"))
    assert values(usual, About.HOUR) == {"22"}
    winter = replace(motion, evidence=right_at("22:10:00", day="2026-01-01"))
    assert values(winter, About.HOUR) == {"22"}
    assert traits_of(winter, {}, UTC) != traits_of(winter, {}, BERLIN)


@pytest.mark.parametrize("at", ["input_datetime.bed", ["22:00:00"], "24:00:00", "", None])
def test_a_time_that_is_no_clock_time_tells_no_hour(at: Any) -> None:
    odd = replace(automated({"trigger": "time", "at": at}), evidence=None)
    assert values(odd, About.HOUR) == set()


def test_where_nothing_tells_there_is_no_hour() -> None:
    motion = automated(MOTION)
    assert values(replace(motion, evidence=None), About.HOUR) == set()
    assert values(replace(motion, evidence=right_at()), About.HOUR) == set()
    all_day = right_at("01:00:00", "07:00:00", "13:00:00", "19:00:00")
    assert values(replace(motion, evidence=all_day), About.HOUR) == set()


def test_an_automation_of_another_make_has_what_can_be_told_of_it() -> None:
    traits = traits_of(replace(LAMP, automation={"alias": "A"}, evidence=None), {}, BERLIN)
    assert {trait.about for trait in traits} == {About.KIND, About.AREA, About.DEVICE}


def test_what_a_model_says_of_it_plays_no_part() -> None:
    said = replace(LAMP.wording, category=Category.SECURITY, priority=Priority.LOW, title="Light!")
    worded = replace(LAMP, wording=replace(said, source="openai"))
    assert traits_of(worded, {}, BERLIN) == traits_of(LAMP, {}, BERLIN)


MIDNIGHT = datetime(2026, 7, 1, tzinfo=UTC)
SPANS = st.integers(0, 24 * 60 - 1)


@given(SPANS)
def test_the_middle_of_equal_times_is_their_hour(minute: int) -> None:
    time = MIDNIGHT + timedelta(minutes=minute)
    assert middle_hour([time] * 3) == time.hour


@given(SPANS, st.integers(1, 90))
def test_the_middle_does_not_depend_on_where_a_day_begins(minute: int, apart: int) -> None:
    middle = MIDNIGHT + timedelta(minutes=minute, seconds=30)
    around = [middle + timedelta(minutes=sign * apart) for sign in (-1, 1)]
    assert middle_hour(around) == middle.hour


@given(st.integers(1, 90 * 60))
def test_a_second_before_midnight_it_is_an_hour_of_the_day(apart: int) -> None:
    middle = MIDNIGHT - timedelta(seconds=1)
    around = [middle + timedelta(seconds=sign * apart) for sign in (-1, 1)]
    assert middle_hour(around) in {23, 0}


def test_around_midnight_the_middle_is_at_night() -> None:
    late, early = MIDNIGHT + timedelta(hours=23, minutes=45), MIDNIGHT + timedelta(minutes=25)
    assert middle_hour([late, early]) == 0
    assert middle_hour([MIDNIGHT, MIDNIGHT + timedelta(hours=12)]) is None
    assert middle_hour([]) is None
