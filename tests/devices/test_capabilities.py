"""What is declared of capabilities is what Home Assistant has."""

from enum import IntFlag, StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

from homeassistant.components import (
    alarm_control_panel,
    climate,
    cover,
    fan,
    humidifier,
    light,
    lock,
    media_player,
    remote,
    siren,
    vacuum,
    valve,
    water_heater,
)
from homeassistant.components.light import ColorMode
import pytest
import yaml

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.ranges import RANGES
from custom_components.homeiq.devices.capabilities.stated import STATE
from custom_components.homeiq.devices.capability import Kind

MODULES = {
    module.DOMAIN: module
    for module in (
        alarm_control_panel,
        climate,
        cover,
        fan,
        humidifier,
        light,
        lock,
        media_player,
        remote,
        siren,
        vacuum,
        valve,
        water_heater,
    )
}
FLAGS: dict[str, IntFlag] = {
    "alarm_control_panel.arm_home": alarm_control_panel.AlarmControlPanelEntityFeature.ARM_HOME,
    "alarm_control_panel.arm_night": alarm_control_panel.AlarmControlPanelEntityFeature.ARM_NIGHT,
    "alarm_control_panel.arm_vacation": (
        alarm_control_panel.AlarmControlPanelEntityFeature.ARM_VACATION
    ),
    "alarm_control_panel.arm_custom_bypass": (
        alarm_control_panel.AlarmControlPanelEntityFeature.ARM_CUSTOM_BYPASS
    ),
    "climate.preset_mode": climate.ClimateEntityFeature.PRESET_MODE,
    "climate.fan_mode": climate.ClimateEntityFeature.FAN_MODE,
    "climate.swing_mode": climate.ClimateEntityFeature.SWING_MODE,
    "climate.swing_horizontal_mode": climate.ClimateEntityFeature.SWING_HORIZONTAL_MODE,
    "climate.target_humidity": climate.ClimateEntityFeature.TARGET_HUMIDITY,
    "climate.target_temperature_range": climate.ClimateEntityFeature.TARGET_TEMPERATURE_RANGE,
    "cover.position": cover.CoverEntityFeature.SET_POSITION,
    "cover.tilt_position": cover.CoverEntityFeature.SET_TILT_POSITION,
    "cover.stop": cover.CoverEntityFeature.STOP,
    "cover.speed": cover.CoverEntityFeature.SPEED,
    "fan.percentage": fan.FanEntityFeature.SET_SPEED,
    "fan.preset_mode": fan.FanEntityFeature.PRESET_MODE,
    "fan.oscillate": fan.FanEntityFeature.OSCILLATE,
    "fan.direction": fan.FanEntityFeature.DIRECTION,
    "humidifier.mode": humidifier.HumidifierEntityFeature.MODES,
    "light.effect": light.LightEntityFeature.EFFECT,
    "light.transition": light.LightEntityFeature.TRANSITION,
    "light.flash": light.LightEntityFeature.FLASH,
    "lock.open": lock.LockEntityFeature.OPEN,
    "media_player.volume": media_player.MediaPlayerEntityFeature.VOLUME_SET,
    "media_player.mute": media_player.MediaPlayerEntityFeature.VOLUME_MUTE,
    "media_player.source": media_player.MediaPlayerEntityFeature.SELECT_SOURCE,
    "media_player.sound_mode": media_player.MediaPlayerEntityFeature.SELECT_SOUND_MODE,
    "media_player.shuffle": media_player.MediaPlayerEntityFeature.SHUFFLE_SET,
    "media_player.repeat": media_player.MediaPlayerEntityFeature.REPEAT_SET,
    "media_player.group": media_player.MediaPlayerEntityFeature.GROUPING,
    "media_player.announce": media_player.MediaPlayerEntityFeature.MEDIA_ANNOUNCE,
    "remote.activity": remote.RemoteEntityFeature.ACTIVITY,
    "siren.tones": siren.SirenEntityFeature.TONES,
    "siren.volume": siren.SirenEntityFeature.VOLUME_SET,
    "siren.duration": siren.SirenEntityFeature.DURATION,
    "vacuum.fan_speed": vacuum.VacuumEntityFeature.FAN_SPEED,
    "vacuum.locate": vacuum.VacuumEntityFeature.LOCATE,
    "vacuum.clean_spot": vacuum.VacuumEntityFeature.CLEAN_SPOT,
    "vacuum.clean_area": vacuum.VacuumEntityFeature.CLEAN_AREA,
    "valve.position": valve.ValveEntityFeature.SET_POSITION,
    "water_heater.target_temperature": water_heater.WaterHeaterEntityFeature.TARGET_TEMPERATURE,
    "water_heater.operation_mode": water_heater.WaterHeaterEntityFeature.OPERATION_MODE,
    "water_heater.away_mode": water_heater.WaterHeaterEntityFeature.AWAY_MODE,
}
OLD_FIELDS = {"color_temp", "kelvin"}  # that configurations of lights may still have

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)


def attributes(domain: str) -> set[str]:
    """Return the names of all attributes that states of a domain may have."""
    found: set[str] = set()
    for name in ("", ".const"):
        module = import_module(f"homeassistant.components.{domain}{name}")
        for each in vars(module).values():
            is_enum = isinstance(each, type) and issubclass(each, StrEnum)
            if is_enum and each.__name__.endswith("Attribute"):
                found |= {str(member.value) for member in each}
    return found


def services(domain: str) -> dict[str, Any]:
    folder = Path(str(import_module(f"homeassistant.components.{domain}").__file__)).parent
    listed: dict[str, Any] = yaml.safe_load((folder / "services.yaml").read_text("utf-8"))
    return listed


def fields(domain: str) -> set[str]:
    """Return the fields of all actions of a domain, those in sections too."""
    found: set[str] = set()
    waiting = [one.get("fields", {}) for one in services(domain).values() if isinstance(one, dict)]
    while waiting:
        for name, field in waiting.pop().items():
            found.add(name)
            if "fields" in (field or {}):
                waiting.append(field["fields"])
    return found


def test_keys_are_unlike() -> None:
    assert len({kind.key for kind in KINDS}) == len(KINDS)


@every_kind
def test_feature_bits_are_those_of_home_assistant(kind: Kind) -> None:
    assert kind.flag == FLAGS.get(kind.key, 0)


def test_every_flag_is_of_a_kind() -> None:
    assert FLAGS.keys() <= {kind.key for kind in KINDS}
    assert {kind.domain for kind in KINDS} == MODULES.keys()


@every_kind
def test_attributes_are_those_of_home_assistant(kind: Kind) -> None:
    known = attributes(kind.domain) | {STATE}
    assert set(kind.shown) <= known
    assert not kind.listed or kind.listed in known
    if (span := RANGES.get(kind.key)) is not None:
        assert {span.lowest, span.highest} <= known


@every_kind
def test_actions_and_fields_are_those_of_home_assistant(kind: Kind) -> None:
    for action in kind.actions:
        domain, _, name = action.partition(".")
        assert name in services(domain)
    assert kind.fields <= fields(kind.domain) | OLD_FIELDS


@every_kind
def test_something_shows_the_use_of_every_kind(kind: Kind) -> None:
    assert kind.shown or kind.actions or kind.fields


def test_ranges_are_of_kinds() -> None:
    assert RANGES.keys() <= {kind.key for kind in KINDS}


def test_colour_modes_are_those_of_home_assistant() -> None:
    modes = {str(mode) for mode in ColorMode}
    for kind in KINDS:
        if kind.domain == "light":
            assert kind.among <= modes
