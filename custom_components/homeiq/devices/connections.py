"""Which devices the home's automations connect already."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from custom_components.homeiq.mining.home import Home

# Whoever listens to people one by one, or to a group of them, knows when the last one leaves.
_PEOPLE: Final = ("person.", "device_tracker.", "zone.")
_ANYBODY: Final = "person"


@dataclass(frozen=True, slots=True)
class Connections:
    """All that automations, with the scripts and scenes they call, bring together.

    One that is switched off counts too: somebody had the idea, and did not want it.
    """

    heard: frozenset[str] = frozenset()  # what any automation listens to or looks at
    by_target: Mapping[str, frozenset[str]] = field(default_factory=dict)  # what moves it hears

    @classmethod
    def of(cls, home: Home) -> Connections:
        """Read the automations of a home; a group stands for its members."""
        by_target: dict[str, set[str]] = {}
        everything: set[str] = set()
        for one in home.automations:
            hears = _widened(with_members(one.triggers | one.mentions, home))
            everything |= hears
            for target in with_members((entity_id for entity_id, _ in one.effects), home):
                by_target.setdefault(target, set()).update(hears)
        return cls(
            frozenset(everything),
            {target: frozenset(hears) for target, hears in by_target.items()},
        )

    def connects(self, sources: Collection[str], targets: Iterable[str]) -> bool:
        """Return whether one automation hears any of the sources and moves any of the targets."""
        asked = _widened(sources)
        heard = (self.by_target[target] for target in targets if target in self.by_target)
        return any(not one.isdisjoint(asked) for one in heard)

    def hears(self, sources: Collection[str]) -> bool:
        """Return whether any automation hears one of the sources."""
        return not self.heard.isdisjoint(_widened(sources))


def _widened(entity_ids: Collection[str]) -> frozenset[str]:
    """Return entities, and anybody where a person is among them, or a place where people are."""
    people = any(entity_id.startswith(_PEOPLE) for entity_id in entity_ids)
    return frozenset((*entity_ids, _ANYBODY)) if people else frozenset(entity_ids)


def with_members(entity_ids: Iterable[str], home: Home) -> frozenset[str]:
    """Return entities, and the members of those that are groups."""
    found = set(entity_ids)
    waiting = list(found)
    while waiting:
        new = set(home.groups.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return frozenset(found)
