"""Phase: what happened in the home."""

from datetime import timedelta
from typing import Final

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.taken import async_take
from custom_components.homeiq.history.archive import Bounds
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.gather import async_gather
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.history.sources import sources
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.asked import asked
from custom_components.homeiq.mining.event_log import DAY_SECONDS
from custom_components.homeiq.phases.phase import Added, Phase, PhaseFailedError, Run
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.report import CausedError


async def _read(run: Run) -> Added:
    if run.snapshot is None:
        raise PhaseFailedError("the home's entities are not known", "home_unknown")
    home = run.snapshot.home
    query = HistoryQuery(
        entity_ids=asked(run.snapshot.relevant, home),
        start=(run.started_at - timedelta(days=run.days)).timestamp(),
        end=run.started_at.timestamp(),
        automation_users=frozenset(run.options.automation_users),
    )
    kept_in = sources(run.hass, home, run.influx)
    try:
        gathered = await async_gather(
            run.hass, run.store.archive, kept_in, query, _bounds(run), run.limits.should_stop
        )
    except HistoryError as err:
        raise PhaseFailedError.because(err) from err
    run.troubles = gathered.troubles
    await _heed_renamed(run, query)
    run.log = await run.hass.async_add_executor_job(build_log, gathered.raw, home)
    acts = int(run.log.act.sum())
    detail = f"{len(run.log)} changes in {run.days} days, {acts} of them by hand"
    for trouble in gathered.troubles:
        LOGGER.warning("The analysis goes on without part of the history: %s", trouble.error)
        detail += f"; {trouble.key}: {await async_told(run.hass, trouble.error)}"
    return Added(detail, {"events": len(run.log)})


def _bounds(run: Run) -> Bounds:
    """Return how much is kept: never less than a run looks back, be this one shorter or longer."""
    options = run.options
    days = max(options.archive_days, options.history_days, run.days)
    return Bounds(days, options.archive_megabytes)


async def _heed_renamed(run: Run, query: HistoryQuery) -> None:
    """Have the days read again where entities went meanwhile, for they may only be renamed."""
    taken = async_take(run.hass)
    if query.entity_ids <= taken.states.keys() | {entry.entity_id for entry in taken.entries}:
        return
    try:
        first = int(query.start // DAY_SECONDS)
        await run.store.archive.reopen((RecorderSource.mark,), first)
    except CausedError as err:
        LOGGER.warning("What was renamed during the analysis may lack its last day: %s", err)


EVENTS: Final = Phase("events", _read, vital=True)
