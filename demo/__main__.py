"""Run a real Home Assistant with HomeIQ on 30 days of a simulated household."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
import fcntl
from pathlib import Path
import shutil
import signal
import sys
from typing import Final
from zoneinfo import ZoneInfo

from demo.config_folder import DASHBOARD, ROOT, make_config
from demo.household import SimulatedHome, simulate
from demo.instance import DemoError, choose_port, started
from demo.kinds import OF_FOUR_WEEKS
from demo.printed import login, run_summary, suggestions_table
from demo.spec import HouseholdSpec

DAYS: Final = 30
FOLDER: Final = ROOT / ".demo"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 0 where suggestions were found."""
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the table")
    parser.add_argument("--port", type=int, help="of 127.0.0.1; a free one unless given")
    parser.add_argument("--seed", type=int, default=1, help="of the household (default: 1)")
    chosen = parser.parse_args(arguments)
    FOLDER.mkdir(exist_ok=True)
    try:
        return asyncio.run(_until_told(chosen.seed, chosen.port, once=chosen.once))
    except DemoError as error:
        print(f"error: {error}", file=sys.stderr)
    except asyncio.CancelledError:
        print("Ended.", file=sys.stderr)
        return int(chosen.once)  # without the table, unless that was there already
    return 1


async def _until_told(seed: int, port: int | None, *, once: bool) -> int:
    """Run the demo until Ctrl-C, or a service manager's word, ends it in good order."""
    task = asyncio.create_task(demo(FOLDER, seed, port, once=once))
    for told in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(told, task.cancel)
    return await task


async def demo(folder: Path, seed: int, port: int | None, *, once: bool) -> int:
    """Run it all in an existing folder; raises DemoError where it cannot go on."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError(f"another demo runs in {folder}; end it first") from None
        free = choose_port(port)
        _say(f"Simulating {DAYS} days of a household")
        home = simulate(spec_until(datetime.now(ZoneInfo(HouseholdSpec().timezone)), seed))
        config = folder / "config"
        shutil.rmtree(config, ignore_errors=True)
        _say(f"Writing {len(home.table.time):,} state changes into a recorder database")
        make_config(config, home, free)
        _say("Starting Home Assistant")
        return await _show(config, home, free, once=once)


def spec_until(now: datetime, seed: int) -> HouseholdSpec:
    """Return the household whose history of full days ends now."""
    start = now.date() - timedelta(days=DAYS)
    return HouseholdSpec(
        seed=seed, days=DAYS + 1, start=start, until=now.timestamp(), kinds=OF_FOUR_WEEKS
    )


async def _show(config: Path, home: SimulatedHome, port: int, *, once: bool) -> int:
    async with started(config, port) as instance:
        _say("Adding HomeIQ and running its analysis")
        await instance.add_homeiq()
        report = await instance.action("homeiq.run_analysis")
        suggestions = (await instance.action("homeiq.get_suggestions"))["suggestions"]
        print(run_summary(report))
        if suggestions:
            print(f"\n{suggestions_table(suggestions, home)}")
        if not once:
            print(login(instance.url, DASHBOARD), flush=True)
            await instance.process.wait()
            instance.alive()
        return 0 if suggestions else 1


def _say(what: str) -> None:
    print(f"==> {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
