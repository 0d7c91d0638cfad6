"""Automations of the household that people undo, and one that suits them."""

from typing import Final

import numpy as np

from custom_components.homeiq.mining.pattern import ClockTrigger, RunTrigger, StateCondition
from demo.acts import FLIP, PASSED, Intent, Moments
from demo.automations import Rule
from demo.episodes import at_any_hour, which_kept
from demo.habits import way_of
from demo.inventory import Entity
from demo.people import HOUR, JONAS, MARA, MINUTE, RESIDENTS
from demo.spec import PlantedHabit

_LAMP: Final = "light.reading_corner"
_GALLERY: Final = "light.gallery"
_DOOR: Final = "binary_sensor.balcony_door"
_SIDEBOARD: Final = "light.sideboard"
_CONSOLE: Final = "media_player.games_console"
_STAIRCASE: Final = "light.staircase"

# People undo the first at once on some evenings, and the second while the console plays.
_TOO_EARLY: Final = Rule(
    "automation.lights_off_at_ten", "Lights off at ten",
    ((_LAMP, "off"), (_GALLERY, "off")), "light.turn_off", at=22 * HOUR,
)  # fmt: skip
_DAZZLES: Final = Rule(
    "automation.light_at_the_balcony_door", "Light at the balcony door",
    ((_SIDEBOARD, "on"),), "light.turn_on", opens=_DOOR, in_the_dark=False, undone_after=600,
)  # fmt: skip
_SUITS: Final = Rule(
    "automation.staircase_light_in_the_evening", "Staircase light in the evening",
    ((_STAIRCASE, "on"),), "light.turn_on", at=18 * HOUR + 1800,
)  # fmt: skip
RULES: Final = (_TOO_EARLY, _DAZZLES, _SUITS)
ENTITIES: Final = (
    *(Entity(rule.entity_id, rule.alias, rest="on") for rule in RULES),
    Entity(_LAMP, "Reading corner light", "living_room", "reading_corner_light"),
    Entity(_GALLERY, "Gallery light", "living_room", "gallery_light"),
    Entity(_DOOR, "Balcony door", "living_room", "balcony_door", "door"),
    Entity(_SIDEBOARD, "Sideboard light", "living_room", "sideboard_light"),
    Entity(_CONSOLE, "Games console", "living_room", "games_console", rest="idle"),
    Entity(_STAIRCASE, "Staircase light", "hall", "staircase_light"),
)
_UNDONE: Final = (0.4, 0.5)  # the share of evenings on which the light goes back on
_AT_ONCE: Final = (15.0, 140.0)  # seconds after which somebody undoes what an automation did
_RATHER: Final = 22 * HOUR + 42 * MINUTE  # when they switch it off then, by hand
_SCATTER: Final = 5 * MINUTE


def overrides(moments: Moments, first: int) -> tuple[list[PlantedHabit], list[Intent]]:
    """Return the habits, the first of which has the index `first`, and all that is done.

    What sensors see is among it, whose intents come by the way of a sensor.
    """
    rather = _RATHER + float(moments.rng.uniform(-8, 8)) * MINUTE
    habits = [
        PlantedHabit(
            kind="reading light off later than the automation would",
            entity_id=_LAMP,
            state="off",
            trigger=ClockTrigger(round(rather)),
            resident=RESIDENTS[JONAS].name,
            expected_detector="override",
            sigma=_SCATTER,
            entry="override",
            changes=_TOO_EARLY.entity_id,
        ),
        PlantedHabit(
            kind="no light at the balcony door while the console plays",
            entity_id=_SIDEBOARD,
            state="off",
            trigger=RunTrigger(_DAZZLES.entity_id, _SIDEBOARD, "on"),
            resident=" and ".join(one.name for one in RESIDENTS),
            expected_detector="override",
            conditions=(StateCondition(_CONSOLE, "playing"),),
            entry="override",
            changes=_DAZZLES.entity_id,
        ),
    ]
    evenings = _evenings(moments, rather, first)
    return habits, [*evenings, *_dazzled(moments, first + 1), *_staircase(moments)]


