"""Write a large home into a database of Home Assistant's recorder."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
import json
from pathlib import Path
import sqlite3
from typing import Any, Final

from homeassistant.components.recorder.db_schema import StateAttributes, StatesMeta
import numpy as np
from numpy.typing import NDArray

from benchmarks.large_home.chatter import Chatter, Rates, Vocabulary
from benchmarks.large_home.columns import Changes, Linker, StateRows
from benchmarks.large_home.home import LargeSpec, actionable
from benchmarks.large_home.hours import Hours, write_meta
from custom_components.homeiq.mining.event_log import NUMERIC
from demo.household import SimulatedHome
from demo.inventory import Entity
from demo.recorder_file import (
    INSERT_STATE,
    Context,
    attributes_of,
    contexts_of,
    insert_rows,
    new_database,
    write_events,
    write_runs,
)

LOOKS: Final = 40  # sets of attributes that an entity goes through, in which nothing else changes
_AT_REST: Final = 10  # rows that the household has of a sensor which follows nobody, at most
_DAY: Final = 86_400
_MILLISECONDS: Final = 6  # bytes of a ULID
_RANDOM: Final = 10


def write_large(home: SimulatedHome, spec: LargeSpec, path: Path, users: Sequence[str]) -> None:
    """Write the home and its chatter into a new database that Home Assistant starts on.

    `users` as in `write_recorder`. A million rows take about ten seconds, and no more memory than
    the household itself and a day of rows.
    """
    _create(home, path, users)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody else looks at it, and a broken one is written anew.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        texts, days = _days(home, spec)
        writer, hours = _Writer(home, texts, users), Hours(home.entities, texts)
        for rows in days:
            connection.executemany(INSERT_STATE, writer.rows(rows))
            hours.write(connection, rows)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")  # as the recorder does
    finally:
        connection.close()


def _create(home: SimulatedHome, path: Path, users: Sequence[str]) -> None:
    """Write all but the states."""
    with new_database(path) as connection:
        write_runs(connection, home)
        insert_rows(connection, StatesMeta, ({"entity_id": one.entity_id} for one in home.entities))
        looks = [look.encode() for one in home.entities for look in _looks(one)]
        insert_rows(
            connection,
            StateAttributes,
            (
                {
                    "hash": StateAttributes.hash_shared_attrs_bytes(look),
                    "shared_attrs": look.decode(),
                }
                for look in looks
            ),
        )
        write_events(connection, home, contexts_of(home, users))
        write_meta(connection, home.entities)


def _looks(entity: Entity) -> Iterator[str]:
    """Yield the attributes that an entity shows by turns."""
    usual = attributes_of(entity)
    for number in range(1 if entity.is_reading else LOOKS):
        yield json.dumps(usual | _changing(entity, number))


def _changing(entity: Entity, number: int) -> dict[str, Any]:
    match entity.domain:
        case "media_player":
            return {"volume_level": number / LOOKS, "media_title": f"Track {number}"}
        case "light":
            return {"brightness": 255 - 5 * number, "color_temp_kelvin": 2200 + 40 * number}
        case "climate":
            return {"current_temperature": 19 + number / 10, "temperature": 21}
        case "device_tracker":
            return {"latitude": 52.37 + number / 1000, "longitude": 4.89, "gps_accuracy": 12}
        case "sun":
            return {"elevation": number - 20.0, "azimuth": 9.0 * number, "rising": number < 20}
        case _:
            return {}


def _days(home: SimulatedHome, spec: LargeSpec) -> tuple[NDArray[np.object_], Iterator[StateRows]]:
    """Return all states there are, and the rows day by day."""
    vocabulary = Vocabulary()
    rng = np.random.default_rng([spec.seed, 4])
    people = _people(home, vocabulary)
    until = min(spec.until or home.calendar.end, home.calendar.end)
    span = (until - home.calendar.start) / _DAY
    worth = actionable(home.entities)
    chosen = np.array([one.entity_id in worth for one in home.entities])
    busy = max(0, spec.actionable - int(chosen[people.entity].sum()))
    rates = Rates(max(0, spec.rows - busy - len(people.time)) / span, busy / span)
    rows = np.bincount(people.entity, minlength=len(home.entities))
    silent = frozenset(
        one.entity_id for one, many in zip(home.entities, rows, strict=True) if many > _AT_REST
    )
    chatter = Chatter(home.entities, silent, rates, vocabulary, rng)

    def days() -> Iterator[StateRows]:
        linker = Linker(len(home.entities))
        for start, end in pairwise(home.calendar.midnights.tolist()):
            first, last = np.searchsorted(people.time, (start, end))
            own = people.where(slice(first, last))
            if start < until:
                yield linker.link(Changes.joined([own, chatter.day(start, min(end, until), rng)]))

    return vocabulary.texts, days()


def _people(home: SimulatedHome, vocabulary: Vocabulary) -> Changes:
    """Return what the household itself tells, and the state in which all else begins."""
    table = home.table
    known = np.array([vocabulary.code(text) for text in home.vocabulary], np.int32)
    text = known[table.state]
    for row in np.flatnonzero(table.state == NUMERIC).tolist():
        text[row] = vocabulary.code(f"{table.number[row]:.1f}")
    told = np.zeros(len(home.entities), np.bool_)
    told[table.entity] = True
    rest = np.flatnonzero(~told).astype(np.int32)
    begin = Changes(
        np.full(len(rest), home.calendar.start),
        rest,
        np.array([vocabulary.code(home.entities[at].rest) for at in rest.tolist()], np.int32),
        np.zeros(len(rest), np.bool_),
        np.full(len(rest), -1, np.int32),
    )
    people = Changes(
        table.time, table.entity, text, np.zeros(len(table.time), np.bool_), table.cause
    )
    return Changes.joined([begin, people])


class _Writer:
    """Turns columns into what the driver takes."""

    __slots__ = ("_contexts", "_first_look", "_random", "_readings", "_texts")

    def __init__(
        self, home: SimulatedHome, texts: NDArray[np.object_], users: Sequence[str]
    ) -> None:
        self._texts = texts
        self._contexts: tuple[Context, ...] = contexts_of(home, users)
        looks = np.array([1 if one.is_reading else LOOKS for one in home.entities])
        self._first_look = 1 + np.cumsum(looks) - looks
        self._readings = looks == 1
        self._random = np.random.default_rng(home.spec.seed + 2)

    def rows(self, rows: StateRows) -> Iterator[tuple[object, ...]]:
        """Yield rows as INSERT_STATE wants them."""
        since, before = rows.since.astype(object), rows.before.astype(object)
        since[rows.since == rows.time] = None  # as the recorder has it
        before[rows.before == 0] = None
        look = self._first_look[rows.entity]
        look = look + np.where(self._readings[rows.entity], 0, rows.number % LOOKS)
        identifiers = self._ulids(rows)
        users: list[bytes | None] = [None] * len(rows.time)
        parents: list[bytes | None] = [None] * len(rows.time)
        for row in np.flatnonzero(rows.cause >= 0).tolist():
            context = self._contexts[rows.cause[row]]
            identifiers[row], users[row], parents[row] = context.id, context.user, context.parent
        metadata = (rows.entity + 1).tolist()
        return zip(
            rows.row.tolist(),
            self._texts[rows.text].tolist(),
            since.tolist(),
            rows.time.tolist(),
            before.tolist(),
            look.tolist(),
            identifiers,
            users,
            parents,
            metadata,
            strict=True,
        )

    def _ulids(self, rows: StateRows) -> list[bytes]:
        """Return a ULID of each row."""
        many = len(rows.time)
        made = np.empty((many, _MILLISECONDS + _RANDOM), np.uint8)
        time = (rows.time * 1000).astype(">u8")
        made[:, :_MILLISECONDS] = time.view(np.uint8).reshape(many, 8)[:, 2:]
        made[:, _MILLISECONDS:] = self._random.integers(0, 256, (many, _RANDOM), np.uint8)
        whole = made.tobytes()
        return [whole[at : at + 16] for at in range(0, len(whole), 16)]
