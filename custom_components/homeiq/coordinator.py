"""When a run starts, and what entities read."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from custom_components.homeiq.alarm import Alarm
from custom_components.homeiq.automations.accepting import Acceptor
from custom_components.homeiq.automations.aftercare import AfterCare
from custom_components.homeiq.automations.ending import async_before_going
from custom_components.homeiq.const import DOMAIN, LOGGER
from custom_components.homeiq.data import HomeIQData, restored
from custom_components.homeiq.issues import async_heeded, async_sync_issues
from custom_components.homeiq.issues_accepting import async_found_again, async_report_lost
from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.phase import Change, Run
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.refusing import failed, refused
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.runs import Runs
from custom_components.homeiq.showing import find, merge, newly_shown
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.store.strengths import Period
from custom_components.homeiq.suggestions.build import none_left
from custom_components.homeiq.suggestions.lifecycle import StatusError, wake
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.words import Words, load_words
from custom_components.homeiq.tending import Tending
from custom_components.homeiq.troubles import async_tell

type HomeIQConfigEntry = ConfigEntry[HomeIQCoordinator]

_RUNS_RESTORED: Final = 30
_DUE: Final = timedelta(days=1)


class HomeIQCoordinator(DataUpdateCoordinator[HomeIQData]):
    """Starts runs and remembers what came of them."""

    config_entry: HomeIQConfigEntry

    def __init__(self, hass: HomeAssistant, entry: HomeIQConfigEntry, store: Store) -> None:
        """Start with empty hands: `async_restore` fills them."""
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN, update_interval=None)
        self.store = store
        self.options = Options.from_mapping(entry.options)
        self.data = HomeIQData()
        self._lock = asyncio.Lock()
        self._asked: set[asyncio.Task[Any]] = set()  # while somebody waits for it
        self._alarm = Alarm(hass, self.async_wake)
        self.acceptor = Acceptor(
            hass,
            store.intents,
            lost=partial(async_report_lost, hass),
            found=partial(async_found_again, hass),
        )
        self.testing = asyncio.Lock()  # held while a suggestion is tried
        self.tending = Tending(hass, store, self, self._show_care)
        self._runs = Runs(hass, entry, store, self.options, self)
        self.contexts = self._runs.contexts

    async def _async_update_data(self) -> HomeIQData:
        """Return what is there: runs push, nothing is polled."""
        return self.data

    async def async_restore(self) -> None:
        """Read what earlier runs left."""
        runs = await self.store.runs(_RUNS_RESTORED)
        words = await self.async_words()
        suggestions = merge(await self.store.suggestions(), ())
        self.data = restored(suggestions, runs, none_left(words))
        await self.async_read_spending()
        await self.tending.async_renew()

    async def async_words(self) -> Words:
        """Return the words of suggestions, in their language."""
        language = self.options.language or self.hass.config.language
        return await self.hass.async_add_executor_job(load_words, language)

    @callback
    def async_schedule(self) -> None:
        """Run every night, and at once where no run that has ended is younger than a day."""
        at = self.options.run_at
        entry = self.config_entry
        self._runs.async_start()
        self.tending.async_start(entry)
        entry.async_on_unload(
            async_track_time_change(
                self.hass, self._async_run_due, hour=at.hour, minute=at.minute, second=at.second
            )
        )
        entry.async_on_unload(async_at_started(self.hass, self._async_started))

    @callback
    def _async_started(self, _hass: HomeAssistant) -> None:
        last = self.data.last
        if last is None or self.data.cut_short or dt_util.utcnow() - last.started_at >= _DUE:
            self._runs.async_begin()

    @callback
    def _async_run_due(self, _now: datetime) -> None:
        self._runs.async_begin()

    async def async_run_analysis(self, days: int | None = None) -> RunReport:
        """Run, or join the run that goes on, and return its report when it has ended."""
        return await self._runs.async_join(days)

    async def async_new_run(self, days: int | None = None) -> Run:
        """Return a run that has not begun, as the user wants it."""
        return await self._runs.async_new(days)

    async def async_while_loaded[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Return what some work gives; raises HomeAssistantError where unloading ends it."""
        task = self.config_entry.async_create_background_task(
            self.hass, work, "HomeIQ answer", eager_start=False
        )
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()  # whoever gives up waiting wants nothing more
        if task.cancelled():
            raise failed("run_interrupted")
        return task.result()

    async def async_stop(self) -> None:
        """End what goes on; what a run has committed stays, and what was watched is kept."""
        self._alarm.async_end()
        going = {*self._runs.going, *self._asked}
        for task in going:
            task.cancel()
        if going:
            await asyncio.wait(going)
        await self.acceptor.async_stop()
        await self._runs.async_stop()
        await self.tending.async_stop()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """All that are kept, best first."""
        return self.data.suggestions

    def known(self, suggestion_id: str) -> Suggestion:
        """Return the suggestion with this id; raises ServiceValidationError for any other."""
        suggestion = find(self.suggestions, suggestion_id)
        if suggestion is None:
            raise refused("unknown_suggestion", suggestion_id=suggestion_id)
        return suggestion

    async def async_change(self, change: Change) -> SaveResult:
        """Keep what `change` returns of those that are kept; nothing comes in between.

        Raises StoreError where nothing could be kept; then all stays as it was. Who is cancelled
        meanwhile goes once it is kept and remembered.
        """
        return await async_before_going(self.hass, self._async_change(change))

    async def _async_change(self, change: Change) -> SaveResult:
        async with self._lock:
            changed = tuple(change(self.suggestions))
            now = dt_util.utcnow()
            changed = merge(
                changed, newly_shown(merge(self.suggestions, changed), self.options, now)
            )
            if not changed:
                return SaveResult((), ())
            result = await self.store.save_suggestions(changed)
            kept = [each for each in changed if each.id in result.saved]
            self.data = replace(self.data, suggestions=merge(self.suggestions, kept))
            return result

    async def async_answer(
        self, suggestion_id: str, answer: Callable[[Suggestion], Suggestion]
    ) -> Suggestion:
        """Change one suggestion as somebody wants, show it, and return it changed.

        Raises ServiceValidationError where there is no such suggestion or its status does not
        allow this, and HomeAssistantError where it cannot be kept.
        """

        def change(_suggestions: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
            return (answer(self.known(suggestion_id)),)

        try:
            await self.async_change(change)
        except StatusError as err:
            raise refused(f"cannot_become_{err.wanted.value}", suggestion_id=suggestion_id) from err
        except StoreError as err:
            async_sync_issues(self.hass, self.suggestions, self.options)  # it waits as before
            raise await self.async_store_failed(err) from err
        await self.async_show()
        return self.known(suggestion_id)

    async def async_history(
        self, suggestion_id: str, period: Period
    ) -> tuple[Suggestion, list[Strength]]:
        """Return a suggestion, and how its habit was kept in each period, ascending.

        Raises ServiceValidationError where there is no such suggestion, and HomeAssistantError
        where it cannot be read.
        """
        suggestion = self.known(suggestion_id)
        try:
            return suggestion, await self.store.strengths(suggestion.fingerprint, period)
        except StoreError as err:
            raise await self.async_store_failed(err) from err

    async def async_store_failed(self, err: StoreError) -> HomeAssistantError:
        """Return what to tell whoever asked for something that could not be kept or read."""
        return failed("store_failed", error=await async_told(self.hass, err))

    async def async_heed_ignored(self) -> None:
        """Dismiss what Home Assistant's own Ignore was pressed for, restore where it was undone."""
        if not async_heeded(self.hass, self.suggestions):
            return
        try:
            await self.async_change(lambda kept: async_heeded(self.hass, kept))
        except StoreError as err:
            LOGGER.warning("What was ignored cannot be kept: %s", err)
            return
        await self.async_show()

    async def async_show(self) -> None:
        """Bring entities and repairs up to date."""
        async_sync_issues(self.hass, self.suggestions, self.options)
        await self.tending.async_renew()
        self.async_update_listeners()
        self._alarm.async_set(self.suggestions)

    async def async_wake(self, now: datetime) -> None:
        """Make drafts of those whose snooze is over, and show them."""
        try:
            await self.async_change(lambda kept: wake(kept, now))
        except StoreError as err:
            LOGGER.warning("That a snooze is over cannot be kept: %s", err)
        await self.async_show()

    @callback
    def _show_care(self, care: tuple[AfterCare, ...]) -> None:
        if care != self.data.care:
            self.async_set_updated_data(replace(self.data, care=care))

    @callback
    def async_show_progress(self, phase: str | None, percent: int) -> None:
        """Show which phase has begun, and how much of the run is done; None: it goes no more."""
        self.async_set_updated_data(replace(self.data, phase=phase, progress=percent))

    async def async_show_run(self, run: Run, report: RunReport) -> None:
        """Show what came of a run that has ended: figures, repairs, after-care."""
        await self.async_read_spending()
        self.async_set_updated_data(self.data.ended(report))
        await async_tell(self.hass, self.config_entry, run, report)
        await self.tending.async_tend(run)

    async def async_read_spending(self) -> None:
        """Remember what words have cost this month; where that cannot be read, what is known."""
        spending = await self._runs.async_spending()
        if spending is not None:
            self.data = replace(self.data, spending=spending)


@callback
def loaded_coordinator(hass: HomeAssistant) -> HomeIQCoordinator | None:
    """Return the coordinator of the entry, there is one at most; None where it is not loaded."""
    entries: list[HomeIQConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return entries[0].runtime_data if entries else None
