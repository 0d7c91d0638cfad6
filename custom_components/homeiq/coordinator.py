"""When a run starts, and what entities read."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import uuid4

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from custom_components.homeiq.alarm import Alarm
from custom_components.homeiq.analysis import async_analyse
from custom_components.homeiq.automations.accepting import Acceptor
from custom_components.homeiq.automations.aftercare import AfterCare
from custom_components.homeiq.const import CONF_INFLUXDB, CONF_WORDING, DOMAIN, LOGGER
from custom_components.homeiq.data import HomeIQData, Spending, restored
from custom_components.homeiq.devices.context import ContextCache
from custom_components.homeiq.devices.context_following import async_follow
from custom_components.homeiq.devices.watching import Watching
from custom_components.homeiq.following import Following
from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.history.provenance import is_tried
from custom_components.homeiq.issues import async_heeded, async_sync_issues
from custom_components.homeiq.issues_accepting import async_found_again, async_report_lost
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.phase import Change, Run
from custom_components.homeiq.publish import async_announce, async_reason, async_told
from custom_components.homeiq.publish_mqtt import MqttReports
from custom_components.homeiq.report import RunReport, RunStatus
from custom_components.homeiq.showing import find, merge, newly_shown
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.store.strengths import Period
from custom_components.homeiq.suggestions.build import none_left
from custom_components.homeiq.suggestions.lifecycle import StatusError, wake
from custom_components.homeiq.suggestions.spending import month
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.words import Words, load_words
from custom_components.homeiq.suggestions.writers.choice import settings_of
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
        self._run: asyncio.Task[RunReport] | None = None
        self._asked: set[asyncio.Task[Any]] = set()  # besides, while somebody waits for it
        self._alarm = Alarm(hass, self.async_wake)
        self._following = Following(hass, store.archive, self.options)
        self._contexts = ContextCache()
        self.acceptor = Acceptor(
            hass,
            store.intents,
            lost=partial(async_report_lost, hass),
            found=partial(async_found_again, hass),
        )
        self.testing = asyncio.Lock()  # held while a suggestion is tried
        self._watching = Watching(hass, store.devices, self.options, is_tried)
        self.tending = Tending(hass, store, self, self._show_care)
        self._mqtt = MqttReports(hass, self.options.mqtt_topic, self.options.mqtt_retain)

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
        self._following.async_start(entry)
        async_follow(self.hass, entry, self._contexts)
        self._watching.async_start(entry)
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
            self._async_join_or_start(None)

    @callback
    def _async_run_due(self, _now: datetime) -> None:
        self._async_join_or_start(None)

    async def async_run_analysis(self, days: int | None = None) -> RunReport:
        """Run, or join the run that goes on, and return its report when it has ended."""
        task = self._async_join_or_start(days)
        # Waiting must not end the run for others when whoever waits gives up.
        await asyncio.wait({task})
        if task.cancelled():
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="run_interrupted")
        return task.result()

    @callback
    def _async_join_or_start(self, days: int | None) -> asyncio.Task[RunReport]:
        if self._run is None or self._run.done():
            self._run = self.config_entry.async_create_background_task(
                self.hass, self._async_run(days), "HomeIQ analysis", eager_start=False
            )
        return self._run

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
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="run_interrupted")
        return task.result()

    async def async_stop(self) -> None:
        """End what goes on; what a run has committed stays, and what was watched is kept."""
        self._alarm.async_stop()
        going = {task for task in (self._run, *self._asked) if task is not None and not task.done()}
        for task in going:
            task.cancel()
        if going:
            await asyncio.wait(going)
        await self.acceptor.async_stop()
        await self._watching.async_stop()
        await self.tending.async_stop()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """All that are kept, best first."""
        return self.data.suggestions

    @property
    def contexts(self) -> ContextCache:
        """What runs have found out about devices."""
        return self._contexts

    def known(self, suggestion_id: str) -> Suggestion:
        """Return the suggestion with this id; raises ServiceValidationError for any other."""
        suggestion = find(self.suggestions, suggestion_id)
        if suggestion is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="unknown_suggestion",
                translation_placeholders={"suggestion_id": suggestion_id},
            )
        return suggestion

    async def async_change(self, change: Change) -> SaveResult:
        """Keep what `change` returns of those that are kept; nothing comes in between.

        Raises StoreError where nothing could be kept; then all stays as it was.
        """
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
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key=f"cannot_become_{err.wanted.value}",
                translation_placeholders={"suggestion_id": suggestion_id},
            ) from err
        except StoreError as err:
            raise await self.async_store_failed(err) from err
        await self.async_show()
        answered = find(self.suggestions, suggestion_id)
        assert answered is not None  # noqa: S101  # it was there, and nothing is ever taken away
        return answered

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
        return HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="store_failed",
            translation_placeholders={"error": await async_told(self.hass, err)},
        )

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
    def _progress(self, phase: str, percent: int) -> None:
        self.async_set_updated_data(replace(self.data, phase=phase, progress=percent))

    async def _async_run(self, days: int | None) -> RunReport:
        waiting_before = {each.id for each in self.data.waiting}
        run = await self.async_new_run(days)
        try:
            await self._following.async_now()
            report = await self._async_analyse(run)
        except asyncio.CancelledError:
            LOGGER.info("Analysis %s was interrupted", run.report.run_id)
            self.async_set_updated_data(replace(self.data, phase=None, progress=0))
            raise
        except Exception as err:  # noqa: BLE001  # whatever it is, the run has ended
            LOGGER.exception("Analysis %s broke off", run.report.run_id)
            report = run.report.broken(f"{type(err).__name__}: {err}")
        finally:
            run.limits.stop()
        # What was excluded or renamed meanwhile may have been kept as it was before.
        await self._following.async_now()
        await self.async_read_spending()
        self.async_set_updated_data(self.data.ended(report))
        await async_tell(self.hass, self.config_entry, run, report)
        await self.tending.async_tend(run)
        fresh = [each for each in self.data.waiting if each.id not in waiting_before]
        async_announce(self.hass, self.config_entry.entry_id, report, fresh)
        # Nobody who waits for the run waits for a broker.
        self.config_entry.async_create_background_task(
            self.hass, self._mqtt.async_publish(report), "HomeIQ report to MQTT"
        )
        return report

    async def async_new_run(self, days: int | None = None) -> Run:
        """Return a run that has not begun, as the user wants it."""
        limits = await self.hass.async_add_executor_job(Limits)
        now = dt_util.utcnow()
        days = days or self.options.history_days
        shorter = days < self.options.history_days
        influx = self.config_entry.data.get(CONF_INFLUXDB)
        return Run(
            hass=self.hass,
            store=self.store,
            options=self.options,
            limits=limits,
            started_at=now,
            days=days,
            memory=self,
            report=RunReport(uuid4().hex, now, RunStatus.PARTIAL, 0.0, shorter=shorter),
            contexts_kept=self._contexts,
            watching=self._watching,
            influx=None if influx is None else InfluxSettings.from_mapping(influx),
            provider=settings_of(self.config_entry.data.get(CONF_WORDING)),
        )

    async def async_read_spending(self) -> None:
        """Remember what words have cost this month; where that cannot be read, what is known."""
        now = dt_util.now()
        begin = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        try:
            spending = Spending(begin, await self.store.spending.of(month(now)))
        except StoreError as err:
            LOGGER.warning("What words have cost cannot be read: %s", err)
        else:
            self.data = replace(self.data, spending=spending)

    async def _async_analyse(self, run: Run) -> RunReport:
        """Go through all phases, and keep the report with its reason."""
        report = await async_analyse(run, self._progress)
        report = replace(report, reason=await async_reason(self.hass, report))
        try:
            await self.store.save_run(report)
        except StoreError as err:
            LOGGER.error("The run's report cannot be kept: %s", err)  # the text is the cause
        return report
