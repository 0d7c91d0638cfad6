"""What templates of relations that people can do by hand share."""

from typing import Final

from custom_components.homeiq.mining.pattern import (
    Condition,
    DarkCondition,
    Effect,
    Pattern,
    StateTrigger,
    Trigger,
)

DARK: Final = DarkCondition()


def appears(entity_id: str, hold: int = 0) -> StateTrigger:
    """Return the trigger of a binary sensor that turns on, and stays so for some seconds."""
    return StateTrigger(entity_id, "on", "off", hold)


def habit(trigger: Trigger, *acts: tuple[str, str], given: tuple[Condition, ...] = ()) -> Pattern:
    """Return the pattern of bringing entities to states upon a trigger, where conditions hold."""
    effects = tuple(Effect(entity_id, state) for entity_id, state in acts)
    return Pattern("", trigger, effects, conditions=given)
