"""What is not suggested, and what is suggested with a warning only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.recipe import Recipe, Step
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Effect, Pattern
from custom_components.homeiq.suggestions.automation import COMMANDS

ANY: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Rule:
    """Effects that could do harm; the texts of rules are in the words, by their name."""

    name: str
    domain: str
    states: frozenset[str]  # ANY: every one
    device_classes: frozenset[str] = ANY
    withheld: bool = False  # otherwise suggested with a warning

    def applies(self, effect: Effect, names: Names) -> bool:
        """Return whether an effect is one that the rule is about."""
        if effect.entity_id.partition(".")[0] != self.domain:
            return False
        if self.device_classes and names.device_class(effect.entity_id) not in self.device_classes:
            return False
        return not self.states or effect.state in self.states


RULES: Final = (
    Rule("unlock", "lock", frozenset({"unlocked", "open"}), withheld=True),
    Rule("disarm", "alarm_control_panel", ANY, withheld=True),
    Rule(
        "open_entrance",
        "cover",
        frozenset({"open"}),
        frozenset({"door", "garage", "gate"}),
        withheld=True,
    ),
    Rule("siren", "siren", frozenset({"on"}), withheld=True),
    Rule("open_valve", "valve", frozenset({"open"})),
    Rule("heat", "climate", frozenset({"heat", "heat_cool", "auto"})),
    Rule("heat", "water_heater", frozenset({"on"})),
    Rule("lock", "lock", frozenset({"locked"})),
)


# To what states actions lead besides those that patterns command; "toggle" leads to either.
_TOGGLED: Final = ("on", "off", "open", "closed", "heat")
_LEADS: Final = {
    "climate.set_temperature": ("heat",),
    "climate.toggle": _TOGGLED,
    "climate.turn_on": ("heat",),
    "cover.set_cover_position": ("open",),
    "cover.toggle": _TOGGLED,
    "homeassistant.toggle": _TOGGLED,
    "homeassistant.turn_off": ("off", "closed"),
    "homeassistant.turn_on": ("on", "open", "heat"),
    "lock.open": ("open",),
    "siren.toggle": _TOGGLED,
    "valve.set_valve_position": ("open",),
    "valve.toggle": _TOGGLED,
    "water_heater.turn_on": ("on",),
}
_POSITIONS: Final = frozenset({"cover.set_cover_position", "valve.set_valve_position"})


def withheld_by(pattern: Pattern, names: Names) -> Rule | None:
    """Return the rule that forbids to suggest a pattern, if there is one."""
    return next((rule for rule in _rules(pattern, names) if rule.withheld), None)


def warnings(pattern: Pattern, names: Names) -> tuple[Rule, ...]:
    """Return the rules that people must be told of, each once."""
    return tuple(rule for rule in _rules(pattern, names) if not rule.withheld)


def recipe_withheld_by(recipe: Recipe, names: Names) -> Rule | None:
    """Return the rule that forbids to suggest a recipe, if there is one."""
    return next((rule for rule in _met(_led_to(recipe), names) if rule.withheld), None)


def recipe_warnings(recipe: Recipe, names: Names) -> tuple[Rule, ...]:
    """Return the rules that people must be told of, each once."""
    return tuple(rule for rule in _met(_led_to(recipe), names) if not rule.withheld)


def _rules(pattern: Pattern, names: Names) -> tuple[Rule, ...]:
    """Return the rules that what a pattern commands comes under.

    A reminder commands nothing, nor does advice on an automation that somebody has built.
    """
    if pattern.changes:
        return ()
    return _met([effect for effect in pattern.effects if isinstance(effect, Effect)], names)


def _met(effects: Iterable[Effect], names: Names) -> tuple[Rule, ...]:
    commanded = tuple(effects)
    return tuple(rule for rule in RULES if any(rule.applies(each, names) for each in commanded))


def _led_to(recipe: Recipe) -> Iterator[Effect]:
    """Yield the states that a recipe may bring entities to; no state that is known: an empty one.

    To tell people something leads nowhere.
    """
    for branch in recipe.branches:
        for step in branch.steps:
            for state in _states(step) or ("",):
                yield Effect(step.entity_id, state)


def _states(step: Step) -> tuple[str, ...]:
    """Return the states that a step may lead to."""
    if step.action in _POSITIONS and step.data.get("position") == 0:
        return ("closed",)
    commanded = COMMANDS.get(step.entity_id.partition(".")[0], {})
    return _LEADS.get(step.action, ()) + tuple(
        state
        for state, command in commanded.items()
        if command.action == step.action and command.data.items() <= step.data.items()
    )
