"""Edits of the conditions in an automation's configuration."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from custom_components.homeiq.mining.pattern import EVERY_DAY, Condition, StateCondition
from custom_components.homeiq.suggestions.automation import SUN, WEEKDAYS, condition_config
from custom_components.homeiq.suggestions.refining.edits import HOME, TIME
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError

type Config = Mapping[str, Any]
type Key = tuple[str, str]

_ONE_SIDED: Final = frozenset({SUN, HOME})  # two conditions on these could never hold together


def key_of(condition: Config) -> Key | None:
    """Return what a condition is about, and of a reading its side; None where no edit names it."""
    match condition:
        case {"condition": "time"} if "weekday" not in condition:
            return TIME, ""
        case {"condition": "state", "entity_id": str(entity_id)}:
            return entity_id, ""
        case {"condition": "numeric_state", "entity_id": str(entity_id)}:
            side = "above" if "above" in condition else "below"
            return entity_id, "" if entity_id in _ONE_SIDED else side
        case _:
            return None


def key_of_condition(condition: Condition) -> Key | None:
    """Return the same of a condition of a habit."""
    return key_of(condition_config(condition))


def required(conditions: Sequence[Config], condition: Condition) -> list[Config]:
    """Return conditions with one more, in the place of one about the same where there is one."""
    wanted = condition_config(condition)
    key = key_of(wanted)
    same = [number for number, each in enumerate(conditions) if key_of(each) == key]
    if same:
        others = [each for number, each in enumerate(conditions) if number not in same[1:]]
        others[same[0]] = wanted
        return others
    # That there is something to remind of is asked last, as where reminders are built.
    end = next((at for at, each in enumerate(conditions) if is_not_yet(each)), len(conditions))
    return [*conditions[:end], wanted, *conditions[end:]]


def dropped(conditions: Iterable[Config], about: str) -> list[Config]:
    """Return conditions without those on something."""
    return [each for each in conditions if (key_of(each) or ("", ""))[0] != about]


def weekdays_of(conditions: Iterable[Config]) -> tuple[int, ...]:
    """Return on which days conditions hold, 0 for Monday."""
    for each in conditions:
        if each.get("condition") == "time" and "weekday" in each:
            return tuple(WEEKDAYS.index(day) for day in each["weekday"])
    return EVERY_DAY


def on_days(conditions: Iterable[Config], weekdays: Sequence[int]) -> list[Config]:
    """Return conditions that hold on these days only."""
    others = [
        each for each in conditions if not (each.get("condition") == "time" and "weekday" in each)
    ]
    if set(weekdays) == set(EVERY_DAY):
        return others
    days = [WEEKDAYS[day] for day in sorted(set(weekdays))]
    return [{"condition": "time", "weekday": days}, *others]


def turned(weekdays: Iterable[int], days: int) -> tuple[int, ...]:
    """Return days of the week so many days later."""
    return tuple(sorted((day + days) % len(WEEKDAYS) for day in weekdays))


def is_not_yet(condition: Config) -> bool:
    """Return whether a condition is that of a reminder: there is still something to do."""
    return condition.get("condition") == "not"


def refuse_blinding(config: Config, condition: Condition) -> None:
    """Refuse a condition on what a reminder is about: it knows by that whether to remind."""
    found = [each for each in (*config["conditions"], *config["actions"]) if is_not_yet(each)]
    for each in found:
        (done,) = each["conditions"]
        if isinstance(condition, StateCondition) and condition.entity_id == done["entity_id"]:
            raise RefusedError(Refusal.REMINDER)
