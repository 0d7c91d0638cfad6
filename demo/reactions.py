"""Habits that answer to something: light in a dark room, and what follows a door."""

from dataclasses import replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Floats
from custom_components.homeiq.mining.pattern import Condition, DarkCondition, StateTrigger
from demo.acts import PASSED, Intent, Moments
from demo.habits import ADHERENCE, way_of
from demo.motion import Motion
from demo.people import HOUR, JONAS, MINUTE, RESIDENTS, Presence
from demo.spec import PlantedHabit

DARK_ROOMS: Final = ("hall", "bathroom", "toilet")
FAST: Final = (5.0, 55.0)  # seconds after which somebody reaches for a switch
# How people feel that it is dark: the sun's elevation in degrees, mean and deviation over visits.
_DUSK: Final = (-1.5, 1.5)
_SWITCHED_OFF: Final = 0.85  # the share of visits whose light is switched off at their end


def dark_rooms(
    motion: tuple[Motion, ...], moments: Moments, first: int
) -> tuple[list[PlantedHabit], list[Intent]]:
    """Return the habit of switching on the light by hand in each dark room; `first` its index.

    Of the rooms that nobody passes through, also the one of switching it off at the end.
    """
    habits: list[PlantedHabit] = []
    intents: list[Intent] = []
    for room in DARK_ROOMS:
        sensor = next(one for one in motion if one.room == room)
        index = first + len(habits)
        habit = _habit(
            f"light in the dark {room}",
            f"light.{room}",
            "on",
            StateTrigger(f"binary_sensor.{room}_motion", "on", "off"),
            (DarkCondition(),),
        )
        habits.append(habit)
        visits = _visits(sensor, habit, index, moments)
        intents += visits
        if room != "hall":
            habits.append(_switched_off(habit, visits))
    return habits, intents


def _switched_off(on: PlantedHabit, visits: list[Intent]) -> PlantedHabit:
    """Return the habit of switching the light off again.

    People do so on their way out, and the motion sensor only notices two minutes later: no
    automation could have done it before them. How long the light is on tells as much.
    """
    lasts = [visit.back - visit.time for visit in visits if visit.ends >= 0 and visit.back]
    usual = round(float(np.median(lasts))) if lasts else 6 * MINUTE
    room = on.entity_id.partition(".")[2]
    return replace(
        on,
        kind=f"light off on leaving the {room}",
        state="off",
        trigger=StateTrigger(f"binary_sensor.{room}_motion", "off", "on"),
        conditions=(),
        also=(StateTrigger(on.entity_id, "on", "off", hold=usual),),
        expected_detector="room",
        sought=False,
    )


def _visits(sensor: Motion, habit: PlantedHabit, index: int, moments: Moments) -> list[Intent]:
    """Return an intent for each visit in the dark: kept, or marked as a chance that passed.

    The habit of switching it off has the next index.
    """
    rng = moments.rng
    adherence = rng.uniform(*ADHERENCE)
    dusk = rng.normal(*_DUSK, len(sensor.begins))
    dark = moments.presence.calendar.sun_at(sensor.begins) < dusk
    intents = []
    for begins, ends in zip(sensor.begins[dark], sensor.ends[dark], strict=True):
        resident = moments.who(begins + MINUTE / 2)
        way = way_of(habit.entity_id, resident, rng)
        kept, delay, switched = rng.random() < adherence, rng.uniform(*FAST), rng.random()
        off, then = -1, tuple[Intent, ...]()
        if sensor.room == "hall":  # on the way through, nobody switches it off at once
            back = begins + rng.uniform(4 * MINUTE, 40 * MINUTE)
        elif switched < _SWITCHED_OFF:
            back = max(begins + delay + 20, ends - rng.uniform(3, 20))
            off = index + 1
        else:
            left = max(begins + delay + 20, ends)
            then = (Intent(left, habit.entity_id, PASSED, way, habit=index + 1),)
            back = moments.between(ends + 10 * MINUTE, ends + 90 * MINUTE)
        intents.append(
            Intent(
                begins + delay,
                habit.entity_id,
                habit.state if kept else PASSED,
                way,
                resident,
                index,
                back=back,
                ends=off,
                then=then,
            )
        )
    return intents


