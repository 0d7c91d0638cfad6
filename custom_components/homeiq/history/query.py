"""What is asked of a source of history."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What to read."""

    entity_ids: frozenset[str]
    start: float  # UTC seconds
    end: float
    automation_users: frozenset[str] = frozenset()  # ids of accounts that are a program's
