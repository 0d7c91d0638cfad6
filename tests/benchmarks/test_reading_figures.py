"""What was measured is told beside its goals."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import Figure
from benchmarks.reading import figures

OURS = {"whole": [1.0, 2.0], "reading": [0.5, 1.0], "decoding": [0.4, 0.8],
        "ordering": [0.1, 0.2], "events": 1_000}  # fmt: skip
SEEN: dict[str, Any] = {
    "rows": 900,
    "ours": OURS,
    "row_order": [3.0, 2.0],
    "index": [1.25, 4.0],
    "is_cold": False,
}
NOTHING = {**SEEN, "ours": dict.fromkeys(OURS, ()), "row_order": [], "index": []}
NIGHTS = {"first": 9.0, "night": [0.5, 0.4], "reading": [0.1, 0.2], "ordering": [0.1, 0.1],
          "whole": [5.0, 4.0], "events": 1_000, "kilobytes": 2_000}  # fmt: skip
HALF_YEAR = {"archive": [0.6, 0.5], "scan": [1.0, 2.0], "events": 1_000, "rows": 900,
             "kilobytes": 3_000}  # fmt: skip


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, ...], Any]:
    """Return what is to be measured, by the beginning of what is asked, which may be changed."""
    told: dict[tuple[str, ...], Any] = {
        ("once", "usual", "actionable", "warm"): SEEN,
        ("once", "usual", "actionable", "cold"): SEEN,
        ("once", "usual", "actionable", "memory"): 40.0,
        ("once", "usual", "actionable", "scan-memory"): 90.0,
        ("once", "usual", "relevant", "warm"): SEEN,
        ("once", "usual", "relevant", "memory"): 120.0,
        ("once", "longer", "relevant", "ours"): OURS | {"whole": [7.0, 8.0]},
        ("nights", "usual"): NIGHTS,
        ("half_year", "longer"): HALF_YEAR,
    }

    def answer(module: str, file: Path, *arguments: object) -> Any:
        asked = (module, str(file), *map(str, arguments))
        return told[asked[:-1]]

    monkeypatch.setattr(figures, "_measured", answer)
    return told


def with_goals(told: list[Figure]) -> list[tuple[float, bool | None]]:
    return [(one.value, one.met) for one in told if one.goal is not None]


@pytest.mark.usefixtures("measured")
def test_reading_is_judged_by_the_quicker_scan() -> None:
    told = list(figures.reading(Path("usual"), Path("longer")))
    assert with_goals(told) == [(0.8, True), (0.8, True), (40.0, True), (7.0, False)]
    assert any(one.value == 0.8 and one.goal is None for one in told)  # with readings


def test_what_cannot_be_read_cold_misses_no_goal(measured: dict[tuple[str, ...], Any]) -> None:
    measured["once", "usual", "actionable", "cold"] = NOTHING
    told = list(figures.reading(Path("usual"), Path("longer")))
    cold = next(one for one in told if "cold" in one.name)
    assert (cold.value, cold.goal, cold.met) == (None, "≤ 1", None)


@pytest.mark.usefixtures("measured")
def test_an_archive_is_judged_by_what_it_spares() -> None:
    told = list(figures.archived(Path("usual"), Path("longer")))
    assert with_goals(told) == [(0.1, True), (0.45, True)]
    rest = next(one for one in told if "from the archive" in one.name)
    assert rest.value == pytest.approx(0.1)
