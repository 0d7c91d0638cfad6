"""What the rest of Home Assistant hears of a run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.json import json_bytes
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.homeiq.const import EVENT_ANALYSIS_COMPLETED
from custom_components.homeiq.history.errors import unreadable
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.phases.phase import PhaseFailedError
from custom_components.homeiq.publish import (
    SIGNAL_ANALYSIS,
    async_announce,
    async_reason,
    async_told,
    event_data,
)
from custom_components.homeiq.report import (
    CausedError,
    NearMissReport,
    PhaseReport,
    PhaseStatus,
    RunStatus,
)
from custom_components.homeiq.store.errors import StoreError, translated
from tests.samples import report_of, suggestion_of

STORE_CAUSES = (
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN),
    *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CORRUPT),
)
RECORDER_LIMIT = 32 * 1024


@pytest.mark.parametrize("status", RunStatus)
async def test_every_run_fires_its_report(hass: HomeAssistant, status: RunStatus) -> None:
    events = async_capture_events(hass, EVENT_ANALYSIS_COMPLETED)
    report = report_of(status=status)
    async_announce(hass, "entry", report, [])
    await hass.async_block_till_done()
    assert [event.data for event in events] == [report.as_dict()]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (RunStatus.COMPLETED, "completed"),
        (RunStatus.PARTIAL, "completed"),
        (RunStatus.FAILED, "failed"),
    ],
)
async def test_new_suggestions_are_told_before_the_end(
    hass: HomeAssistant, status: RunStatus, expected: str
) -> None:
    told: list[tuple[str, object]] = []

    @callback  # without it, Home Assistant calls it from threads, in any order
    def hear(kind: str, attributes: dict[str, Any]) -> None:
        told.append((kind, attributes.get("suggestion_id")))

    async_dispatcher_connect(hass, SIGNAL_ANALYSIS.format("entry"), hear)
    async_announce(hass, "entry", report_of(status=status), [suggestion_of(1), suggestion_of(2)])
    await hass.async_block_till_done()
    assert told == [("new_suggestion", "s1"), ("new_suggestion", "s2"), (expected, None)]


def test_a_small_report_is_not_cut() -> None:
    report = report_of()
    assert event_data(report) == report.as_dict()


def test_a_report_is_cut_to_what_the_recorder_keeps() -> None:
    misses = tuple(
        NearMissReport("room", (f"light.l{number}",), "unsafe", "ä" * 200) for number in range(500)
    )
    data = event_data(report_of(near_misses=misses))
    assert len(json_bytes(data)) < RECORDER_LIMIT
    assert 20 < len(data["near_misses"]) < 500
    assert data["near_misses"][0]["entity_ids"] == ["light.l0"], "the most promising stay"


def test_long_texts_are_cut_too() -> None:
    phases = tuple(
        PhaseReport(f"p{number}", PhaseStatus.FAILED, 0.0, "x" * 9000) for number in range(9)
    )
    report = report_of(phases=(*phases, PhaseReport("last", PhaseStatus.OK, 0.0)), reason="short")
    data = event_data(report)
    assert len(json_bytes(data)) < RECORDER_LIMIT
    assert data["reason"] == "short"
    assert data["phases"][0]["detail"].endswith("…")
    assert data["phases"][-1]["detail"] is None


async def test_a_run_that_fails_gives_its_cause_as_the_reason(hass: HomeAssistant) -> None:
    report = report_of(phases=(PhaseReport("events", PhaseStatus.FAILED, 0.1, "the disk is gone"),))
    assert await async_reason(hass, report) == (
        "The analysis could not be completed: the disk is gone"
    )
    hass.config.language = "de"
    german = await async_reason(hass, report)
    assert german is not None
    assert german.startswith("Die Analyse")


def causes(path: Path) -> Iterator[CausedError]:
    """Yield what can go wrong, as the code itself words it."""
    for limits in (Limits(seconds=-1), Limits(megabytes=-1)):
        assert limits.should_stop()
        assert limits.exceeded is not None
        yield limits.exceeded
    yield unreadable(sqlite3.OperationalError("disk I/O error"))
    for code in (sqlite3.SQLITE_ERROR, *STORE_CAUSES):
        error = sqlite3.OperationalError("odd")
        error.sqlite_errorcode = code
        with pytest.raises(StoreError) as caught, translated(path):
            raise error
        yield caught.value


async def test_what_went_wrong_is_told_in_the_language_of_the_home(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    for error in causes(tmp_path / "homeiq.db"):
        hass.config.language = "en"
        assert await async_told(hass, error) == str(error)
        hass.config.language = "de"
        german = await async_told(hass, PhaseFailedError.because(error))
        assert german != str(error)
        assert all(value in german for value in error.values.values())
        assert "{" not in german


async def test_what_has_no_translation_is_told_in_english(hass: HomeAssistant) -> None:
    hass.config.language = "de"
    assert await async_told(hass, PhaseFailedError("odd")) == "odd"
    assert await async_told(hass, PhaseFailedError("odd", "no_such_key")) == "odd"


async def test_a_reason_that_is_there_stays(hass: HomeAssistant) -> None:
    assert await async_reason(hass, report_of(reason="Too few days.")) == "Too few days."


async def test_a_run_that_suggests_something_needs_no_reason(hass: HomeAssistant) -> None:
    failed = (PhaseReport("context", PhaseStatus.FAILED, 0.1, "odd"),)
    assert await async_reason(hass, report_of(pattern_suggestions=1, phases=failed)) is None
    assert await async_reason(hass, replace(report_of(), phases=())) is None
