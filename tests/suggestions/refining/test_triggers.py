"""What is done to the triggers of an automation."""

import pytest

from custom_components.homeiq.suggestions.refining.edits import (
    SetHold,
    SetOffset,
    SetThreshold,
    SetTime,
    Shift,
)
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError
from custom_components.homeiq.suggestions.refining.triggers import (
    held,
    limited,
    offset,
    shifted,
    timed,
)

EVENING = {"trigger": "time", "at": "23:30:00", "id": "1"}
MORNING = {"trigger": "time", "at": "07:00:00", "id": "2"}
SUNSET = {"trigger": "sun", "event": "sunset", "offset": "-00:10:00", "id": "3"}
DOOR = {"trigger": "state", "entity_id": ["binary_sensor.door"], "from": "off", "to": "on"}
COLD = {"trigger": "numeric_state", "entity_id": ["sensor.t"], "below": 5.0}
START = {"trigger": "homeassistant", "event": "start"}


def test_all_that_have_a_time_are_moved_and_keep_their_ids() -> None:
    moved = shifted([MORNING, SUNSET, DOOR, START], Shift(600))
    assert moved.triggers == [
        {"trigger": "time", "at": "07:10:00", "id": "2"},
        {"trigger": "sun", "event": "sunset", "id": "3"},
        DOOR,
        START,
    ]
    assert moved.days == 0


def test_times_that_would_come_on_other_days_than_others_are_not_moved() -> None:
    with pytest.raises(RefusedError) as refused:
        shifted([EVENING, MORNING], Shift(3600))
    assert refused.value.refusal is Refusal.AMBIGUOUS


def test_of_two_times_none_is_set() -> None:
    with pytest.raises(RefusedError) as refused:
        timed([EVENING, MORNING], SetTime(0))
    assert refused.value.refusal is Refusal.AMBIGUOUS
    assert timed([EVENING, DOOR], SetTime(0))[0] == {"trigger": "time", "at": "00:00:00", "id": "1"}


def test_offsets() -> None:
    (trigger,) = offset([SUNSET], SetOffset(-1800))
    assert trigger == {**SUNSET, "offset": "-00:30:00"}
    (later,) = shifted([{**SUNSET, "offset": "01:00:00"}], Shift(60)).triggers
    assert later["offset"] == "01:01:00"


def test_changes_have_to_last() -> None:
    first, second = held([DOOR, COLD], SetHold(60))
    assert first["for"] == second["for"] == {"seconds": 60}
    assert held([first], SetHold(0)) == [DOOR]


def test_limits_keep_their_side() -> None:
    assert limited([COLD], SetThreshold(3.0)) == [{**COLD, "below": 3.0}]
    warm = {"trigger": "numeric_state", "entity_id": ["sensor.t"], "above": 25.0}
    assert limited([warm], SetThreshold(3.0)) == [{**warm, "above": 3.0}]
