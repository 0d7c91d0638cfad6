"""Looks after the automations that were accepted: what they do is counted, kept and shown."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from homeassistant.components.automation import EVENT_AUTOMATION_TRIGGERED
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID, EVENT_HOMEASSISTANT_FINAL_WRITE, STATE_ON
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from custom_components.homeiq.automations.aftercare import LOOK_BACK, AfterCare, Ward, aftercare
from custom_components.homeiq.automations.care import CareDay
from custom_components.homeiq.automations.ending import async_before_going
from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.issues_tending import async_sync_undone
from custom_components.homeiq.mining.tending import tend
from custom_components.homeiq.missing import Missing
from custom_components.homeiq.phases.phase import Memory, Run
from custom_components.homeiq.phases.store import lacks_days, whole_days
from custom_components.homeiq.report import CausedError
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.wards import async_ours, wards

KEEP_SECONDS: Final = 60.0  # after a run, until it is kept and shown with those that came meanwhile

_TENDED: Final = "tended"  # the day before this moment was the last whole day that was looked at
_SINCE: Final = "accepted_{}"
_STAYS: Final = "stays_{}"

type Show = Callable[[tuple[AfterCare, ...]], None]


class Tending:
    """Counts what accepted automations do; it never raises, for nothing must fail of it."""

    def __init__(self, hass: HomeAssistant, store: Store, memory: Memory, show: Show) -> None:
        """Know nothing yet: `async_renew` reads what was kept."""
        self._hass = hass
        self._store = store
        self._memory = memory
        self._show = show
        self._missing = Missing(hass, memory)
        self._runs: Counter[tuple[str, int]] = Counter()  # not yet kept, by suggestion and day
        self._moments: dict[str, datetime | None] = {}  # that were asked for, as they are kept
        self._timer: CALLBACK_TYPE | None = None
        self._has_started = False
        self._renewing = asyncio.Lock()  # who has read less must not show it last

    @callback
    def async_start(self, entry: ConfigEntry[Any]) -> None:
        """Count from now on how often automations run; ask of them once all is there."""

        @callback
        def started(hass: HomeAssistant) -> None:
            self._has_started = True
            entry.async_create_background_task(hass, self.async_renew(), "HomeIQ after-care")

        async def stopping(_event: Event) -> None:
            await self.async_stop()

        listen = self._hass.bus.async_listen
        entry.async_on_unload(listen(EVENT_AUTOMATION_TRIGGERED, self._triggered))
        entry.async_on_unload(
            self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, stopping)
        )
        entry.async_on_unload(async_at_started(self._hass, started))
        entry.async_on_unload(self._cancel)  # what may have run while the entry was unloaded
        self._missing.async_start(entry)

    @callback
    def _triggered(self, event: Event[Any]) -> None:
        entry = er.async_get(self._hass).async_get(event.data.get(ATTR_ENTITY_ID, ""))
        if entry is None or entry.platform != AUTOMATION:
            return
        for ward in wards(self._memory.suggestions):
            if ward.automation_id == entry.unique_id:
                self._runs[ward.id, dt_util.as_local(event.time_fired).toordinal()] += 1
                if self._timer is None:
                    self._timer = async_call_later(self._hass, KEEP_SECONDS, self._due)
                return

    async def _due(self, _now: datetime) -> None:
        self._timer = None
        await self.async_renew()

    async def async_stop(self) -> None:
        """Have kept how often automations ran."""
        self._cancel()
        await self._keep_runs()

    @callback
    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None

    async def _keep_runs(self) -> None:
        """Have kept what was counted; what cannot be kept is counted on.

        Nobody could tell whether what was cancelled meanwhile is kept: it comes to its end.
        """
        await async_before_going(self._hass, self._keep_counted())

    async def _keep_counted(self) -> None:
        runs, self._runs = self._runs, Counter()
        try:
            await self._store.care.add_runs(
                CareDay(suggestion_id, day, runs=count)
                for (suggestion_id, day), count in runs.items()
            )
        except CausedError as err:
            self._runs.update(runs)
            LOGGER.warning("How often automations ran cannot be kept: %s", err)

    async def async_tend(self, run: Run) -> None:
        """Keep what automations did by what a run has read, and show it."""
        try:
            await self._keep_acts(run)
        except CausedError as err:
            LOGGER.warning("What automations did cannot be kept: %s", err)
        except Exception:  # noqa: BLE001  # the run has ended well all the same
            LOGGER.exception("What automations did cannot be told")
        await self._missing.async_check()
        await self.async_renew()

    async def _keep_acts(self, run: Run) -> None:
        if run.log is None or run.snapshot is None or run.report.shorter or lacks_days(run):
            return  # days that it has not seen would count as days without
        ours = async_ours(self._hass, self._memory.suggestions)
        since = {
            entity_id: (await self._accepted_at(ward)).timestamp()
            for entity_id, ward in ours.items()
        }
        days = whole_days(run)
        tended = await self._hass.async_add_executor_job(
            tend, run.snapshot.home, run.log, since, days
        )
        await self._store.care.save_acts(
            CareDay(ours[one.automation].id, one.day, acts=one.acts, undone=one.undone)
            for one in tended
        )
        await self._save(_TENDED, dt_util.start_of_local_day(date.fromordinal(days.stop)))

    async def async_stays(self, suggestion_id: str) -> None:
        """Heed that somebody wants an automation to stay though it is often undone.

        Raises CausedError where that cannot be kept.
        """
        await self._save(_STAYS.format(suggestion_id), dt_util.utcnow())
        await self.async_renew()

    async def async_renew(self) -> None:
        """Show what is known by now, and ask whether to retire what is undone too often."""
        async with self._renewing:
            await self._renew()

    async def _renew(self) -> None:
        try:
            await self._keep_runs()
            cared = await self._cared()
        except CausedError as err:
            LOGGER.warning("What became of automations cannot be read: %s", err)
            return
        except Exception:  # noqa: BLE001  # whoever shows anything shows this with it
            LOGGER.exception("What became of automations cannot be told")
            return
        self._show(cared)
        if self._has_started:
            async_sync_undone(self._hass, cared)

    async def _cared(self) -> tuple[AfterCare, ...]:
        today = dt_util.now().toordinal()
        suggestions = self._memory.suggestions
        entity_ids = {
            ward.id: entity_id for entity_id, ward in async_ours(self._hass, suggestions).items()
        }
        ours = [await self._ward(each, entity_ids.get(each.id)) for each in wards(suggestions)]
        tended = await self._moment(_TENDED)
        whole = 0 if tended is None else _day(tended) - 1
        # Where nothing was looked at for some days, the weeks before them are what is known.
        begin = min(whole or today, today) - LOOK_BACK
        kept = await self._store.care.since(begin) if ours else []
        return aftercare(ours, kept, whole, today)

    async def _ward(self, suggestion: Suggestion, entity_id: str | None) -> Ward:
        state = None if entity_id is None else self._hass.states.get(entity_id)
        stays = await self._moment(_STAYS.format(suggestion.id))
        return Ward(
            suggestion_id=suggestion.id,
            title=suggestion.wording.title,
            entity_id=entity_id,
            since=_day(await self._accepted_at(suggestion)),
            is_on=state is not None and state.state == STATE_ON,
            spares=not suggestion.is_reminder,
            kept_on=None if stays is None else _day(stays),
        )

    async def _accepted_at(self, suggestion: Suggestion) -> datetime:
        """Return when a suggestion was accepted: as it is first seen, for it may be touched on."""
        name = _SINCE.format(suggestion.id)
        moment = await self._moment(name)
        if moment is None:
            moment = suggestion.updated_at
            await self._save(name, moment)
        return moment

    async def _moment(self, name: str) -> datetime | None:
        if name not in self._moments:
            self._moments[name] = await self._store.moments.of(name)
        return self._moments[name]

    async def _save(self, name: str, at: datetime) -> None:
        await self._store.moments.save(name, at)
        self._moments[name] = at


def _day(moment: datetime) -> int:
    return dt_util.as_local(moment).toordinal()
