"""A home with Home Assistant's own demonstration devices, used in all kinds of ways."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.recorder.source import async_read_features
from custom_components.homeiq.mining.shown import Call, FeatureHistory, Shown

LIGHT, FAN, CLIMATE = "light.bed_light", "fan.living_room_fan", "climate.hvac"
SELECT, NUMBER = "select.speed", "number.volume"
PLATFORMS = [Platform.CLIMATE, Platform.FAN, Platform.LIGHT, Platform.NUMBER, Platform.SELECT]


def in_words(shown: Shown, start: float) -> list[tuple[float, str, dict[str, object]]]:
    """Return (seconds after a start, entity, what it showed) as they are told."""
    return [
        (round(time - start, 3), shown.entities[entity], dict(shown.sets[which]))
        for time, entity, which in zip(
            shown.time.tolist(), shown.entity.tolist(), shown.shown.tolist(), strict=True
        )
    ]


class DemoDevices:
    """The home and its clock."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        self.hass = hass
        self.freezer = freezer
        self.start = 0.0

    async def set_up(self) -> None:
        self.freezer.move_to("2026-03-10 16:00:00+00:00")
        self.start = dt_util.utcnow().timestamp()
        assert await async_setup_component(self.hass, "homeassistant", {})
        entry = MockConfigEntry(domain="demo")
        entry.add_to_hass(self.hass)
        chosen = "homeassistant.components.demo.COMPONENTS_WITH_CONFIG_ENTRY_DEMO_PLATFORM"
        with patch(chosen, PLATFORMS):
            assert await self.hass.config_entries.async_setup(entry.entry_id)
            await self.hass.async_block_till_done()

    async def call(self, action: str, entity_id: str, **data: Any) -> None:
        """Perform an action a minute later."""
        self.freezer.tick(timedelta(seconds=60))
        domain, service = action.split(".")
        data = {"entity_id": entity_id, **data}
        await self.hass.services.async_call(domain, service, data, blocking=True)
        await self.hass.async_block_till_done()

    async def live(self) -> None:
        """Use features, settings and what nobody asks for."""
        await self.call("light.turn_on", LIGHT, brightness=80, transition=3)
        await self.call("light.turn_on", LIGHT, brightness=80, transition=3)
        await self.call("fan.turn_on", FAN, percentage=33)
        await self.call("fan.oscillate", FAN, oscillating=True)
        await self.call("fan.set_direction", FAN, direction="reverse")  # not asked for
        await self.call("fan.turn_off", FAN)
        await self.call("climate.set_temperature", CLIMATE, temperature=19.5)
        await self.call("select.select_option", SELECT, option="light_speed")
        await self.call("number.set_value", NUMBER, value=70)
        await self.call("homeassistant.update_entity", LIGHT)  # no action of a light's domain
        self.freezer.tick(timedelta(seconds=60))
        self.hass.states.async_set(FAN, "unavailable", {"percentage": 1})

    def query(self) -> FeatureQuery:
        """Ask for some of it, since the start."""
        return self.query_between(self.start, dt_util.utcnow().timestamp() + 1)

    @staticmethod
    def query_between(start: float, end: float) -> FeatureQuery:
        return FeatureQuery(
            entity_ids=frozenset({LIGHT, FAN, CLIMATE, "light.never"}),
            attributes=frozenset({"brightness", "percentage", "oscillating", "temperature"}),
            stated=frozenset({SELECT, NUMBER}),
            start=start,
            end=end,
        )

    async def read(self) -> FeatureHistory:
        await async_wait_recording_done(self.hass)
        return await async_read_features(self.hass, self.query())


# Home Assistant lets nothing be recorded of what a light shows: only calls tell of its use.
SHOWN: list[tuple[float, str, dict[str, object]]] = [
    (0, CLIMATE, {"temperature": 21}),
    (0, FAN, {"oscillating": False}),  # no percentage is known yet
    (0, LIGHT, {}),
    (0, NUMBER, {"state": "42.0"}),
    (0, SELECT, {"state": "ridiculous_speed"}),
    (180, FAN, {"percentage": 33, "oscillating": False}),
    (240, FAN, {"percentage": 33, "oscillating": True}),
    (360, FAN, {"percentage": 0, "oscillating": True}),
    (420, CLIMATE, {"temperature": 19.5}),
    (480, SELECT, {"state": "light_speed"}),
    (540, NUMBER, {"state": "70.0"}),
]


def calls(start: float) -> list[Call]:
    """Return what was performed."""
    return [
        Call(start + time, action, {"entity_id": entity_id, **data})
        for time, action, entity_id, data in (
            (60, "light.turn_on", LIGHT, {"brightness": 80, "transition": 3}),
            (120, "light.turn_on", LIGHT, {"brightness": 80, "transition": 3}),
            (180, "fan.turn_on", FAN, {"percentage": 33}),
            (240, "fan.oscillate", FAN, {"oscillating": True}),
            (300, "fan.set_direction", FAN, {"direction": "reverse"}),
            (360, "fan.turn_off", FAN, {}),
            (420, "climate.set_temperature", CLIMATE, {"temperature": 19.5}),
            (480, "select.select_option", SELECT, {"option": "light_speed"}),
            (540, "number.set_value", NUMBER, {"value": 70}),
        )
    ]
