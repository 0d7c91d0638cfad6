"""The configuration of a Home Assistant with a large home whose history ends now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
import shutil
from typing import Final
from zoneinfo import ZoneInfo

from benchmarks.large_home.database import write_large
from benchmarks.large_home.home import LargeSpec, large_home
from demo.config_folder import ROOT, make_config
from demo.household import SimulatedHome
from demo.instance import choose_port
from demo.spec import HouseholdSpec

DATABASE: Final = "home-assistant_v2.db"
_DAYS: Final = 30
_ACTIONABLE: Final = 0.094  # of the rows
_OURS: Final = "homeiq_bench"


def make_live(folder: Path, rows: int) -> int:
    """Write the configuration, and return the port of the loopback interface it listens on."""
    now = datetime.now(ZoneInfo(HouseholdSpec().timezone))
    spec = LargeSpec(
        days=_DAYS + 1,
        rows=rows,
        actionable=round(rows * _ACTIONABLE),
        start=now.date() - timedelta(days=_DAYS),
        until=now.timestamp(),
    )

    def write(home: SimulatedHome, path: Path, users: Sequence[str]) -> None:
        write_large(home, spec, path, users)

    port = choose_port(None)
    make_config(folder, large_home(spec), port, write)
    add_heartbeat(folder)
    return port


def add_heartbeat(folder: Path) -> None:
    """Let the benchmark's own integration feel how long the event loop is held up."""
    shutil.copytree(
        ROOT / "benchmarks" / "custom_components" / _OURS, folder / "custom_components" / _OURS
    )
    _change(folder, "homeiq_demo:\n", f"homeiq_demo:\n{_OURS}:\n")


def keep_elsewhere(folder: Path, url: str) -> None:
    """Let the recorder use another database."""
    _change(folder, "recorder:\n", f"recorder:\n  db_url: {url}\n")


def _change(folder: Path, old: str, new: str) -> None:
    path = folder / "configuration.yaml"
    text = path.read_text("utf-8")
    if old not in text:
        raise LookupError(old)
    path.write_text(text.replace(old, new), "utf-8")
