"""Devices with something that they can do, declared: what it is, and how people would use it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from demo.acts import KEEP
from demo.inventory import Entity
from demo.shown import EFFECT, PRESETS, SPEED

_MAKERS: Final = ("Lumenta", "Nordlicht", "Veridian", "Halden")


class Way(StrEnum):
    """How somebody, or something, uses what a device can do."""

    HAND = "hand"  # in the app
    AUTOMATION = "automation"
    SCENE = "scene"  # that nobody sets off
    SCRIPT = "script"  # likewise
    AREA = "area"  # in the app too, on all of the room
    DEVICE = "device"  # at the device itself, of which the recorder keeps nothing
    SETTING = "setting"  # it is not as it was delivered


@dataclass(frozen=True, slots=True)
class Use:
    """The actions by which something that an entity can do is used."""

    entity_id: str
    action: str  # without the value where that is the state: "switch.turn_"
    values: tuple[object, ...]  # that are asked for
    field: str = ""  # of the action's data; empty: the value is part of the action's name
    state: str = ""  # that the action leads to; empty: the value

    def named(self, value: object) -> str:
        """Return the action that asks for a value."""
        return self.action if self.field else f"{self.action}{value}"

    def data(self, value: object) -> tuple[tuple[str, object], ...]:
        """Return the data of that action."""
        return ((self.field, value),) if self.field else ()

    def leads_to(self, value: object) -> str:
        """Return the state that it leads to."""
        return self.state or str(value)


@dataclass(frozen=True, slots=True)
class Habit:
    """When a device is on; every evening at another time."""

    entity_id: str
    state: str
    hours: tuple[float, float]  # local hours between which it begins
    share: float = 0.9  # of the days at home


@dataclass(frozen=True, slots=True)
class Feature:
    """A device with something that it can do."""

    rule: str  # the name of the rule that would find it worth having
    capability: str
    entities: tuple[Entity, ...]
    lacking: tuple[Entity, ...]  # the same device, if it could not do that
    use: Use
    ways: tuple[Way, ...]
    habit: Habit | None = None
    also: tuple[Use, ...] = field(default=())  # what else it can do is used by hand

    @property
    def entity_id(self) -> str:
        """By which it is had."""
        return self.use.entity_id

    @property
    def entity(self) -> Entity:
        """By which it is had."""
        return next(one for one in self.entities if one.entity_id == self.entity_id)


_BY_HAND: Final = (Way.HAND, Way.AUTOMATION, Way.SCENE, Way.SCRIPT)
_EFFECTS: Final = ("off", "candle", "fireplace", "colorloop")
_FULL: Final = 255


def _light(
    key: str, name: str, room: str, model: str, mode: str = "brightness", *, effects: bool = False
) -> Entity:
    attributes: dict[str, object] = {"supported_color_modes": [mode]}
    shows: dict[str, object] = {"brightness": _FULL} if mode != "onoff" else {}
    if mode == "color_temp":
        attributes |= {"min_color_temp_kelvin": 2202, "max_color_temp_kelvin": 6535}
        shows["color_temp_kelvin"] = 4000
    if effects:
        attributes["effect_list"] = list(_EFFECTS)
        shows["effect"] = "off"
    return Entity(
        f"light.{key}", name, room, f"zigbee_{key}", manufacturer=_maker(model), model=model,
        unique_id=f"{key}_light", features=EFFECT if effects else 0, attributes=attributes,
        shows=shows,
    )  # fmt: skip


def _maker(model: str) -> str:
    return _MAKERS[len(model) % len(_MAKERS)]


def _setting(device: Entity, domain: str, key: str, name: str, rest: str, *options: str) -> Entity:
    """Return a setting of an entity's device."""
    object_id = f"{device.entity_id.partition('.')[2]}_{key}"
    attributes: Mapping[str, object] = {"options": list(options)} if options else {}
    return Entity(
        f"{domain}.{object_id}", f"{device.name} {name}", device.area, device.device, rest=rest,
        manufacturer=device.manufacturer, model=device.model, unique_id=object_id,
        category="config", attributes=attributes,
    )  # fmt: skip


