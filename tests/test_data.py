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
        PhaseReport("publish", PhaseStatus.FAILED, 0.1, "this one too"),
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


def test_a_run_that_was_killed_is_not_the_last_one() -> None:
    whole = report_of()
    killed = (replace(whole, run_id="half", phases=whole.phases[:-1]), report_of(phases=()))
    data = restored((), (*killed, whole), "All are decided.")
    assert (data.last, data.good, data.cut_short) == (whole, whole, True)
    assert not data.ended(whole).cut_short
    alone = restored((), killed, "All are decided.")
    assert (alone.last, alone.good, alone.cut_short, alone.reason) == (None, None, True, None)
    # What came before or was a shorter look is not to be made up for.
    assert not restored((), (whole, *killed), "").cut_short
    assert not restored((), (replace(killed[0], shorter=True), whole), "").cut_short


def test_why_nothing_waits_is_said_where_nothing_does() -> None:
    decided = restored((), (report_of(),), "All are decided.")
    assert decided.reason == "All are decided."
    assert restored((), (report_of(reason="Too few."),), "").reason == "Too few."
    assert replace(decided, suggestions=(suggestion_of(1),)).reason is None
