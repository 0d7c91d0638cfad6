"""What entities show: of which run, and what is said where nothing waits."""

from dataclasses import replace

from custom_components.homeiq.data import HomeIQData, restored
from custom_components.homeiq.report import PhaseReport, PhaseStatus, RunStatus
from tests.samples import report_of, suggestion_of

FAILED = report_of(
    run_id="failed",
    status=RunStatus.FAILED,
    phases=(
        PhaseReport("events", PhaseStatus.FAILED, 0.1, "the disk is gone"),
        PhaseReport("store", PhaseStatus.FAILED, 0.1, "this one too"),
    ),
)


def test_a_run_that_failed_leaves_the_good_figures() -> None:
    good = report_of()
    data = HomeIQData(phase="events", progress=50).ended(good).ended(FAILED)
    assert (data.last, data.good) == (FAILED, good)
    assert (data.phase, data.progress) == (None, 0)
    assert (data.failed, data.error) == (True, "the disk is gone")
    again = data.ended(good)
    assert (again.last, again.failed, again.error) == (good, False, None)


def test_a_shorter_look_shows_neither_its_figures_nor_its_failure() -> None:
    whole = report_of()
    data = HomeIQData(phase="events", progress=50).ended(whole)
    for shorter in (report_of(run_id="5", shorter=True), replace(FAILED, shorter=True)):
        assert data.ended(shorter) == data


def test_the_same_runs_are_shown_after_a_restart() -> None:
    shorter, whole = report_of(run_id="5", shorter=True), report_of()
    data = restored((), (shorter, FAILED, shorter, whole), "All are decided.")
    assert (data.last, data.good) == (FAILED, whole)
    data = restored((), (shorter,), "All are decided.")
    assert (data.last, data.good, data.reason) == (None, None, None)


def test_why_nothing_waits_is_said_where_nothing_does() -> None:
    decided = restored((), (report_of(),), "All are decided.")
    assert decided.reason == "All are decided."
    assert restored((), (report_of(reason="Too few."),), "").reason == "Too few."
    assert replace(decided, suggestions=(suggestion_of(1),)).reason is None
