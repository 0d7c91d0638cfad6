"""What words of language models cost, month by month."""

import asyncio
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, func, select

from custom_components.homeiq.report import Tokens
from custom_components.homeiq.store.connections import Connections
from custom_components.homeiq.store.models import SpendingRow
from custom_components.homeiq.store.threads import Threads
from custom_components.homeiq.store.upsert import upsert
from custom_components.homeiq.suggestions.spending import Bill, Till

_ADD: Final = upsert(SpendingRow, add=("input", "output", "cached", "cost_usd"))


def add_bills(connection: Connection, month: str, bills: Mapping[str, Bill]) -> None:
    """Add what models were asked, by their names, to what a month has had."""
    rows = [
        {
            "month": month,
            "model": model,
            "input": bill.tokens.input,
            "output": bill.tokens.output,
            "cached": bill.tokens.cached,
            "cost_usd": bill.cost_usd,
        }
        for model, bill in bills.items()
    ]
    if rows:
        connection.execute(_ADD, rows)


def bill_of(connection: Connection, month: str) -> Bill:
    """Return what all models were asked in a month."""
    columns = (SpendingRow.input, SpendingRow.output, SpendingRow.cached, SpendingRow.cost_usd)
    sums = select(*(func.coalesce(func.sum(column), 0) for column in columns))
    row = connection.execute(sums.where(SpendingRow.month == month)).one()
    return Bill(Tokens(row[0], row[1], row[2]), float(row[3]))


class StoredSpending:
    """What words cost for the event loop; each method is one transaction, raises StoreError.

    Who cancels one does not cancel the work: what has begun is finished, or rolled back.
    """

    def __init__(self, connections: Connections, threads: Threads) -> None:
        """Take where the work is done."""
        self._connections = connections
        self._threads = threads
        self._tills: dict[str, Till] = {}  # by month, of those who pay at present
        self._opening = asyncio.Lock()

    async def add(self, month: str, bills: Mapping[str, Bill]) -> None:
        """Add what models were asked, by their names, to what a month (2026-10) has had."""
        await self._threads.write(self._add, month, dict(bills))

    async def of(self, month: str) -> Bill:
        """Return what all models were asked in a month."""
        return await self._threads.read(self._of, month)

    async def take(self, month: str) -> Till:
        """Return what a month has cost, for one who pays; `leave` has to follow."""
        async with self._opening:
            till = self._tills.get(month)
            if till is None:
                till = self._tills[month] = Till((await self.of(month)).cost_usd)
            till.users += 1
            return till

    def leave(self, month: str) -> None:
        """Pay nothing more; what it has cost is read anew where nobody else does."""
        till = self._tills[month]
        till.users -= 1
        if not till.users:
            del self._tills[month]

    def _add(self, month: str, bills: Mapping[str, Bill]) -> None:
        with self._connections.writing() as connection:
            add_bills(connection, month, bills)

    def _of(self, month: str) -> Bill:
        with self._connections.reading() as connection:
            return bill_of(connection, month)
