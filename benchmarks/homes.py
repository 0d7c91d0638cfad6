"""Real homes: what is learned before a day, judged by an independent script on the rest."""

from collections.abc import Iterator
import json
from pathlib import Path
import sys
import tempfile
from typing import Any, Final

from benchmarks.figures import Figure, at_least
from benchmarks.real_home import HOMES, RealHome, output

# At the default options; the goal of each home is (precision, coverage).
GOALS: Final = {"lisbon": (0.85, 0.12), "darmstadt": (0.95, 0.14)}
BOLD: Final = "--minimum-confidence=0.5"


def figures() -> Iterator[Figure]:
    """Yield precision and coverage of each home; with no value where the home is not there."""
    for home in HOMES:
        names = [f"{home.name}: {figure}" for figure in ("precision", "coverage")]
        bold_names = [f"  {name}, minimum confidence 0.5" for name in names]
        events = home.events()
        if events is None:
            yield from (Figure(name, home.missing()) for name in (*names, *bold_names))
            continue
        goals = GOALS[home.name]
        for name, goal, (value, unit) in zip(names, goals, judged(home, events), strict=True):
            yield at_least(name, value, goal, unit)
        for name, (value, unit) in zip(bold_names, judged(home, events, BOLD), strict=True):
            yield Figure(name, value, unit)


def judged(home: RealHome, events: Path, *options: str) -> list[tuple[float | None, str]]:
    """Return precision and coverage of the suggestions that are learned before the split."""
    told = _judge(home, events, home.learn(events, home.split, *options))
    decided = told.get("hits", 0) + told.get("false", 0)
    acts = told["human_actions"]
    unit = f"of {decided}, {told['automations']} suggestions"
    return [(told["precision"], unit), (told["coverage"], f"of {acts} acts")]


def _judge(home: RealHome, events: Path, learned: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "suggestions.json"
        file.write_text(json.dumps(learned))
        told: dict[str, Any] = json.loads(
            output(
                sys.executable,
                str(events.parents[1] / "judge.py"),
                str(events),
                str(file),
                *home.place,
                f"--split={home.split}",
                f"--domains={home.domains}",
            )
        )
    return told