def _brightness(entity_id: str) -> Use:
    return Use(entity_id, "light.turn_on", (25, 40, 60), "brightness_pct", "on")


def dimmable(
    key: str, name: str, room: str, model: str, ways: tuple[Way, ...] = _BY_HAND
) -> Feature:
    """Return a lamp that is switched on late in the evening, at full."""
    light = _light(key, name, room, model)
    return Feature(
        "dim_at_night", "light.brightness", (light,), (_light(key, name, room, model, "onoff"),),
        _brightness(light.entity_id), ways, Habit(light.entity_id, "on", (22.1, 23.6)),
    )  # fmt: skip


def whites(key: str, name: str, room: str, model: str) -> Feature:
    """Return a lamp whose white could be warmer in the evening."""
    light = _light(key, name, room, model, "color_temp")
    return Feature(
        "warm_in_the_evening", "light.color_temperature",
        (light,), (_light(key, name, room, model),),
        Use(light.entity_id, "light.turn_on", (2700, 2300, 3000), "color_temp_kelvin", "on"),
        _BY_HAND, Habit(light.entity_id, "on", (20.1, 22.6)), (_brightness(light.entity_id),),
    )  # fmt: skip


def with_effects(key: str, name: str, room: str, model: str) -> Feature:
    """Return a lamp with effects."""
    light = _light(key, name, room, model, effects=True)
    return Feature(
        "effect", "light.effect", (light,), (_light(key, name, room, model),),
        Use(light.entity_id, "light.turn_on", ("candle", "fireplace"), "effect", "on"),
        _BY_HAND, Habit(light.entity_id, "on", (18.5, 22.5)), (_brightness(light.entity_id),),
    )  # fmt: skip


def _power_on() -> Feature:
    light = _light("stairs_lamp", "Stairs lamp", "hall", "Switch 1", "onoff")
    setting = _setting(light, "select", "power_on_behavior", "power-on behavior", "on",
                       "off", "on", "toggle", "previous")  # fmt: skip
    return Feature(
        "power_on", "setting.power_on_behavior", (light, setting), (light,),
        Use(setting.entity_id, "select.select_option", ("previous", "on"), "option"),
        (Way.HAND, Way.SETTING), Habit(light.entity_id, "on", (17.0, 22.0)),
    )  # fmt: skip


def _climate(
    key: str, name: str, room: str, model: str, *, presets: tuple[str, ...] = ()
) -> Entity:
    attributes: dict[str, object] = {
        "hvac_modes": ["off", "heat"], "min_temp": 7.0, "max_temp": 35.0,
    }  # fmt: skip
    shows: dict[str, object] = {"temperature": 20.0}
    if presets:
        attributes["preset_modes"] = list(presets)
        shows["preset_mode"] = presets[0]
    return Entity(
        f"climate.{key}", name, room, f"zigbee_{key}", rest="heat",
        manufacturer=_maker(model), model=model, unique_id=f"{key}_climate",
        features=385 + (PRESETS if presets else 0),
        attributes=attributes, shows=shows,
    )  # fmt: skip


def _child_lock() -> Feature:
    climate = _climate("guest_radiator", "Guest radiator", "guest_room", "Valve 2")
    setting = _setting(climate, "switch", "child_lock", "child lock", "off")
    return Feature(
        "child_lock", "setting.child_lock", (climate, setting), (climate,),
        Use(setting.entity_id, "switch.turn_", ("on", "off")),
        (Way.HAND, Way.AUTOMATION, Way.SETTING, Way.SCRIPT),
    )  # fmt: skip


def _led() -> Feature:
    plug = Entity(
        "switch.bedroom_charger", "Bedroom charger", "bedroom", "zigbee_charger",
        manufacturer="Veridian", model="Plug 16A", unique_id="bedroom_charger_switch",
    )  # fmt: skip
    setting = _setting(plug, "switch", "led_indication", "LED indication", "on")
    return Feature(
        "led_at_night", "setting.led", (plug, setting), (plug,),
        Use(setting.entity_id, "switch.turn_", ("off", "on")),
        (Way.HAND, Way.AUTOMATION, Way.SETTING), Habit(plug.entity_id, "on", (20.0, 23.0)),
    )  # fmt: skip


