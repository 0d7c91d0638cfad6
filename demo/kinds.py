"""The kinds of habits that a household can have, and the entities that only these need."""

from collections.abc import Iterable, Mapping
from typing import Final

from demo import chains, dated, durations, overrides, reminders, rooms, thresholds
from demo.automations import RULES, Rule
from demo.furnishing import OF_DEVICES
from demo.habits import TIMED, Timed
from demo.inventory import Entity

# Habits at a clock or sun time, by the entry of `HouseholdSpec.kinds` that plants them.
TIMED_OF: Final[Mapping[str, tuple[Timed, ...]]] = {
    "time_of_day": TIMED,
    "weekday": dated.WEEKDAY,
    "drift": dated.DRIFT,
    "season": dated.SEASON,
}
_ENTITIES_OF: Final[Mapping[str, tuple[Entity, ...]]] = {
    "time_of_day": (),
    "co_occurrence": (),
    "duration": durations.ENTITIES,
    "room": rooms.ENTITIES,
    "context": thresholds.ENTITIES,
    "sequence": chains.ENTITIES,
    "weekday": dated.WEEKDAY_ENTITIES,
    "drift": dated.DRIFT_ENTITIES,
    "season": dated.SEASON_ENTITIES,
    "override": overrides.ENTITIES,
    "anomaly": reminders.EVENING_ENTITIES,
    "left_on": reminders.LEFT_ENTITIES,
}
ALL_KINDS: Final = frozenset(_ENTITIES_OF)
# Single weekdays, moving habits and seasons need longer.
OF_FOUR_WEEKS: Final = ALL_KINDS - {"weekday", "drift", "season"} | OF_DEVICES


def entities_of(kinds: Iterable[str]) -> tuple[Entity, ...]:
    """Return what a household has because of its kinds of habits.

    What those of OF_DEVICES bring is drawn for each household by itself. Raises ValueError for
    a kind that there is none of.
    """
    if unknown := set(kinds) - ALL_KINDS - OF_DEVICES:
        raise ValueError(f"no such kinds of habits: {', '.join(sorted(unknown))}")
    return tuple(entity for kind, many in _ENTITIES_OF.items() if kind in kinds for entity in many)


def timed_of(kinds: Iterable[str]) -> tuple[Timed, ...]:
    """Return the habits at a clock or sun time."""
    return tuple(timed for kind, many in TIMED_OF.items() if kind in kinds for timed in many)


def rules_of(kinds: Iterable[str]) -> tuple[Rule, ...]:
    """Return the automations that a household has; some are only there to be undone."""
    return (*RULES, *(overrides.RULES if "override" in kinds else ()))
