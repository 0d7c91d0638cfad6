"""What people do with the devices that can do more than be on or off."""

from collections.abc import Iterator, Sequence
from typing import Final

from demo.acts import KEEP, Intent, Moments, Way as Switched
from demo.episodes import at_any_hour
from demo.feature_draw import Owned
from demo.features import Habit, Use, Way
from demo.habits import way_of
from demo.people import HOUR, MINUTE

_LASTS: Final = (4 * MINUTE, 110 * MINUTE)
_SOON: Final = (1 * MINUTE, 5 * MINUTE)  # after it was switched on
_OFTEN: Final = 0.4  # the share of evenings on which something is used by hand
_IN_THE_APP: Final = 0.95
_LEAST: Final = 3  # times that it is used by hand in any case
_A_DAY: Final = 0.3  # how often settings are changed by hand


def feature_acts(owned: Sequence[Owned], moments: Moments) -> list[Intent]:
    """Return all that people do with their devices; nothing of it is a habit."""
    return [act for one in owned for act in _acts(one, moments)]


def _acts(owned: Owned, moments: Moments) -> Iterator[Intent]:
    feature = owned.feature
    uses = list(feature.also)
    if owned.has and owned.way in {Way.HAND, Way.AREA, Way.DEVICE}:
        uses.append(feature.use)
    habit = feature.habit
    if habit is None or habit.entity_id != feature.entity_id:
        for use in uses:
            yield from _set(use, moments)
        uses = []
    if habit is not None:
        evenings = list(_evenings(habit, moments))
        for number, begin in enumerate(evenings):
            used = [
                use
                for place, use in enumerate(uses)
                if moments.rng.random() < _OFTEN or number // len(uses) < _LEAST
                if len(uses) == 1 or number % len(uses) == place
            ]
            yield from _evening(habit, begin, used, owned, moments)


def _evenings(habit: Habit, moments: Moments) -> Iterator[float]:
    calendar, rng = moments.presence.calendar, moments.rng
    first, last = (HOUR * hour for hour in habit.hours)
    for day in calendar.at_home.tolist():
        if rng.random() < habit.share:
            time = calendar.utc(day, float(rng.uniform(first, last)))
            if moments.anybody(time):
                yield time


def _evening(
    habit: Habit, begin: float, used: list[Use], owned: Owned, moments: Moments
) -> Iterator[Intent]:
    rng, who = moments.rng, moments.who(begin)
    back = moments.between(begin + _LASTS[0], begin + _LASTS[1])
    asked = next((use for use in used if use.state != KEEP), None)
    way = _way(habit, who, owned, moments)
    if asked is None:
        yield Intent(begin, habit.entity_id, habit.state, way, who, back=back)
    else:
        value = asked.values[int(rng.integers(len(asked.values)))]
        data = asked.data(value)
        if owned.way is Way.AREA:
            data = (("area_id", (owned.feature.entity.area,)), *data)
        yield Intent(
            begin, asked.entity_id, habit.state, "wall" if owned.way is Way.DEVICE else "app",
            who, back=back, action=asked.named(value), data=data,
        )  # fmt: skip
    for use in used:
        if use.state == KEEP:
            yield _use(use, begin + rng.uniform(*_SOON), moments)


def _way(habit: Habit, who: int, owned: Owned, moments: Moments) -> Switched:
    """Return how a device is switched: lamps whose makers are known nearly always in the app."""
    if owned.way is Way.DEVICE:
        return "wall"
    if habit.entity_id.startswith("light.") and moments.rng.random() < _IN_THE_APP:
        return "app"
    return way_of(habit.entity_id, who, moments.rng)


def _set(use: Use, moments: Moments) -> Iterator[Intent]:
    """Yield how something is set by hand now and then, to one value after the other."""
    calendar = moments.presence.calendar
    times = at_any_hour(moments, _A_DAY, MINUTE, HOUR)
    if len(times) < 2:  # in short spans too
        first = calendar.utc(0, 9 * HOUR)
        times = [moments.between(first, first + HOUR), *times]
    for number, time in enumerate(times):
        yield _use(use, time, moments, number)


def _use(use: Use, time: float, moments: Moments, number: int | None = None) -> Intent:
    chosen = int(moments.rng.integers(len(use.values))) if number is None else number
    value = use.values[chosen % len(use.values)]
    return Intent(
        time, use.entity_id, use.leads_to(value), "app", moments.who(time),
        action=use.named(value), data=use.data(value),
    )  # fmt: skip
