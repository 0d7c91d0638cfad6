"""Read from the recorder's database how features of entities were used.

All is bounded, for a home may have a chatty device, and what Python makes of rows is gone through
by the event loop's garbage collections. What is used is counted day by day and kept, so that a
read which does not reach far back costs little.

Home Assistant lets nothing be recorded of what lights show, neither brightness nor colour: that
one was dimmed is told by calls alone, and not at all where its own remote did it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from custom_components.homeiq.history.attribute_sets import AttributeSets, attribute_set
from custom_components.homeiq.history.cursor import Connection, Stop, listed, never
from custom_components.homeiq.history.errors import unreadable
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.newest import Newest, Rows, Wholes
from custom_components.homeiq.history.provenance import TRIED_BYTES
from custom_components.homeiq.history.recorder.database import EVENTS, STATES, recorded_entities
from custom_components.homeiq.history.recorder.packed import Columns, Layout, Whole, kept_apart
from custom_components.homeiq.history.recorder.rows import (
    CALL,
    EVENT_DATA,
    Shared,
    event_types,
    shared_texts,
)
from custom_components.homeiq.history.recorder.table import SQLITE, Table
from custom_components.homeiq.history.service_calls import called
from custom_components.homeiq.mining.shown import Call, FeatureHistory, Shown

STATE: Final = "state"  # the attribute as which a state is told
MOST_ROWS: Final = 500_000  # a lively home's eighty days, in 20 bytes each
MOST_SETS: Final = 50_000  # as the recorder keeps them: to read one takes some 10 µs
MOST_STATES: Final = 100_000  # texts
MOST_CALLS: Final = 20_000
MOST_DATA: Final = 20_000  # different data of calls
LONGEST_DATA: Final = 4_000  # characters; more is a message or a picture
PUBLISH: Final = "mqtt.publish"  # how what has no entity is set

_ATTRIBUTES: Final[Shared] = ("state_attributes", "attributes_id", "shared_attrs")
_METADATA_IDS: Final = 1 << 17  # what fits a packed row; hardly a home has had as many entities
_ATTRIBUTES_IDS: Final = 1 << 32
_STATE_BITS: Final = 20  # of what is shown: the rest is an id of attributes
_UNKNOWN: Final = -1
_POSTGRESQL: Final = "postgresql"
_MARKED_FROM: Final = 7  # counted from 1: the byte of a context's id that comes after its time
_KNOWN: Final = "state NOT IN ('unavailable', 'unknown')"


def read_features(
    connection: Connection,
    query: FeatureQuery,
    *,
    dialect: str,
    errors: type[Exception],
    should_stop: Stop = never,
) -> FeatureHistory:
    """Read from a driver's connection to a recorder's database; blocks.

    What HomeIQ has tried itself, and what entities showed of that, is left out: nobody used it.
    What an entity showed is told as changes of the attributes in question, which are few among
    the rows. Where there are more than MOST_ROWS changes, or MOST_SETS of attributes to be read,
    each entity has the same room, and of those that need more the oldest changes go: such an
    entity is known since a later moment, and nothing of it is missing from then on. Only a state
    that comes after MOST_STATES different ones is not told at all. Of calls the newest are told.
    Rows whose attributes are lost or cannot be read are left out.

    Raises HistoryError where the database cannot be read and MiningStoppedError when
    `should_stop` answers True.
    """
    try:
        states, events = (
            Table(connection, dialect, should_stop, *names) for names in (STATES, EVENTS)
        )
        return FeatureHistory(_shown(states, query), _calls(events, query))
    except errors as error:
        raise unreadable(error) from error


def _shown(table: Table, query: FeatureQuery) -> Shown:
    wanted = query.showing | query.stated
    known = recorded_entities(table.connection).items()
    recorded = {at: entity_id for at, entity_id in known if entity_id in wanted}
    reading = _Reading(recorded, query)
    span = table.span(query.start, query.end) if recorded else None
    if span is not None:
        found = [f"metadata_id IN ({listed(recorded)})"]
        where = (
            _KNOWN,
            not_tried(table.dialect),
            f"attributes_id IS NOT NULL OR metadata_id IN ({listed(reading.bare)})",
        )
        if table.dialect == SQLITE and max(recorded) < _METADATA_IDS:
            for rows in table.packed(reading.layout(), span, found, where):
                reading.add_packed(rows)
        else:
            for chunk in table.pages(reading.columns(), span, found, where):
                reading.add(chunk)
    return reading.shown(table)


class _Reading:
    """Takes state rows, and puts together what was shown."""

    __slots__ = ("_metadata", "_names", "_newest", "_recorded", "_stated", "_states", "bare")

    def __init__(self, recorded: Mapping[int, str], query: FeatureQuery) -> None:
        """Take the entity ids by the ids that rows bear."""
        self._recorded = recorded
        self._names = sorted(query.attributes)
        self._metadata = np.array(sorted(recorded), np.int64)
        self._stated = [at for at, one in recorded.items() if one in query.stated]
        self.bare = [at for at in self._stated if recorded[at] not in query.showing]
        self._states: dict[str | bytes, int] = {}
        self._newest = Newest(MOST_ROWS, changes=True)

    def columns(self) -> tuple[str, ...]:
        """Return what is selected: time, entity, attributes, and the state where it counts."""
        state = self._of_stated("state")
        return ("last_updated_ts", "metadata_id", self._attributes(), state)

    def layout(self) -> Layout:
        """Return how the same is packed."""
        return Layout(
            time="last_updated_ts",
            wholes=(
                Whole(self._attributes(), _ATTRIBUTES_IDS),
                Whole("metadata_id", _METADATA_IDS),
            ),
            context="NULL",
            user="NULL",
            text=self._of_stated(kept_apart("state")),
        )

    def _attributes(self) -> str:
        return f"CASE WHEN metadata_id IN ({listed(self.bare)}) THEN 0 ELSE attributes_id END"

    def _of_stated(self, sql: str) -> str:
        return f"CASE WHEN metadata_id IN ({listed(self._stated)}) THEN {sql} END"

    def add_packed(self, rows: Columns) -> None:
        """Add rows that came in the layout."""
        attributes, metadata = rows.wholes
        state = np.zeros(len(metadata), np.int64)
        told = np.isin(metadata, self._stated)
        state[told] = [self._coded(text) for text in rows.text]
        self._take(rows.time, metadata, attributes, state)

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows that came as a driver gives them, with their ids."""
        _, time, metadata, attributes, state = zip(*rows, strict=True)
        codes = [0 if text is None else self._coded(text) for text in state]
        self._take(*(np.array(one) for one in (time, metadata, attributes, codes)))

    def _coded(self, text: str | bytes) -> int:
        """Return the number of a state, from 1 on."""
        if (code := self._states.get(text)) is None:
            if len(self._states) == MOST_STATES:
                return _UNKNOWN
            code = self._states[text] = len(self._states) + 1
        return code

    def _take(self, time: Any, metadata: Any, attributes: Any, state: Any) -> None:
        whose = np.searchsorted(self._metadata, metadata).astype(np.int32)
        rows = Rows(time, whose, attributes << _STATE_BITS | state)
        self._newest.add(rows if state.min(initial=0) >= 0 else rows.where(state >= 0))

    def shown(self, table: Table) -> Shown:
        """Return the changes of what was shown; the table's database has the attributes."""
        rows = self._newest.told(MOST_SETS)
        whats, place = np.unique(rows.what, return_inverse=True)
        sets = AttributeSets()
        code = self._sets(table, whats, sets)[place]
        # Sets that differ in nothing of interest are one.
        rows = Rows(rows.time, rows.whose, code).where(code != _UNKNOWN).changes().in_order()
        entities, entity = np.unique(rows.whose, return_inverse=True)
        return Shown(
            time=rows.time,
            entity=entity.astype(np.int32),
            shown=rows.what.astype(np.int32),
            entities=tuple(self._recorded[at] for at in self._metadata[entities].tolist()),
            sets=sets.all(),
        )

    def _sets(self, table: Table, whats: Wholes, sets: AttributeSets) -> Wholes:
        """Return the number of the set that each of these is; _UNKNOWN where nothing tells."""
        ids = np.unique(whats >> _STATE_BITS).tolist()
        read = AttributeSets()
        known = {0: read.code({})}
        for at, text in shared_texts(table.connection, _ATTRIBUTES, ids, table.stop):
            attributes = attribute_set(text, self._names)
            known[at] = _UNKNOWN if attributes is None else read.code(attributes)
        states = {code: text for text, code in self._states.items()}
        codes: list[int] = []
        told: dict[tuple[int, int], int] = {}
        for what in whats.tolist():
            plain = known.get(what >> _STATE_BITS, _UNKNOWN)
            which = plain, what & ((1 << _STATE_BITS) - 1)
            if plain != _UNKNOWN and which not in told:
                told[which] = sets.code(_with_state(read[plain], states.get(which[1])))
            codes.append(told.get(which, _UNKNOWN))
        return np.array(codes, np.int64)


