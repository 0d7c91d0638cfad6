"""Triggers, conditions and effects in words, in English and German."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Pattern,
    RunTrigger,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
    WindowCondition,
)
from custom_components.homeiq.suggestions import phrases
from custom_components.homeiq.suggestions.words import load_words

EN = load_words("en")
DE = load_words("de")
NAMES = Names(
    {"light.a": "Lamp", "binary_sensor.m": "Hall", "sensor.lux": "Lux", "person.p": "Paul"},
    units={"sensor.living_room_illuminance": "lx", "sensor.bath_humidity": "%"},
    device_classes={
        "binary_sensor.m": "motion",
        "binary_sensor.d": "door",
        "binary_sensor.washer": "running",
    },
)
ON = Effect("light.a", "on")
MOTION = StateTrigger("binary_sensor.m", "on", "off")
BASE = Pattern("time_of_day", ClockTrigger(23 * 3600 + 300), (ON,))


@pytest.mark.parametrize(
    ("trigger", "delay", "english", "german"),
    [
        (ClockTrigger(83100), 0, "at 23:05", "um 23:05 Uhr"),
        (ClockTrigger(86100), 600, "at 00:05", "um 00:05 Uhr"),
        (SunTrigger("sunset", 0), 0, "at sunset", "bei Sonnenuntergang"),
        (
            SunTrigger("sunset", 1200),
            0,
            "20 minutes after sunset",
            "20 Minuten nach Sonnenuntergang",
        ),
        (SunTrigger("sunrise", -60), 0, "1 minute before sunrise", "1 Minute vor Sonnenaufgang"),
        (SunTrigger("sunrise", -60), 60, "at sunrise", "bei Sonnenaufgang"),
        (MOTION, 0, "when Hall detects motion", "wenn Hall Bewegung erkennt"),
        (
            MOTION,
            120,
            "2 minutes after Hall detects motion",
            "wenn Hall Bewegung erkennt, 2 Minuten danach",
        ),
        (
            replace(MOTION, to="off", hold=600),
            0,
            "when Hall detects no more motion and stays that way for 10 minutes",
            "wenn Hall keine Bewegung mehr erkennt und 10 Minuten lang so bleibt",
        ),
        (
            replace(MOTION, hold=600),
            60,
            "1 minute after Hall detects motion and stays that way for 10 minutes",
            "wenn Hall Bewegung erkennt und 10 Minuten lang so bleibt, 1 Minute danach",
        ),
        (
            StateTrigger("binary_sensor.d", "off", "on"),
            0,
            "when D closes",
            "wenn D geschlossen wird",
        ),
        (
            StateTrigger("switch.tv", "off", "on"),
            0,
            "when Tv turns off",
            "wenn Tv ausgeschaltet wird",
        ),
        (
            StateTrigger("person.p", "not_home", "home"),
            0,
            "when Paul leaves home",
            "wenn Paul das Haus verlässt",
        ),
        (
            StateTrigger("person.p", "Work", "not_home"),
            0,
            "when Paul arrives at Work",
            "wenn Paul am Ort „Work“ ankommt",
        ),
        (
            StateTrigger("binary_sensor.washer", "off", "on"),
            0,
            "when Washer stops running",
            "wenn Washer außer Betrieb geht",
        ),
        (
            StateTrigger("input_select.mode", "movie_night", "day"),
            0,
            "when Mode changes to “movie night”",
            "wenn Mode zu „movie night“ wechselt",
        ),
        (
            NumericTrigger("sensor.lux", below=12.5),
            0,
            "when Lux falls below 12.5",
            "wenn Lux unter 12,5 fällt",
        ),
        (
            NumericTrigger("sensor.lux", above=0.0),
            0,
            "when Lux rises above 0",
            "wenn Lux über 0 steigt",
        ),
        (
            NumericTrigger("sensor.living_room_illuminance", below=60.0, hold=300),
            0,
            "when Living room illuminance falls below 60 lx and stays that way for 5 minutes",
            "wenn Living room illuminance unter 60 lx fällt und 5 Minuten lang so bleibt",
        ),
        (
            RunTrigger("automation.evening", "light.a", "on"),
            0,
            "when Evening has run",
            "wenn Evening gelaufen ist",
        ),
    ],
)
def test_triggers(trigger: Trigger, delay: int, english: str, german: str) -> None:
    assert phrases.trigger(trigger, delay, NAMES, EN) == english
    assert phrases.trigger(trigger, delay, NAMES, DE) == german


@pytest.mark.parametrize(
    ("days", "english", "german"),
    [
        ((0, 1, 2, 3, 4, 5, 6), "", ""),
        (WORKDAYS, "on weekdays", "montags bis freitags"),
        (WEEKEND, "on weekends", "am Wochenende"),
        ((6, 5), "on weekends", "am Wochenende"),
        ((2,), "on Wednesdays", "mittwochs"),
        ((1, 0), "on Mondays and Tuesdays", "montags und dienstags"),
        ((0, 2, 4), "on Mondays, Wednesdays and Fridays", "montags, mittwochs und freitags"),
        ((0, 1, 2, 3, 4, 5), "every day except Sundays", "täglich außer sonntags"),
    ],
)
def test_days(days: tuple[int, ...], english: str, german: str) -> None:
    assert phrases.weekdays(days, EN) == english
    assert phrases.weekdays(days, DE) == german


@pytest.mark.parametrize(
    ("months", "english", "german"),
    [
        ((), "", ""),
        (tuple(range(1, 13)), "", ""),
        ((7,), "in July", "im Juli"),
        ((11, 12, 1, 2), "from November to February", "von November bis Februar"),
        ((1, 2, 3), "from January to March", "von Januar bis März"),
        ((3, 4, 10), "in March, April and October", "im März, April und Oktober"),
        (
            (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12),
            "from December to October",
            "von Dezember bis Oktober",
        ),
    ],
)
def test_months(months: tuple[int, ...], english: str, german: str) -> None:
    assert phrases.months(months, EN) == english
    assert phrases.months(months, DE) == german


@pytest.mark.parametrize(
    ("condition", "english", "german"),
    [
        (DarkCondition(), "it is dark", "es dunkel ist"),
        (DarkCondition(elevation=-4), "it is dark", "es dunkel ist"),
        (DarkCondition(dark=False), "it is light outside", "es draußen hell ist"),
        (
            DarkCondition(elevation=5),
            "the sun is lower than 5°",
            "die Sonne tiefer als 5° steht",
        ),
        (
            DarkCondition(dark=False, elevation=-4),
            "the sun is higher than -4°",
            "die Sonne höher als -4° steht",
        ),
        (
            WindowCondition(79200, 86400),
            "it is between 22:00 and 00:00",
            "es zwischen 22:00 und 00:00 Uhr ist",
        ),
        (StateCondition("person.p", "home"), "Paul is home", "Paul zu Hause ist"),
        (StateCondition("binary_sensor.d", "on"), "D is open", "D geöffnet ist"),
        (
            StateCondition("climate.x", "heat_cool"),
            "X is set to heat/cool",
            "X auf Heizen/Kühlen steht",
        ),
        (
            StateCondition("input_select.mode", "movie_night"),
            "Mode is “movie night”",
            "Mode auf „movie night“ steht",
        ),
        (StateCondition("person.p", "Work"), "Paul is at Work", "Paul am Ort „Work“ ist"),
        (NumericCondition("sensor.lux", above=3), "Lux is above 3", "Lux über 3 liegt"),
        (NumericCondition("sensor.lux", below=0.5), "Lux is below 0.5", "Lux unter 0,5 liegt"),
        (
            NumericCondition("sensor.living_room_illuminance", below=60),
            "Living room illuminance is below 60 lx",
            "Living room illuminance unter 60 lx liegt",
        ),
        (
            NumericCondition("sensor.bath_humidity", above=72.5),
            "Bath humidity is above 72.5%",
            "Bath humidity über 72,5 % liegt",
        ),
    ],
)
def test_conditions(condition: Condition, english: str, german: str) -> None:
    assert phrases.condition(condition, NAMES, EN) == english
    assert phrases.condition(condition, NAMES, DE) == german


@pytest.mark.parametrize(
    ("effects", "english", "german"),
    [
        ((ON,), "turn on Lamp", "Lamp einschalten"),
        (
            (ON, Effect("lock.door", "locked")),
            "turn on Lamp and lock Door",
            "Lamp einschalten und Door verriegeln",
        ),
        (
            (Effect("cover.b", "closed", 400), Effect("light.a", "off", 100)),
            "turn off Lamp, then close B 5 minutes later",
            "Lamp ausschalten, dann 5 Minuten später B schließen",
        ),
        ((Effect("scene.movie", "on"),), "activate Movie", "Movie aktivieren"),
        ((Effect("climate.x", "heat"),), "set X to heat", "X auf Heizbetrieb stellen"),
        ((Effect("select.x", "eco"),), "set X to “eco”", "X auf „eco“ stellen"),
    ],
)
def test_acts(effects: tuple[Effect, ...], english: str, german: str) -> None:
    pattern = replace(BASE, effects=effects)
    assert phrases.acts(pattern, NAMES, EN) == english
    assert phrases.acts(pattern, NAMES, DE) == german


@pytest.mark.parametrize(
    ("pattern", "english", "german"),
    [
        (BASE, "at 23:05", "um 23:05 Uhr"),
        (
            replace(BASE, weekdays=WORKDAYS, conditions=(DarkCondition(),)),
            "at 23:05 on weekdays, if it is dark",
            "um 23:05 Uhr montags bis freitags, wenn es dunkel ist",
        ),
        (
            replace(BASE, trigger=MOTION, weekdays=WEEKEND, conditions=(DarkCondition(),)),
            "when Hall detects motion on weekends, if it is dark",
            "wenn Hall Bewegung erkennt, am Wochenende, sofern es dunkel ist",
        ),
        (
            replace(BASE, trigger=MOTION, weekdays=(0,), months=(7, 8)),
            "when Hall detects motion on Mondays from July to August",
            "wenn Hall Bewegung erkennt, montags von Juli bis August",
        ),
        (
            replace(
                BASE,
                trigger=MOTION,
                effects=(replace(ON, delay=60),),
                conditions=(DarkCondition(), StateCondition("person.p", "home")),
            ),
            "1 minute after Hall detects motion, if it is dark and Paul is home",
            (
                "wenn Hall Bewegung erkennt, 1 Minute danach,"
                " sofern es dunkel ist und Paul zu Hause ist"
            ),
        ),
    ],
)
def test_when(pattern: Pattern, english: str, german: str) -> None:
    assert phrases.when(pattern, NAMES, EN) == english
    assert phrases.when(pattern, NAMES, DE) == german
