"""Edits of the triggers in an automation's configuration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from custom_components.homeiq.mining.pattern import ClockTrigger, SunTrigger
from custom_components.homeiq.suggestions.automation import DAY, trigger_config
from custom_components.homeiq.suggestions.refining.edits import (
    SetHold,
    SetOffset,
    SetThreshold,
    SetTime,
    Shift,
)
from custom_components.homeiq.suggestions.refining.forms import second_of
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError

type Config = Mapping[str, Any]

MOST_OFFSET: Final = 6 * 3600  # seconds from sunrise or sunset; further it is another time of day
_OTHERS: Final = frozenset({"trigger", "at", "event", "offset"})


@dataclass(frozen=True, slots=True)
class Shifted:
    """Triggers that come later or earlier, and by how many days that moves what they begin."""

    triggers: list[Config]
    days: int  # -1, 0 or 1


def is_clock(trigger: Config) -> bool:
    """Return whether it is a time of the day."""
    return bool(trigger["trigger"] == "time")


def is_sun(trigger: Config) -> bool:
    """Return whether it is a time by the sun."""
    return bool(trigger["trigger"] == "sun")


def is_event(trigger: Config) -> bool:
    """Return whether it is a change of an entity, that may have to last."""
    return trigger["trigger"] in ("state", "numeric_state")


def clock_of(trigger: Config) -> int:
    """Return the seconds since midnight of a clock trigger."""
    return second_of(trigger["at"])


def offset_of(trigger: Config) -> int:
    """Return the seconds from the event of a sun trigger."""
    text = str(trigger.get("offset", "00:00:00"))
    return -second_of(text[1:]) if text.startswith("-") else second_of(text)


def shifted(triggers: Sequence[Config], edit: Shift) -> Shifted:
    """Return triggers at another time; raises RefusedError where none has a time."""
    crossed: set[int] = set()

    def change(trigger: Config) -> Config:
        if is_sun(trigger):
            crossed.add(0)
            return _at_sun(trigger, offset_of(trigger) + edit.seconds)
        days, second = divmod(clock_of(trigger) + edit.seconds, DAY)
        crossed.add(days)
        return _at_clock(trigger, second)

    moved = _changed(triggers, lambda each: is_clock(each) or is_sun(each), change)
    return Shifted(moved, crossed.pop() if len(crossed) == 1 else _refuse_ambiguous())


def timed(triggers: Sequence[Config], edit: SetTime) -> list[Config]:
    """Return triggers of which the one with a time has another; raises RefusedError."""
    return _changed(
        triggers,
        lambda each: is_clock(each) or is_sun(each),
        lambda each: _at_clock(each, edit.second),
        one=True,
    )


def offset(triggers: Sequence[Config], edit: SetOffset) -> list[Config]:
    """Return triggers of which the one by the sun has an offset; raises RefusedError."""
    return _changed(triggers, is_sun, lambda each: _at_sun(each, edit.seconds), one=True)


def held(triggers: Sequence[Config], edit: SetHold) -> list[Config]:
    """Return triggers whose changes have to last; raises RefusedError where there are none."""

    def change(trigger: Config) -> Config:
        plain = {key: value for key, value in trigger.items() if key != "for"}
        return {**plain, "for": {"seconds": edit.seconds}} if edit.seconds else plain

    return _changed(triggers, is_event, change)


def limited(triggers: Sequence[Config], edit: SetThreshold) -> list[Config]:
    """Return triggers of which the reading has another limit; raises RefusedError."""

    def change(trigger: Config) -> Config:
        side = "above" if "above" in trigger else "below"
        return {**trigger, side: edit.limit}

    return _changed(triggers, lambda each: each["trigger"] == "numeric_state", change, one=True)


def _changed(
    triggers: Sequence[Config],
    meant: Callable[[Config], bool],
    change: Callable[[Config], Config],
    *,
    one: bool = False,
) -> list[Config]:
    found = sum(meant(each) for each in triggers)
    if not found:
        raise RefusedError(Refusal.NO_SUCH_TRIGGER)
    if one and found > 1:
        _refuse_ambiguous()
    return [change(each) if meant(each) else each for each in triggers]


def _refuse_ambiguous() -> int:
    raise RefusedError(Refusal.AMBIGUOUS)


def _at_clock(trigger: Config, second: int) -> Config:
    return {**trigger_config(ClockTrigger(second)), **_rest(trigger)}


def _at_sun(trigger: Config, seconds: int) -> Config:
    if abs(seconds) > MOST_OFFSET:
        raise RefusedError(Refusal.OUT_OF_RANGE)
    return {**trigger_config(SunTrigger(trigger["event"], seconds)), **_rest(trigger)}


def _rest(trigger: Config) -> Config:
    """Return what else a trigger has: the id by which a branch knows it."""
    return {key: value for key, value in trigger.items() if key not in _OTHERS}
