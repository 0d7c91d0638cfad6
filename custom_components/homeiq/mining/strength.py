"""How a habit was kept, day by day: replayed once, and told again without the day's events."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strength:
    """What became of a pattern's episodes on one local day."""

    fingerprint: str  # of the pattern
    day: int  # proleptic ordinal of the local date
    right: int
    wrong: int
    already: int
    missed: int
