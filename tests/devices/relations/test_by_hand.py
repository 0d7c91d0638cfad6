"""What relations that people can do by hand are made of."""

from custom_components.homeiq.devices.relations.by_hand import DARK, appears, habit
from custom_components.homeiq.mining.pattern import DarkCondition, Effect, Pattern, StateTrigger

MOTION = "binary_sensor.motion"


def test_a_sensor_appears_when_it_turns_on_and_stays_so() -> None:
    assert appears(MOTION) == StateTrigger(MOTION, "on", "off")
    assert appears(MOTION, 120) == StateTrigger(MOTION, "on", "off", 120)


def test_a_habit_has_a_step_for_each_act_and_the_conditions_it_is_given() -> None:
    acts = ("lock.door", "locked"), ("light.hall", "off")
    effects = Effect("lock.door", "locked"), Effect("light.hall", "off")
    assert habit(appears(MOTION), *acts) == Pattern("", appears(MOTION), effects)
    dark = habit(appears(MOTION), *acts, given=(DARK,))
    assert dark.conditions == (DarkCondition(),)
    assert dark.fingerprint == habit(appears(MOTION), *acts).fingerprint
