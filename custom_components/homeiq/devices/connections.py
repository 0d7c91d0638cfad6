"""Which devices the home's automations connect already."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.mining.home import Home

# Whoever listens to people one by one, or to a group of them, knows when the last one leaves.
_PEOPLE: Final = ("person.", "device_tracker.", "zone.")


@dataclass(frozen=True, slots=True)
class _Automation:
    """What an automation listens to or looks at, and what it acts on."""

    hears: frozenset[str]
    moves: frozenset[str]


@dataclass(frozen=True, slots=True)
class Connections:
    """All that automations, with the scripts and scenes they call, bring together.

    One that is switched off counts too: somebody had the idea, and did not want it.
    """

    automations: tuple[_Automation, ...]
    groups: dict[str, frozenset[str]]  # by member

    @classmethod
    def of(cls, home: Home) -> Connections:
        """Read the automations of a home; a group stands for its members, and the reverse."""
        groups: dict[str, set[str]] = {}
        for group, members in home.groups.items():
            for member in members:
                groups.setdefault(member, set()).add(group)
        automations = (
            _Automation(
                _with_members(one.triggers | one.mentions, home),
                _with_members((entity_id for entity_id, _ in one.effects), home),
            )
            for one in home.automations
        )
        return cls(tuple(automations), {member: frozenset(of) for member, of in groups.items()})

    def connects(self, sources: Collection[str], targets: Collection[str]) -> bool:
        """Return whether one automation hears any of the sources and moves any of the targets."""
        heard, moved = self._widened(sources), self._widened(targets)
        about_people = any(source.startswith(_PEOPLE) for source in sources)
        return any(
            not one.moves.isdisjoint(moved)
            and (
                not one.hears.isdisjoint(heard)
                or (about_people and any(name.startswith(_PEOPLE) for name in one.hears))
            )
            for one in self.automations
        )

    def hears(self, sources: Collection[str]) -> bool:
        """Return whether any automation hears one of the sources."""
        heard = self._widened(sources)
        return any(not one.hears.isdisjoint(heard) for one in self.automations)

    def _widened(self, entity_ids: Collection[str]) -> frozenset[str]:
        of_groups = (self.groups.get(entity_id, frozenset()) for entity_id in entity_ids)
        return frozenset(entity_ids).union(*of_groups)


def _with_members(entity_ids: Iterable[str], home: Home) -> frozenset[str]:
    found = set(entity_ids)
    waiting = list(found)
    while waiting:
        new = set(home.groups.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return frozenset(found)
