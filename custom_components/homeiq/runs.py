"""How a run is made and gone through, one at a time, and what it announces in the end."""

import asyncio
from dataclasses import replace
from typing import Any, Final, Protocol
from uuid import uuid4

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from custom_components.homeiq.analysis import async_analyse
from custom_components.homeiq.const import CONF_INFLUXDB, CONF_WORDING, LOGGER
from custom_components.homeiq.data import Spending
from custom_components.homeiq.devices.context import ContextCache
from custom_components.homeiq.devices.context_following import async_follow
from custom_components.homeiq.devices.watching import Watching
from custom_components.homeiq.following import Following
from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.history.provenance import is_tried
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.phase import Memory, Run
from custom_components.homeiq.publish import async_announce, async_reason
from custom_components.homeiq.publish_mqtt import MqttReports
from custom_components.homeiq.refusing import failed
from custom_components.homeiq.report import RunReport, RunStatus
from custom_components.homeiq.showing import waiting
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.spending import month
from custom_components.homeiq.suggestions.writers.choice import settings_of


class ShowingMemory(Memory, Protocol):
    """The memory of runs, which shows people how they go and what came of them."""

    @callback
    def async_show_progress(self, phase: str | None, percent: int) -> None:
        """Show which phase has begun, and how much of the run is done; None: it goes no more."""

    async def async_show_run(self, run: Run, report: RunReport) -> None:
        """Show what came of a run that has ended."""


class Runs:
    """Makes runs and goes through them, with what is kept between one and the next."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        store: Store,
        options: Options,
        memory: ShowingMemory,
    ) -> None:
        """Do nothing yet: `async_start` listens, `async_begin` runs."""
        self._hass = hass
        self._entry = entry
        self._store = store
        self._options = options
        self._memory = memory
        self._task: asyncio.Task[RunReport] | None = None
        self.contexts: Final = ContextCache()  # what runs have found out about devices
        self._following = Following(hass, store.archive, options)
        self._watching = Watching(hass, store.devices, options, is_tried)
        self._mqtt = MqttReports(hass, options.mqtt_topic, options.mqtt_retain)

    @callback
    def async_start(self) -> None:
        """Follow from now on what becomes of entities and devices, until the entry is unloaded."""
        self._following.async_start(self._entry)
        async_follow(self._hass, self._entry, self.contexts)
        self._watching.async_start(self._entry)

    async def async_stop(self) -> None:
        """Have kept what was watched; whoever unloads the entry has ended what was `going`."""
        await self._watching.async_stop()

    @property
    def going(self) -> tuple[asyncio.Task[RunReport], ...]:
        """The run that goes on, where one does."""
        return () if self._task is None or self._task.done() else (self._task,)

    @callback
    def async_begin(self, days: int | None = None) -> asyncio.Task[RunReport]:
        """Return the run that goes on, or else a new one over the last `days`."""
        if self._task is None or self._task.done():
            self._task = self._entry.async_create_background_task(
                self._hass, self._async_go(days), "HomeIQ analysis", eager_start=False
            )
        return self._task

    async def async_join(self, days: int | None) -> RunReport:
        """Wait for the run that goes on, or else for a new one, and return its report.

        Raises HomeAssistantError where unloading ends it.
        """
        task = self.async_begin(days)
        # Waiting must not end the run for others when whoever waits gives up.
        await asyncio.wait({task})
        if task.cancelled():
            raise failed("run_interrupted")
        return task.result()

    async def async_new(self, days: int | None = None) -> Run:
        """Return a run that has not begun, as the user wants it."""
        limits = await self._hass.async_add_executor_job(Limits)
        now = dt_util.utcnow()
        days = days or self._options.history_days
        shorter = days < self._options.history_days
        influx = self._entry.data.get(CONF_INFLUXDB)
        return Run(
            hass=self._hass,
            store=self._store,
            options=self._options,
            limits=limits,
            started_at=now,
            days=days,
            memory=self._memory,
            report=RunReport(uuid4().hex, now, RunStatus.PARTIAL, 0.0, shorter=shorter),
            contexts_kept=self.contexts,
            watching=self._watching,
            influx=None if influx is None else InfluxSettings.from_mapping(influx),
            provider=settings_of(self._entry.data.get(CONF_WORDING)),
        )

    async def async_spending(self) -> Spending | None:
        """Return what the words of runs have cost this month; None where that cannot be read."""
        now = dt_util.now()
        begin = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        try:
            return Spending(begin, await self._store.spending.of(month(now)))
        except StoreError as err:
            LOGGER.warning("What words have cost cannot be read: %s", err)
            return None

    async def _async_go(self, days: int | None) -> RunReport:
        waiting_before = {each.id for each in waiting(self._memory.suggestions)}
        run = await self.async_new(days)
        try:
            await self._following.async_now()
            report = await self._async_analyse(run)
        except asyncio.CancelledError:
            LOGGER.info("Analysis %s was interrupted", run.report.run_id)
            self._memory.async_show_progress(None, 0)
            raise
        except Exception as err:  # noqa: BLE001  # whatever it is, the run has ended
            LOGGER.exception("Analysis %s broke off", run.report.run_id)
            report = run.report.broken(f"{type(err).__name__}: {err}")
        finally:
            run.limits.stop()
        # What was excluded or renamed meanwhile may have been kept as it was before.
        await self._following.async_now()
        await self._memory.async_show_run(run, report)
        fresh = [
            each for each in waiting(self._memory.suggestions) if each.id not in waiting_before
        ]
        async_announce(self._hass, self._entry.entry_id, report, fresh)
        # Nobody who waits for the run waits for a broker.
        self._entry.async_create_background_task(
            self._hass, self._mqtt.async_publish(report), "HomeIQ report to MQTT"
        )
        return report

    async def _async_analyse(self, run: Run) -> RunReport:
        """Go through all phases, and keep the report with its reason."""
        report = await async_analyse(run, self._memory.async_show_progress)
        report = replace(report, reason=await async_reason(self._hass, report))
        try:
            await self._store.save_run(report)
        except StoreError as err:
            LOGGER.error("The run's report cannot be kept: %s", err)  # the text is the cause
        return report
