"""Edits are kept and read as what they are; nothing else is an edit."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.homeiq.mining.pattern import NumericCondition, WindowCondition
from custom_components.homeiq.suggestions.refining.edits import (
    NOBODY,
    Edit,
    Level,
    Require,
    SetHold,
    SetLevel,
    SetTime,
    Shift,
)
from custom_components.homeiq.suggestions.refining.forms import (
    KINDS,
    UnknownEditError,
    edit_of,
    form_of,
)
from tests.suggestions.refining import made


@settings(max_examples=500, deadline=None)
@given(made.edits)
def test_an_edit_is_read_as_it_was_kept(edit: Edit) -> None:
    form = form_of(edit)
    assert form.keys() == {"edit", "entity", "value"}
    assert form["edit"] in KINDS
    assert edit_of(form) == edit


def read(edit: object, entity: object = "", value: object = "") -> Edit:
    return edit_of({"edit": edit, "entity": entity, "value": value})


def test_spans_may_be_said_in_units() -> None:
    assert read("shift", value="20 min") == read("shift", value="+20min") == Shift(1200)
    assert read("shift", value="-1.5 h") == Shift(-5400)
    assert read("set_hold", value=" 30 s ") == SetHold(30)


def test_what_is_empty_may_be_left_out() -> None:
    assert edit_of({"edit": "set_time", "value": "7:30"}) == SetTime(27_000)


def test_values_of_acts() -> None:
    assert read("set_volume", "media_player.a", "12.5") == SetLevel(
        Level.VOLUME, 12.5, "media_player.a"
    )


def test_how_many_are_at_home_may_be_said_in_figures() -> None:
    assert read("require_below", "zone.home", "1") == Require(NOBODY)
    several = Require(NumericCondition("zone.home", above=1.0))
    assert form_of(several) == {"edit": "require_above", "entity": "zone.home", "value": "1"}


def test_a_window_to_the_end_of_the_day() -> None:
    assert read("require_window", value="22:00-00:00") == Require(WindowCondition(79_200, 0))


@pytest.mark.parametrize(
    "form",
    [
        None,
        "shift",
        [],
        {},
        {"edit": "shift"},
        {"edit": "shift", "value": "20 min", "action": "lock.unlock"},
        {"edit": 1, "value": "20 min"},
        {"edit": "shift", "value": 20},
        {"edit": "call_service", "entity": "lock.front", "value": "unlock"},
        {"edit": "shift", "entity": "light.a", "value": "20 min"},
        {"edit": "shift", "value": "20"},
        {"edit": "shift", "value": "20 weeks"},
        {"edit": "set_time", "value": "25:00"},
        {"edit": "set_time", "value": "7:60"},
        {"edit": "set_time", "value": "{{ now() }}"},
        {"edit": "set_threshold", "value": "nan"},
        {"edit": "set_threshold", "value": "inf"},
        {"edit": "set_threshold", "value": "warm"},
        {"edit": "require_state", "entity": "", "value": "on"},
        {"edit": "require_state", "entity": "light.a", "value": ""},
        {"edit": "require_state", "entity": "light.a", "value": "{{ x }}"},
        {"edit": "require_state", "entity": "light.a", "value": "x" * 101},
        {"edit": "require_state", "entity": "not an id", "value": "on"},
        {"edit": "require_presence", "value": "anna"},
        {"edit": "require_sun", "value": "dusk"},
        {"edit": "require_window", "value": "22:00"},
        {"edit": "require_window", "value": "22:00-22:00"},
        {"edit": "set_days", "value": ""},
        {"edit": "set_days", "value": "monday"},
        {"edit": "drop_condition", "entity": "nothing"},
        {"edit": "drop_condition", "entity": "sun.sun", "value": "x"},
        {"edit": "replace_target", "entity": "light.a", "value": "all lights"},
        {"edit": "drop_target", "entity": ""},
        {"edit": "drop_target", "entity": "light.a", "value": "x"},
    ],
)
def test_whatever_else_there_is_is_no_edit(form: object) -> None:
    with pytest.raises(UnknownEditError):
        edit_of(form)


@given(
    st.dictionaries(
        st.sampled_from(("edit", "entity", "value", "other")),
        st.one_of(st.sampled_from(KINDS), st.text(max_size=20), st.none(), st.integers()),
    )
)
def test_odd_objects_are_edits_or_refused(form: dict[str, object]) -> None:
    try:
        edit = edit_of(form)
    except UnknownEditError:
        return
    assert edit_of(form_of(edit)) == edit
