"""An automation on its way from a file into the running home: added, confirmed, looked at again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.const import STATE_ON
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import (
    async_call_later,
    async_track_entity_registry_updated_event,
)
from homeassistant.util import dt as dt_util

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.editor import Editor, Plan
from custom_components.homeiq.automations.ending import async_to_the_end
from custom_components.homeiq.automations.intent import Intent, Journal
from custom_components.homeiq.automations.keeping import keeping_of
from custom_components.homeiq.automations.running import (
    NotRunningError,
    async_configured,
    async_label,
    async_reload,
    async_run,
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
_TRIES: Final = 2


@dataclass(frozen=True, slots=True)
class NewAutomation:
    """An automation that is to run in the home."""

    suggestion_id: str
    automation_id: str
    config: Mapping[str, Any]  # without its id
    enabled: bool
    label: str  # what our label is described by


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
        self._journal = journal
        self._lost = lost
        self._found = found
        self._looks: dict[str, tuple[CALLBACK_TYPE, ...]] = {}  # by automation id
        self._stopped = asyncio.Event()
        self.lock = asyncio.Lock()  # hold it from the first look at the file to the last

    async def async_add(self, new: NewAutomation, kept: Callable[[], Awaitable[object]]) -> str:
        """Write an automation, have it run, have `kept` keep that, and return its entity.

        One that the file holds already is not written again. Its intent ends when it was looked at
        again: until then the next start does that. Raises CausedError, or what `kept` raises; then
        the file is as it was. Who is cancelled waits until it is done or undone.
        """
        path = await self._async_path()
        return await async_to_the_end(self._hass, self._async_add(path, new, kept))

    async def _async_add(
        self, path: Path, new: NewAutomation, kept: Callable[[], Awaitable[object]]
    ) -> str:
        plan, entity_id = await self._async_running(path, new)
        try:
            await kept()
        except Exception:
            await self._async_undo(path, plan, new)
            raise
        self._found(new.suggestion_id)
        self._async_look_later(new, entity_id)
        return entity_id

    async def _async_path(self) -> Path:
        folder = Path(self._hass.config.config_dir)
        return await self._hass.async_add_executor_job(keeping_of, folder)

    async def _async_edit[T](self, path: Path, work: Callable[[Editor], T]) -> T:
        return await self._hass.async_add_executor_job(lambda: work(Editor(path)))

    async def _async_holds(self, path: Path, new: NewAutomation) -> bool:
        return await self._async_edit(path, lambda editor: editor.holds(new.automation_id))

    async def _async_running(self, path: Path, new: NewAutomation) -> tuple[Plan | None, str]:
        """Have an automation in the file and in the home; once more where it was written over."""
        for _ in range(_TRIES):
            plan = await self._async_write(path, new)
            try:
                entity_id = await async_run(self._hass, new.automation_id, enabled=new.enabled)
            except NotRunningError:
                if await self._async_holds(path, new):
                    await self._async_undo(path, plan, new)
                    raise
                continue
            if await self._async_holds(path, new):
                async_label(self._hass, entity_id, new.label)
                return plan, entity_id
        await self._async_reload(new)
        await self._async_end(new.suggestion_id)
        raise EditError(
            f"{path} is written over again and again", "automations_changed", path=str(path)
        )

    async def _async_write(self, path: Path, new: NewAutomation) -> Plan | None:
        """Write an automation unless it is there; return what was written."""
        if await self._async_holds(path, new):
            return None
        plan = await self._async_edit(
            path, lambda editor: editor.plan(new.automation_id, new.config)
        )
        await self._journal.begin(
            Intent(
                suggestion_id=new.suggestion_id,
                automation_id=new.automation_id,
                path=str(path),
                enabled=new.enabled,
                before=plan.before,
                after=plan.after,
                begun_at=dt_util.utcnow(),
            )
        )
        try:
            await self._async_edit(path, lambda editor: editor.write(plan))
        except Exception:
            await self._async_end(new.suggestion_id)
            raise
        return plan

    async def _async_undo(self, path: Path, plan: Plan | None, new: NewAutomation) -> None:
        """Take out what was written; raises EditError where that is not possible.

        Then the intent stays: at the next start the file decides.
        """
        if plan is not None:
            try:
                await self._async_edit(path, lambda editor: editor.put_back(plan))
            except EditError as err:
                raise EditError(
                    f"{new.automation_id} cannot be taken out of {path} again: {err}",
                    "accept_not_undone",
                    automation_id=new.automation_id,
                    path=str(path),
                    error=str(err),
                ) from err
            await self._async_reload(new)
        await self._async_end(new.suggestion_id)

    async def _async_reload(self, new: NewAutomation) -> None:
        """Have the home forget what is no longer in the file."""
        try:
            await async_reload(self._hass, new.automation_id)
        except NotRunningError as err:
            _LOGGER.warning("%s is taken back, and may run until a restart: %s", new, err)

    async def _async_end(self, suggestion_id: str) -> None:
        try:
            await self._journal.end(suggestion_id)
        except CausedError as err:
            # Whatever has become of it is finished or undone once more at the next start.
            _LOGGER.warning("That %s has come to its end cannot be kept: %s", suggestion_id, err)

    async def async_there(self, new: NewAutomation) -> str | None:
        """Return the entity of an automation that the home has, in whichever file; else None."""
        if not is_loaded(self._hass, new.automation_id):
            return None
        if not await self._async_is_ours(new):
            moved = await async_configured(self._hass)
            if new.automation_id not in moved:
                return None
        return entity_of(self._hass, new.automation_id)

    async def _async_is_ours(self, new: NewAutomation) -> bool:
        """Return whether the file that we would write has an automation."""
        try:
            path = await self._async_path()
        except EditError:  # the home keeps its automations elsewhere by now
            return False
        return await self._async_holds(path, new)

    @callback
    def _async_look_later(self, new: NewAutomation, entity_id: str) -> None:
        async def look(_now: datetime) -> None:
            self._async_forget(new)
            await self.async_look(new)

        async def removed(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
            # Who deletes it in the editor wants no start to add it again.
            if event.data["action"] == "remove":
                self._async_forget(new)
                await self._async_end(new.suggestion_id)
            elif event.data["entity_id"] != entity_id:
                self._async_look_later(new, event.data["entity_id"])

        self._async_forget(new)
        job = HassJob(look, "HomeIQ looks again", cancel_on_shutdown=True)
        self._looks[new.automation_id] = (
            async_call_later(self._hass, LOOK_AGAIN, job),
            async_track_entity_registry_updated_event(self._hass, entity_id, removed),
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
            await self._async_end(new.suggestion_id)

    async def async_add_again(self, new: NewAutomation) -> None:
        """Add an automation that was written over before the last start; never raises."""
        async with self.lock:
            if self._stopped.is_set():
                return
            try:
                if await self.async_there(new) is None:
                    path = await self._async_path()
                    await async_to_the_end(self._hass, self._async_again(path, new))
                else:
                    await self._async_end(new.suggestion_id)
            except CausedError as err:
                _LOGGER.warning("%s cannot be added again: %s", new.automation_id, err)
                await self._lost(new, err)

    async def async_look_all(self, added: Iterable[NewAutomation]) -> None:
        """Look at many that may have been written over while nobody looked."""
        loaded = [each for each in added if is_loaded(self._hass, each.automation_id)]
        if not loaded:
            return
        try:
            path = await self._async_path()
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
        path = await self._async_path()
        as_it_is = replace(new, enabled=self._hass.states.is_state(entity_id, STATE_ON))
        _LOGGER.info("%s was written over in %s: it is added again", new.automation_id, path)
        await async_to_the_end(self._hass, self._async_again(path, as_it_is))

    async def _async_again(self, path: Path, new: NewAutomation) -> None:
        await self._async_running(path, new)
        self._found(new.suggestion_id)
        await self._async_end(new.suggestion_id)

    async def async_stop(self) -> None:
        """Look no more, and wait for what goes on; harmless when repeated."""
        self._stopped.set()
        async with self.lock:
            while self._looks:
                for cancel in self._looks.popitem()[1]:
                    cancel()


def _ids_in(path: Path) -> frozenset[str]:
    return frozenset(ids(path.read_text("utf-8")))
