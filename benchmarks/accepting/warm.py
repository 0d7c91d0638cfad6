"""What the server that forks all processes imports once; see `processes`.

One start warms up what Home Assistant imports when it is needed only. All its threads have
ended afterwards: who is forked has the memory of its parent, and none of its threads.
"""

import asyncio
import logging
from pathlib import Path
from tempfile import TemporaryDirectory
import threading

from benchmarks.accepting.files import SMALL
from benchmarks.accepting.home import async_make_home, started
from benchmarks.accepting.life import SUGGESTIONS, async_accept


async def _async_once(folder: Path) -> None:
    await async_make_home(folder, SMALL["by hand"], SUGGESTIONS)
    async with started(folder, SUGGESTIONS) as hass:
        await async_accept(hass)


def warm_up() -> None:
    """Start Home Assistant once, and stop it again."""
    with TemporaryDirectory(prefix="homeiq-bench-") as folder:
        asyncio.run(_async_once(Path(folder) / "config"))
    if threading.active_count() > 1:
        raise RuntimeError(f"threads are left: {threading.enumerate()}")


# What Home Assistant logs of accidents is as it should be, and the same a thousand times.
logging.disable(logging.CRITICAL)
warm_up()
