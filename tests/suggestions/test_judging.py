"""What is said of a suggestion that is held against a home."""

from typing import Any

import pytest

from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.judging import Judge, Judgement, config_of
from custom_components.homeiq.suggestions.loops import Kind as LoopKind
from custom_components.homeiq.suggestions.overlaps import Kind
from custom_components.homeiq.suggestions.words import load_words
from tests.samples import suggestion_of
from tests.suggestions.homes import REFERENCES, act, automation, clock, home, state

EN, DE = load_words("en"), load_words("de")
NAMES = Names({"light.a": "Lamp", "light.b": "Desk", "scene.film": "Film", "switch.cold": "Fridge"})


def judgement(trigger: dict[str, Any], *actions: dict[str, Any], existing: Any = ()) -> Judgement:
    config = {"triggers": [trigger], "conditions": [], "actions": list(actions)}
    ours = config_of(suggestion_of(1, automation=config), REFERENCES)
    assert ours is not None
    return Judge.of(home(*existing), NAMES, REFERENCES).judge(ours)


def test_of_advice_there_is_nothing_to_judge() -> None:
    assert config_of(suggestion_of(1, automation=None), REFERENCES) is None
    nothing = Judgement()
    assert nothing.withheld_by is None
    assert nothing.warnings(NAMES, EN) == nothing.asks(NAMES, EN) == ()


def test_its_automation_has_the_id_that_it_is_kept_under() -> None:
    config = config_of(suggestion_of(1), REFERENCES)
    assert config is not None
    assert config.config_id == "homeiq_s1"
    assert config.triggers == {"22:00:00"}


def test_a_script_that_does_harm_is_as_bad_as_doing_it() -> None:
    cut = judgement(clock("22:00"), act("script.cut"))
    assert cut.withheld_by == "cut_off"
    assert cut.warnings(NAMES, EN) == ()
    assert cut.asks(NAMES, EN) == (
        (
            "Turning off what a home cannot be without, such as a fridge or the network, is left to"
            " people."
        ),
    )


@pytest.mark.parametrize(
    "action",
    [
        act("button.press", "button.gate"),
        act("script.gate"),
        act("scene.turn_on", "scene.leave"),
        act("homeassistant.turn_off", "group.plugs"),
        act("script.ajar"),
        act("switch.turn_off", "all"),
    ],
)
def test_however_a_gate_is_reached_opening_it_is_withheld(action: dict[str, Any]) -> None:
    references = References(
        groups={"switch.all": ("switch.gate", "switch.lamp"), "group.plugs": ("switch.all",)},
        scenes={"scene.leave": {"switch.all": "on"}},
        every={"switch": ("switch.lamp", "switch.gate")},
        scripts={
            "script.gate": {"sequence": [act("button.press", "button.gate")]},
            "script.ajar": {"sequence": [{"action": "rest_command.gate"}]},
        },
    )
    names = Names(
        {"button.gate": "Hoftor", "switch.gate": "Gate relay", "script.ajar": "Open the gate"}
    )
    config = {"triggers": [clock("22:00")], "conditions": [], "actions": [action]}
    ours = config_of(suggestion_of(1, automation=config), references)
    assert ours is not None
    assert Judge.of(home(), names, references).judge(ours).withheld_by == "open_entrance"


def test_a_warning_that_does_not_ask() -> None:
    heat = judgement(clock("6:00"), act("climate.set_hvac_mode", "climate.a", hvac_mode="heat"))
    assert heat.withheld_by is None
    assert heat.warnings(NAMES, EN) == (EN.text("rule", "heat"),)
    assert heat.asks(NAMES, EN) == ()


def test_a_loop_is_withheld_and_said_in_words() -> None:
    back = automation("Back", state("light.b", "on"), act("light.turn_on", "light.a"))
    loop = judgement(state("light.a", "on"), act("light.turn_on", "light.b"), existing=[back])
    assert loop.withheld_by == "loop"
    assert loop.asks(NAMES, EN) == (
        (
            "It could set itself off again and again: through “Back” it would change Lamp, which"
            " sets it off."
        ),
    )
    assert loop.asks(NAMES, DE) == (
        (
            "Sie könnte sich immer wieder selbst auslösen: über „Back“ würde sich Lamp ändern, und"
            " das löst sie aus."
        ),
    )


def test_a_fight_asks_and_an_overlap_only_tells() -> None:
    timer = automation("Timer", state("light.b", "on"), act("light.turn_off", "light.b"))
    morning = automation("Morning", clock("7:00"), act("light.turn_on", "light.b"))
    both = judgement(clock("22:00"), act("light.turn_on", "light.b"), existing=[morning, timer])
    fight = "Desk would not stay so: “Timer” reacts to the change and brings it to another state."
    assert both.withheld_by is None
    assert both.asks(NAMES, EN) == (fight,)
    assert both.warnings(NAMES, EN) == (
        fight,
        "Extends your automation “Morning”, which does the same on another occasion.",
    )


def test_what_is_there_already_is_a_duplicate() -> None:
    there = automation("There", clock("22:00"), act("light.turn_on", "light.b"))
    found = judgement(clock("22:00"), act("light.turn_on", "light.b"), existing=[there])
    assert found.duplicate == there


def test_a_scene_is_named_as_people_call_it() -> None:
    both = (act("light.turn_on", "light.a"), act("cover.close_cover", "cover.c"))
    assert judgement(clock("22:00"), *both).warnings(NAMES, DE) == (
        "Deine Szene „Film“ tut dasselbe.",
    )


def test_every_kind_is_worded() -> None:
    for words in (EN, DE):
        assert all(words.has("overlap", kind.value) for kind in (*Kind, *LoopKind))
        assert words.has("rule", LoopKind.LOOP.value)
