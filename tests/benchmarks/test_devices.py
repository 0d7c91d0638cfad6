"""What is told of a home of many devices, and of contexts that come slowly."""

from benchmarks.devices import COUNTED, of_home, of_waiting
from benchmarks.many_devices.slow import Waited


def took(cpu: float) -> dict[str, dict[str, object]]:
    """Return what each phase took, of which only the four together count."""
    phases = (*COUNTED, "events", "patterns")
    return {
        name: {"cpu": cpu, "wall": 2 * cpu, "megabytes": 10.0, "detail": "done"} for name in phases
    }


SEEN = {
    "runs": [took(0.9), took(0.4), took(0.3)],
    "held": {name: {"gap": 0.02 - place / 100, "used": 0.01} for place, name in enumerate(COUNTED)},
    "contexts": 0.004,
    "dump": 0.01,
    "dumped": 3_000,
}


def test_the_median_of_what_the_four_phases_took_has_the_goal() -> None:
    figures = {figure.name: figure for figure in of_home(SEEN)}
    (goal,) = (figure for figure in figures.values() if figure.goal)
    assert (goal.value, goal.goal, goal.met) == (4 * 0.4, "≤ 2", True)
    assert figures["  the first run after the start"].value == 4 * 0.9
    assert figures["  wall time"].value == 8 * 0.4
    held = figures["  longest time that the event loop was held"]
    assert (held.value, held.unit) == (20.0, "ms: capabilities, 10 ms of it CPU")


def test_contexts_may_take_twice_as_long_as_the_slowest() -> None:
    assert [next(of_waiting(Waited(each, 0.2, 5.0))).met for each in (0.39, 0.41)] == [True, False]