def _with_state(shown: Mapping[str, object], state: str | bytes | None) -> Mapping[str, object]:
    if state is None:
        return shown
    return {**shown, STATE: state if isinstance(state, str) else state.decode(errors="replace")}


def _calls(table: Table, query: FeatureQuery) -> tuple[Call, ...]:
    """Return the actions on entities of the domains in question, and messages that were sent."""
    connection, stop = table.connection, table.stop
    kind = event_types(connection, stop).get(CALL)
    span = table.span(query.start, query.end) if kind is not None else None
    if span is None:
        return ()
    newest = Newest(MOST_ROWS, changes=False)
    found = [f"event_type_id = {kind}"]
    where = ("data_id IS NOT NULL", not_tried(table.dialect))
    if table.dialect == SQLITE:
        layout = Layout("time_fired_ts", (Whole("data_id", _ATTRIBUTES_IDS),), "NULL", "NULL")
        for packed in table.packed(layout, span, found, where):
            newest.add(_of_nobody(packed.time, packed.wholes[0]))
    else:
        for chunk in table.pages(("time_fired_ts", "data_id"), span, found, where):
            _, time, data = zip(*chunk, strict=True)
            newest.add(_of_nobody(time, data))
    rows = newest.told(MOST_DATA)
    performed: dict[int, tuple[str, Mapping[str, object]]] = {}
    domains = query.domains
    ids = np.unique(rows.what).tolist()
    for at, text in shared_texts(connection, EVENT_DATA, ids, stop):
        call = called(text) if len(text or "") <= LONGEST_DATA else None
        if call and (call[0] == PUBLISH or call[0].partition(".")[0] in domains):
            performed[at] = call
    last = rows.where(np.flatnonzero(np.isin(rows.what, list(performed)))[-MOST_CALLS:])
    return tuple(
        Call(time, *performed[data])
        for time, data in zip(last.time.tolist(), last.what.tolist(), strict=True)
    )


def not_tried(dialect: str) -> str:
    """Return the condition, in the SQL of a dialect, that a row tells of no try of ours."""
    mark = TRIED_BYTES.hex()
    literal = f"'\\x{mark}'" if dialect == _POSTGRESQL else f"X'{mark}'"
    marked = f"substr(context_id_bin, {_MARKED_FROM}, {len(TRIED_BYTES)}) = {literal}"
    return f"(context_id_bin IS NULL OR NOT {marked})"


def _of_nobody(time: Any, data: Any) -> Rows:
    return Rows(np.array(time), np.zeros(len(time), np.int32), np.array(data, np.int64))
