"""A suggestion with edits: what changes of it, and what stays."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import WORKDAYS, Effect, Pattern, StateCondition
from custom_components.homeiq.suggestions.build import rank
from custom_components.homeiq.suggestions.refining.applying import applied_to
from custom_components.homeiq.suggestions.refining.edits import (
    NOBODY,
    AddTarget,
    DropCondition,
    DropTarget,
    Edit,
    Level,
    OnDays,
    Require,
    SetDelay,
    SetLevel,
    Shift,
)
from custom_components.homeiq.suggestions.refining.known import Known
from custom_components.homeiq.suggestions.refining.refined import Around, refined, refined_again
from custom_components.homeiq.suggestions.refining.refinement import Refinement
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.words import load_words
from tests.suggestions.typical import (
    EVIDENCE,
    HOME,
    INVENTORY,
    LATE,
    MOVING,
    NAMES,
    of_feature,
    of_pattern,
    of_synergy,
)

GHOST = StateCondition("light.ghost", "on")
NOW = datetime(2026, 10, 7, 12, tzinfo=UTC)
BETTER = Evidence(days=24, right=20, wrong=0)
AROUND = Around.of(HOME, NAMES, INVENTORY, load_words("en"), 0.6)


def asked(*edits: Edit) -> Refinement:
    return Refinement("as I say", edits, NOW)


def changed(
    suggestion: Suggestion,
    *edits: Edit,
    finding: Finding | None = None,
    around: Around = AROUND,
) -> Suggestion:
    refinements = (*suggestion.refinements, asked(*edits))
    return refined(suggestion, edits, refinements, finding, around)


def proven(pattern: Pattern, *edits: Edit, evidence: Evidence = BETTER) -> Finding:
    return Finding(applied_to(pattern, edits), evidence)


def test_a_habit_is_worded_and_counted_anew_and_stays_who_it_is() -> None:
    before = of_pattern(LATE)
    after = changed(before, Shift(1200), finding=proven(LATE, Shift(1200)))
    assert after.automation is not None
    assert after.automation["triggers"] == [{"trigger": "time", "at": "22:50:00"}]
    assert after.wording.title == "Turn off Flurlicht at 22:50 on weekdays"
    assert after.wording.description == (
        "At 22:50 on weekdays, turn off Flurlicht. Changed as you asked: 20 minutes later."
        " That would spare you about 5 acts a week."
    )
    assert after.automation["alias"] == after.wording.title
    assert after.automation["description"] == after.wording.description
    assert (after.evidence, after.since_shown) == (BETTER, Evidence())
    assert after.rank == rank(BETTER)
    assert after.warnings == ()
    assert after.refinements == (asked(Shift(1200)),)
    same = ("id", "fingerprint", "pattern_id", "pattern_type", "created_at", "status", "type")
    assert all(getattr(after, each) == getattr(before, each) for each in same)


def test_a_second_change_is_told_with_the_first() -> None:
    first = changed(of_pattern(LATE), Shift(1200), finding=proven(LATE, Shift(1200)))
    both = (Shift(1200), OnDays((5, 6)))
    second = changed(first, OnDays((5, 6)), finding=proven(LATE, *both))
    assert second.wording.description.count("Changed as you asked") == 1
    assert "20 minutes later; only on weekends." in second.wording.description
    assert second.automation is not None
    assert second.automation["triggers"][0]["at"] == "22:50:00"
    assert len(second.refinements) == 2


def test_what_comes_from_no_habit_keeps_its_words_with_a_note() -> None:
    before = of_feature()
    first = changed(before, SetLevel(Level.BRIGHTNESS, 50))
    second = changed(first, DropCondition("time"))
    assert first.wording.title == second.wording.title == before.wording.title
    assert first.wording.description == (
        before.wording.description + " Changed as you asked: brightness 50%."
    )
    assert second.wording.description == (
        before.wording.description
        + " Changed as you asked: brightness 50%; at any time of the day."
    )
    assert second.evidence is None
    assert second.warnings == ()


def test_what_a_later_run_finds_again_gets_all_edits() -> None:
    refinements = (asked(Shift(1200)), asked(OnDays((5, 6))))
    finding = proven(LATE, Shift(1200), OnDays((5, 6)))
    again = refined_again(of_pattern(LATE), refinements, finding, AROUND)
    first = changed(of_pattern(LATE), Shift(1200), finding=proven(LATE, Shift(1200)))
    assert again == replace(changed(first, OnDays((5, 6)), finding=finding))
    assert refined_again(of_pattern(LATE), (), None, AROUND) == of_pattern(LATE)


def test_what_it_has_become_by_itself_is_no_change_any_more() -> None:
    plain = of_pattern(LATE)
    gone = (asked(DropCondition("sun.sun"), DropTarget("light.desk")), asked(OnDays(WORKDAYS)))
    again = refined_again(plain, gone, proven(LATE), AROUND)
    assert again.automation is not None
    assert plain.automation is not None
    assert again.automation["triggers"] == plain.automation["triggers"]
    assert again.refinements == gone


def test_what_is_not_possible_any_more_is_refused() -> None:
    with pytest.raises(RefusedError):
        refined_again(of_pattern(LATE), (asked(Require(GHOST)),), None, AROUND)
    with pytest.raises(RefusedError):
        refined_again(of_pattern(LATE), (asked(SetDelay(60, "light.desk")),), None, AROUND)
    advice = replace(of_pattern(LATE), automation=None)
    assert refined_again(advice, (asked(Shift(60)),), None, AROUND) == advice


def test_figures_that_are_not_replayed_are_told_to_be_old() -> None:
    after = changed(of_pattern(LATE), Shift(1200))
    assert after.evidence == EVIDENCE
    assert after.warnings == (
        "The figures are those from before your change; the next analysis replays it as it is now.",
    )


def test_what_is_less_sure_than_asked_for_is_kept_with_a_warning() -> None:
    worse = Evidence(days=24, right=2, wrong=3)
    after = changed(of_pattern(LATE), Shift(1200), finding=proven(LATE, evidence=worse))
    assert after.evidence == worse
    (warning,) = after.warnings
    assert warning.startswith("As you changed it, it would have been right 2 of 5 times:")
    never = changed(of_pattern(LATE), Shift(1200), finding=proven(LATE, evidence=Evidence(24)))
    assert never.warnings == (
        "As you changed it, it would not have acted on any of the days looked at.",
    )


def test_it_is_about_what_it_uses_now() -> None:
    after = changed(of_pattern(MOVING), Require(NOBODY), DropCondition("person.anna"))
    assert after.entity_ids == ("light.hall", "binary_sensor.hall", "zone.home")
    assert after.area_ids == ("hall",)
    leaking = of_synergy()
    assert changed(leaking, SetDelay(60)).entity_ids == leaking.entity_ids


def test_what_it_warned_of_before_is_looked_at_anew() -> None:
    heating = Pattern(
        "time_of_day", LATE.trigger, (Effect("climate.a", "heat"), Effect("light.hall", "on"))
    )
    before = of_pattern(heating)
    assert before.warnings == ("Something would heat with nobody watching.",)
    after = changed(before, SetLevel(Level.TEMPERATURE, 21), finding=proven(heating))
    assert after.warnings == before.warnings
    cold = changed(before, DropTarget("climate.a"), finding=proven(heating))
    assert cold.warnings == ()


GATE = Names(
    NAMES.entities | {"cover.gate": "Gate", "cover.blind": "Blind"}, {}, {"cover.gate": "gate"}
)
DOORS = Around(
    Home(HOME.timezone, areas={"cover.gate": "yard", "cover.blind": "yard"}),
    GATE,
    load_words("en"),
    Known(
        frozenset(GATE.entities),
        {"cover.gate": "yard", "cover.blind": "yard"},
        {"cover.gate": DeviceEntity("cover.gate", features=15)},
    ),
)


@pytest.mark.parametrize(
    ("pattern", "edit"),
    [
        (
            Pattern("time_of_day", LATE.trigger, (Effect("cover.blind", "open"),)),
            AddTarget("cover.blind", "cover.gate"),
        ),
        (
            Pattern("time_of_day", LATE.trigger, (Effect("cover.gate", "closed"),)),
            SetLevel(Level.POSITION, 50),
        ),
    ],
)
def test_no_edit_leads_around_the_rules_of_safety(pattern: Pattern, edit: Edit) -> None:
    with pytest.raises(RefusedError) as refused:
        changed(of_pattern(pattern), edit, around=DOORS)
    assert refused.value.refusal is Refusal.UNSAFE
    assert refused.value.placeholders == {
        "rule": "Opening a gate, a garage or an outer door is left to people."
    }


def test_advice_has_nothing_to_edit() -> None:
    with pytest.raises(RefusedError) as refused:
        changed(replace(of_pattern(), automation=None), Shift(60))
    assert refused.value.refusal is Refusal.ADVICE


def test_a_suggestion_tells_what_was_asked_for() -> None:
    told: dict[str, Any] = changed(of_pattern(LATE), Shift(1200)).as_dict()
    assert told["refinements"] == [
        {
            "instruction": "as I say",
            "edits": [{"edit": "shift", "entity": "", "value": "1200 s"}],
            "at": "2026-10-07T12:00:00+00:00",
        }
    ]


def test_what_a_device_has_no_entity_of_is_in_no_automation() -> None:
    inventory = Inventory.of([DeviceRecord("d", entities=(DeviceEntity("light.bed"),))])
    around = Around.of(HOME, Names(), inventory, load_words("en"), 0.6)
    assert around.known.entities == {"light.bed"}
