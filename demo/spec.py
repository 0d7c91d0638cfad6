"""What is asked of a simulated household, and the truth that it states about itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    ClockTrigger,
    Condition,
    Effect,
    SunTrigger,
    Trigger,
)

DEFAULT_KINDS: Final = frozenset({"time_of_day", "co_occurrence"})


@dataclass(frozen=True, slots=True)
class HouseholdSpec:
    """A household to simulate; the same spec gives the same events.

    The default span holds the end of summer time on 25 October 2026.
    """

    seed: int = 1
    days: int = 28
    start: date = date(2026, 10, 5)  # the first local day
    entities: int = 150  # 90 to 400; fewer are raised to what the habits need
    events: int = 100_000  # about; the readings of sensors fill up to it
    habits: bool = True  # False: random acts with a human day rhythm, the same chatter
    kinds: frozenset[str] = DEFAULT_KINDS  # detectors whose habits are planted
    holiday: bool = True  # everybody is away for a week, where there are at least 21 days
    timezone: str = "Europe/Amsterdam"
    latitude: float = 52.37
    longitude: float = 4.89
    until: float | None = None  # UTC seconds; nothing happens from then on


@dataclass(frozen=True, slots=True)
class PlantedHabit:
    """A habit that somebody really has, and how well they kept it."""

    kind: str  # a word for people, such as "wake-up light"
    entity_id: str
    state: str
    trigger: Trigger  # for a clock or sun time: the mean that was drawn
    resident: str
    expected_detector: str
    weekdays: tuple[int, ...] = EVERY_DAY
    conditions: tuple[Condition, ...] = ()
    effects: tuple[Effect, ...] = ()  # of a chain: all its steps; the first is the act above
    also: tuple[Trigger, ...] = ()  # what else tells of the same habit, as truly
    entry: str = ""  # of `HouseholdSpec.kinds`: why it is planted
    sought: bool = True  # False: nothing foretells it well, so that nobody is asked to find it
    drift: float = 0.0  # seconds a day that its time moves by; the trigger is where that ends
    months: tuple[int, ...] = ()  # in which it is due; none: in all
    reminds: bool = False  # they forget it now and then: they want to be told, not spared
    changes: str = ""  # the automation that people would rather have otherwise
    sigma: float = 0.0  # seconds that a clock or sun time, or a hold, scatters by
    chances: int = 0  # days (or, with a state trigger, episodes) on which it was due
    kept: tuple[float, ...] = ()  # UTC seconds of the acts that kept it

    @property
    def is_timed(self) -> bool:
        """Whether it is due at times that are known beforehand."""
        timed = isinstance(self.trigger, (ClockTrigger, SunTrigger))
        return timed and not (self.changes or self.reminds)

    @property
    def adherence(self) -> float:
        """The share of its days (or episodes) on which it was really kept, 0-1."""
        return len(self.kept) / self.chances if self.chances else 0.0


@dataclass(frozen=True, slots=True)
class PlantedFeature:
    """Something that a device can do: planted where nobody uses it."""

    rule: str  # the name of the rule that finds it worth having
    capability: str  # its key
    device: str
    entity_id: str  # by which it is had
    equals: tuple[str, ...] = ()  # entity ids of equal devices, of which the same is true


@dataclass(frozen=True, slots=True)
class PlantedLink:
    """Two entities that could work together and that nothing connects."""

    relation: str  # its name
    trigger: str  # entity id
    target: str  # entity id; empty: people are told
    evidence: bool  # whether somebody does by hand what would connect them
    also_triggers: tuple[str, ...] = ()  # what tells of the same, as truly
    also_targets: tuple[str, ...] = ()  # any of which will do
    occasions: tuple[float, ...] = ()  # UTC seconds, when its trigger happened
    kept: tuple[float, ...] = ()  # UTC seconds of the acts upon it

    @property
    def triggers(self) -> frozenset[str]:
        """All that may trigger it."""
        return frozenset({self.trigger, *self.also_triggers})

    @property
    def targets(self) -> frozenset[str]:
        """All that it may act on."""
        return frozenset({self.target, *self.also_targets})


class CauseKind(StrEnum):
    """What stands behind events that share a context."""

    CALL = "call"  # a person performed an action in an app
    DEVICE = "device"  # somebody at a wall switch, or the device itself
    AUTOMATION = "automation"


@dataclass(frozen=True, slots=True)
class Cause:
    """One context of Home Assistant, before it has an id."""

    kind: CauseKind
    time: float  # UTC seconds
    resident: int = -1  # index of the resident whose account it was; -1: nobody's
    action: str = ""  # "light.turn_on"; empty where no action was performed
    targets: tuple[str, ...] = ()  # what the action named
    data: tuple[tuple[str, object], ...] = ()  # the action's further data
    source: str = ""  # the automation, script or scene that ran
    parent: int = -1  # index of the cause of what triggered it; -1: a time
