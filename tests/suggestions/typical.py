"""Suggestions as a run makes them, of each type, and the home that they are for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from custom_components.homeiq.devices.context import DeviceContext
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.opportunity import Opportunity, Reason
from custom_components.homeiq.devices.recipe import Branch, Notification, Recipe, Step
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    Effect,
    Pattern,
    Reminder,
    RunTrigger,
    StateCondition,
    StateTrigger,
    WindowCondition,
)
from custom_components.homeiq.suggestions.build import build_suggestion
from custom_components.homeiq.suggestions.features import feature_suggestion
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.surroundings import Surroundings
from custom_components.homeiq.suggestions.synergies import synergy_suggestion
from custom_components.homeiq.suggestions.wanted import Privacy
from custom_components.homeiq.suggestions.words import load_words
from tests.mining.build import BERLIN

NOW: Final = datetime(2026, 10, 5, 3, tzinfo=UTC)
NAMES: Final = Names(
    {
        "light.hall": "Flurlicht",
        "light.bed": "Bedside lamp",
        "light.desk": "Desk lamp",
        "lock.front": "Haustür",
        "binary_sensor.hall": "Hall motion",
        "binary_sensor.leak": "Leak sensor",
        "valve.main": "Main valve",
        "person.anna": "Anna",
        "automation.evening": "Evening lights",
        "sun.sun": "Sun",
        "zone.home": "Home",
    },
    {"hall": "Flur", "bedroom": "Bedroom", "cellar": "Cellar"},
    {"binary_sensor.hall": "motion", "binary_sensor.leak": "moisture", "valve.main": "water"},
)
HOME: Final = Home(
    BERLIN,
    areas={
        "light.hall": "hall",
        "binary_sensor.hall": "hall",
        "light.bed": "bedroom",
        "valve.main": "cellar",
    },
)
CONTEXTS: Final = (
    DeviceContext(
        "d-hall",
        "Flurlicht",
        "hall",
        "Flur",
        "Signify Netherlands B.V.",
        "Hue white and color ambiance",
        "Philips Hue",
        ("light.hall",),
        ("light.brightness", "light.color", "light.color_temperature", "light.effect"),
    ),
    DeviceContext(
        "d-motion",
        "Motion sensor of the hall",
        "hall",
        "Flur",
        "LUMI",
        "lumi.motion.agl04",
        "Zigbee2MQTT",
        ("binary_sensor.hall",),
        ("setting.sensitivity", "setting.led"),
    ),
    DeviceContext(
        "d-bed",
        "Bedside",
        "bedroom",
        "Bedroom",
        "IKEA",
        "TRADFRI bulb E27 WS opal 1000lm",
        "Zigbee Home Automation",
        ("light.bed",),
        ("light.brightness", "light.color_temperature"),
    ),
    DeviceContext("d-valve", "Main valve", "cellar", "Cellar", entity_ids=("valve.main",)),
)
INVENTORY: Final = Inventory.of(
    DeviceRecord(
        each.device_id,
        each.name,
        each.manufacturer,
        each.model,
        area_id=each.area_id,
        entities=tuple(DeviceEntity(entity_id) for entity_id in each.entity_ids),
    )
    for each in CONTEXTS
)

LATE: Final = Pattern(
    "time_of_day", ClockTrigger(81_000), (Effect("light.hall", "off"),), weekdays=WORKDAYS
)
MOVING: Final = Pattern(
    "co_occurrence",
    StateTrigger("binary_sensor.hall", "on", "off"),
    (Effect("light.hall", "on"),),
    conditions=(DarkCondition(), StateCondition("person.anna", "home")),
)
LOCKING: Final = Pattern("anomaly", ClockTrigger(83_400), (Reminder("lock.front", "locked"),))
UNDONE: Final = Pattern(
    "override",
    RunTrigger("automation.evening", "light.hall", "on"),
    (Effect("light.hall", "off"),),
    changes="automation.evening",
)
EVIDENCE: Final = Evidence(days=24, right=19, wrong=3, already=2)
DIMMING: Final = Opportunity(
    "dim_at_night",
    "light.brightness",
    ("d-bed",),
    ("light.bed",),
    "IKEA",
    "TRADFRI bulb",
    0.5,
    0.5,
    days=21,
    reason=Reason(count=21, days=21, second=79_200, value="30"),
    recipe=Recipe(
        (
            Branch(
                StateTrigger("light.bed", "on", "off"),
                (Step("light.turn_on", "light.bed", {"brightness_pct": 30}),),
                (WindowCondition(79_200, 21_600),),
            ),
        )
    ),
)
LEAKING: Final = Synergy(
    "leak_valve",
    ("binary_sensor.leak", "valve.main"),
    None,
    Recipe(
        (
            Branch(
                StateTrigger("binary_sensor.leak", "on", "off"),
                (Step("valve.close_valve", "valve.main"),),
            ),
        ),
        Notification("leak_valve", "binary_sensor.leak"),
    ),
    0.9,
    days=30,
)
MOTION: Final = Synergy(
    "motion_light",
    ("binary_sensor.hall", "light.hall"),
    "hall",
    MOVING,
    0.5,
    EVIDENCE,
)


def of_pattern(
    pattern: Pattern = MOVING, language: str = "en", evidence: Evidence = EVIDENCE
) -> Suggestion:
    """Return the suggestion of a habit."""
    finding = Finding(pattern, evidence)
    return build_suggestion(finding, HOME, NAMES, load_words(language), NOW)


def of_feature(offer: Opportunity = DIMMING, language: str = "en") -> Suggestion:
    """Return the suggestion of an unused feature."""
    return feature_suggestion(offer, INVENTORY, HOME, NAMES, load_words(language), NOW)


def of_synergy(synergy: Synergy = LEAKING, language: str = "en") -> Suggestion:
    """Return the suggestion of devices that could work together."""
    return synergy_suggestion(synergy, INVENTORY, HOME, NAMES, load_words(language), NOW)


def typical(language: str = "en") -> Iterator[Suggestion]:
    """Yield suggestions of all types; of automations, reminders and advice."""
    for pattern in (LATE, MOVING, LOCKING, UNDONE):
        yield of_pattern(pattern, language)
    yield of_feature(DIMMING, language)
    yield of_feature(replace(DIMMING, recipe=None, rule="effect"), language)
    for synergy in (LEAKING, MOTION):
        yield of_synergy(synergy, language)


def surroundings(language: str = "en", privacy: Privacy = Privacy.FULL) -> Surroundings:
    """Return the home of these suggestions."""
    return Surroundings.of(NAMES, INVENTORY, CONTEXTS, load_words(language), language, privacy)
