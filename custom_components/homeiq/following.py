"""The archive follows the registries: renamed, removed and excluded entities."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, CoreState, Event, HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.start import async_at_started

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.snapshot import exclusions, registry_of
from custom_components.homeiq.devices.taken import async_take
from custom_components.homeiq.history.archive import Archive
from custom_components.homeiq.options import Options
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.report import CausedError

# A device that is removed or moved takes all its entities along, one event each; and the state of
# an entity goes a moment after its registration.
COOLDOWN: Final = 3.0  # seconds

# What else changes of an entity is not for the archive: some do at every start.
_FOLLOWED: Final = frozenset({"area_id", "device_id", "entity_id", "labels"})


class Following:
    """Tells the archive what became of its entities."""

    def __init__(self, hass: HomeAssistant, archive: Archive, options: Options) -> None:
        """Do nothing yet: `async_start` listens."""
        self._hass = hass
        self._archive = archive
        self._options = options
        self._is_failing = False

    @callback
    def async_start(self, entry: ConfigEntry[Any]) -> None:
        """Follow at once and from now on, but never before Home Assistant has started.

        Until then entities of slow integrations seem to be away. Unloading the entry ends it.
        """
        debouncer = Debouncer(
            self._hass,
            LOGGER,
            cooldown=COOLDOWN,
            immediate=False,
            function=self.async_now,
            background=True,
        )
        entry.async_on_unload(debouncer.async_shutdown)

        @callback
        def changed(_event: Event[Any]) -> None:
            debouncer.async_schedule_call()

        @callback
        def started(_hass: HomeAssistant) -> None:
            for stop in self._listen(changed):
                entry.async_on_unload(stop)
            entry.async_create_background_task(
                self._hass, self.async_now(), "HomeIQ follows the registries"
            )

        entry.async_on_unload(async_at_started(self._hass, started))

    def _listen(self, changed: Callable[[Event[Any]], None]) -> tuple[CALLBACK_TYPE, ...]:
        listen = self._hass.bus.async_listen
        return (
            listen(er.EVENT_ENTITY_REGISTRY_UPDATED, changed, event_filter=_concerns_us),
            listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, changed),
            listen(ar.EVENT_AREA_REGISTRY_UPDATED, changed),
        )

    async def async_now(self) -> None:
        """Take over what the registries say; what keeps the archive from it is told once."""
        if self._hass.state is not CoreState.running:
            return
        taken = async_take(self._hass)
        registry = await self._hass.async_add_executor_job(registry_of, taken)
        registered = {
            one.registry_id: one.entity_id for one in registry.entities.values() if one.registry_id
        }
        try:
            await self._archive.follow(registered, registry.entities.keys())
            excluded = registry.excluded(exclusions(self._options))
            erased = await self._archive.erase(excluded | await self._away())
        except CausedError as err:
            if not self._is_failing:
                cause = await async_told(self._hass, err)
                LOGGER.warning("The archive cannot follow the registries: %s", cause)
            self._is_failing = True
            return
        self._is_failing = False
        if erased:
            LOGGER.info("Erased %d excluded entities from the archive", erased)

    async def _away(self) -> frozenset[str]:
        """Return what is known of excluded domains, also where it is gone by now."""
        domains = self._options.excluded_domains
        known = await self._archive.known() if domains else frozenset()
        return frozenset(one for one in known if one.partition(".")[0] in domains)


@callback
def _concerns_us(data: Mapping[str, Any]) -> bool:
    """Return whether an entity came, went, or moved."""
    return data["action"] != "update" or not _FOLLOWED.isdisjoint(data["changes"])
