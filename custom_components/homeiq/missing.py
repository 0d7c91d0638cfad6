"""Watches whether what accepted automations use is still there."""

import asyncio
from datetime import datetime
from typing import Any, Final

from homeassistant.components.automation import EVENT_AUTOMATION_RELOADED
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.taken import async_automations
from custom_components.homeiq.issues_tending import async_sync_missing
from custom_components.homeiq.phases.phase import Memory
from custom_components.homeiq.suggestions.check import ProblemKind, missing
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.wards import async_ours

# What is not registered shows only once its integration has set it up, and many are slow.
SETTLED: Final = 300.0  # seconds after Home Assistant has started
# A device that is removed takes all its entities along, one event each; a state that goes when
# something is reloaded is back within seconds.
COOLDOWN: Final = 10.0  # seconds

# An action is missing too while its integration tries again to set up, so it tells nothing.
_LOOKED_FOR: Final = frozenset(ProblemKind) - {ProblemKind.INVALID, ProblemKind.ACTION}
# What else changes of an entity leaves it where it was.
_MOVED: Final = frozenset({"disabled_by", "entity_id"})


class Missing:
    """Raises a repair where something that an automation uses was removed; mended, it goes."""

    def __init__(self, hass: HomeAssistant, memory: Memory) -> None:
        """Look at nothing yet."""
        self._hass = hass
        self._memory = memory
        self._is_settled = False

    @callback
    def async_start(self, entry: ConfigEntry[Any]) -> None:
        """Look some minutes after the start, and whenever something was removed or came back."""
        debouncer = Debouncer(
            self._hass,
            LOGGER,
            cooldown=COOLDOWN,
            immediate=False,
            function=self.async_check,
            background=True,
        )
        entry.async_on_unload(debouncer.async_shutdown)

        @callback
        def changed(_event: Event[Any]) -> None:
            if self._is_settled:
                debouncer.async_schedule_call()

        @callback
        def settled(_now: datetime) -> None:
            self._is_settled = True
            debouncer.async_schedule_call()

        @callback
        def started(_hass: HomeAssistant) -> None:
            entry.async_on_unload(async_call_later(self._hass, SETTLED, settled))

        listen = self._hass.bus.async_listen
        entry.async_on_unload(
            listen(er.EVENT_ENTITY_REGISTRY_UPDATED, changed, event_filter=_tells_of_entity)
        )
        entry.async_on_unload(
            listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, changed, event_filter=_tells_of_device)
        )
        entry.async_on_unload(listen(EVENT_AUTOMATION_RELOADED, changed))
        entry.async_on_unload(async_at_started(self._hass, started))

    async def async_check(self) -> None:
        """Raise what is missing now, and take back what is not; nothing soon after the start."""
        if not self._is_settled:
            return
        configs = async_automations(self._hass)
        lacking: dict[str, tuple[Suggestion, tuple[str, ...]]] = {}
        for entity_id, ward in async_ours(self._hass, self._memory.suggestions).items():
            await asyncio.sleep(0)  # others get a turn in between
            problems = missing(self._hass, configs[entity_id])
            gone = tuple(each.value for each in problems if each.kind in _LOOKED_FOR)
            if gone:
                lacking[entity_id] = ward, gone
        async_sync_missing(self._hass, lacking)


@callback
def _tells_of_entity(data: er.EventEntityRegistryUpdatedData) -> bool:
    return data["action"] != "update" or not _MOVED.isdisjoint(data["changes"])


@callback
def _tells_of_device(data: dr.EventDeviceRegistryUpdatedData) -> bool:
    return data["action"] != "update"
