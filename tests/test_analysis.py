"""The run: its phases in order, each free to fail."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
import gc
import logging
import re
import threading
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq import analysis
from custom_components.homeiq.analysis import async_analyse
from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.phases import PHASES
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.phase import (
    Added,
    Phase,
    PhaseFailedError,
    PhaseSkippedError,
    Run,
)
from custom_components.homeiq.report import RunReport, RunStatus
from tests.samples import run_of

type Step = Callable[[Run], Awaitable[Added]]


def does(name: str, **figures: Any) -> Phase:
    async def step(run: Run) -> Added:
        return Added(f"{name} done", figures)

    return Phase(name, step)


def raises(name: str, error: BaseException, *, vital: bool = False) -> Phase:
    async def step(run: Run) -> Added:
        raise error

    return Phase(name, step, vital=vital)


def nothing(_phase: str, _percent: int) -> None:
    return


def statuses(report: RunReport) -> list[tuple[str, str]]:
    return [(phase.name, phase.status.value) for phase in report.phases]


def test_the_phases_are_those_of_the_contract() -> None:
    assert [phase.name for phase in PHASES] == [
        *("capabilities", "events", "patterns", "features", "synergies", "context"),
        *("suggestions", "store", "publish"),
    ]


async def test_each_phase_adds_to_the_report_and_is_timed(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    async def slow(run: Run) -> Added:
        await asyncio.sleep(0.02)
        return Added("2 events", {"events": 2})

    report = await async_analyse(
        run_of(hass), nothing, [Phase("one", slow), does("two", opportunities=3)]
    )
    assert statuses(report) == [("one", "ok"), ("two", "ok")]
    assert (report.events, report.opportunities) == (2, 3)
    assert report.status is RunStatus.COMPLETED
    assert report.phases[0].seconds >= 0.02
    assert report.duration_seconds >= report.phases[0].seconds
    ours = [record for record in caplog.records if record.name == LOGGER.name]
    assert {record.levelno for record in ours} == {logging.INFO}
    patterns = (
        r"Analysis r1 started, over 30 days",
        r"Phase one started",
        r"Phase one ok after 0\.\d\d s: 2 events",
        r"Phase two started",
        r"Phase two ok after 0\.\d\d s: two done",
        r"Analysis r1 completed after 0\.\d s: 2 events, 0 patterns, 0 suggestions",
    )
    for record, pattern in zip(ours, patterns, strict=True):
        assert re.fullmatch(pattern, record.getMessage())


async def test_progress_is_told_as_each_phase_begins(hass: HomeAssistant) -> None:
    told: list[tuple[str, int]] = []
    phases = [does(name) for name in ("a", "b", "c", "d")]
    await async_analyse(run_of(hass), lambda *each: told.append(each), phases)
    assert told == [("a", 0), ("b", 25), ("c", 50), ("d", 75)]


@pytest.mark.parametrize(
    ("phases", "status", "expected"),
    [
        ([raises("a", PhaseSkippedError("none")), does("b")], RunStatus.COMPLETED, "skipped"),
        ([raises("a", ValueError("odd")), does("b")], RunStatus.PARTIAL, "failed"),
        ([raises("a", PhaseFailedError("no")), does("b")], RunStatus.PARTIAL, "failed"),
        ([raises("a", PhaseFailedError("no"), vital=True), does("b")], RunStatus.FAILED, "failed"),
        ([raises("a", PhaseSkippedError("no"), vital=True)], RunStatus.COMPLETED, "skipped"),
    ],
)
async def test_a_phase_that_fails_stops_no_other(
    hass: HomeAssistant, phases: Iterable[Phase], status: RunStatus, expected: str
) -> None:
    phases = list(phases)
    report = await async_analyse(run_of(hass), nothing, phases)
    assert report.status is status
    assert statuses(report)[0] == ("a", expected)
    assert statuses(report)[1:] == [("b", "ok") for _ in phases[1:]]


async def test_an_error_is_logged_with_its_cause(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    report = await async_analyse(run_of(hass), nothing, [raises("a", ValueError("odd value"))])
    assert report.phases[0].detail == "ValueError: odd value"
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert errors[0].exc_info is not None


async def test_a_run_that_takes_too_much_memory_ends_partial(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "_WATCH_SECONDS", 0.01)
    used = [100.0]
    limits = Limits(memory=lambda: used[0])
    go_on, asked_to_end = threading.Event(), threading.Event()

    def work() -> None:
        used[0] = 700.0
        go_on.wait(5)
        if limits.should_stop():
            asked_to_end.set()

    async def hungry(run: Run) -> Added:
        await run.hass.async_add_executor_job(work)
        raise AssertionError("nobody waits for the thread")

    async def keep(run: Run) -> Added:
        return Added("kept")

    report = await async_analyse(
        run_of(hass, limits),
        nothing,
        [Phase("a", hungry, vital=True), does("b"), Phase("store", keep, always=True)],
    )
    assert report.status is RunStatus.PARTIAL
    assert statuses(report) == [("a", "failed"), ("b", "skipped"), ("store", "ok")]
    assert report.phases[0].detail == str(limits.exceeded)
    go_on.set()
    assert await hass.async_add_executor_job(asked_to_end.wait, 5)


@pytest.mark.parametrize("fails", [False, True])
async def test_a_phase_that_watches_its_time_itself_ends_with_what_it_has(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    fails: bool,
) -> None:
    monkeypatch.setattr(analysis, "_WATCH_SECONDS", 0.01)
    limits = Limits(seconds=0.05)

    async def words(run: Run) -> Added:
        while not await run.hass.async_add_executor_job(limits.should_stop):  # noqa: ASYNC110 - it sets none
            await asyncio.sleep(0.3)
        run.found = ()
        if fails:
            raise MiningStoppedError
        return Added("")

    run = run_of(hass, limits)
    report = await async_analyse(run, nothing, [Phase("suggestions", words)])
    assert report.phases[0].detail == str(limits.exceeded)
    assert run.found == ()
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_mining_that_stops_itself_is_no_error_of_its_own(hass: HomeAssistant) -> None:
    limits = Limits(seconds=-1)

    async def stops(run: Run) -> Added:
        assert run.limits.should_stop()
        raise MiningStoppedError

    report = await async_analyse(run_of(hass, limits), nothing, [Phase("patterns", stops)])
    assert report.status is RunStatus.PARTIAL
    assert report.phases[0].detail == str(limits.exceeded)


async def test_causes_are_told_in_the_language_of_the_home_and_logged_in_english(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    hass.config.language = "de"
    with caplog.at_level("INFO"):
        failed = await async_analyse(run_of(hass), nothing, [EVENTS])  # no phase looked at the home
        limits = Limits(seconds=-1)
        assert limits.should_stop()
        stopped = await async_analyse(run_of(hass, limits), nothing, [does("a")])
    assert failed.phases[0].detail == "Die Entitäten des Zuhauses sind nicht bekannt"
    detail = stopped.phases[0].detail
    assert detail == "Abgebrochen, weil sie länger als -1 Sekunden gedauert hat"
    assert "the home's entities are not known" in caplog.text
    assert "it took more than -1 seconds" in caplog.text
    assert "Sekunden" not in caplog.text


async def test_a_run_that_is_cancelled_ends_its_work(hass: HomeAssistant) -> None:
    limits = Limits()
    begun = asyncio.Event()
    cancelled = False

    async def endless(run: Run) -> Added:
        nonlocal cancelled
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled = True
            raise
        raise AssertionError("never")

    task = hass.async_create_task(
        async_analyse(run_of(hass, limits), nothing, [Phase("a", endless)])
    )
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cancelled, "and is waited for"
    assert limits.should_stop()
