"""What the demo prints."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from demo.household import SimulatedHome
from demo.instance import PASSWORD, USER
from demo.score import score
from demo.score_devices import is_planted

_WIDE: Final = 62  # of a title


def suggestions_table(suggestions: Sequence[Mapping[str, Any]], home: SimulatedHome) -> str:
    """Return the suggestions with their evidence, best first.

    The last column tells whether the simulation really has that habit, or has planted that
    feature or link; nothing where there is only advice about a habit.
    """
    rows: list[tuple[str, ...]] = [
        ("#", "suggestion", "sure", "right", "wrong", "missed", "days", "a week", "true")
    ]
    for number, one in enumerate(suggestions, start=1):
        evidence = one["evidence"]
        true = _is_true(one, home)
        if evidence is None or one["automation"] is None:
            rows.append((str(number), _cut(one["title"]), "", "", "", "", "", "", true))
            continue
        rows.append(
            (
                str(number),
                _cut(one["title"]),
                f"{one['confidence']:.0%}",
                *(str(evidence[name]) for name in ("right", "wrong", "missed", "days")),
                f"{evidence['saved_per_week']:.1f}",
                true,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _is_true(suggestion: Mapping[str, Any], home: SimulatedHome) -> str:
    if is_planted(suggestion, home):
        return "yes"
    if suggestion["type"] != "pattern_automation":
        return "NO"
    if suggestion["evidence"] is None or suggestion["automation"] is None:
        return ""
    return "NO" if score([suggestion["automation"]], home).invented else "yes"


def _cut(title: str) -> str:
    return title if len(title) <= _WIDE else f"{title[: _WIDE - 1]}…"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [
        cell.ljust(width) if column == 1 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def run_summary(report: Mapping[str, Any]) -> str:
    """Return one line about the run, and its reason where it has one."""
    found = report["suggestions_generated"]
    line = (
        f"Run {report['status']} in {report['duration_seconds']:.1f} s: {report['events']:,} events"
        f" of {report['days_of_history']} days, {sum(report['patterns'].values())} patterns,"
        f" {found} suggestions, {len(report['near_misses'])} near misses."
    )
    return f"{line}\n{report['reason']}" if report["reason"] else line


def login(url: str, dashboard: str) -> str:
    """Return where to look and how to log in."""
    return (
        f"\n  {url}/{dashboard}\n  user {USER}, password {PASSWORD}\n\n"
        "A simulation; it listens on this machine only. Ctrl-C ends it."
    )
