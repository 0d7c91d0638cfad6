"""Phase: what happened in the home."""

from datetime import timedelta
from typing import Final

from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.live import async_read_recorder
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.phases.phase import Added, Phase, PhaseFailedError, Run


async def _read(run: Run) -> Added:
    if run.snapshot is None:
        raise PhaseFailedError("the home's entities are not known", "home_unknown")
    query = HistoryQuery(
        entity_ids=run.snapshot.relevant,
        start=(run.started_at - timedelta(days=run.days)).timestamp(),
        end=run.started_at.timestamp(),
        automation_users=frozenset(run.options.automation_users),
    )
    try:
        raw = await async_read_recorder(run.hass, query, run.snapshot.home, run.limits.should_stop)
    except HistoryError as err:
        raise PhaseFailedError.because(err) from err
    run.log = await run.hass.async_add_executor_job(build_log, raw, run.snapshot.home)
    acts = int(run.log.act.sum())
    return Added(
        f"{len(run.log)} changes in {run.days} days, {acts} of them by hand",
        {"events": len(run.log)},
    )


EVENTS: Final = Phase("events", _read, vital=True)
