"""Edits do to an automation what they do to the habit that it comes from."""

from dataclasses import replace

from hypothesis import given, settings
import pytest

from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    Effect,
    NumericTrigger,
    Pattern,
    Reminder,
    RunTrigger,
    StateCondition,
    StateTrigger,
    SunTrigger,
)
from custom_components.homeiq.suggestions.automation import automation_config
from custom_components.homeiq.suggestions.refining.applying import applied, applied_to, leniently
from custom_components.homeiq.suggestions.refining.edits import (
    NOBODY,
    AddTarget,
    DropCondition,
    DropTarget,
    Edit,
    Level,
    OnDays,
    ReplaceTarget,
    Require,
    SetDelay,
    SetHold,
    SetLevel,
    SetOffset,
    SetThreshold,
    SetTime,
    Shift,
)
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError
from custom_components.homeiq.suggestions.suggestion import NOTIFYING
from tests.suggestions.refining import made
from tests.suggestions.typical import LOCKING, of_synergy

EVENING = Pattern(
    "time_of_day",
    ClockTrigger(85_200),
    (Effect("light.a", "on"), Effect("light.b", "off", 600)),
    weekdays=(4,),
    conditions=(DarkCondition(),),
)
BY_SUN = replace(EVENING, trigger=SunTrigger("sunset", -600))
BY_DOOR = replace(EVENING, trigger=StateTrigger("binary_sensor.door", "on", "off", 60))
BY_LUX = replace(EVENING, trigger=NumericTrigger("sensor.lux", below=20.0))


def config(pattern: Pattern) -> dict[str, object]:
    built = automation_config(pattern, "alias", "description")
    for action in built["actions"]:
        if str(action.get("action")).startswith(NOTIFYING):
            del action["data"]["notification_id"]  # of the habit that was found
    return built


@settings(max_examples=1500, deadline=None)
@given(made.patterns, made.edits)
def test_an_edited_automation_is_the_automation_of_the_edited_habit(
    pattern: Pattern, edit: Edit
) -> None:
    before = config(pattern)
    try:
        edited = applied(before, (edit,))
        habit = applied_to(pattern, (edit,))
    except RefusedError:
        return
    assert before == config(pattern), "nothing is changed in place"
    if isinstance(edit, SetLevel):
        assert habit == pattern
    else:
        assert edited == config(habit)


@settings(max_examples=500, deadline=None)
@given(made.patterns, made.edits)
def test_what_an_automation_refuses_is_never_more_than_its_habit_could(
    pattern: Pattern, edit: Edit
) -> None:
    """An edit that only the replay refused could be applied and not be proven."""
    try:
        applied(config(pattern), (edit,))
    except RefusedError:
        return
    assert refused_by_habit(pattern, edit) in (None, Refusal.REMINDER)


def refused_by_habit(pattern: Pattern, edit: Edit) -> Refusal | None:
    try:
        applied_to(pattern, (edit,))
    except RefusedError as err:
        return err.refusal
    return None


def refusal(pattern: Pattern, *edits: Edit) -> tuple[Refusal, Refusal]:
    """Return how both refuse edits."""
    with pytest.raises(RefusedError) as of_automation:
        applied(config(pattern), edits)
    with pytest.raises(RefusedError) as of_habit:
        applied_to(pattern, edits)
    return of_automation.value.refusal, of_habit.value.refusal


@pytest.mark.parametrize(
    ("pattern", "edit", "why"),
    [
        (BY_DOOR, Shift(60), Refusal.NO_SUCH_TRIGGER),
        (BY_DOOR, SetTime(60), Refusal.NO_SUCH_TRIGGER),
        (EVENING, SetOffset(60), Refusal.NO_SUCH_TRIGGER),
        (EVENING, SetHold(60), Refusal.NO_SUCH_TRIGGER),
        (BY_DOOR, SetThreshold(5), Refusal.NO_SUCH_TRIGGER),
        (BY_DOOR, SetHold(-1), Refusal.OUT_OF_RANGE),
        (BY_DOOR, SetHold(90_000), Refusal.OUT_OF_RANGE),
        (BY_SUN, SetOffset(30_000), Refusal.OUT_OF_RANGE),
        (EVENING, OnDays(()), Refusal.OUT_OF_RANGE),
        (EVENING, SetDelay(-1), Refusal.OUT_OF_RANGE),
        (EVENING, SetDelay(60, "light.z"), Refusal.NO_SUCH_ACT),
        (EVENING, ReplaceTarget("light.z", "light.a"), Refusal.NO_SUCH_ACT),
        (EVENING, DropCondition("person.anna"), Refusal.NO_SUCH_CONDITION),
        (replace(EVENING, effects=EVENING.effects[:1]), DropTarget("light.a"), Refusal.LAST_ACT),
    ],
)
def test_what_does_not_fit_is_refused_by_both(pattern: Pattern, edit: Edit, why: Refusal) -> None:
    assert refusal(pattern, edit) == (why, why)


