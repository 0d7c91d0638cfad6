"""Real homes: what is learned before a day, judged by an independent script on the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
import json
import os
from pathlib import Path
import subprocess
import sys
import tempfile
from typing import Any, Final

from benchmarks.figures import Figure

FOLDER: Final = "HOMEIQ_HOMES"
ROOT: Final = Path(__file__).parents[1]
SECONDS: Final = 300  # no step takes nearly as long


@dataclass(frozen=True, slots=True)
class RealHome:
    """An event log with what its source says about it."""

    name: str
    file: str
    timezone: str
    latitude: float
    longitude: float
    split: str  # learned from what is before, judged on what is after
    domains: str  # whose changes count as acts

    @property
    def place(self) -> list[str]:
        """The options that both scripts share."""
        return [
            f"--timezone={self.timezone}",
            f"--latitude={self.latitude}",
            f"--longitude={self.longitude}",
        ]


HOMES: Final = (
    RealHome(
        "lisbon", "ha_lisbon.csv", "Europe/Lisbon", 38.7, -9.14, "2025-10-26", "light,cover,switch"
    ),
    RealHome(
        "darmstadt",
        "tracebase_darmstadt_2012a.csv",
        "Europe/Berlin",
        49.9,
        8.65,
        "2012-06-22",
        "switch,media_player,light",
    ),
)
MINIMUM_CONFIDENCES: Final = (0.6, 0.5)


def figures() -> Iterable[Figure]:
    """Yield precision and coverage of each home; with no value where the home is not there."""
    folder = os.environ.get(FOLDER)
    for home in HOMES:
        for minimum in MINIMUM_CONFIDENCES:
            names = [
                f"{home.name}, minimum confidence {minimum}: {figure}"
                for figure in ("precision", "coverage")
            ]
            if folder is None or not (events := Path(folder) / home.file).is_file():
                missing = f"no data: {FOLDER} names no folder with {home.file}"
                yield from (Figure(name, missing) for name in names)
                continue
            judged = judge(home, events, minimum)
            yield Figure(names[0], judged["precision"], f"of {judged['decided']}")
            yield Figure(names[1], judged["coverage"], f"of {judged['human_actions']} acts")


def judge(home: RealHome, events: Path, minimum: float) -> dict[str, Any]:
    """Return what the judge says of the suggestions learned before the split."""
    with tempfile.TemporaryDirectory() as folder:
        learned = Path(folder) / "suggestions.json"
        learned.write_text(
            _output(
                str(ROOT / "script" / "analyze"),
                str(events),
                *home.place,
                f"--until={home.split}",
                f"--minimum-confidence={minimum}",
                "--json",
            )
        )
        judged: dict[str, Any] = json.loads(
            _output(
                sys.executable,
                str(events.parents[1] / "judge.py"),
                str(events),
                str(learned),
                *home.place,
                f"--split={home.split}",
                f"--domains={home.domains}",
            )
        )
    judged["decided"] = judged.get("hits", 0) + judged.get("false", 0)
    return judged


def _output(*command: str) -> str:
    """Run a command and return its output; a failure ends the benchmark with what it said."""
    done = subprocess.run(  # noqa: S603  # our own scripts and the judge beside the data
        command, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout
