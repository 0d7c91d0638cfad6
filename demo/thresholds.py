"""Habits that answer to a reading, declared; and the readings that cross their thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Floats
from custom_components.homeiq.mining.pattern import NumericTrigger
from demo.acts import ENDS, PASSED, Intent, Moments, opposite
from demo.chatter import Readings
from demo.episodes import ANY_HOUR, at_any_hour, which_kept
from demo.habits import way_of
from demo.inventory import Entity
from demo.people import HOUR, MINUTE, RESIDENTS
from demo.spec import PlantedHabit

_APART: Final = 3.5 * HOUR  # of two excursions of one reading
_REACTS: Final = (MINUTE, 3.7 * MINUTE)  # after the reading has crossed the threshold
_UNDONE: Final = (20 * MINUTE, 120 * MINUTE)
_WEAK: Final = 0.3  # the share of excursions that turn before they reach the threshold
_WEAKER: Final = (0.2, 0.35)  # how far these go, as a share
_QUIET: Final = 30 * MINUTE  # between readings while nothing happens
_LIVELY: Final = 75.0  # between readings during an excursion
_SLOW: Final = 3 * HOUR  # how fast the resting level sways


@dataclass(frozen=True, slots=True)
class Threshold:
    """A reading that leaves its resting level now and then, and what is done about it.

    The resting level is `rest + sun * elevation` (not below 0), give or take `sway`. An
    excursion takes it `reach` away within `rises` minutes, holds it `stays` minutes, and lets it
    return exponentially with a time constant of `falls` minutes.
    """

    kind: str
    sensor: str
    above: bool  # whether the threshold is crossed upwards
    threshold: float
    spread: float  # each household's own threshold lies this much around it
    rest: float
    sun: float
    sway: float
    reach: tuple[float, float]
    rises: float
    stays: float
    falls: float
    noise: float  # relative deviation of a reading
    digits: int
    entity: Entity
    state: str
    a_day: float
    hours: tuple[float, float] = ANY_HOUR
    room: str | None = None  # where somebody is meanwhile


THRESHOLDS: Final = (
    Threshold("blind against the sun", "sensor.kitchen_illuminance", above=True,
              threshold=1800, spread=120, rest=36, sun=6, sway=20, reach=(2200, 3400),
              rises=6, stays=35, falls=6, noise=0.04, digits=0,
              entity=Entity("cover.kitchen", "Kitchen blind", "kitchen", "kitchen_blind",
                            rest="open"),
              state="closed", a_day=3.5, hours=(10, 16.5)),
    Threshold("fan against the steam", "sensor.bathroom_humidity", above=True,
              threshold=70, spread=1.5, rest=50, sun=-0.1, sway=3, reach=(30, 38),
              rises=5, stays=6, falls=25, noise=0.008, digits=1,
              entity=Entity("fan.shower", "Shower fan", "bathroom", "shower_fan"),
              state="on", a_day=2.8, room="bathroom"),
    Threshold("heater against the cold", "sensor.office_temperature", above=False,
              threshold=18, spread=0.3, rest=20.8, sun=0.015, sway=0.4, reach=(4.0, 4.8),
              rises=25, stays=10, falls=40, noise=0.003, digits=1,
              entity=Entity("switch.office_heater", "Office heater", "office",
                            "office_heater"),
              state="on", a_day=2.8),
)  # fmt: skip
ENTITIES: Final = tuple(one.entity for one in THRESHOLDS)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The readings of one sensor, and when they crossed the threshold for good."""

    declared: Threshold
    threshold: float
    readings: Readings
    crossed: Floats  # UTC seconds


def measure(moments: Moments) -> list[Measured]:
    """Return what the sensors read; who causes it is put where that happens."""
    return [_measured(one, moments) for one in THRESHOLDS]


def _measured(one: Threshold, moments: Moments) -> Measured:
    rng, presence = moments.rng, moments.presence
    threshold = round(one.threshold + rng.uniform(-one.spread, one.spread), one.digits)
    lasts = MINUTE * (one.rises + one.stays)
    begins = np.array(at_any_hour(moments, one.a_day, lasts, _APART, one.hours))
    weak = rng.random(len(begins)) < _WEAK
    reach = rng.uniform(*one.reach, len(begins))
    reach[weak] *= rng.uniform(*_WEAKER, int(weak.sum()))
    if one.room is not None:
        for begin in begins:
            presence.visit(moments.who(begin), one.room, begin - MINUTE, begin + lasts)
    readings = readings_of(one, begins, reach, moments)
    beyond = readings.value > threshold if one.above else readings.value < threshold
    times = readings.time[beyond]
    at = np.searchsorted(times, begins[~weak])
    strong = begins[~weak][at < len(times)]
    first = times[at[at < len(times)]]
    crossed = first[first < strong + lasts]
    return Measured(one, threshold, readings, crossed)


def readings_of(one: Threshold, begins: Floats, reach: Floats, moments: Moments) -> Readings:
    """Return what a sensor reads whose excursions begin at these moments, each with its reach."""
    rng, calendar = moments.rng, moments.presence.calendar
    over = MINUTE * (one.rises + one.stays + 3 * one.falls)
    dense = np.arange(-_LIVELY, over, _LIVELY)
    quiet = np.arange(calendar.start, calendar.end, _QUIET) + rng.uniform(0, 0.5 * _QUIET)
    time = np.concatenate([quiet, (begins[:, None] + dense).ravel()])
    time = np.sort(time + rng.uniform(0, 0.5 * _LIVELY, len(time)))
    time = time[(time > calendar.start) & (time < calendar.end)]
    knots = np.arange(calendar.start, calendar.end + _SLOW, _SLOW)
    level = np.clip(one.rest + one.sun * calendar.sun_at(time), 0, None)
    level += one.sway * np.interp(time, knots, rng.uniform(-1, 1, len(knots)))
    place = np.searchsorted(begins, time) - 1  # the excursion that began last
    if len(begins):
        away = reach[place] * _shape(one, time - begins[place]) * (place >= 0)
        level += away if one.above else -away
    value = np.clip(level, 0, None) * (1 + one.noise * rng.normal(size=len(time)))
    shown = np.round(value, one.digits).astype(np.float32)
    changed = np.flatnonzero(np.diff(shown, prepend=np.float32(np.nan)) != 0)
    return Readings(one.sensor, time[changed], shown[changed])


def _shape(one: Threshold, since: Floats) -> Floats:
    """Return how much of its reach an excursion has, some seconds after it began."""
    rises, stays, falls = (MINUTE * each for each in (one.rises, one.stays, one.falls))
    rising = np.clip(since / rises, 0, 1)
    return np.asarray(rising * np.exp(-np.clip(since - rises - stays, 0, None) / falls))


def answers(
    measured: Sequence[Measured], moments: Moments, first: int
) -> tuple[list[PlantedHabit], list[Intent]]:
    """Return the habits, the first of which has the index `first`, and all that is done."""
    habits: list[PlantedHabit] = []
    intents: list[Intent] = []
    for number, one in enumerate(measured):
        declared, threshold = one.declared, one.threshold
        above, below = (threshold, None) if declared.above else (None, threshold)
        habits.append(
            PlantedHabit(
                kind=declared.kind,
                entity_id=declared.entity.entity_id,
                state=declared.state,
                trigger=NumericTrigger(declared.sensor, above=above, below=below),
                resident=" and ".join(resident.name for resident in RESIDENTS),
                expected_detector="context",
                entry="context",
            )
        )
        intents += _answered(one, first + number, moments)
    return habits, intents


def _answered(one: Measured, habit: int, moments: Moments) -> list[Intent]:
    rng, entity_id = moments.rng, one.declared.entity.entity_id
    intents = []
    for crossed, kept in zip(one.crossed, which_kept(moments, len(one.crossed)), strict=True):
        time = crossed + rng.uniform(*_REACTS)
        who = moments.who(time)
        state = one.declared.state if kept else PASSED
        if one.declared.state in ENDS:  # what is to be ended was begun before
            earlier = crossed - rng.uniform(*_UNDONE)
            begun = opposite(entity_id, one.declared.state)
            intents.append(Intent(earlier, entity_id, begun, "app", moments.who(earlier)))
        back = moments.between(time + _UNDONE[0], time + _UNDONE[1])
        way = way_of(entity_id, who, rng)
        intents.append(Intent(time, entity_id, state, way, who, habit, back=back))
    return intents
