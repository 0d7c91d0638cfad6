"""What is asked of a database, kept in a file beside it for the processes that measure."""

from dataclasses import dataclass
from pathlib import Path
import pickle
from typing import Self

from benchmarks.large_home.home import actionable, relevant
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.mining.home import Home
from demo.household import SimulatedHome


@dataclass(frozen=True, slots=True)
class Asked:
    """A database, its home, and what to read of it."""

    database: Path
    home: Home
    actionable: HistoryQuery  # entities that are read whole
    relevant: HistoryQuery  # those, and the readings that people react to

    @classmethod
    def of(cls, database: Path, home: SimulatedHome) -> Self:
        """Ask for all there is."""
        start, end = home.calendar.start, home.calendar.end
        return cls(
            database,
            home.home,
            HistoryQuery(actionable(home.entities), start, end),
            HistoryQuery(relevant(home.entities), start, end),
        )

    def save(self) -> Path:
        """Keep it beside the database, and return where."""
        path = self.database.with_suffix(".pickle")
        path.write_bytes(pickle.dumps(self))
        return path

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` kept."""
        asked: Self = pickle.loads(path.read_bytes())  # noqa: S301  # the benchmark wrote it
        return asked
