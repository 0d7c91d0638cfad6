"""What became of an accepted automation, day by day."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CareDay:
    """One local day of one accepted suggestion's automation."""

    suggestion_id: str
    day: int  # local date, as its proleptic ordinal
    runs: int = 0  # times that its actions were set off
    acts: int = 0  # what it did that changed something and that nobody undid: acts spared
    undone: int = 0  # what it did that people undid by hand within minutes
