"""A fan that could run slowly at night."""

from dataclasses import replace

from tests.devices.opportunities.cases import CASES, lived

(CASE,) = CASES["slow_at_night"]


def test_a_fan_that_is_switched_on_at_night_runs_slowly_then() -> None:
    idea = CASE.idea()
    assert idea is not None
    assert idea.recipe is not None
    (step,) = idea.recipe.branches[0].steps
    assert (step.action, step.entity_id) == ("fan.set_percentage", "fan.ceiling")
    assert step.data == {"percentage": 33}


def test_a_fan_of_the_day_stays_as_it_is() -> None:
    home = lived(("13:00", "fan.ceiling", "off", "on"))
    assert replace(CASE, lived=home).idea() is None
