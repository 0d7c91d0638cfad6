"""What is withheld, and what is suggested with a warning."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern, Reminder
from custom_components.homeiq.suggestions.safety import (
    EVERYTHING,
    RULES,
    config_rules,
    recipe_warnings,
    recipe_withheld_by,
    warnings,
    withheld_by,
)

NAMES = Names(
    {
        "switch.cold": "Kitchen fridge",
        "light.cold": "Fridge light",
        "switch.lit": "Fridge light",
        "switch.gate": "Hoftor",
        "switch.loud": "Alarm siren",
        "switch.water": "Water valve",
    },
    device_classes={"cover.garage": "garage", "cover.blind": "blind"},
    labels={"light.heat": frozenset({"Critical"})},
)


def pattern(*effects: tuple[str, str]) -> Pattern:
    return Pattern("time_of_day", ClockTrigger(0), tuple(Effect(*effect) for effect in effects))


@pytest.mark.parametrize(
    ("effect", "rule"),
    [
        (("lock.front", "unlocked"), "unlock"),
        (("alarm_control_panel.home", "disarmed"), "disarm"),
        (("cover.garage", "open"), "open_entrance"),
        (("switch.gate", "on"), "open_entrance"),
        (("switch.gate", "off"), "open_entrance"),
        (("siren.hall", "on"), "siren"),
        (("switch.loud", "on"), "siren"),
        (("switch.cold", "off"), "cut_off"),
        (("light.heat", "off"), "cut_off"),
    ],
)
def test_what_only_people_should_do_is_withheld(effect: tuple[str, str], rule: str) -> None:
    withheld = withheld_by(pattern(("light.a", "on"), effect), NAMES)
    assert withheld is not None
    assert withheld.name == rule


@pytest.mark.parametrize(
    "effect",
    [
        ("cover.blind", "open"),
        ("cover.unknown", "open"),
        ("cover.garage", "closed"),
        ("lock.front", "locked"),
        ("siren.hall", "off"),
        ("switch.loud", "off"),
        ("switch.cold", "on"),
        ("switch.lit", "off"),
        ("light.cold", "off"),
        ("light.heat", "on"),
        ("light.a", "on"),
    ],
)
def test_what_is_harmless_is_not_withheld(effect: tuple[str, str]) -> None:
    assert withheld_by(pattern(effect), NAMES) is None


@pytest.mark.parametrize(
    ("effect", "rules"),
    [
        (("valve.garden", "open"), ["open_valve"]),
        (("valve.garden", "closed"), []),
        (("switch.water", "on"), ["open_valve"]),
        (("switch.water", "off"), []),
        (("climate.bath", "heat"), ["heat"]),
        (("climate.bath", "off"), []),
        (("lock.front", "locked"), ["lock"]),
        (("lock.front", "unlocked"), []),
        (("light.a", "on"), []),
    ],
)
def test_people_are_warned(effect: tuple[str, str], rules: list[str]) -> None:
    assert [rule.name for rule in warnings(pattern(effect), NAMES)] == rules


@pytest.mark.parametrize("state", ["locked", "unlocked"])
def test_a_reminder_commands_nothing(state: str) -> None:
    reminder = Pattern("anomaly", ClockTrigger(0), (Reminder("lock.front", state),))
    assert withheld_by(reminder, NAMES) is None
    assert warnings(reminder, NAMES) == ()


@pytest.mark.parametrize("state", ["locked", "unlocked"])
def test_advice_on_an_automation_commands_nothing(state: str) -> None:
    advice = replace(pattern(("lock.front", state)), changes="automation.night")
    assert withheld_by(advice, NAMES) is None
    assert warnings(advice, NAMES) == ()


def test_one_rule_warns_once() -> None:
    twice = pattern(("climate.a", "heat"), ("climate.b", "heat"))
    assert len(warnings(twice, NAMES)) == 1


def test_every_rule_is_met_by_something() -> None:
    for rule in RULES:
        entity_id = "switch.x" if rule.domain == EVERYTHING else f"{rule.domain}.x"
        homes = [
            Names({entity_id: name}, labels={entity_id: frozenset({"critical"})})
            for name in ("Garage door", "Siren", "Valve")
        ]
        for state in (next(iter(rule.states), "any"), "*"):
            assert any(rule.applies(Effect(entity_id, state), names) for names in homes)


def test_what_is_withheld_and_what_lets_something_flow_has_to_be_confirmed() -> None:
    assert {rule.name for rule in RULES if rule.asks} == {
        *(rule.name for rule in RULES if rule.withheld),
        "open_valve",
    }


@pytest.mark.parametrize(
    ("effects", "rules"),
    [
        ([], []),
        ([("light.a", "on"), ("switch.lit", "*")], []),
        ([("lock.front", "unlocked"), ("switch.cold", "off")], ["unlock", "cut_off"]),
        ([("lock.front", "*")], ["unlock", "lock"]),
        ([("switch.cold", "*")], ["cut_off"]),
        ([("water_heater.a", "on"), ("climate.a", "heat"), ("climate.b", "heat")], ["heat"]),
        ([("valve.a", "*")], ["open_valve"]),
        ([("cover.blind", "*")], []),
    ],
)
def test_states_come_under_each_rule_once(effects: list[tuple[str, str]], rules: list[str]) -> None:
    assert [rule.name for rule in config_rules(effects, NAMES)] == rules


def recipe(*steps: Step) -> Recipe:
    return Recipe((Branch(ClockTrigger(0), steps),))


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (Step("lock.unlock", "lock.front"), "unlock"),
        (Step("lock.open", "lock.front"), "unlock"),
        (Step("homeassistant.turn_on", "lock.front"), "unlock"),
        (Step("alarm_control_panel.alarm_disarm", "alarm_control_panel.home"), "disarm"),
        (Step("cover.open_cover", "cover.garage"), "open_entrance"),
        (Step("cover.toggle", "cover.garage"), "open_entrance"),
        (Step("cover.set_cover_position", "cover.garage", {"position": 50}), "open_entrance"),
        (Step("siren.turn_on", "siren.hall"), "siren"),
        (Step("siren.turn_on", "siren.hall", {"tone": "fire"}), "siren"),
        (Step("switch.turn_off", "switch.cold"), "cut_off"),
        (Step("switch.toggle", "switch.cold"), "cut_off"),
        (Step("homeassistant.turn_off", "switch.cold"), "cut_off"),
        (Step("light.toggle", "light.heat"), "cut_off"),
    ],
)
def test_a_recipe_may_not_do_what_only_people_should(step: Step, rule: str) -> None:
    withheld = recipe_withheld_by(recipe(Step("light.turn_on", "light.a"), step), NAMES)
    assert withheld is not None
    assert withheld.name == rule


@pytest.mark.parametrize(
    ("step", "rules"),
    [
        (Step("cover.open_cover", "cover.blind"), []),
        (Step("cover.close_cover", "cover.garage"), []),
        (Step("cover.set_cover_position", "cover.garage", {"position": 0}), []),
        (Step("light.turn_on", "light.a", {"brightness_pct": 30}), []),
        (Step("select.select_option", "select.a", {"option": "previous"}), []),
        (Step("notify.send_message"), []),
        (Step("climate.set_preset_mode", "climate.bath", {"preset_mode": "eco"}), []),
        (Step("climate.set_hvac_mode", "climate.bath", {"hvac_mode": "off"}), []),
        (Step("climate.set_hvac_mode", "climate.bath", {"hvac_mode": "heat"}), ["heat"]),
        (Step("climate.set_temperature", "climate.bath", {"temperature": 24}), ["heat"]),
        (Step("valve.close_valve", "valve.garden"), []),
        (Step("switch.turn_on", "switch.cold"), []),
        (Step("light.toggle", "light.cold"), []),
        (Step("valve.open_valve", "valve.garden"), ["open_valve"]),
        (Step("lock.lock", "lock.front"), ["lock"]),
    ],
)
def test_people_are_warned_of_a_recipe(step: Step, rules: list[str]) -> None:
    assert recipe_withheld_by(recipe(step), NAMES) is None
    assert [rule.name for rule in recipe_warnings(recipe(step, step), NAMES)] == rules