def _evenings(moments: Moments, rather: float, habit: int) -> list[Intent]:
    """Return how the lights come on, and how one of them goes on again on some evenings."""
    rng, calendar = moments.rng, moments.presence.calendar
    days = [
        day for day in calendar.at_home.tolist() if moments.anybody(calendar.utc(day, 22 * HOUR))
    ]
    late = rng.permutation(days)[: round(float(rng.uniform(*_UNDONE)) * len(days))].tolist()
    kept = dict(zip(late, which_kept(moments, len(late)), strict=True))
    intents = _daytime(_LAMP, moments)
    for day in days:
        for entity_id in (_LAMP, _GALLERY):
            begin, end = calendar.utc(day, 17 * HOUR), calendar.utc(day, 21.4 * HOUR)
            intents.append(_by_hand(moments.between(begin, end), entity_id, "on", MARA, moments))
        if day not in kept:
            continue
        again = calendar.utc(day, 22 * HOUR + rng.uniform(*_AT_ONCE))
        off = calendar.utc(day, rather + _SCATTER * float(np.clip(rng.normal(), -2.5, 2.5)))
        intents.append(_by_hand(again, _LAMP, "on", JONAS, moments))
        if kept[day]:
            intents.append(_by_hand(off, _LAMP, "off", JONAS, moments, habit))
        else:
            later = calendar.utc(day, rather + rng.uniform(45, 100) * MINUTE)
            intents += [
                _by_hand(off, _LAMP, PASSED, JONAS, moments, habit),
                _by_hand(later, _LAMP, "off", JONAS, moments),
            ]
    return intents


def _dazzled(moments: Moments, habit: int) -> list[Intent]:
    """Return who plays, how the door opens then and at other times, and who wants no light."""
    rng = moments.rng
    games: list[tuple[float, float]] = []
    doors: list[float] = []
    for begin in at_any_hour(moments, 1.5, 2 * HOUR, 3 * HOUR):
        end = begin + float(rng.uniform(45, 175)) * MINUTE
        games.append((begin, end))
        many = 1 + rng.poisson(1.2)
        doors += rng.uniform(begin + 2 * MINUTE, end - 4 * MINUTE, many).tolist()
    doors += at_any_hour(moments, 4.0, MINUTE, 12 * MINUTE)
    opened: list[float] = []
    for time in sorted(doors):
        if not opened or time - opened[-1] >= 12 * MINUTE:
            opened.append(time)
    during = [any(begin < time < end for begin, end in games) for time in opened]
    kept = iter(which_kept(moments, sum(during)))
    uses = _daytime(_SIDEBOARD, moments)
    # Where the light is on already, opening the door changes nothing.
    intents = [use for use in uses if not any(use.time < time < (use.back or 0) for time in opened)]
    for begin, end in games:
        intents += [
            _by_hand(begin, _CONSOLE, "playing", JONAS, moments),
            _by_hand(end, _CONSOLE, "idle", JONAS, moments),
        ]
    for time, plays in zip(opened, during, strict=True):
        closed = time + rng.uniform(6, 40)
        intents += [Intent(time, _DOOR, "on", "sensor"), Intent(closed, _DOOR, "off", "sensor")]
        if plays:
            state = "off" if next(kept) else PASSED
            undone = time + rng.uniform(*_AT_ONCE)
            who = moments.who(time)
            intents.append(_by_hand(undone, _SIDEBOARD, state, who, moments, habit))
    return intents


def _staircase(moments: Moments) -> list[Intent]:
    """Return how the light that goes on in the evening is put out some time later."""
    calendar = moments.presence.calendar
    intents = _daytime(_STAIRCASE, moments)
    for day in calendar.at_home.tolist():
        off = moments.between(calendar.utc(day, 19.5 * HOUR), calendar.utc(day, 24.5 * HOUR))
        intents.append(_by_hand(off, _STAIRCASE, "off", moments.who(off), moments))
    return intents


def _daytime(entity_id: str, moments: Moments) -> list[Intent]:
    """Return uses by day that have nothing to do with any automation."""
    intents = []
    for begin in at_any_hour(moments, 0.6, MINUTE, 2 * HOUR, hours=(8, 15)):
        who = moments.who(begin)
        back = moments.between(begin + 5 * MINUTE, begin + 80 * MINUTE)
        way = way_of(entity_id, who, moments.rng)
        intents.append(Intent(begin, entity_id, FLIP, way, who, back=back))
    return intents


def _by_hand(
    time: float, entity_id: str, state: str, who: int, moments: Moments, habit: int = -1
) -> Intent:
    return Intent(time, entity_id, state, way_of(entity_id, who, moments.rng), who, habit)
