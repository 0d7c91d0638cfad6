"""What is not suggested, and what is suggested with a warning only."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.recipe import Recipe, Step
from custom_components.homeiq.mining.effects import ANY as ANY_STATE, wanted_state
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Effect, Pattern
from custom_components.homeiq.suggestions.automation import COMMANDS
from custom_components.homeiq.suggestions.critical import is_critical
from custom_components.homeiq.suggestions.entrances import is_entrance, is_opener
from custom_components.homeiq.suggestions.switched import is_siren, is_valve

ANY: Final = frozenset[str]()
EVERYTHING: Final = "*"  # entities of any domain


def _anything(_entity_id: str, _names: Names) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """Effects that could do harm; the texts of rules are in the words, by their name."""

    name: str
    domain: str  # or EVERYTHING
    states: frozenset[str]  # ANY: every one
    about: Callable[[str, Names], bool] = _anything  # which entities of these
    withheld: bool = False  # otherwise suggested with a warning
    asks: bool = False  # whether somebody has to confirm it before it is tried or accepted

    def applies(self, effect: Effect, names: Names) -> bool:
        """Return whether an effect is one that the rule is about."""
        entity_id, state = effect.entity_id, effect.state
        if self.domain not in (EVERYTHING, entity_id.partition(".")[0]):
            return False
        if self.states and state != ANY_STATE and state not in self.states:
            return False
        return self.about(entity_id, names)


RULES: Final = (
    Rule("unlock", "lock", frozenset({"unlocked", "open"}), withheld=True, asks=True),
    Rule("disarm", "alarm_control_panel", ANY, withheld=True, asks=True),
    Rule("open_entrance", "cover", frozenset({"open"}), is_entrance, withheld=True, asks=True),
    # What opens a gate at a press or a pulse may do so in either state.
    Rule("open_entrance", EVERYTHING, ANY, is_opener, withheld=True, asks=True),
    Rule("siren", "siren", frozenset({"on"}), withheld=True, asks=True),
    Rule("siren", "switch", frozenset({"on"}), is_siren, withheld=True, asks=True),
    Rule("cut_off", EVERYTHING, frozenset({"off"}), is_critical, withheld=True, asks=True),
    Rule("open_valve", "valve", frozenset({"open"}), asks=True),
    Rule("open_valve", "switch", frozenset({"on"}), is_valve, asks=True),
    Rule("heat", "climate", frozenset({"heat", "heat_cool", "auto"})),
    Rule("heat", "water_heater", frozenset({"on"})),
    Rule("lock", "lock", frozenset({"locked"})),
)


# To what states actions lead besides those that follow from their names.
_LEADS: Final = {
    "climate.set_temperature": ("heat",),
    "climate.turn_on": ("heat",),
    "cover.set_cover_position": ("open",),
    "homeassistant.turn_off": ("off", "closed"),
    "homeassistant.turn_on": ("on", "open", "heat"),
    "lock.open": ("open",),
    "valve.set_valve_position": ("open",),
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


def config_rules(effects: Iterable[tuple[str, str]], names: Names) -> tuple[Rule, ...]:
    """Return the rules that states which entities are brought to come under, each name once.

    `effects`: pairs of entity id and state, as of ExistingAutomation; a state that cannot be told
    may be any.
    """
    met = _met((Effect(*each) for each in sorted(effects)), names)
    return tuple({rule.name: rule for rule in reversed(met)}.values())[::-1]


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
    """Return the states that a step may lead to; to switch over may lead to any."""
    if step.action in _POSITIONS and step.data.get("position") == 0:
        return ("closed",)
    domain, name = step.entity_id.partition(".")[0], step.action.partition(".")[2]
    if name == "toggle":
        return (ANY_STATE,)
    wanted = wanted_state(domain, name, step.data)
    return (
        _LEADS.get(step.action, ())
        + tuple(
            state
            for state, command in COMMANDS.get(domain, {}).items()
            if command.action == step.action and command.data.items() <= step.data.items()
        )
        + ((wanted,) if wanted not in (None, ANY_STATE) else ())
    )
