"""Phase: which devices could work together."""

from typing import Final

from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.devices.synergies import Known, Synergies, find_synergies
from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.finding import NoFindings
from custom_components.homeiq.mining.study import Study
from custom_components.homeiq.phases.phase import Added, Phase, PhaseSkippedError, Run
from custom_components.homeiq.suggestions.suggestion import Status


async def _look(run: Run) -> Added:
    if run.log is None or run.snapshot is None or run.mined is None:
        raise PhaseSkippedError("there is no history to look at")
    if run.mined.nothing in (NoFindings.NO_EVENTS, NoFindings.TOO_FEW_DAYS):
        raise PhaseSkippedError("there are too few days of history")
    known = Known(
        findings=run.mined.findings,
        decided=run.decided,
        waiting=run.fingerprints(Status.DRAFT, Status.SNOOZED),
        settings=run.mining_settings,
    )
    run.synergies = found = await run.hass.async_add_executor_job(
        _find, run.log, run.snapshot, known
    )
    return Added(
        f"{len(found.found)} of {found.considered} pairs and chains that nothing connects",
        {"synergies": len(found.found)},
    )


def _find(log: EventLog, snapshot: Snapshot, known: Known) -> Synergies:
    return find_synergies(Study.of(log, snapshot.home), snapshot.inventory, known)


SYNERGIES: Final = Phase("synergies", _look)
