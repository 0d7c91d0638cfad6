"""What became of accepted automations, day by day."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from custom_components.homeiq.automations.care import CareDay
from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.models import AutomationDayRow
from custom_components.homeiq.store.threads import Threads
from custom_components.homeiq.store.upsert import upsert

_ADD_RUNS: Final = upsert(AutomationDayRow, keep=("acts", "undone"), add=("runs",))
_SAVE_ACTS: Final = upsert(AutomationDayRow, keep=("runs",))


class StoredCare:
    """Days of automations for the event loop; each method is one transaction, raises StoreError.

    Who cancels one does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self, connections: Connections, threads: Threads) -> None:
        """Take where the work is done."""
        self._connections = connections
        self._threads = threads

    async def add_runs(self, days: Iterable[CareDay]) -> None:
        """Add the runs of days to those that are known."""
        await self._threads.write(self._save, _ADD_RUNS, tuple(days))

    async def save_acts(self, days: Iterable[CareDay]) -> None:
        """Keep what was done and undone on days, instead of what was told of them before."""
        await self._threads.write(self._save, _SAVE_ACTS, tuple(days))

    async def since(self, day: int) -> list[CareDay]:
        """Return all days from one on (local ordinal), by suggestion and ascending."""
        return await self._threads.read(self._since, day)

    def _save(self, statement: Any, days: tuple[CareDay, ...]) -> None:
        if days:
            with self._connections.writing() as connection:
                connection.execute(statement, [_row(day) for day in days])

    def _since(self, day: int) -> list[CareDay]:
        table = AutomationDayRow.__table__
        wanted = (
            select(table)
            .where(table.c.day >= date.fromordinal(day))
            .order_by(table.c.suggestion_id, table.c.day)
        )
        with self._connections.reading() as connection:
            return [
                CareDay(**{**row, "day": row["day"].toordinal()})
                for row in connection.execute(wanted).mappings()
            ]


def _row(day: CareDay) -> dict[str, Any]:
    # Counting may leave numpy's numbers, which the driver would keep as bytes.
    return {
        "suggestion_id": day.suggestion_id,
        "day": date.fromordinal(int(day.day)),
        "runs": int(day.runs),
        "acts": int(day.acts),
        "undone": int(day.undone),
    }
