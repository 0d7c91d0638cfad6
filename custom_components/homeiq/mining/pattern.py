"""A habit: its trigger, its conditions and its effects."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
WORKDAYS: Final = (0, 1, 2, 3, 4)
WEEKEND: Final = (5, 6)

DETECTORS: Final = (
    "time_of_day",
    "co_occurrence",
    "sequence",
    "duration",
    "room",
    "context",
    "override",
    "anomaly",
)


PARTS_OF_DAY: Final = ("night", "morning", "afternoon", "evening")  # six hours each


@dataclass(frozen=True, slots=True)
class ClockTrigger:
    """At a local wall-clock time."""

    second: int  # since midnight, 0-86399
    part: str = ""  # of PARTS_OF_DAY, where the habit keeps its part although its time moved on

    @property
    def key(self) -> str:
        """What stays when numbers are learned again: an act may have several times a day."""
        return f"clock {self.part or PARTS_OF_DAY[self.second // 21600]}"


@dataclass(frozen=True, slots=True)
class SunTrigger:
    """At sunrise or sunset, or some time before or after."""

    event: Literal["sunrise", "sunset"]
    offset: int  # seconds, negative before

    @property
    def key(self) -> str:
        """What stays when numbers are learned again."""
        return self.event


@dataclass(frozen=True, slots=True)
class StateTrigger:
    """When an entity goes from one state to another, and stays there for a while if asked."""

    entity_id: str
    to: str
    from_: str
    hold: int = 0  # seconds

    @property
    def key(self) -> str:
        """What stays when numbers are learned again."""
        return f"{self.entity_id}={self.to}" + (" for" if self.hold else "")


@dataclass(frozen=True, slots=True)
class NumericTrigger:
    """When a reading crosses a threshold; exactly one of the two is set."""

    entity_id: str
    above: float | None = None
    below: float | None = None
    hold: int = 0  # seconds

    @property
    def key(self) -> str:
        """What stays when numbers are learned again."""
        return f"{self.entity_id} {'above' if self.above is not None else 'below'}"


@dataclass(frozen=True, slots=True)
class RunTrigger:
    """When an automation of the home has brought an entity to a state."""

    automation: str  # its entity id
    entity_id: str
    to: str

    @property
    def key(self) -> str:
        """What stays when numbers are learned again."""
        return f"{self.automation} {self.entity_id}={self.to}"


type Trigger = ClockTrigger | SunTrigger | StateTrigger | NumericTrigger | RunTrigger


@dataclass(frozen=True, slots=True)
class DarkCondition:
    """The sun is below an elevation (or above it, where not dark)."""

    dark: bool = True
    elevation: float = 0.0  # degrees


@dataclass(frozen=True, slots=True)
class WindowCondition:
    """Local time of day from `after` to `before`, across midnight where after > before."""

    after: int  # seconds since midnight
    before: int


@dataclass(frozen=True, slots=True)
class StateCondition:
    """Another entity is in a state."""

    entity_id: str
    state: str


@dataclass(frozen=True, slots=True)
class NumericCondition:
    """A reading is above or below a threshold; exactly one of the two is set."""

    entity_id: str
    above: float | None = None
    below: float | None = None


type Condition = DarkCondition | WindowCondition | StateCondition | NumericCondition


@dataclass(frozen=True, slots=True)
class Effect:
    """What somebody did by hand: brought an entity to a state, some time after the trigger."""

    entity_id: str
    state: str
    delay: int = 0  # seconds from the trigger


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody is told of, who then acts: an entity is not yet in a state."""

    entity_id: str
    state: str  # that it should be in
    delay: int = 0  # seconds from the trigger


type Act = tuple[str, str]  # an entity and the state that somebody brings it to


@dataclass(frozen=True, slots=True)
class Pattern:
    """A habit that a detector found, with the events that speak for it."""

    detector: str  # one of DETECTORS
    trigger: Trigger
    effects: tuple[Effect | Reminder, ...]  # the steps of a chain by their delays
    weekdays: tuple[int, ...] = EVERY_DAY  # 0 is Monday
    conditions: tuple[Condition, ...] = ()
    days: int = 0  # distinct days that speak for it
    episodes: int = 0  # distinct episodes that speak for it
    p_value: float = 1.0  # of its detector's test against chance, before correction
    months: tuple[int, ...] = ()  # in which it holds, 1 is January; none: in all
    drift: float = 0.0  # seconds a day by which its time moves; the trigger is where that ends
    window: int = 0  # days that it was learned on, the latest; 0: all
    changes: str = ""  # the automation that it would change; empty: nothing is there yet

    @property
    def target(self) -> Effect | Reminder:
        """The act that people are spared; the first one of a chain."""
        return self.effects[0]

    @property
    def acts(self) -> frozenset[Act]:
        """What people are spared, without when."""
        return frozenset((effect.entity_id, effect.state) for effect in self.effects)

    @property
    def fingerprint(self) -> str:
        """What makes it the same finding again: never a learned number."""
        effects = "+".join(f"{effect.entity_id}={effect.state}" for effect in self.effects)
        days = "".join(str(day) for day in self.weekdays)
        kind = "reminder" if isinstance(self.target, Reminder) else "pattern"
        changed = f"|{self.changes}" if self.changes else ""
        return f"{kind}|{effects}|{self.trigger.key}|{days}{changed}"

    @property
    def id(self) -> str:
        """An opaque and stable id."""
        return sha256(self.fingerprint.encode()).hexdigest()[:16]
