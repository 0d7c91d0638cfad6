"""Figures beside their goals, as a table or as JSON."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `met` is None where there is no goal or nothing to measure it on."""

    name: str
    value: float | str | None
    unit: str = ""
    goal: str | None = None
    met: bool | None = None


def at_most(name: str, value: float | None, goal: float, unit: str = "") -> Figure:
    """Return a figure whose goal is an upper limit; None where there was nothing to measure."""
    return Figure(name, value, unit, f"≤ {goal:g}", None if value is None else value <= goal)


def at_least(name: str, value: float | None, goal: float, unit: str = "") -> Figure:
    """Return a figure whose goal is a lower limit; None where there was nothing to measure."""
    return Figure(name, value, unit, f"≥ {goal:g}", None if value is None else value >= goal)


type Bench = Callable[[], Iterable[Figure]]


def as_object(bench: str, figures: Iterable[Figure]) -> dict[str, object]:
    """Return what `--json` prints."""
    return {"bench": bench, "figures": [asdict(figure) for figure in figures]}


def as_table(figures: Iterable[Figure]) -> str:
    """Return an aligned table of name, value, goal and whether it is met."""
    rows = [("figure", "value", "goal", "met")]
    marks = {True: "yes", False: "NO", None: "-"}
    for figure in figures:
        # With its zeros, so that a share of one does not read as a count: "1.000 of 100".
        exact = f"{figure.value:#.4g}".rstrip(".") if isinstance(figure.value, float) else None
        value = exact or ("-" if figure.value is None else str(figure.value))
        rows.append(
            (figure.name, f"{value} {figure.unit}".strip(), figure.goal or "", marks[figure.met])
        )
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
