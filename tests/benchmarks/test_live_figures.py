"""What a session says is told beside its goals."""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.figures import Figure
from benchmarks.live.figures import stalls, whole
from benchmarks.live.session import Analysis, Gap, Session, Span
from benchmarks.live.watch import Arrival


def report(seconds: float) -> dict[str, Any]:
    names = ("capabilities", "events", "patterns", "suggestions", "store", "publish")
    phases = [{"name": name, "seconds": seconds / 6} for name in names]
    return {"duration_seconds": seconds, "events": 1_000, "phases": phases}


# Idle until 100, added until 110, the first run until 122, quiet until 130, a night until 134.
SESSION = Session(
    megabytes=260.0,
    idle=Span(90, 100),
    added=Span(100, 110),
    first=Analysis(report(12.0), Span(110, 122), 200.0),
    beside=Span(122, 130),
    later=Analysis(report(4.0), Span(130, 134), 250.0),
    gaps=(Gap(95, 0.011, 0.0), Gap(105, 0.25, 0.25), Gap(112, 0.03, 0.02), Gap(131, 0.06, 0.06)),
    collections=(Gap(105.01, 0.2, 0.2), Gap(120, 0.2, 0.2)),
    arrivals=tuple(Arrival(number, 90 + number / 10, 90.9 + number / 10) for number in range(450)),
    last=449,
)


def by_name(told: list[Figure]) -> dict[str, Figure]:
    return {one.name: one for one in told}


def test_a_stall_belongs_to_when_it_began_and_says_what_it_was() -> None:
    told = by_name(list(stalls("home", SESSION)))
    first = told["home: longest stall, first analysis"]
    assert (first.value, first.met) == (pytest.approx(30), True)
    assert first.unit == "ms; 20 ms CPU, 0 ms of garbage"
    assert told["home: longest stall, a later night"].met is False
    added = told["  while it is added"]
    assert (added.value, added.goal) == (pytest.approx(250), None)
    assert added.unit == "ms; 250 ms CPU, 190 ms of garbage"
    assert told["  nothing done"].value == pytest.approx(10)  # the shortest that is told
    assert told["  without HomeIQ"].value == pytest.approx(11)


def test_every_goal_has_its_figure() -> None:
    told = list(whole("home", SESSION))
    assert [one.goal for one in told if one.goal is not None] == [
        *("≤ 50", "≤ 50", "≤ 0", "≤ 1", "≤ 1", "≤ 15", "≤ 300", "≤ 5"),
    ]
    assert [one.name for one in told if one.met is False] == ["home: longest stall, a later night"]


def test_a_change_that_never_arrives_is_lost() -> None:
    gone = replace(SESSION, arrivals=SESSION.arrivals[:-2])
    assert by_name(list(whole("home", gone)))["home: the recorder's changes lost"].value == 2


def test_a_change_is_delayed_by_what_it_took_longer_than_beside_an_idle_homeiq() -> None:
    late = replace(SESSION.arrivals[250], seen=SESSION.arrivals[250].changed + 2.5)
    held = (*SESSION.arrivals[:250], late, *SESSION.arrivals[251:])
    told = by_name(list(whole("home", replace(SESSION, arrivals=held))))
    delayed = told["  delayed by the first analysis, at most"]
    assert (delayed.value, delayed.met) == (pytest.approx(1.6), False)
    assert told["  delayed by the later night, at most"].value == pytest.approx(0)
