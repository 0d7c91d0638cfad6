"""The rows of the recorder's tables: which are read, and how they become columns."""

from collections.abc import Iterator, Sequence
from typing import Final

from custom_components.homeiq.history.assemble import RUN_DOMAINS, RecordedEvents
from custom_components.homeiq.history.cursor import (
    Connection,
    Stop,
    fetch,
    listed,
    select,
)
from custom_components.homeiq.history.provenance import SLOW_SECONDS
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.columns import (
    CHANGED,
    FIRST,
    HAS_PARENT,
    HAS_USER,
    TEXT,
    EventColumns,
    StateColumns,
)
from custom_components.homeiq.history.recorder.packed import Layout, Whole, kept_apart
from custom_components.homeiq.history.recorder.table import SQLITE, Span, Table
from custom_components.homeiq.history.thinning import chosen, quarterings
from custom_components.homeiq.mining.asked import asked, busiest, is_reading
from custom_components.homeiq.mining.event_log import DAY_SECONDS, StateCoder
from custom_components.homeiq.mining.home import Home

type Shared = tuple[str, str, str]  # a table, its primary key, and its texts

EVENT_DATA: Final[Shared] = ("event_data", "data_id", "shared_data")
_TEXTS: Final = 500  # a statement
CALL: Final = "call_service"
_RUNS: Final = ("automation_triggered", "script_started")
_CONTEXT: Final = "context_id_bin"
_USER: Final = "context_user_id_bin"
_CHANGED: Final = "last_changed_ts IS NULL OR last_changed_ts = last_updated_ts"
_HAS_PARENT: Final = f"CASE WHEN context_parent_id_bin IS NULL THEN 0 ELSE {HAS_PARENT} END"
_HAS_USER: Final = f"CASE WHEN length({_USER}) = 16 THEN {HAS_USER} ELSE 0 END"
_FLAGS: Final = (
    f"CASE WHEN {_CHANGED} THEN {CHANGED} ELSE 0 END"
    f" + CASE WHEN old_state_id IS NULL THEN {FIRST} ELSE 0 END + {_HAS_PARENT}"
)
_DATA: Final = "CASE WHEN data_id IS NULL THEN 0 ELSE data_id END"
_EVENT_LAYOUT: Final = Layout(
    time="time_fired_ts",
    wholes=(
        Whole(_DATA, 1 << 31),
        Whole("event_type_id", 1 << 13),
        Whole(f"({_HAS_PARENT} + {_HAS_USER})", 16),
    ),
    context=_CONTEXT,
    user=_USER,
)

# States that SQLite codes itself, so that no text is made of them; the most frequent first.
_COMMON: Final = (
    *("on", "off", "unavailable", "unknown", "home", "not_home", "open", "closed"),
    *("above_horizon", "below_horizon", "idle", "playing", "paused", "heat", "cool", "auto"),
)


def read_states(
    table: Table,
    query: HistoryQuery,
    recorded: dict[int, str],
    coder: StateCoder,
    home: Home | None,
) -> StateColumns:
    """Return the state rows of the wanted entities, and of all that may run.

    Chatty sensors are thinned, and those that no detector asks for are left out.
    """
    entity_ids = query.entity_ids if home is None else asked(query.entity_ids, home)
    wanted = {at for at, entity_id in recorded.items() if entity_id in entity_ids}
    ran = {at for at, entity_id in recorded.items() if entity_id.startswith(RUN_DOMAINS)}
    columns = StateColumns(recorded, coder)
    span = table.span(query.start, query.end)
    if not wanted or span is None:
        return columns
    rates = _a_day(table, [at for at in wanted if is_reading(recorded[at], home)], span)
    often = quarterings(rates)
    if often and home is not None and entity_ids.isdisjoint(home.areas):
        kept = busiest(rates)
        wanted -= rates.keys() - kept
        often = quarterings({at: rates[at] for at in kept})
    whole = f"metadata_id IN ({listed((wanted | ran) - often.keys())})"
    found = [whole, *chosen("state_id", "metadata_id", often)]
    # A run may change attributes alone.
    changed = f"{_CHANGED} OR metadata_id IN ({listed(ran)})"
    if table.dialect == SQLITE:
        for rows in table.packed(_state_layout(coder), span, found, (changed,)):
            columns.add_packed(rows)
    else:
        row = ("last_updated_ts", "metadata_id", _FLAGS, "state", _CONTEXT, _USER)
        for chunk in table.pages(row, span, found, (changed,)):
            columns.add(chunk)
    return columns


def _state_layout(coder: StateCoder) -> Layout:
    """Return how state rows are packed: common states as their codes."""
    codes = " ".join(f"WHEN '{state}' THEN {coder.code('', state)[0]}" for state in _COMMON)
    states = ", ".join(f"'{state}'" for state in _COMMON)
    # Numbers come before letters: that one look at a reading tells that it is none of these.
    code = f"CASE WHEN state < 'A' THEN {TEXT} ELSE CASE state {codes} ELSE {TEXT} END END"
    text = kept_apart("state")
    common = f"state = 'on' OR state = 'off' OR state IN ({states})"
    return Layout(
        time="last_updated_ts",
        wholes=(
            Whole("metadata_id", 1 << 31),
            Whole(f"({_FLAGS} + {_HAS_USER})", 16),
            Whole(code, TEXT + 1),
        ),
        context=_CONTEXT,
        user=_USER,
        text=f"CASE WHEN state < 'A' THEN {text} WHEN {common} THEN NULL ELSE {text} END",
    )


def _a_day(table: Table, sensors: list[int], span: Span) -> dict[int, float]:
    """Return about how many readings sensors have a day."""
    days = max(1.0, (span.end - span.start) / DAY_SECONDS)
    found = table.estimated("metadata_id", sensors, span)
    return {at: rows / days for at, rows in found.items()}


def read_events(table: Table, query: HistoryQuery) -> RecordedEvents:
    """Return the events that tell who did something."""
    connection, stop = table.connection, table.stop
    types = event_types(connection, stop)
    columns = EventColumns()
    start = query.start - SLOW_SECONDS
    found = [f"event_type_id IN ({listed([types.get(name, -1) for name in (CALL, *_RUNS)])})"]
    if (span := table.span(start, query.end)) is not None:
        if table.dialect == SQLITE:
            for packed in table.packed(_EVENT_LAYOUT, span, found):
                columns.add_packed(packed)
        else:
            row = ("time_fired_ts", "event_type_id", "data_id", _CONTEXT, _USER, _HAS_PARENT)
            for chunk in table.pages(row, span, found):
                columns.add(chunk)
    rows = columns.in_order()
    is_call = rows["type"] == types.get(CALL, -1)
    ids = sorted(set(rows["data"].tolist()))
    texts = shared_texts(connection, EVENT_DATA, ids, stop)
    return RecordedEvents(rows[is_call], rows[~is_call], texts)


def event_types(connection: Connection, stop: Stop) -> dict[str, int]:
    """Return the ids that event rows bear, by what happened."""
    known = fetch(connection, select(("event_type", "event_type_id"), "event_types"), stop)
    return {name: at for chunk in known for name, at in chunk}


def shared_texts(
    connection: Connection, shared: Shared, ids: Sequence[int], stop: Stop
) -> Iterator[tuple[int, str | None]]:
    """Yield (id, JSON text) of texts that rows share; no text is kept here."""
    table, row, text = shared
    for at in range(0, len(ids), _TEXTS):
        where = (f"{row} IN ({listed(ids[at : at + _TEXTS])})",)
        for chunk in fetch(connection, select((row, text), table, where), stop):
            yield from ((found, told) for found, told in chunk)