def _eco() -> Feature:
    key, name, model = "guest_heating", "Guest heating", "Valve 3 Pro"
    climate = _climate(key, name, "guest_room", model, presets=("none", "eco", "away"))
    return Feature(
        "eco_when_away", "climate.preset_mode",
        (climate,), (_climate(key, name, "guest_room", model),),
        Use(climate.entity_id, "climate.set_preset_mode", ("eco", "none"), "preset_mode", KEEP),
        _BY_HAND,
    )  # fmt: skip


def _quiet() -> Feature:
    player = Entity(
        "media_player.bedroom_speaker", "Bedroom speaker", "bedroom", "wifi_speaker",
        rest="idle", manufacturer="Halden", model="Tone 5", unique_id="bedroom_speaker_player",
        features=16384 + 4096 + 4, shows={"volume_level": 0.55},
    )  # fmt: skip
    return Feature(
        "quiet_at_night", "media_player.volume",
        (player,), (replace(player, features=16384 + 4096, shows={}),),
        Use(player.entity_id, "media_player.volume_set", (0.2, 0.35, 0.55), "volume_level", KEEP),
        _BY_HAND, Habit(player.entity_id, "playing", (22.1, 23.4)),
    )  # fmt: skip


def _slow() -> Feature:
    fan = Entity(
        "fan.ceiling", "Ceiling fan", "bedroom", "zigbee_fan", manufacturer="Nordlicht",
        model="Air 52", unique_id="ceiling_fan_fan", features=48 + SPEED,
        attributes={"preset_modes": None}, shows={"percentage": 100},
    )  # fmt: skip
    return Feature(
        "slow_at_night", "fan.percentage",
        (fan,), (replace(fan, features=48, attributes={}, shows={}),),
        Use(fan.entity_id, "fan.turn_on", (20, 40), "percentage", "on"),
        _BY_HAND, Habit(fan.entity_id, "on", (22.1, 23.5)),
    )  # fmt: skip


# What a household may have, one for each rule.
POOL: Final = (
    dimmable("bedside_lamp", "Bedside lamp", "bedroom", "Dim E14"),
    whites("sofa_lamp", "Sofa lamp", "living_room", "White E27"),
    with_effects("tv_strip", "TV strip", "living_room", "Strip 2m"),
    _power_on(),
    _child_lock(),
    _led(),
    _eco(),
    _quiet(),
    _slow(),
)
# What all households have: the same kind of lamp, used in each possible way; and one that
# cannot be dimmed.
DIMMED: Final[Mapping[Way, Feature]] = {
    Way.HAND: dimmable("wardrobe_lamp", "Wardrobe lamp", "bedroom", "Dim GU10"),
    Way.AUTOMATION: dimmable("bookcase_lamp", "Bookcase lamp", "living_room", "Dim spot"),
    Way.SCENE: dimmable("sill_lamp", "Sill lamp", "living_room", "Dim globe E27"),
    Way.SCRIPT: dimmable("dresser_lamp", "Dresser lamp", "bedroom", "Dim candle E14"),
    Way.AREA: dimmable("guest_lamp", "Guest lamp", "guest_room", "Dim floor lamp"),
    Way.DEVICE: dimmable("headboard_lamp", "Headboard lamp", "bedroom", "Dim wall lamp"),
}
UNDIMMABLE: Final = dimmable("corner_lamp", "Corner lamp", "living_room", "On-off E27")
# Of one of these, a household has ten equal bulbs.
_EQUAL: Final = (dimmable, whites, with_effects)
BULBS: Final = 10


def equal_bulbs(kind: int) -> tuple[Feature, ...]:
    """Return ten equal bulbs of one of three kinds."""
    return tuple(
        _EQUAL[kind % len(_EQUAL)](
            f"bulb_{number}", f"Bulb {number}", "living_room", "Bulb E27 x10"
        )
        for number in range(1, BULBS + 1)
    )