def workshop_visits(
    presence: Presence, busy: list[tuple[int, float]], rng: np.random.Generator
) -> list[tuple[float, float]]:
    """Return when Jonas goes to the workshop and leaves it; never near what else he does."""
    calendar = presence.calendar
    mine = np.array([time for who, time in busy if who == JONAS])
    visits: list[tuple[float, float]] = []
    for day in calendar.at_home.tolist():
        weekend = calendar.weekday(day) in {5, 6}
        for begin, end in ((9, 13), (14, 18), (18, 21.5)):
            if rng.random() > (0.75 if weekend else 0.6):
                continue
            came = calendar.utc(day, rng.uniform(begin * HOUR, end * HOUR))
            left = came + rng.uniform(18 * MINUTE, 50 * MINUTE)
            if _free(presence, mine, came, left):
                visits.append((came, left))
    return [
        visit
        for earlier, visit in zip([(0.0, 0.0), *visits], visits, strict=False)
        if visit[0] > earlier[1] + 10 * MINUTE
    ]


def _free(presence: Presence, mine: Floats, came: float, left: float) -> bool:
    if ((mine > came - 4 * MINUTE) & (mine < left + 4 * MINUTE)).any():
        return False
    minutes = presence.where[JONAS, presence.minute(came) - 2 : presence.minute(left) + 3]
    return bool(len(minutes) and (minutes >= 0).all())


def workshop(
    visits: list[tuple[float, float]], moments: Moments, first: int
) -> tuple[list[PlantedHabit], list[Intent]]:
    """Return door → light → thermostat, and the light's off when the door closes."""
    rng = moments.rng
    door = "binary_sensor.workshop_door"
    habits = [
        _habit("light at the workshop door", "light.workshop", "on",
               StateTrigger(door, "on", "off"), resident="Jonas"),
        _habit("thermostat after the light", "climate.workshop", "heat",
               StateTrigger("light.workshop", "on", "off"), resident="Jonas"),
        _habit("light off when the door closes", "light.workshop", "off",
               StateTrigger(door, "off", "on"), resident="Jonas"),
    ]  # fmt: skip
    light, heat, dark = (rng.uniform(*ADHERENCE) for _ in habits)
    intents = []
    for came, left in visits:
        way = way_of("light.workshop", JONAS, rng)
        on = came + rng.uniform(*FAST)
        warm = on + rng.uniform(40, 200)
        cool = moments.between(warm + 15 * MINUTE, warm + 200 * MINUTE)
        follow = Intent(
            warm, "climate.workshop", "heat" if rng.random() < heat else PASSED, "app", JONAS,
            first + 1, back=cool,
        )  # fmt: skip
        off = left + rng.uniform(*FAST)
        late = moments.between(left + HOUR, left + 6 * HOUR)
        intents += [
            Intent(came, door, "on", "sensor"),
            Intent(on, "light.workshop", "on" if rng.random() < light else PASSED, way, JONAS,
                   first, then=(follow,)),
            Intent(left, door, "off", "sensor"),
            Intent(off, "light.workshop", "off" if rng.random() < dark else PASSED, way, JONAS,
                   first + 2),
            Intent(late, "light.workshop", "off", way, JONAS),
        ]  # fmt: skip
    return habits, intents


def _habit(
    kind: str,
    entity_id: str,
    state: str,
    trigger: StateTrigger,
    conditions: tuple[Condition, ...] = (),
    resident: str = "",
) -> PlantedHabit:
    return PlantedHabit(
        kind=kind,
        entity_id=entity_id,
        state=state,
        trigger=trigger,
        resident=resident or " and ".join(one.name for one in RESIDENTS),
        expected_detector="co_occurrence",
        entry="co_occurrence",
        conditions=conditions,
    )
