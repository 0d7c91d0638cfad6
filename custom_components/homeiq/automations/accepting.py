"""An automation on its way from a file into the running home: added, confirmed, looked at again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
import logging
from pathlib import Path
from typing import Final

from homeassistant.const import STATE_ON
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import (
    async_call_later,
    async_track_entity_registry_updated_event,
)

from custom_components.homeiq.automations.adding import Adding, NewAutomation
from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.ending import async_to_the_end
from custom_components.homeiq.automations.intent import Journal
from custom_components.homeiq.automations.running import (
    async_configured,
    entity_of,
    is_loaded,
)
from custom_components.homeiq.automations.yaml_reading import ids
from custom_components.homeiq.report import CausedError

_LOGGER: Final = logging.getLogger(__name__)

# Home Assistant's own editor cannot be locked: it writes the file that it has read, with ours or
# without. How long somebody may have it open, and how long after the file was changed Home
# Assistant may take to have read it.
LOOK_AGAIN: Final = timedelta(minutes=5)
_SETTLED_SECONDS: Final = 10


class Acceptor:
    """Adds automations one at a time, and sees to it that they stay."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        lost: Callable[[NewAutomation, CausedError], Awaitable[None]],
        found: Callable[[str], None],
    ) -> None:
        """Remember where intents are kept, and whom to tell what got lost or is there again.

        `found` gets the id of the suggestion.
        """
        self._hass = hass
        self._adding = Adding(hass, journal)
        self._lost = lost
        self._found = found
        self._looks: dict[str, tuple[CALLBACK_TYPE, ...]] = {}  # by automation id
        self._stopped = asyncio.Event()
        self.lock = asyncio.Lock()  # hold it from the first look at the file to the last

    async def async_add(self, new: NewAutomation, kept: Callable[[], Awaitable[object]]) -> str:
        """Write an automation, have it run, have `kept` keep that, and return its entity.

        One that the home has already is not written again, be it that somebody has pasted it into
        another file. Its intent ends when it was looked at again: until then the next start does
        that. Raises CausedError, or what `kept` raises; then the file is as it was. Who is
        cancelled waits until it is done or undone.
        """
        if await self._async_is_elsewhere(new):
            entity_id = await self._adding.async_adopt(new)
            await kept()
            self._found(new.suggestion_id)
            return entity_id
        path = await self._adding.async_path()
        return await async_to_the_end(self._hass, self._async_add(path, new, kept))

    async def _async_add(
        self, path: Path, new: NewAutomation, kept: Callable[[], Awaitable[object]]
    ) -> str:
        added = await self._adding.async_add(path, new)
        try:
            await kept()
        except Exception:
            await self._adding.async_undo(path, added, new)
            raise
        self._found(new.suggestion_id)
        self.async_look_later(new)
        return added.entity_id

    async def async_there(self, new: NewAutomation) -> str | None:
        """Return the entity of an automation that the home has, in whichever file; else None."""
        if not is_loaded(self._hass, new.automation_id):
            return None
        if await self._async_is_ours(new) or await self._async_is_elsewhere(new):
            return entity_of(self._hass, new.automation_id)
        return None

    async def _async_is_elsewhere(self, new: NewAutomation) -> bool:
        """Return whether the home has an automation in another file than we would write."""
        if not is_loaded(self._hass, new.automation_id) or await self._async_is_ours(new):
            return False
        return new.automation_id in await async_configured(self._hass)

    async def _async_is_ours(self, new: NewAutomation) -> bool:
        """Return whether the file that we would write has an automation."""
        try:
            path = await self._adding.async_path()
        except EditError:  # the home keeps its automations elsewhere by now
            return False
        return await self._adding.async_holds(path, new)

    @callback
    def async_look_later(self, new: NewAutomation) -> None:
        """Look at an automation again in some minutes, and then end its intent."""
        entity_id = entity_of(self._hass, new.automation_id)

        async def look(_now: datetime) -> None:
            self._async_forget(new)
            await self.async_look(new)

        async def removed(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
            # Who deletes it in the editor wants no start to add it again.
            if event.data["action"] == "remove":
                self._async_forget(new)
                await self._adding.async_end(new.suggestion_id)
            elif event.data["entity_id"] != entity_id:
                self.async_look_later(new)

        self._async_forget(new)
        if self._stopped.is_set():
            return
        job = HassJob(look, "HomeIQ looks again", cancel_on_shutdown=True)
        self._looks[new.automation_id] = (
            async_call_later(self._hass, LOOK_AGAIN, job),
            async_track_entity_registry_updated_event(self._hass, entity_id or (), removed),
        )

    @callback
    def _async_forget(self, new: NewAutomation) -> None:
        """Do not look at an automation again; harmless where nobody would."""
        for cancel in self._looks.pop(new.automation_id, ()):
            cancel()

    async def async_look(self, new: NewAutomation) -> None:
        """Add an automation again where an older copy of the file was written over it.

        Then it still runs. One that neither runs nor is in the file was removed by somebody.
        Never raises: what cannot be mended is told.
        """
        async with self.lock:
            if self._stopped.is_set():
                return
            try:
                await self._async_mend(new)
            except CausedError as err:
                _LOGGER.warning("%s cannot be added again: %s", new.automation_id, err)
                await self._lost(new, err)
            await self._adding.async_end(new.suggestion_id)

    async def async_add_again(self, new: NewAutomation) -> None:
        """Add an automation that was written over before the last start.

        Never raises: what cannot be added is told, once.
        """
        async with self.lock:
            if self._stopped.is_set():
                return
            try:
                if await self.async_there(new) is None:
                    path = await self._adding.async_path()
                    await async_to_the_end(self._hass, self._async_again(path, new))
            except CausedError as err:
                _LOGGER.warning("%s cannot be added again: %s", new.automation_id, err)
                await self._lost(new, err)
            await self._adding.async_end(new.suggestion_id)

    async def async_look_all(self, added: Iterable[NewAutomation]) -> None:
        """Look at many that may have been written over while nobody looked."""
        loaded = [each for each in added if is_loaded(self._hass, each.automation_id)]
        if not loaded:
            return
        try:
            path = await self._adding.async_path()
            there = await self._hass.async_add_executor_job(_ids_in, path)
            if any(each.automation_id not in there for each in loaded):
                there |= await async_configured(self._hass)  # somebody may have moved them
        except (CausedError, OSError, ValueError) as err:
            _LOGGER.info("Accepted automations are not looked at: %s", err)
            return
        for each in loaded:
            if each.automation_id in there:
                self._found(each.suggestion_id)
            else:
                await self.async_look(each)

    async def _async_mend(self, new: NewAutomation) -> None:
        if not is_loaded(self._hass, new.automation_id) or await self.async_there(new) is not None:
            return
        # Whoever removes it changes the file first, and Home Assistant unloads it then.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), _SETTLED_SECONDS)
        entity_id = entity_of(self._hass, new.automation_id)
        if entity_id is None or not is_loaded(self._hass, new.automation_id):
            return
        path = await self._adding.async_path()
        as_it_is = replace(new, enabled=self._hass.states.is_state(entity_id, STATE_ON))
        _LOGGER.info("%s was written over in %s: it is added again", new.automation_id, path)
        await async_to_the_end(self._hass, self._async_again(path, as_it_is))

    async def _async_again(self, path: Path, new: NewAutomation) -> None:
        await self._adding.async_add(path, new)
        self._found(new.suggestion_id)
        await self._adding.async_end(new.suggestion_id)

    async def async_stop(self) -> None:
        """Look no more, and wait for what goes on; harmless when repeated."""
        self._stopped.set()
        async with self.lock:
            while self._looks:
                for cancel in self._looks.popitem()[1]:
                    cancel()


def _ids_in(path: Path) -> frozenset[str]:
    return frozenset(ids(path.read_text("utf-8")))
