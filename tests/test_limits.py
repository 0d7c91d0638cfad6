"""When a run has to stop."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.homeiq import limits
from custom_components.homeiq.limits import Limits, resident_megabytes


def test_this_process_uses_some_memory() -> None:
    assert 10 < resident_megabytes() < 100_000


def test_where_the_system_does_not_tell_memory_is_not_limited(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(limits, "_STATM", tmp_path / "missing")
    assert resident_megabytes() == 0


@pytest.mark.parametrize(
    ("minutes", "megabytes", "stops"), [(14.9, 499, False), (15.1, 0, True), (0, 501, True)]
)
def test_a_run_may_take_fifteen_minutes_and_five_hundred_megabytes(
    monkeypatch: pytest.MonkeyPatch, minutes: float, megabytes: float, *, stops: bool
) -> None:
    now, used = 1000.0, 2000.0
    monkeypatch.setattr(limits, "monotonic", lambda: now)
    watched = Limits(memory=lambda: used)
    now, used = now + 60 * minutes, used + megabytes
    assert watched.should_stop() is stops


def test_within_its_limits_a_run_goes_on() -> None:
    watched = Limits(memory=lambda: 100.0)
    assert not watched.should_stop()
    assert watched.exceeded is None


def test_too_long_a_run_stops_and_says_why() -> None:
    watched = Limits(seconds=-1)
    assert watched.should_stop()
    assert watched.exceeded is not None
    assert "seconds" in str(watched.exceeded)


def test_only_memory_above_what_was_found_counts() -> None:
    used = iter([1000.0, 1499.0, 1501.0])
    watched = Limits(megabytes=500, memory=lambda: next(used))
    assert not watched.should_stop()
    assert watched.should_stop()
    assert watched.exceeded is not None
    assert "500 MB" in str(watched.exceeded)
    assert watched.should_stop(), "it stays stopped"


def test_a_run_that_is_stopped_has_exceeded_nothing() -> None:
    watched = Limits()
    watched.stop()
    assert watched.should_stop()
    assert watched.exceeded is None


def test_time_that_is_frozen_or_moved_is_not_time_that_a_run_takes(
    freezer: FrozenDateTimeFactory,
) -> None:
    with ThreadPoolExecutor(1) as executor:
        watched = executor.submit(Limits).result()
        freezer.tick(86_400)
        assert not watched.should_stop()
        assert not executor.submit(watched.should_stop).result()
