"""See when each change of the benchmark's counter is in the recorder's database.

A process of its own, which ends when its standard input does, and then prints what it saw.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
import json
from pathlib import Path
from select import select
import subprocess
import sys
from time import time
from typing import Final

from sqlalchemy import create_engine, text

ROOT: Final = Path(__file__).parents[2]  # not imported: that would take a second
COUNTER: Final = "sensor.homeiq_bench_counter"
_READY: Final = "ready\n"
_PAUSE_SECONDS: Final = 0.02
_FROM: Final = (
    "FROM states JOIN states_meta meta ON meta.metadata_id = states.metadata_id"
    f" WHERE meta.entity_id = '{COUNTER}'"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A change, and when it was first seen in the database (UTC seconds)."""

    number: int
    changed: float
    seen: float

    @property
    def lag(self) -> float:
        """Seconds."""
        return self.seen - self.changed


class Watch:
    """The process, while it looks."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take it as it was started."""
        self._process = process

    def end(self) -> Sequence[Arrival]:
        """End it, and return all that arrived meanwhile."""
        told, _ = self._process.communicate(timeout=30)
        if self._process.returncode:
            raise RuntimeError("the watch over the database broke off")
        return [Arrival(*one) for one in json.loads(told)]


@contextmanager
def watching(url: str) -> Iterator[Watch]:
    """Watch a database until the end of the block."""
    command = (sys.executable, "-m", "benchmarks.live.watch", url)
    with subprocess.Popen(  # noqa: S603  # our own
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            _wait(process)
            yield Watch(process)
        finally:
            process.kill()


def _wait(process: subprocess.Popen[str]) -> None:
    """Return when it looks."""
    if process.stdout is None or process.stdout.readline() != _READY:
        raise RuntimeError("the watch over the database did not begin")


def main(url: str) -> None:
    """Print the (number, changed, seen) of each row that was not there before."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    arrivals = []
    with engine.connect() as connection:
        last = connection.scalar(text(f"SELECT MAX(states.last_updated_ts) {_FROM}")) or 0.0
        statement = text(
            f"SELECT states.state, states.last_updated_ts {_FROM}"
            " AND states.last_updated_ts > :last ORDER BY states.last_updated_ts"
        )
        print(_READY, end="", flush=True)
        while not select([sys.stdin], [], [], _PAUSE_SECONDS)[0]:
            rows = connection.execute(statement, {"last": last}).fetchall()
            seen = time()
            for state, changed in rows:
                arrivals.append((int(state), changed, seen))
                last = changed
    print(json.dumps(arrivals))


if __name__ == "__main__":
    main(sys.argv[1])
