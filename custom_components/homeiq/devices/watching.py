"""Watches what Home Assistant lets no recorder keep, for as long as the entry is loaded.

So it is known that a lamp is dimmed at the wall, or by a remote that is bound to it, where no
action is ever called. What a lamp shows when the watching begins counts too.
"""

from collections.abc import Callable, Collection, Iterable
import logging
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from custom_components.homeiq.devices.capabilities.unrecorded import UNRECORDED
from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.freshness import Kept
from custom_components.homeiq.devices.owners import Owners
from custom_components.homeiq.devices.snapshot import exclusions, registry_of
from custom_components.homeiq.devices.taken import Taken, async_take
from custom_components.homeiq.devices.use import DayUse
from custom_components.homeiq.devices.using import uses
from custom_components.homeiq.devices.watched_rows import Seen, WatchedRows
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.shown import FeatureHistory
from custom_components.homeiq.options import Options
from custom_components.homeiq.report import CausedError

_LOGGER = logging.getLogger(__name__)


class UseKeeper(Protocol):
    """What keeps what is known of devices; each method raises CausedError."""

    async def capabilities(self) -> Kept:
        """Return what devices could do when that was last read, by their ids."""

    async def add_uses(
        self, uses: Iterable[DayUse], days: Iterable[int], watched: Iterable[int] = ()
    ) -> None:
        """Keep how often capabilities were used on days, and on which of them it was watched."""


class Watching:
    """Remembers what entities show, and has it kept before it is lost."""

    def __init__(
        self,
        hass: HomeAssistant,
        keeper: UseKeeper,
        options: Options,
        is_tried: Callable[[str], bool],
    ) -> None:
        """Watch nothing yet: it takes a run, or what an earlier one left, to know what.

        `is_tried`: whether the id of a context is that of a try, which is nobody's use.
        """
        self._hass = hass
        self._keeper = keeper
        self._options = options
        self._is_tried = is_tried
        self._capabilities: Capabilities | None = None  # None: nobody has told
        self._entity_ids: frozenset[str] = frozenset()
        self._rows = WatchedRows()
        self._since: float | None = None  # None: there is nothing to watch
        self._unsubscribe: CALLBACK_TYPE | None = None

    @callback
    def async_start(self, entry: ConfigEntry[Any]) -> None:
        """Watch what the last run found, but never before Home Assistant has started.

        Until then nobody knows which entities are excluded: those of slow integrations lack.
        """

        @callback
        def started(hass: HomeAssistant) -> None:
            entry.async_create_background_task(hass, self._async_resume(), "HomeIQ watches lights")

        async def stopping(_event: Event) -> None:
            await self.async_keep()

        entry.async_on_unload(self._end)  # whatever may have begun while the entry was stopped
        entry.async_on_unload(async_at_started(self._hass, started))
        entry.async_on_unload(
            self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, stopping)
        )

    async def _async_resume(self) -> None:
        try:
            kept = await self._keeper.capabilities()
        except CausedError as err:
            _LOGGER.warning("Lights are not watched until the next analysis: %s", err)
            return
        able = Capabilities({device_id: one.capabilities for device_id, one in kept.items()})
        entity_ids = await self._hass.async_add_executor_job(
            _taking_part, able, async_take(self._hass), self._options
        )
        if self._capabilities is None:  # else a run came first
            self.async_follow(able, entity_ids)

    @callback
    def async_follow(self, capabilities: Capabilities, showing: Collection[str]) -> None:
        """Watch from now on what no recorder keeps of the entities that show the use of these.

        Which entities show it is asked for, since to find out takes longer than the event loop has.
        """
        self._capabilities = capabilities
        entity_ids = frozenset(each for each in showing if each.partition(".")[0] in UNRECORDED)
        self._rows.keep_only(entity_ids)
        now = dt_util.utcnow().timestamp()
        # What is known already, and has not changed, is no news.
        for entity_id in entity_ids:
            if (state := self._hass.states.get(entity_id)) is not None:
                self._rows.see(entity_id, now, state.attributes)
        if entity_ids == self._entity_ids:
            return
        self._end()
        self._entity_ids = entity_ids
        if entity_ids:
            self._since = now if self._since is None else self._since
            self._unsubscribe = async_track_state_change_event(
                self._hass, entity_ids, self._changed
            )
        else:
            self._since = None

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        entity_id, state = event.data["entity_id"], event.data["new_state"]
        attributes = state.attributes if state is not None else {}
        if self._is_tried(event.context.id):
            self._rows.see_tried(entity_id, attributes)
        else:
            self._rows.see(entity_id, event.time_fired_timestamp, attributes)

    @callback
    def async_seen(self) -> Seen:
        """Return what was seen so far; it stays, for a run may fail."""
        now = dt_util.utcnow().timestamp()
        return Seen(self._rows.told(now), self._since, now)

    async def async_keep(self) -> None:
        """Have kept how often what was seen tells of a use; what happens after is lost."""
        seen, capabilities = self.async_seen(), self._capabilities
        if seen.since is None or capabilities is None:
            return
        timezone = ZoneInfo(self._hass.config.time_zone)
        counted = await self._hass.async_add_executor_job(_counted, seen, capabilities, timezone)
        try:
            await self._keeper.add_uses(counted, (), seen.days(timezone))
        except CausedError as err:
            _LOGGER.warning("What was watched cannot be kept: %s", err)

    async def async_stop(self) -> None:
        """Watch no more, and have kept what was seen."""
        self._end()
        await self.async_keep()

    @callback
    def _end(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None


def _taking_part(able: Capabilities, taken: Taken, options: Options) -> frozenset[str]:
    """Return what shows the use of capabilities, but for what an inventory would leave out."""
    registry = registry_of(taken)
    unseen = (each.entity_id for each in registry.entities.values() if each.hidden or each.disabled)
    aside = registry.excluded(exclusions(options)).union(unseen)
    return Owners.of(able).watched().entity_ids - aside


def _counted(seen: Seen, capabilities: Capabilities, timezone: ZoneInfo) -> tuple[DayUse, ...]:
    return uses(FeatureHistory(seen.shown(), ()), capabilities, References(), timezone)
