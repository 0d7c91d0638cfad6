"""Entities that work together already, in each way that a home can connect them; declared."""

from dataclasses import dataclass
from typing import Any, Final

from demo.automations import Rule
from demo.inventory import Entity
from demo.links import valve
from demo.people import HOUR, MINUTE


@dataclass(frozen=True, slots=True)
class Connected:
    """A trigger and its targets, the automation between them, and what that needs."""

    trigger: str
    targets: tuple[str, ...]
    rule: Rule
    entities: tuple[Entity, ...]
    script: tuple[str, dict[str, Any]] | None = None  # that the automation calls
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    a_day: float = 0.0  # how often its trigger happens
    instead_of: str = ""  # the planted relation that it would be confused with

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs that it connects."""
        return tuple((self.trigger, target) for target in self.targets)


def _sensor(key: str, name: str, area: str, device_class: str) -> Entity:
    return Entity(f"binary_sensor.{key}", name, area, f"binary_sensor_{key}", device_class)


def _light(key: str, name: str, area: str) -> Entity:
    return Entity(f"light.{key}", name, area, f"light_{key}")


def _lit(key: str, name: str, opens: str, *lights: str, **further: Any) -> Rule:
    """Return the automation that switches lights on for some minutes."""
    return Rule(
        f"automation.{key}", name, tuple((light, "on") for light in lights), "light.turn_on",
        opens=opens, in_the_dark=False, undone_after=5 * MINUTE, **further,
    )  # fmt: skip


_SHED, _PANTRY, _ATTIC, _STORAGE = (
    f"binary_sensor.{key}" for key in ("shed_door", "pantry_door", "attic_motion", "storage_motion")
)
_LEAK: Final = "binary_sensor.bathroom_leak"
_CUPBOARD: Final = "binary_sensor.shower_room_door"
_WINDOW: Final = "binary_sensor.landing_window"
CONNECTED: Final = (
    # An automation that names both.
    Connected(
        _CUPBOARD, ("light.shower_room",),
        _lit("shower_room_light", "Shower room light", _CUPBOARD, "light.shower_room"),
        (_sensor("shower_room_door", "Shower room door", "shower_room", "door"),
         _light("shower_room", "Shower room light", "shower_room")),
        a_day=1.5,
    ),
    # By the area of what it acts on.
    Connected(
        _SHED, ("light.woodshed",),
        _lit("shed_light", "Shed light", _SHED, "light.woodshed", target=("area_id", ("shed",))),
        (_sensor("shed_door", "Shed door", "shed", "door"),
         _light("woodshed", "Shed light", "shed")),
        a_day=0.7,
    ),
    # By a script that it calls.
    Connected(
        _PANTRY, ("light.pantry",),
        Rule("automation.pantry_light", "Pantry light", (("light.pantry", "on"),),
             "script.turn_on", opens=_PANTRY, in_the_dark=False,
             target=("entity_id", ("script.light_in_the_pantry",))),
        (_sensor("pantry_door", "Pantry door", "pantry", "door"),
         _light("pantry", "Pantry light", "pantry")),
        script=("script.light_in_the_pantry", {
            "alias": "Light in the pantry",
            "sequence": [{"action": "light.turn_on", "target": {"entity_id": ["light.pantry"]}}],
        }),
        a_day=1.2,
    ),
    # By a group of which the lights are members.
    Connected(
        _ATTIC, ("light.attic", "light.attic_left", "light.attic_right"),
        _lit("attic_lights", "Attic lights", _ATTIC, "light.attic", "light.attic_left",
             "light.attic_right", target=("entity_id", ("light.attic",))),
        (_sensor("attic_motion", "Attic motion", "attic", "motion"),
         Entity("light.attic", "Attic lights", "attic", "attic_lights"),
         _light("attic_left", "Attic left", "attic"),
         _light("attic_right", "Attic right", "attic")),
        groups=(("light.attic", ("light.attic_left", "light.attic_right")),),
        a_day=0.5,
    ),
    # By a blueprint.
    Connected(
        _STORAGE, ("light.storage",),
        _lit("storage_light", "Storage light", _STORAGE, "light.storage", blueprint=True),
        (_sensor("storage_motion", "Storage motion", "storage", "motion"),
         _light("storage", "Storage light", "storage")),
        a_day=0.8,
    ),
    # By a condition: it looks at the window when the evening comes.
    Connected(
        _WINDOW, ("climate.landing",),
        Rule("automation.landing_heating_off", "Landing heating off",
             (("climate.landing", "off"),), "climate.set_hvac_mode", (("hvac_mode", "off"),),
             at=21 * HOUR, given=(_WINDOW, "on")),
        (_sensor("landing_window", "Landing window", "landing", "window"),
         Entity("climate.landing", "Landing thermostat", "landing", "landing_thermostat",
                rest="heat")),
        a_day=0.6,
    ),
    # By a script that nothing ever set off.
    Connected(
        _LEAK, ("valve.bathroom_water",),
        Rule("automation.bathroom_leak", "Bathroom leak", (("valve.bathroom_water", "closed"),),
             "script.close_the_water", opens=_LEAK, in_the_dark=False,
             target=("entity_id", ())),
        (_sensor("bathroom_leak", "Bathroom leak", "bathroom", "moisture"),
         valve("bathroom_water", "Bathroom water", "bathroom")),
        script=("script.close_the_water", {
            "alias": "Close the water",
            "sequence": [{"action": "valve.close_valve",
                          "target": {"entity_id": ["valve.bathroom_water"]}}],
        }),
        instead_of="leak_valve",
    ),
)  # fmt: skip

# A light that people hardly ever switch, and never where the sensor in its room sees somebody.
REFUTED: Final = ("binary_sensor.corridor_motion", "light.corridor")
REFUTED_ENTITIES: Final = (
    _sensor("corridor_motion", "Corridor motion", "corridor", "motion"),
    _light("corridor", "Corridor light", "corridor"),
)
