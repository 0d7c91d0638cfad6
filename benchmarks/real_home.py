"""Real homes: event logs with what their source says about them."""

from dataclasses import dataclass
from functools import cached_property
import json
import os
from pathlib import Path
import subprocess
from typing import Any, Final
from zoneinfo import ZoneInfo

from custom_components.homeiq.mining.home import Home

FOLDER: Final = "HOMEIQ_HOMES"
ROOT: Final = Path(__file__).parents[1]
SECONDS: Final = 300  # no step takes nearly as long


@dataclass(frozen=True)
class RealHome:
    """An event log with what its source says about it."""

    name: str
    file: str
    timezone: str
    latitude: float
    longitude: float
    split: str  # learned from what is before, judged on what is after
    domains: str  # whose changes count as acts
    rolling: tuple[str, ...]  # further splits, each judged on the week after

    @property
    def place(self) -> list[str]:
        """The options that script/analyze and the judge share."""
        return [
            f"--timezone={self.timezone}",
            f"--latitude={self.latitude}",
            f"--longitude={self.longitude}",
        ]

    @cached_property
    def home(self) -> Home:
        """What mining knows of it."""
        return Home(ZoneInfo(self.timezone), self.latitude, self.longitude)

    def events(self) -> Path | None:
        """Return where its log is, None where the machine has none."""
        folder = os.environ.get(FOLDER)
        path = None if folder is None else Path(folder) / self.file
        return path if path is not None and path.is_file() else None

    def missing(self) -> str:
        """Return why nothing can be measured where its log is not there."""
        return f"no data: {FOLDER} names no folder with {self.file}"

    def learn(self, events: Path, until: str, *options: str) -> dict[str, Any]:
        """Return what script/analyze prints of what is before a day."""
        command = str(ROOT / "script" / "analyze"), str(events), *self.place
        learned: dict[str, Any] = json.loads(
            output(*command, f"--until={until}", "--json", *options)
        )
        return learned


# From a week of learning days on, and where there are as many weeks, no day is judged twice.
HOMES: Final = (
    RealHome(
        "lisbon",
        "ha_lisbon.csv",
        "Europe/Lisbon",
        38.7,
        -9.14,
        "2025-10-26",
        "light,cover,switch",
        ("2025-10-20", "2025-10-22", "2025-10-24", "2025-10-26"),
    ),
    RealHome(
        "darmstadt",
        "tracebase_darmstadt_2012a.csv",
        "Europe/Berlin",
        49.9,
        8.65,
        "2012-06-22",
        "switch,media_player,light",
        (
            "2012-05-28",
            "2012-06-04",
            "2012-06-11",
            "2012-06-18",
            "2012-06-25",
            "2012-07-02",
        ),
    ),
)


def output(*command: str) -> str:
    """Run a command and return its output; a failure ends the benchmark with what it said."""
    done = subprocess.run(  # noqa: S603  # our own scripts and the judge beside the data
        command, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout
