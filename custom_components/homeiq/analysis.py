"""The run: its phases in order, each timed, each free to fail without stopping the rest."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Final

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.limits import LimitExceededError
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.phases import PHASES
from custom_components.homeiq.phases.phase import (
    Added,
    Phase,
    PhaseFailedError,
    PhaseSkippedError,
    Run,
)
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.report import (
    CausedError,
    PhaseReport,
    PhaseStatus,
    RunReport,
    RunStatus,
)

_WATCH_SECONDS: Final = 1.0
_END_SECONDS: Final = 5.0
_OWN_END_SECONDS: Final = 2.0  # what watches the limits itself looks more often than that

type Progress = Callable[[str, int], None]  # the phase that begins, percent of the run done


async def async_analyse(
    run: Run, progress: Progress, phases: Sequence[Phase] = PHASES
) -> RunReport:
    """Go through all phases and return the complete report.

    Raises CancelledError where Home Assistant stops or the entry is unloaded meanwhile.
    """
    started = perf_counter()
    LOGGER.info("Analysis %s started, over %d days", run.report.run_id, run.days)
    failed = False
    for number, phase in enumerate(phases):
        progress(phase.name, number * 100 // len(phases))
        outcome = await _run_phase(run, phase)
        run.report = replace(run.report, phases=(*run.report.phases, outcome))
        if outcome.status is PhaseStatus.FAILED and run.limits.exceeded is None:
            failed = failed or phase.vital
    run.report = replace(
        run.report,
        status=_status(run.report.phases, failed=failed),
        duration_seconds=round(perf_counter() - started, 3),
    )
    LOGGER.info(
        "Analysis %s %s after %.1f s: %d events, %d patterns, %d suggestions",
        run.report.run_id,
        run.report.status.value,
        run.report.duration_seconds,
        run.report.events,
        sum(run.report.patterns.values()),
        run.report.suggestions_generated,
    )
    return run.report


def _status(phases: Sequence[PhaseReport], *, failed: bool) -> RunStatus:
    if failed:
        return RunStatus.FAILED
    if any(phase.status is PhaseStatus.FAILED for phase in phases):
        return RunStatus.PARTIAL
    return RunStatus.COMPLETED


async def _run_phase(run: Run, phase: Phase) -> PhaseReport:
    """Do one phase, put what it adds into the report, and say how it went."""
    started = perf_counter()

    async def stopped(status: PhaseStatus, error: CausedError) -> PhaseReport:
        report = ended(status, str(error))
        return replace(report, detail=await async_told(run.hass, error))

    def ended(status: PhaseStatus, detail: str) -> PhaseReport:
        seconds = round(perf_counter() - started, 3)
        LOGGER.info("Phase %s %s after %.2f s: %s", phase.name, status.value, seconds, detail)
        return PhaseReport(phase.name, status, seconds, detail)

    if run.limits.exceeded is not None and not phase.always:
        return await stopped(PhaseStatus.SKIPPED, run.limits.exceeded)
    LOGGER.info("Phase %s started", phase.name)
    try:
        added = await (phase.step(run) if phase.always else _watched(run, phase))
    except PhaseSkippedError as err:
        return ended(PhaseStatus.SKIPPED, str(err))
    except MiningStoppedError:
        LOGGER.warning("Phase %s was stopped", phase.name)
        if run.limits.exceeded is None:
            return ended(PhaseStatus.FAILED, "stopped")
        return await stopped(PhaseStatus.FAILED, run.limits.exceeded)
    except (PhaseFailedError, LimitExceededError) as err:
        LOGGER.error("Phase %s failed: %s", phase.name, err)  # the text is the cause
        return await stopped(PhaseStatus.FAILED, err)
    except Exception as err:  # noqa: BLE001  # whatever it is, the other phases go on
        LOGGER.exception("Phase %s failed", phase.name)
        return ended(PhaseStatus.FAILED, f"{type(err).__name__}: {err}")
    run.report = replace(run.report, **added.figures)
    return ended(PhaseStatus.OK, added.detail)


async def _watched(run: Run, phase: Phase) -> Added:
    """Do one phase while its time and memory are watched."""
    task = asyncio.ensure_future(phase.step(run))
    try:
        while not (await asyncio.wait({task}, timeout=_WATCH_SECONDS))[0]:
            await run.hass.async_add_executor_job(run.limits.should_stop)
            if run.limits.exceeded is not None:
                # Words that were paid for are kept where asking for them may end by itself.
                await asyncio.wait({task}, timeout=_OWN_END_SECONDS)
                raise run.limits.exceeded
        return task.result()
    finally:
        # A thread cannot be cancelled: it is asked to end, and nobody waits for it. A task can:
        # it keeps what it has to, such as what was paid, before the database is closed.
        if not task.done():
            run.limits.stop()
            task.cancel()
            await asyncio.wait({task}, timeout=_END_SECONDS)
        if task.done() and not task.cancelled():
            task.exception()  # looked at: what ended late may have failed, and nobody asks
