"""Whether an automation would set itself off through those that exist, or fight with one."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from custom_components.homeiq.devices.connections import with_members
from custom_components.homeiq.mining.effects import ANY, Effects, may_be
from custom_components.homeiq.mining.home import ExistingAutomation, Home

MOST_LINKS: Final = 5  # automations one after the other that are followed


class Kind(StrEnum):
    """What would happen; the texts are in the words, by these names."""

    LOOP = "loop"  # it would set itself off again and again
    NEARLY = "nearly_loop"  # what sets it off would be changed, to another state as far as known
    FIGHT = "fight"  # another brings back what it has changed


@dataclass(frozen=True, slots=True)
class Loop:
    """How what an automation does comes back to it, or is undone."""

    kind: Kind
    entity_id: str  # what comes back: its trigger, or what it has changed
    through: tuple[ExistingAutomation, ...]  # one after the other

    @property
    def withheld(self) -> bool:
        """Whether it must not be suggested; all others have to be confirmed."""
        return self.kind is Kind.LOOP


@dataclass(frozen=True, slots=True, eq=False)
class Wires:
    """Which automations of a home hear which entities; only those that are switched on."""

    home: Home
    by_entity: Mapping[str, tuple[tuple[str, ExistingAutomation], ...]]  # with the state heard

    @classmethod
    def of(cls, home: Home) -> Self:
        """Read the automations of a home; who hears a group hears its members."""
        found: dict[str, list[tuple[str, ExistingAutomation]]] = {}
        for automation in home.automations:
            if automation.enabled:
                for entity_id, state in sorted(heard(automation, home)):
                    found.setdefault(entity_id, []).append((state, automation))
        return cls(home, {entity_id: tuple(each) for entity_id, each in found.items()})

    def set_off(self, effects: Effects) -> Iterator[ExistingAutomation]:
        """Yield the automations that some effects set off; one may come more than once."""
        for entity_id, state in sorted(effects):
            for wanted, automation in self.by_entity.get(entity_id, ()):
                if may_be(state, wanted):
                    yield automation


def loops(ours: ExistingAutomation, wires: Wires) -> tuple[Loop, ...]:
    """Return how an automation would loop or fight with others: the worst of each first.

    What it does to its own trigger by itself is no loop: to switch off what has been on for an
    hour is what people want. Of what comes back to one entity only the shortest way is told.
    """
    found: dict[tuple[Kind, str], Loop] = {}
    ours_heard = heard(ours, wires.home)
    for way in _ways(ours, wires):
        for kind, entity_id in _coming_back(way[-1], ours_heard):
            found.setdefault((kind, entity_id), Loop(kind, entity_id, way))
    for one in _fights(ours, wires):
        found.setdefault((one.kind, one.entity_id), one)
    order = list(Kind)
    looping = {entity_id for kind, entity_id in found if kind is Kind.LOOP}
    told = (
        one for one in found.values() if one.kind is not Kind.NEARLY or one.entity_id not in looping
    )
    return tuple(sorted(told, key=lambda one: (order.index(one.kind), one.entity_id)))


def heard(automation: ExistingAutomation, home: Home) -> frozenset[tuple[str, str]]:
    """Return the entities that an automation hears, members of groups too, and in which state."""
    told = {entity_id for entity_id, _ in automation.hears}
    untold = ((each, ANY) for each in automation.triggers - told if "." in each)
    return frozenset(
        (member, state)
        for entity_id, state in (*automation.hears, *untold)
        for member in with_members((entity_id,), home)
    )


def is_same(one: ExistingAutomation, other: ExistingAutomation) -> bool:
    """Return whether two are one automation: before it is kept, and afterwards."""
    return bool(one.config_id) and one.config_id == other.config_id


def _ways(ours: ExistingAutomation, wires: Wires) -> Iterator[tuple[ExistingAutomation, ...]]:
    """Yield each automation that ours may set off, by the shortest way there; nearest first."""
    waiting: deque[tuple[ExistingAutomation, ...]] = deque([()])
    seen: set[str] = set()
    while waiting:
        way = waiting.popleft()
        effects = way[-1].effects if way else ours.effects
        for automation in wires.set_off(effects):
            if automation.entity_id not in seen and not is_same(automation, ours):
                seen.add(automation.entity_id)
                yield (*way, automation)
                if len(way) + 1 < MOST_LINKS:
                    waiting.append((*way, automation))


def _coming_back(
    last: ExistingAutomation, ours_heard: Iterable[tuple[str, str]]
) -> Iterator[tuple[Kind, str]]:
    for entity_id, wanted in sorted(ours_heard):
        states = {state for each, state in last.effects if each == entity_id}
        if any(may_be(state, wanted) for state in states):
            yield Kind.LOOP, entity_id
        elif states:
            yield Kind.NEARLY, entity_id


def _fights(ours: ExistingAutomation, wires: Wires) -> Iterator[Loop]:
    """Yield what an automation that hears of a change of ours brings to another state."""
    for entity_id, state in sorted(ours.effects):
        for automation in wires.set_off(frozenset({(entity_id, state)})):
            states = {wanted for each, wanted in automation.effects if each == entity_id}
            if states - {state} and not is_same(automation, ours):
                yield Loop(Kind.FIGHT, entity_id, (automation,))
