"""What is not suggested, and what is suggested with a warning only."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Effect, Pattern

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


def withheld_by(pattern: Pattern, names: Names) -> Rule | None:
    """Return the rule that forbids to suggest a pattern, if there is one."""
    return next((rule for rule in _rules(pattern, names) if rule.withheld), None)


def warnings(pattern: Pattern, names: Names) -> tuple[Rule, ...]:
    """Return the rules that people must be told of, each once."""
    return tuple(rule for rule in _rules(pattern, names) if not rule.withheld)


def _rules(pattern: Pattern, names: Names) -> tuple[Rule, ...]:
    """Return the rules that what a pattern commands comes under.

    A reminder commands nothing, nor does advice on an automation that somebody has built.
    """
    commanded = [effect for effect in pattern.effects if isinstance(effect, Effect)]
    if pattern.changes:
        return ()
    return tuple(rule for rule in RULES if any(rule.applies(each, names) for each in commanded))