def test_two_acts_on_one_entity_cannot_both_be_moved() -> None:
    chain = replace(EVENING, effects=(Effect("light.a", "on"), Effect("light.a", "off", 600)))
    both = (Refusal.AMBIGUOUS, Refusal.AMBIGUOUS)
    assert refusal(chain, SetDelay(60, "light.a")) == both


def test_a_time_that_crosses_midnight_takes_its_days_along() -> None:
    later = applied(config(EVENING), (Shift(3600),))
    assert later["triggers"] == [{"trigger": "time", "at": "00:40:00"}]
    assert later["conditions"][0] == {"condition": "time", "weekday": ["sat"]}
    assert applied(later, (Shift(-3600),)) == config(EVENING)


def test_what_followed_the_sun_may_follow_the_clock() -> None:
    assert applied_to(BY_SUN, (SetTime(72_000),)).trigger == ClockTrigger(72_000)


def test_a_time_that_moved_stays_where_somebody_sets_it() -> None:
    assert applied_to(replace(EVENING, drift=30.0), (SetTime(0),)).drift == 0


def test_a_threshold_keeps_its_side() -> None:
    above = replace(BY_LUX, trigger=NumericTrigger("sensor.lux", above=20.0))
    assert applied_to(BY_LUX, (SetThreshold(5),)).trigger == NumericTrigger("sensor.lux", below=5)
    assert applied_to(above, (SetThreshold(5),)).trigger == NumericTrigger("sensor.lux", above=5)


def test_a_run_of_an_automation_has_nothing_to_edit() -> None:
    undone = replace(EVENING, trigger=RunTrigger("automation.x", "light.a", "on"))
    for edit in (Shift(60), SetTime(0)):
        with pytest.raises(RefusedError):
            applied_to(undone, (edit,))


def test_edits_are_applied_in_their_order() -> None:
    edits = (OnDays(WORKDAYS), Require(NOBODY), DropCondition("sun.sun"), OnDays(EVERY_DAY))
    assert applied_to(EVENING, edits).conditions == (NOBODY,)
    assert applied_to(EVENING, edits).weekdays == EVERY_DAY
    assert len(applied(config(EVENING), edits)["conditions"]) == 1


def test_what_does_not_fit_what_other_days_teach_is_passed_over() -> None:
    change = leniently((DropTarget("light.z"), Shift(60), AddTarget("light.a", "light.c")))
    assert change(EVENING) == applied_to(EVENING, (Shift(60), AddTarget("light.a", "light.c")))
    assert leniently((Shift(60),))(BY_DOOR) == BY_DOOR


def test_a_reminder_keeps_knowing_whether_there_is_something_to_do() -> None:
    both = (Refusal.REMINDER, Refusal.REMINDER)
    own = StateCondition("lock.front", "unlocked")
    assert refusal(LOCKING, Require(own)) == both
    asking = replace(LOCKING, conditions=(own,))
    assert refusal(asking, DropCondition("lock.front")) == both
    assert applied_to(LOCKING, (Require(StateCondition("person.anna", "home")),)).conditions


def test_a_reminder_acts_on_nothing() -> None:
    assert refusal(LOCKING, DropTarget("lock.front"))[1] is Refusal.NO_SUCH_ACT
    with pytest.raises(RefusedError):
        applied_to(
            Pattern("anomaly", ClockTrigger(0), (Reminder("lock.front", "locked"),)),
            (SetDelay(60, "lock.front"),),
        )


def test_each_branch_of_a_recipe_loses_the_condition() -> None:
    branching = {
        "triggers": [{"trigger": "time", "at": "20:00:00", "id": "1"}],
        "conditions": [],
        "actions": [
            {
                "choose": [
                    {
                        "conditions": [
                            {"condition": "trigger", "id": ["1"]},
                            {
                                "condition": "state",
                                "entity_id": "sun.sun",
                                "state": "above_horizon",
                            },
                        ],
                        "sequence": [
                            {"action": "light.turn_on", "target": {"entity_id": ["light.a"]}}
                        ],
                    }
                ]
            }
        ],
    }
    edited = applied(branching, (DropCondition("sun.sun"), Shift(60), Require(NOBODY)))
    (option,) = edited["actions"][0]["choose"]
    assert option["conditions"] == [{"condition": "trigger", "id": ["1"]}]
    assert edited["triggers"] == [{"trigger": "time", "at": "20:01:00", "id": "1"}]
    assert edited["conditions"] == [
        {"condition": "numeric_state", "entity_id": "zone.home", "below": 1.0}
    ]


def test_a_recipe_that_tells_people_does_so_after_what_it_does() -> None:
    automation = of_synergy().automation
    assert automation is not None
    edited = applied(automation, (SetDelay(60),))
    assert [next(iter(each)) for each in edited["actions"]] == ["delay", "action", "action"]
    with pytest.raises(RefusedError) as refused:
        applied(automation, (DropTarget("valve.main"),))
    assert refused.value.refusal is Refusal.LAST_ACT


def test_a_value_is_one_of_an_act() -> None:
    edited = applied(config(EVENING), (SetLevel(Level.BRIGHTNESS, 50),))
    assert edited["actions"][0]["data"] == {"brightness_pct": 50}
    assert "data" not in edited["actions"][2]
