"""A small home of real entities, automations, scripts, scenes and groups for history tests."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.components.light import ColorMode, LightEntity
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    setup_test_component_platform,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.mining.event_log import Origin, RawEvents
from custom_components.homeiq.mining.home import Home

CONFIG: dict[str, Any] = {
    "automation": [
        {
            "id": "follow",
            "alias": "Follow",
            "triggers": [{"trigger": "state", "entity_id": "light.switch", "to": "on"}],
            "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.lamp"}}],
        },
        {
            "id": "evening",
            "alias": "Evening",
            "triggers": [{"trigger": "time", "at": "18:00:00"}],
            "actions": [
                {"action": "light.turn_on", "target": {"entity_id": ["light.lamp", "light.slow"]}}
            ],
        },
        {
            "id": "chain",
            "alias": "Chain",
            "triggers": [{"trigger": "state", "entity_id": "light.lamp", "to": "off"}],
            "actions": [{"event": "lamp_is_off"}],
        },
    ],
    "script": {
        "cosy": {
            "sequence": [
                {"action": "light.turn_on", "target": {"entity_id": ["light.lamp", "light.slow"]}}
            ]
        }
    },
    "scene": [{"name": "Film", "entities": {"light.lamp": "off", "light.reading": "on"}}],
    "light": [
        {"platform": "test"},
        {
            "platform": "group",
            "name": "Both",
            "unique_id": "both",
            "entities": ["light.lamp", "light.reading"],
        },
    ],
    "input_boolean": {"guests": {"name": "Guests"}},
}


class DeviceLight(LightEntity):
    """A light with a switch of its own, which may report late."""

    _attr_should_poll = False
    _attr_color_mode = ColorMode.ONOFF
    _attr_supported_color_modes = {ColorMode.ONOFF}  # noqa: RUF012  # as the base class has it

    def __init__(self, key: str, *, slow: bool = False) -> None:
        self.entity_id = f"light.{key}"
        self._attr_unique_id = key
        self._attr_name = key.capitalize()
        self._attr_is_on = False
        self._slow = slow

    async def async_turn_on(self, **_kwargs: Any) -> None:
        self._become(on=True)

    async def async_turn_off(self, **_kwargs: Any) -> None:
        self._become(on=False)

    def _become(self, *, on: bool) -> None:
        self._attr_is_on = on
        if not self._slow:
            self.async_write_ha_state()

    def press(self, *, on: bool) -> None:
        """Be switched at the wall."""
        self._attr_is_on = on
        self.async_write_ha_state()

    def report(self) -> None:
        """Tell the state at last."""
        self.async_write_ha_state()

    def be_reachable(self, *, reachable: bool) -> None:
        """Drop out, or return."""
        self._attr_available = reachable
        self.async_write_ha_state()


class RecordedHome:
    """The home, its clock and what the recorder kept of it."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        self.hass = hass
        self.freezer = freezer
        self.lights = {
            key: DeviceLight(key, slow=key == "slow")
            for key in ("lamp", "reading", "slow", "switch", "desk")
        }
        self.home = Home(timezone=dt_util.get_time_zone("UTC"))
        self.start = dt_util.utcnow().timestamp()
        self.user_id = ""

    async def set_up(self) -> None:
        user = await self.hass.auth.async_create_user("Anna", group_ids=[GROUP_ID_ADMIN])
        self.user_id = user.id
        await self.hass.config.async_set_time_zone("UTC")
        setup_test_component_platform(self.hass, "light", list(self.lights.values()))
        await async_setup_component(self.hass, "homeassistant", {})
        for domain, config in CONFIG.items():
            assert await async_setup_component(self.hass, domain, {domain: config})
        await self.hass.async_block_till_done()
        await self.pass_time(60)
        self.start = dt_util.utcnow().timestamp()

    def user(self) -> Context:
        """Return the context of something that Anna does."""
        return Context(user_id=self.user_id)

    async def pass_time(self, seconds: float) -> None:
        self.freezer.tick(timedelta(seconds=seconds))
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done()

    async def call(self, action: str, data: dict[str, Any], context: Context | None = None) -> None:
        domain, service = action.split(".")
        await self.hass.services.async_call(domain, service, data, blocking=True, context=context)
        await self.hass.async_block_till_done()

    def without_calls(self) -> None:
        """Let the recorder leave out service calls, as some people configure it."""
        get_instance(self.hass).exclude_event_types.add(EVENT_CALL_SERVICE)

    def query(self, entity_ids: frozenset[str] | None = None) -> HistoryQuery:
        """Ask for all that changed since the start."""
        return HistoryQuery(
            entity_ids=frozenset(self.hass.states.async_entity_ids())
            if entity_ids is None
            else entity_ids,
            start=self.start,
            end=dt_util.utcnow().timestamp() + 1,
        )

    async def read(
        self,
        automation_users: frozenset[str] = frozenset(),
        entity_ids: frozenset[str] | None = None,
    ) -> RawEvents:
        await async_wait_recording_done(self.hass)
        query = replace(self.query(entity_ids), automation_users=automation_users)
        return await RecorderSource(self.hass, self.home).async_read(query)

    async def changes(
        self, automation_users: frozenset[str] = frozenset()
    ) -> list[tuple[str, str, Origin]]:
        """Return (entity, state, origin) of what changed since the start, in order."""
        raw = await self.read(automation_users)
        order = raw.time.argsort(kind="stable")
        return [
            (raw.entities[raw.entity[at]], raw.states[raw.state[at]], Origin(raw.origin[at]))
            for at in order
        ]
