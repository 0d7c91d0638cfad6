"""What mining finds: patterns with the evidence for them, and why others are not suggested."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.strength import Strength


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
    strengths: tuple[Strength, ...] = ()  # of what was found, what nearly was and what is known
