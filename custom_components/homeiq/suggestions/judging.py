"""What in a home stands against an automation, and what people should know of it beforehand."""

from dataclasses import dataclass
from typing import Self

from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.duplicates import duplicate_of
from custom_components.homeiq.suggestions.loops import Loop, Wires, loops
from custom_components.homeiq.suggestions.overlaps import Overlap, Ready, overlaps, ready_of
from custom_components.homeiq.suggestions.safety import Rule, config_rules
from custom_components.homeiq.suggestions.suggestion import Suggestion, automation_id_of
from custom_components.homeiq.suggestions.words import Words, sentence


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A home as automations that it does not have yet are held against it."""

    home: Home
    names: Names
    wires: Wires
    ready: tuple[Ready, ...]  # scenes and scripts

    @classmethod
    def of(cls, home: Home, names: Names, references: References) -> Self:
        """Look at a home."""
        return cls(home, names, Wires.of(home), ready_of(home, references))

    def judge(self, config: ExistingAutomation) -> Judgement:
        """Return what is to be said of an automation."""
        return Judgement(
            duplicate=duplicate_of(config, self.home),
            rules=config_rules(config.effects, self.names),
            loops=loops(config, self.wires),
            overlaps=overlaps(config, self.home, self.ready),
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said of one automation."""

    duplicate: ExistingAutomation | None = None  # that does it already
    rules: tuple[Rule, ...] = ()  # of safety, that it comes under
    loops: tuple[Loop, ...] = ()
    overlaps: tuple[Overlap, ...] = ()

    @property
    def withheld_by(self) -> str | None:
        """The key of the words' section `rule` that forbids to suggest it, if there is one."""
        rules = [rule.name for rule in self.rules if rule.withheld]
        looping = [loop.kind.value for loop in self.loops if loop.withheld]
        return next(iter((*rules, *looping)), None)

    def warnings(self, names: Names, words: Words) -> tuple[str, ...]:
        """Return all that people should know, in words, what matters most first."""
        ruled = (_ruled(rule, words) for rule in self.rules if not rule.withheld)
        looping = (_looping(loop, names, words) for loop in self.loops)
        close = (_close(overlap, names, words) for overlap in self.overlaps)
        return tuple(dict.fromkeys((*ruled, *looping, *close)))

    def asks(self, names: Names, words: Words) -> tuple[str, ...]:
        """Return, in words, what has to be confirmed before it is tried or accepted."""
        ruled = (_ruled(rule, words) for rule in self.rules if rule.asks)
        looping = (_looping(loop, names, words) for loop in self.loops)
        return tuple(dict.fromkeys((*ruled, *looping)))


def config_of(suggestion: Suggestion, references: References) -> ExistingAutomation | None:
    """Return the automation of a suggestion as one of the home; None for advice, which has none.

    It has the id that it is kept under when it is accepted.
    """
    if suggestion.automation is None:
        return None
    config = {**suggestion.automation, "id": automation_id_of(suggestion.id)}
    return existing_automation("", suggestion.wording.title, config, references)


def _ruled(rule: Rule, words: Words) -> str:
    return sentence(words.text("rule", rule.name))


def _looping(loop: Loop, names: Names, words: Words) -> str:
    through = words.join([words.text("overlap", "called", name=each.name) for each in loop.through])
    name = names.entity(loop.entity_id)
    return sentence(words.text("overlap", loop.kind.value, name=name, through=through))


def _close(overlap: Overlap, names: Names, words: Words) -> str:
    name = overlap.name or names.entity(overlap.entity_id)
    return words.text("overlap", overlap.kind.value, name=name)
