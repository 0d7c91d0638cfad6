"""A home of some devices that somebody lived in, in a real recorder."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.patterns import PATTERNS
from custom_components.homeiq.phases.phase import Phase, Run

BERLIN: Final = ZoneInfo("Europe/Berlin")
DIMMABLE: Final = {"supported_color_modes": ["brightness"]}
LOOK: Final = (CAPABILITIES, EVENTS, PATTERNS)


class Living:
    """Somebody and their devices; what happens is written down by local day and time."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have no devices yet."""
        self.hass = hass
        self.entry = MockConfigEntry(domain="test", title="Test")
        self.entry.add_to_hass(hass)
        self.somebody = MockUser(name="Anna").add_to_hass(hass)
        self.names: dict[str, str] = {}
        self.happened: list[tuple[datetime, str, str, bool, dict[str, Any]]] = []

    def device(
        self, entity_id: str, name: str, area: str = "Bedroom", model: str = "", **more: Any
    ) -> str:
        """Add a device of one entity, in an area; return its id."""
        self.names[entity_id] = name
        devices, areas = dr.async_get(self.hass), ar.async_get(self.hass)
        domain, key = entity_id.split(".")
        device = devices.async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers={("test", key)},
            manufacturer="Acme",
            model=model or name,
            name=name,
        )
        place = areas.async_get_area_by_name(area) or areas.async_create(area)
        devices.async_update_device(device.id, area_id=place.id)
        entry = er.async_get(self.hass).async_get_or_create(
            domain,
            "test",
            key,
            suggested_object_id=key,
            config_entry=self.entry,
            device_id=device.id,
            original_name=name,
            **more,
        )
        assert entry.entity_id == entity_id
        return device.id

    def lamp(self, entity_id: str, name: str, area: str = "Bedroom") -> str:
        """Add a lamp that can be dimmed."""
        return self.device(entity_id, name, area, capabilities=DIMMABLE)

    def at(self, back: int, clock: str) -> datetime:
        """Return a local time some days ago."""
        day = dt_util.now(BERLIN).date() - timedelta(days=back)
        hour, minute = clock.split(":")
        return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=BERLIN)

    def becomes(self, when: datetime, entity_id: str, state: str, **attributes: Any) -> None:
        """Have a device do something by itself."""
        self.happened.append((when, entity_id, state, False, attributes))

    def does(self, when: datetime, entity_id: str, state: str, **data: Any) -> None:
        """Have somebody act through Home Assistant, with so much data."""
        self.happened.append((when, entity_id, state, True, data))

    def night(self, entity_id: str, days: int, clock: str = "23:00", **data: Any) -> None:
        """Have somebody switch a lamp on each night, and off half an hour later."""
        self.becomes(self.at(days, "12:00"), entity_id, "off")
        for back in range(days, 0, -1):
            begin = self.at(back, clock)
            self.does(begin, entity_id, "on", **data)
            self.does(begin + timedelta(minutes=30), entity_id, "off")

    async def record(self) -> None:
        """Have all of it recorded, as it happened."""
        await self.hass.config.async_set_time_zone("Europe/Berlin")
        await self.hass.config.async_update(latitude=52.5, longitude=13.4)
        for when, entity_id, state, by_hand, told in sorted(self.happened, key=lambda one: one[0]):
            context = Context(user_id=self.somebody.id) if by_hand else Context()
            shown = DIMMABLE if entity_id.startswith("light.") else told
            if by_hand:
                self._call(when, entity_id, f"turn_{state}", context, told)
            self.hass.states.async_set(
                entity_id,
                state,
                {**shown, "friendly_name": self.names[entity_id]},
                context=context,
                timestamp=when.timestamp(),
            )
        self.happened.clear()
        await async_wait_recording_done(self.hass)

    def _call(
        self, when: datetime, entity_id: str, service: str, context: Context, data: dict[str, Any]
    ) -> None:
        domain = entity_id.partition(".")[0]
        told = {
            "domain": domain,
            "service": service,
            "service_data": {"entity_id": [entity_id], **data},
        }
        self.hass.bus.async_fire(
            EVENT_CALL_SERVICE, told, context=context, time_fired=when.timestamp() - 0.1
        )


async def go(run: Run, *phases: Phase) -> Run:
    """Go through some phases of a run, and put what they say into its report."""
    for phase in phases:
        added = await phase.step(run)
        run.report = replace(run.report, **added.figures)
    return run
