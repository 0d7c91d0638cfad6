"""Whether the home has an automation that does what another would do, whatever it is called."""

from typing import Final

from custom_components.homeiq.mining.automation_config import TELLING
from custom_components.homeiq.mining.effects import ANY, Effects
from custom_components.homeiq.mining.existing import clock_second, is_close, may_hear
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.suggestions.loops import is_same

_SUN: Final = "sun.sun"  # that it is dark is no matter of its own


def duplicate_of(config: ExistingAutomation, home: Home) -> ExistingAutomation | None:
    """Return an automation that is on and does all that another would, if there is one.

    It acts on the same occasions at least, and brings the same entities to the same states at
    least, by itself or by the scripts and scenes that it calls. What does nothing but tell people
    something is done already where the same occasions and entities are told of.
    """
    for automation in home.automations:
        if (
            automation.enabled
            and not is_same(automation, config)
            and does(automation, config, home)
        ):
            return automation
    return None


def does(automation: ExistingAutomation, config: ExistingAutomation, home: Home) -> bool:
    """Return whether one automation does what another would, whether it is on or not."""
    if not hears_all(automation, config):
        return False
    if config.effects:
        return has_effects(automation, essence(config.effects, home))
    return config.tells and _tells(automation, config)


def hears_all(automation: ExistingAutomation, config: ExistingAutomation) -> bool:
    """Return whether one automation acts on all occasions of another; not where it has none."""
    return bool(config.triggers) and all(
        _hears(automation, config, each) for each in config.triggers
    )


def has_effects(automation: ExistingAutomation, wanted: Effects) -> bool:
    """Return whether an automation brings all of these to their states, or may do so.

    `wanted`: the essence of what another one does, which takes a look at each of its entities.
    """
    return bool(wanted) and all(_may_bring(automation.effects, *each) for each in wanted)


def _may_bring(effects: Effects, entity_id: str, state: str) -> bool:
    if (entity_id, state) in effects or (entity_id, ANY) in effects:
        return True
    return state == ANY and any(each == entity_id for each, _ in effects)


def essence(effects: Effects, home: Home) -> Effects:
    """Return effects on entities themselves, where it is known what groups and scenes stand for."""
    alone = frozenset(
        (entity_id, state)
        for entity_id, state in effects
        if not entity_id.startswith(("scene.", "script.")) and not home.groups.get(entity_id)
    )
    return alone or effects


def _hears(automation: ExistingAutomation, config: ExistingAutomation, trigger: str) -> bool:
    second = clock_second(trigger)
    if second is not None:
        return any(is_close(second, other) for other in automation.triggers)
    states = {state for each, state in config.hears if each == trigger} or {ANY}
    return all(may_hear(automation, trigger, state) for state in states)


def _tells(automation: ExistingAutomation, config: ExistingAutomation) -> bool:
    """Return whether people are told of the same by it.

    Who is told at once that a door opens is not reminded that it is still open.
    """
    about = {each for each in config.mentions if each != _SUN and not each.startswith(TELLING)}
    return (
        automation.tells
        and (automation.waits or not config.waits)
        and about <= automation.mentions | automation.triggers
    )
