"""Rows that SQLite packs into one value, so that Python makes objects of none.

A row that is fetched costs a tuple and an object for each of its columns, which takes longer than
finding the row, and which the event loop's garbage collections go through. Here SQLite writes
rows as records of one width into a single value, and numpy takes that apart; the interpreter is
free meanwhile.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.keys import Keys
from custom_components.homeiq.mining.event_log import Floats

_BASE: Final = 10**15  # is added to each number, so that all have sixteen digits
_RECORD: Final = np.dtype([("digits", "<u8", 4), ("key", ">u8")])
_NO_KEY: Final = "X'0000000000000000'"
_SECOND: Final = 1_000_000  # microseconds: what times are kept to
_BETWEEN: Final = "char(31)"  # comes between texts
_BETWEEN_BYTES: Final = b"\x1f"


@dataclass(frozen=True, slots=True)
class Whole:
    """A column of whole numbers."""

    sql: str
    below: int  # all are from 0 to less than this


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of rows; the last two are shorter, for they are only of rows that have them."""

    time: Floats
    wholes: list[NDArray[np.int64]]
    context: Keys
    user: Keys
    text: list[bytes]  # UTF-8


@dataclass(frozen=True, slots=True)
class Layout:
    """What is packed of a row, as SQL.

    The product of the bounds of `wholes`, which tell whether there is a user and a text, is at
    most 10**15. Of ids the random half is kept; one that has no 16 bytes is none.
    """

    time: str  # UTC seconds since the epoch, not before it
    wholes: tuple[Whole, ...]
    context: str
    user: str
    text: str = "NULL"  # made by `kept_apart`, or NULL

    @property
    def columns(self) -> tuple[str, ...]:
        """What is to be selected: the records, users and texts of all rows, in a value each."""
        time = f"CAST({self.time} * {_SECOND} + 0.5 AS INTEGER)"
        whole = self.wholes[0].sql
        for one in self.wholes[1:]:
            whole = f"({whole}) * {one.below} + {one.sql}"
        context = f"ifnull({_half(self.context)}, {_NO_KEY})"
        record = f"({_BASE} + {time}) || ({_BASE} + {whole}) || {context}"
        return (
            f"CAST(group_concat({record}, '') AS BLOB)",
            f"CAST(group_concat({_half(self.user)}, '') AS BLOB)",
            f"CAST(group_concat({self.text}, {_BETWEEN}) AS BLOB)",
        )

    def unpack(self, records: bytes | None, users: bytes | None, texts: bytes | None) -> Columns:
        """Take apart what was selected. Raises HistoryError where these are no records."""
        if len(records or b"") % _RECORD.itemsize:
            raise HistoryError("the recorder's database holds rows that cannot be read")
        rows = np.frombuffer(records or b"", _RECORD)
        digits = _numbers(rows["digits"])
        rest = digits[:, 1]
        wholes = []
        for one in reversed(self.wholes):
            above = rest // one.below
            wholes.append(rest - above * one.below)
            rest = above
        return Columns(
            digits[:, 0] / _SECOND,
            wholes[::-1],
            rows["key"].astype(np.uint64),
            np.frombuffer(users or b"", ">u8").astype(np.uint64),
            [] if texts is None else texts.split(_BETWEEN_BYTES),
        )


def kept_apart(sql: str) -> str:
    """Return SQL for a text that is without what comes between texts; none is empty."""
    return f"replace(ifnull({sql}, ''), {_BETWEEN}, ' ')"


def _half(sql: str) -> str:
    """Return SQL for the random half of an id."""
    return f"CASE WHEN length({sql}) = 16 THEN substr({sql}, 9) END"


def _numbers(eights: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the numbers of sixteen digits, each two times eight characters, less _BASE.

    Eight digits at once: neighbours become pairs, then fours, then all eight.
    """
    number = (eights & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8
    number = (number & 0x00FF00FF00FF00FF) * 6553601 >> 16
    number = (number & 0x0000FFFF0000FFFF) * 42949672960001 >> 32
    return (number[:, ::2] * 10**8 + number[:, 1::2]).astype(np.int64) - _BASE
