"""What mining finds: a trigger, conditions and effects, with the evidence for them."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from math import sqrt
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


type Trigger = ClockTrigger | SunTrigger | StateTrigger | NumericTrigger


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
class Pattern:
    """A habit that a detector found, with the events that speak for it."""

    detector: str  # one of DETECTORS
    trigger: Trigger
    effects: tuple[Effect, ...]
    weekdays: tuple[int, ...] = EVERY_DAY  # 0 is Monday
    conditions: tuple[Condition, ...] = ()
    days: int = 0  # distinct days that speak for it
    episodes: int = 0  # distinct episodes that speak for it
    p_value: float = 1.0  # of its detector's test against chance, before correction

    @property
    def target(self) -> Effect:
        """The act that people are spared; the first one of a chain."""
        return self.effects[0]

    @property
    def fingerprint(self) -> str:
        """What makes it the same finding again: never a learned number."""
        effects = "+".join(f"{effect.entity_id}={effect.state}" for effect in self.effects)
        days = "".join(str(day) for day in self.weekdays)
        return f"pattern|{effects}|{self.trigger.key}|{days}"

    @property
    def id(self) -> str:
        """An opaque and stable id."""
        return sha256(self.fingerprint.encode()).hexdigest()[:16]


class Outcome(StrEnum):
    """What became of one episode of the proof."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Example:
    """One episode of the proof."""

    at: float  # UTC seconds since the epoch
    outcome: Outcome


Z_CONFIDENCE: Final = 1.28  # one-sided 90 %


def wilson_lower_bound(right: int, tried: int, z: float = Z_CONFIDENCE) -> float:
    """Return the lower end of the Wilson score interval of a share (0 where nothing was tried).

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22, 209-212.
    """
    if tried <= 0:
        return 0.0
    share = right / tried
    spread = z * sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    return (share + z * z / (2 * tried) - spread) / (1 + z * z / tried)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate replayed over days that it has not learned from, counted in episodes."""

    days: int = 0
    right: int = 0
    wrong: int = 0
    already: int = 0
    missed: int = 0
    examples: tuple[Example, ...] = ()  # newest first, 10 at most

    @property
    def fired(self) -> int:
        """How often it would have acted."""
        return self.right + self.wrong + self.already

    @property
    def confidence(self) -> float:
        """Wilson lower bound of the share right, 0-1."""
        return wilson_lower_bound(self.right, self.right + self.wrong)

    @property
    def saved_per_week(self) -> float:
        """Acts that people are spared in a week."""
        return self.right / self.days * 7 if self.days else 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern that is proven, or is not."""

    pattern: Pattern
    evidence: Evidence
    since_shown: Evidence | None = None  # the days from when it was first shown


class NearMissReason(StrEnum):
    """Why something promising is not suggested."""

    TOO_FEW_DAYS = "too_few_days"
    TOO_OFTEN_WRONG = "too_often_wrong"
    ALREADY_AUTOMATED = "already_automated"
    EXCLUDED = "excluded"
    DISMISSED = "dismissed"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A finding that is not suggested, and why; worded elsewhere."""

    finding: Finding
    reason: NearMissReason
    other: str | None = None  # the automation that does it already, or the rule that withholds it


class NoFindings(StrEnum):
    """Why a home has no findings at all."""

    NO_EVENTS = "no_events"  # nothing of relevance was recorded
    NO_ACTS = "no_acts"  # nothing was done by hand
    TOO_FEW_DAYS = "too_few_days"
    NOTHING_HOLDS = "nothing_holds"  # habits were looked for, none is regular enough


@dataclass(frozen=True, slots=True)
class Mined:
    """The result of mining one home."""

    findings: tuple[Finding, ...]  # best first; all at or above the minimum confidence
    near_misses: tuple[NearMiss, ...]  # most promising first
    patterns: tuple[Pattern, ...]  # all that detectors found on all days
    days_of_history: int
    days_needed: int
    nothing: NoFindings | None  # set where there are no findings
