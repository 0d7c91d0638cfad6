"""What makes a synergy the same finding again."""

from dataclasses import replace

from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import DARK, appears, habit
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.pattern import NumericCondition, NumericTrigger

LIT = habit(appears("binary_sensor.motion"), ("light.hall", "on"))
PAIR = Synergy("motion_light", ("binary_sensor.motion", "light.hall"), "hall", LIT, 0.7)
SMOKE = appears("binary_sensor.smoke")


def escape(*lights: str) -> Synergy:
    steps = tuple(Step("light.turn_on", light) for light in lights)
    recipe = Recipe((Branch(SMOKE, steps),))
    return Synergy("smoke_lights", (SMOKE.entity_id, *lights), None, recipe, 0.4)


def test_it_is_known_by_what_triggers_it_and_what_people_do() -> None:
    assert PAIR.fingerprint == f"synergy|{LIT.fingerprint}"
    other = replace(LIT, trigger=appears("binary_sensor.door"))
    assert replace(PAIR, plan=other).fingerprint != PAIR.fingerprint


def test_figures_conditions_and_the_relation_that_found_it_do_not_matter() -> None:
    dark = replace(LIT, conditions=(DARK, NumericCondition("sensor.lux", below=20)))
    again = replace(
        PAIR,
        relation="motion_dark_light",
        entity_ids=("binary_sensor.motion", "sensor.lux", "light.hall"),
        plan=dark,
        score=0.9,
        evidence=Evidence(28, 20, 1),
    )
    assert (again.fingerprint, again.id) == (PAIR.fingerprint, PAIR.id)
    damp = [
        replace(PAIR, plan=replace(LIT, trigger=NumericTrigger("sensor.humidity", above=level)))
        for level in (60.0, 70.0)
    ]
    assert damp[0].fingerprint == damp[1].fingerprint


def test_one_lamp_or_detector_more_is_the_same_and_another_floor_is_not() -> None:
    one = escape("light.hall")
    assert one.fingerprint == escape("light.hall", "light.new").fingerprint
    assert one.id == escape("light.hall", "light.new").id
    attic = Recipe((*one.plan.branches, Branch(appears("binary_sensor.attic"), ())))
    assert replace(one, plan=attic).fingerprint == one.fingerprint
    assert replace(one, place="upstairs").fingerprint != one.fingerprint
    assert replace(one, relation="x").id != one.id


def test_the_id_is_short_and_of_its_own() -> None:
    assert len(PAIR.id) == 16
    assert PAIR.id not in (LIT.id, escape("light.hall").id)
