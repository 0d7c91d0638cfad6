"""The archive's days in a real database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import re
import signal
import sqlite3
import subprocess
import sys
from threading import Event, Thread
import tracemalloc
from typing import Any

from hypothesis import given, strategies as st
import numpy as np
import pytest
from sqlalchemy import text, update

from custom_components.homeiq.history.archive import Block, Bounds, Day
from custom_components.homeiq.history.blocks import decode
from custom_components.homeiq.mining.event_log import RESERVED_STATES
from custom_components.homeiq.store.archive_entities import AWAY
from custom_components.homeiq.store.database import PRAGMAS
from custom_components.homeiq.store.day_blocks import MEGABYTE, DayBlocks
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.models import DayBlockRow
from custom_components.homeiq.store.repository import Repository
from tests.mining.build import quick
from tests.store.make import DAY, FAN, LAMP, NOW, SENSOR, a_block, a_busy_day, told

ALL = (LAMP, FAN, SENSOR)
FIRST = a_block(DAY, (5.0, LAMP, "on"), (6.5, SENSOR, "21.5"), (7.0, FAN, "high"))
SECOND = a_block(DAY + 1, (1.0, LAMP, "off"))
BUSY = tuple(f"light.lamp_{number}" for number in range(300))


@pytest.fixture
def blocks(repository: Repository) -> DayBlocks:
    return DayBlocks(repository)


def _events(
    blocks: DayBlocks, entities: tuple[str, ...] = ALL, day: int = DAY
) -> list[tuple[float, str, str]]:
    loaded = blocks.load(day, day + 1, entities)
    assert loaded.damaged == ()
    return told(loaded.raw, day)


def _days(blocks: DayBlocks) -> list[int]:
    return [day.number for day in blocks.days()]


def _rows(blocks: DayBlocks, query: str) -> list[tuple[Any, ...]]:
    with blocks._database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def _change(blocks: DayBlocks, number: int, **values: object) -> None:
    with blocks._database.writing() as connection:
        connection.execute(update(DayBlockRow).where(DayBlockRow.day == number).values(values))


# What is kept


def test_days_come_back_in_order_of_time(blocks: DayBlocks) -> None:
    blocks.save([SECOND, FIRST], ALL)
    raw = blocks.load(DAY, DAY + 1, ALL).raw
    assert told(raw) == [
        (5.0, LAMP, "on"),
        (6.5, SENSOR, "#"),
        (7.0, FAN, "high"),
        (86_401.0, LAMP, "off"),
    ]
    assert raw.number.tolist()[1] == 21.5
    assert np.isnan(np.delete(raw.number, 1)).all()
    assert raw.origin.tolist() == [0, 0, 0, 0]
    assert raw.states == (*RESERVED_STATES, "on", "high", "off")
    assert raw.entities == (FAN, LAMP, SENSOR)


def test_only_the_days_and_entities_that_are_asked_for_come(blocks: DayBlocks) -> None:
    blocks.save([FIRST, SECOND, a_block(DAY + 2, (1.0, LAMP, "on"))], ALL)
    raw = blocks.load(DAY, DAY + 1, [LAMP, "light.never_seen"]).raw
    assert told(raw) == [(5.0, LAMP, "on"), (86_401.0, LAMP, "off")]
    assert raw.entities == (LAMP,)
    assert raw.states == (*RESERVED_STATES, "on", "off"), "nothing of the others"


@pytest.mark.parametrize("asked", [(), ALL])
def test_an_empty_archive_tells_nothing(blocks: DayBlocks, asked: tuple[str, ...]) -> None:
    assert blocks.days() == ()
    assert blocks.known() == frozenset()
    assert len(blocks.load(0, 30_000, asked).raw.time) == 0
    blocks.save([], [])
    assert blocks.days() == ()


def test_a_day_is_kept_with_whom_was_asked_and_how(blocks: DayBlocks) -> None:
    quiet = a_block(DAY, asked=("recorder", "influxdb"), setting="abc")
    half = Block(Day(DAY + 1, (DAY + 1.5) * 86_400.0), SECOND.raw)
    blocks.save([half, quiet], [])
    assert blocks.days() == (quiet.day, half.day)


def test_entities_that_were_asked_about_are_known_without_events(blocks: DayBlocks) -> None:
    blocks.save([SECOND], [FAN])
    assert blocks.known() == {LAMP, FAN}


def test_an_entity_that_a_source_names_without_events_is_not_known(blocks: DayBlocks) -> None:
    raw = replace(SECOND.raw, entities=(LAMP, "light.secret"))
    blocks.save([replace(SECOND, raw=raw)], [])
    assert blocks.known() == {LAMP}


def test_saved_again_a_day_is_replaced(blocks: DayBlocks) -> None:
    blocks.save([FIRST, SECOND], ALL)
    later = a_block(DAY, (9.0, FAN, "low"), asked=("statistics",), setting="new")
    for _ in range(2):
        blocks.save([later], ALL)
        assert _events(blocks) == [(9.0, FAN, "low"), (86_401.0, LAMP, "off")]
        assert blocks.days() == (later.day, SECOND.day)


def test_of_who_was_not_asked_about_all_stays_and_is_noted(blocks: DayBlocks) -> None:
    blocks.save([FIRST, SECOND], ALL)
    assert blocks.unasked() == {}
    blocks.save([a_block(DAY + 1, (2.0, LAMP, "on")), a_block(DAY + 2)], [LAMP])
    blocks.save([a_block(DAY, (9.0, FAN, "low"))], [FAN])
    assert _events(blocks) == [
        (5.0, LAMP, "on"),
        (6.5, SENSOR, "#"),
        (9.0, FAN, "low"),
        (86_402.0, LAMP, "on"),
    ]
    assert blocks.unasked() == {LAMP: DAY, SENSOR: DAY}
    blocks.save([], ALL)
    assert blocks.unasked() == {LAMP: DAY, SENSOR: DAY}, "of no day"
    blocks.save([SECOND], ALL)
    assert blocks.unasked() == {}


EVENTS = st.lists(
    st.tuples(
        st.floats(0, 86_399).map(lambda second: round(second, 3)),
        st.sampled_from([LAMP, FAN, "switch.other"]),
        st.text(max_size=5),
    ),
    max_size=12,
    unique_by=lambda event: event[0],
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DayBlocks]:
    repository = Repository(tmp_path_factory.mktemp("days") / "homeiq.db")
    repository.open()
    yield DayBlocks(repository)
    repository.close()


@quick
@given(
    st.dictionaries(st.integers(DAY, DAY + 4), EVENTS),
    st.frozensets(st.sampled_from([LAMP, FAN, "switch.other"])),
    st.integers(DAY, DAY + 4),
    st.integers(DAY, DAY + 4),
)
def test_whatever_is_kept_comes_back(
    shared: DayBlocks,
    days: dict[int, list[tuple[float, str, str]]],
    asked: frozenset[str],
    first: int,
    last: int,
) -> None:
    shared.prune(Bounds(0, 0), 0)
    shared.save([a_block(day, *events) for day, events in days.items()], asked)
    expected = sorted(
        (day * 86_400 + second, entity, state)
        for day, events in days.items()
        for second, entity, state in events
        if first <= day <= last and entity in asked
    )
    found = told(shared.load(first, last, asked).raw, 0)
    assert [one[1:] for one in found] == [one[1:] for one in expected]
    assert np.allclose([one[0] for one in found], [one[0] for one in expected], 0, 1e-4)


# Whole or not at all


def test_a_day_that_cannot_be_kept_leaves_none(blocks: DayBlocks) -> None:
    blocks.save([FIRST], ALL)
    misplaced = replace(SECOND, day=replace(SECOND.day, number=DAY + 7))
    changed = a_block(DAY, (1.0, "light.new", "on"))
    with pytest.raises(ValueError, match="not of day"):
        blocks.save([changed, misplaced], ["light.asked"])
    assert blocks.days() == (FIRST.day,)
    assert blocks.known() == {*ALL}
    assert len(_events(blocks)) == 3


def test_a_full_disk_leaves_the_days_as_they_were(blocks: DayBlocks) -> None:
    blocks.save([FIRST, SECOND], ALL)
    tables = ("SELECT * FROM day_blocks", "SELECT * FROM archive_entities")
    before = [_rows(blocks, table) for table in tables]
    with blocks._database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 10}")
    with pytest.raises(StoreError, match="no room left on its disk"):
        blocks.save((a_busy_day(DAY + number) for number in range(9)), BUSY)
    assert [_rows(blocks, table) for table in tables] == before
    with blocks._database.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    blocks.save([a_busy_day(DAY)], BUSY)
    assert len(_events(blocks, BUSY)) == 5_500


def test_a_database_that_is_locked_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("50", 50))
    repository = Repository(path)
    repository.open()
    blocks = DayBlocks(repository)
    other = sqlite3.connect(path, autocommit=True)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="is locked by another program"):
        blocks.save([FIRST], ALL)
    other.close()
    blocks.save([FIRST], ALL)
    repository.close()


def test_a_database_that_is_closed_is_an_error(path: Path) -> None:
    blocks = DayBlocks(Repository(path))
    for call in (blocks.days, blocks.known, lambda: blocks.save([], [])):
        with pytest.raises(StoreError, match="is not open"):
            call()


SAVING = """
from itertools import count
from pathlib import Path
import sys

from custom_components.homeiq.store.day_blocks import DayBlocks
from custom_components.homeiq.store.repository import Repository
from tests.store.make import a_busy_day

repository = Repository(Path(sys.argv[1]))
repository.open()
blocks = DayBlocks(repository)
for number in count():
    saved = [a_busy_day(20_000 + 3 * (number % 4) + more, 500 + number) for more in range(3)]
    blocks.save(saved, saved[0].raw.entities)
    print(number, flush=True)
"""


@pytest.mark.parametrize("more_runs", [3, 8])
def test_a_process_killed_while_it_saves_leaves_every_day_whole(path: Path, more_runs: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SAVING, str(path)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout:
        for _ in range(more_runs):
            committed = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        committed = max([committed, *map(int, process.stdout.read().split())])
    assert process.returncode == -signal.SIGKILL

    repository = Repository(path)
    assert repository.open() is None, "sound, and nothing set aside"
    blocks = DayBlocks(repository)
    assert _rows(blocks, "PRAGMA quick_check") == [("ok",)]
    sizes = dict(_rows(blocks, "SELECT day, events FROM day_blocks"))
    for first in range(DAY, max(sizes), 3):
        assert len({sizes[first + more] for more in range(3)}) == 1, "of one run, all or none"
    assert max(sizes.values()) - 500 in {committed, committed + 1}
    loaded = blocks.load(DAY, DAY + 100, blocks.known())
    assert loaded.damaged == ()
    assert len(loaded.raw.time) == sum(sizes.values())
    blocks.save([FIRST], ALL)
    repository.close()


# Damage


def test_a_damaged_day_is_left_out_and_asked_for_again(
    blocks: DayBlocks, caplog: pytest.LogCaptureFixture
) -> None:
    blocks.save([FIRST, SECOND], ALL)
    ((data,),) = _rows(blocks, "SELECT data FROM day_blocks ORDER BY day LIMIT 1")
    _change(blocks, DAY, data=data[:20] + bytes((data[20] ^ 4,)) + data[21:])
    loaded = blocks.load(DAY, DAY + 1, ALL)
    assert told(loaded.raw) == [(86_401.0, LAMP, "off")]
    assert loaded.damaged == (DAY,)
    assert f"Day {DAY} of the archive is left out" in caplog.text
    assert _days(blocks) == [DAY, DAY + 1], "the reader does not write"
    blocks.drop_damaged(loaded.damaged)
    assert _days(blocks) == [DAY + 1]


def test_a_day_that_was_saved_anew_meanwhile_is_not_dropped(blocks: DayBlocks) -> None:
    blocks.save([FIRST, SECOND], ALL)
    _change(blocks, DAY, data=b"damaged")
    assert blocks.load(DAY, DAY, ALL).damaged == (DAY,)
    blocks.save([FIRST], ALL)
    blocks.drop_damaged([DAY, DAY + 99])
    assert _days(blocks) == [DAY, DAY + 1]


@pytest.mark.parametrize("values", [{"events": 2}, {"events": 99}, {"day": DAY + 5}, {"data": b""}])
def test_what_contradicts_itself_is_damage(blocks: DayBlocks, values: dict[str, object]) -> None:
    blocks.save([FIRST], ALL)
    _change(blocks, DAY, **values)
    loaded = blocks.load(DAY, DAY + 9, ALL)
    assert len(loaded.raw.time) == 0
    assert len(loaded.damaged) == 1


# Bounds


@pytest.mark.parametrize(("days", "kept"), [(10, 11), (2, 3), (0, 1), (500, 12)])
def test_days_beyond_the_bounds_are_dropped(blocks: DayBlocks, days: int, kept: int) -> None:
    blocks.save([a_block(DAY - number, (1.0, LAMP, "on")) for number in range(12)], ALL)
    assert blocks.prune(Bounds(days, 200), DAY) == 12 - kept
    assert _days(blocks) == list(range(DAY - kept + 1, DAY + 1)), "today's is one more"
    assert blocks.prune(Bounds(days, 200), DAY) == 0


def test_the_oldest_days_go_where_there_are_too_many_bytes(blocks: DayBlocks) -> None:
    blocks.save((a_busy_day(DAY + number) for number in range(10)), BUSY)
    sizes = dict(_rows(blocks, "SELECT day, length(data) FROM day_blocks"))
    room = sum(sizes[DAY + number] for number in (7, 8, 9)) / MEGABYTE
    assert blocks.prune(Bounds(730, 2 * room), DAY + 9) == 4
    assert blocks.prune(Bounds(730, room), DAY + 9) == 3
    assert _days(blocks) == [DAY + 7, DAY + 8, DAY + 9]
    assert blocks.prune(Bounds(730, room - 1e-6), DAY + 9) == 1
    assert blocks.prune(Bounds(730, 0), DAY + 9) == 2
    assert blocks.days() == ()


def test_the_file_stops_growing_with_its_bounds(blocks: DayBlocks) -> None:
    sizes = []
    for day in range(DAY, DAY + 40):
        blocks.save([a_busy_day(day, 2_000)], BUSY)
        blocks.prune(Bounds(10, 200), day)
        blocks._database.checkpoint()
        sizes.append(blocks._database.path.stat().st_size)
    assert max(sizes) <= sizes[15]


# Sources


def test_sources_can_be_asked_anew(blocks: DayBlocks) -> None:
    asked = [("recorder", "influxdb"), ("recorder",), ("influxdb", "statistics")]
    blocks.save([a_block(DAY + n, asked=keys) for n, keys in enumerate(asked)], ALL)
    blocks.reopen(["influxdb"], DAY + 3)
    assert [sorted(day.asked) for day in blocks.days()] == [sorted(keys) for keys in asked]
    blocks.reopen(["influxdb", "unheard_of"], 0)
    assert [sorted(day.asked) for day in blocks.days()] == [
        ["recorder"],
        ["recorder"],
        ["statistics"],
    ]
    assert {day.until for day in blocks.days()} == {a_block(DAY + n).day.until for n in range(3)}


# Who is renamed or removed, and who returns


def test_a_renamed_entity_takes_its_days_along(blocks: DayBlocks) -> None:
    blocks.save([FIRST, SECOND], ALL)
    data = _rows(blocks, "SELECT data FROM day_blocks")
    blocks.follow({"one": LAMP}, ALL, NOW)
    blocks.follow({"one": "light.kitchen"}, [FAN, SENSOR], NOW)
    assert _events(blocks, ("light.kitchen",)) == [
        (5.0, "light.kitchen", "on"),
        (86_401.0, "light.kitchen", "off"),
    ]
    assert _events(blocks, (LAMP,)) == []
    assert blocks.known() == {"light.kitchen", FAN, SENSOR}
    assert _rows(blocks, "SELECT data FROM day_blocks") == data, "one row is enough"


def test_two_entities_exchange_their_names(blocks: DayBlocks) -> None:
    blocks.save([FIRST], ALL)
    blocks.follow({"one": LAMP, "two": FAN}, ALL, NOW)
    blocks.follow({"one": FAN, "two": LAMP}, ALL, NOW)
    assert _events(blocks) == [(5.0, FAN, "on"), (6.5, SENSOR, "#"), (7.0, LAMP, "high")]


def test_who_takes_the_name_of_one_that_is_gone_takes_its_days(blocks: DayBlocks) -> None:
    new, old = "light.lamp_2", LAMP
    blocks.save(
        [
            a_block(DAY - 1, (1.0, old, "on")),
            a_block(DAY, (2.0, old, "off"), (3.0, new, "on"), (4.0, FAN, "high")),
            a_block(DAY + 1, (5.0, new, "off")),
        ],
        ALL,
    )
    blocks.follow({"old": old, "new": new}, ALL, NOW)
    blocks.follow({"new": old}, ALL, NOW)
    assert told(blocks.load(DAY - 1, DAY + 1, ALL).raw) == [
        (-86_399.0, LAMP, "on"),
        # On the day that both had events of their own, they were two lamps.
        (3.0, LAMP, "on"),
        (4.0, FAN, "high"),
        (86_405.0, LAMP, "off"),
    ]
    assert blocks.known() == {*ALL}


def test_a_removed_entity_is_put_away_until_it_returns(blocks: DayBlocks) -> None:
    blocks.save([FIRST], ALL)
    blocks.follow({"one": LAMP}, ALL, NOW)
    blocks.follow({}, [FAN], NOW)
    assert _events(blocks) == [(7.0, FAN, "high")]
    assert blocks.load(DAY, DAY, ALL).raw.entities == (FAN,)
    assert blocks.known() == {*ALL}
    blocks.follow({"one": "light.back"}, [FAN], NOW + AWAY / 2)
    assert _events(blocks, ("light.back",)) == [(5.0, "light.back", "on")]


def test_what_stays_away_is_erased(blocks: DayBlocks) -> None:
    blocks.save([FIRST], ALL)
    blocks.follow({}, [FAN], NOW)
    blocks.follow({}, [FAN], NOW + AWAY - timedelta(seconds=1))
    assert blocks.known() == {*ALL}
    blocks.follow({}, [FAN], NOW + AWAY)
    assert blocks.known() == {FAN}
    blocks.follow({}, ALL, NOW + AWAY)
    assert _events(blocks) == [(7.0, FAN, "high")]
    assert SENSOR.encode() not in blocks._database.path.read_bytes()


def test_a_day_that_is_read_anew_keeps_what_is_away(blocks: DayBlocks) -> None:
    blocks.save([FIRST], ALL)
    blocks.follow({}, [FAN], NOW)
    blocks.save([a_block(DAY, (6.0, FAN, "low"), (8.0, LAMP, "off"))], [FAN])
    assert _events(blocks) == [(6.0, FAN, "low")]
    blocks.save([a_block(DAY + 1, (6.0, FAN, "low"))], [FAN])
    blocks.follow({}, ALL, NOW)
    assert _events(blocks) == [
        (6.0, FAN, "low"),
        (6.5, SENSOR, "#"),
        (8.0, LAMP, "off"),  # it was told of again: what was kept of it goes
        (86_406.0, FAN, "low"),
    ]
    assert blocks.load(DAY, DAY, ALL).raw.number.tolist()[1] == 21.5


def test_nothing_away_on_a_day_changes_nothing(blocks: DayBlocks) -> None:
    blocks.save([FIRST, SECOND], ALL)
    blocks.follow({}, [LAMP], NOW)
    blocks.save([SECOND], ALL)
    assert told(blocks.load(DAY + 1, DAY + 1, ALL).raw, DAY + 1) == [(1.0, LAMP, "off")]


# Erased


def _bytes(blocks: DayBlocks) -> bytes:
    """Return all that is on the disk."""
    path = blocks._database.path
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob("homeiq.db*")))


def test_an_erased_entity_is_gone_from_the_file_at_once(blocks: DayBlocks) -> None:
    data = "SELECT data FROM day_blocks"
    name = re.compile(rb"light\.lamp_7(?!\d)")
    days = [a_busy_day(DAY + number, 800) for number in range(5)]
    blocks.save([a_busy_day(DAY, 700)], BUSY)
    kept = _rows(blocks, data)
    blocks._database.checkpoint()
    blocks.save(days, BUSY)  # what is replaced before it is erased must be gone too
    kept += _rows(blocks, data)
    assert all(one[:200] in _bytes(blocks) for (one,) in kept)
    assert name.search(_bytes(blocks))

    assert blocks.erase({"light.lamp_7", "light.never_seen"}) == 1
    assert blocks.known() == {*BUSY} - {"light.lamp_7"}
    on_disk = _bytes(blocks)
    assert not name.search(on_disk)
    for (one,) in kept:
        # No stretch of the old bytes is left, wherever SQLite had cut them into pages.
        assert not [at for at in range(0, len(one) - 64, 64) if one[at : at + 64] in on_disk]
    raw = blocks.load(DAY, DAY + 9, BUSY).raw
    expected = sum(np.count_nonzero(day.raw.entity != 7) for day in days)
    assert len(raw.time) == expected
    assert "light.lamp_7" not in raw.entities
    assert _rows(blocks, "SELECT sum(events) FROM day_blocks") == [(expected,)]
    assert blocks.erase({"light.lamp_7"}) == 0


def test_states_that_only_the_erased_entity_had_are_gone(blocks: DayBlocks) -> None:
    blocks.save([a_block(DAY, (1.0, LAMP, "on"), (2.0, FAN, "a secret"))], ALL)
    blocks.erase([FAN])
    ((data,),) = _rows(blocks, "SELECT data FROM day_blocks")
    assert decode(data).states == (*RESERVED_STATES, "on")


def test_days_without_the_erased_entity_are_left_alone(blocks: DayBlocks) -> None:
    blocks.save([FIRST, SECOND], ALL)
    _change(blocks, DAY + 1, setting="as it was")
    before = _rows(blocks, "SELECT * FROM day_blocks WHERE setting = 'as it was'")
    assert blocks.erase([FAN, SENSOR]) == 2
    assert _rows(blocks, "SELECT * FROM day_blocks WHERE setting = 'as it was'") == before
    assert _events(blocks) == [(5.0, LAMP, "on"), (86_401.0, LAMP, "off")]


def test_a_damaged_day_is_dropped_when_something_is_erased(
    blocks: DayBlocks, caplog: pytest.LogCaptureFixture
) -> None:
    blocks.save([FIRST, SECOND], ALL)
    _change(blocks, DAY, data=b"\x01damaged")
    assert blocks.erase([FAN]) == 1
    assert _days(blocks) == [DAY + 1]
    assert f"Day {DAY} of the archive is dropped" in caplog.text


def test_what_is_erased_while_another_program_reads_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("50", 50))
    repository = Repository(path)
    repository.open()
    blocks = DayBlocks(repository)
    blocks.save([FIRST], ALL)
    other = sqlite3.connect(path, autocommit=True)
    other.execute("BEGIN")
    other.execute("SELECT * FROM day_blocks").fetchall()
    assert blocks.erase([FAN]) == 1
    assert "until no other program reads it" in caplog.text
    other.close()
    repository.close()


# Beside each other, and many


def test_days_are_read_beside_those_that_are_saved(blocks: DayBlocks) -> None:
    blocks.save((a_busy_day(DAY + number, 500) for number in range(4)), BUSY)
    may_end, begun = Event(), Event()

    def slowly() -> Iterator[Block]:
        yield a_busy_day(DAY, 100)
        begun.set()
        assert may_end.wait(10)
        yield a_busy_day(DAY + 1, 100)

    thread = Thread(target=lambda: blocks.save(slowly(), BUSY))
    thread.start()
    assert begun.wait(10)
    assert len(blocks.load(DAY, DAY + 3, BUSY).raw.time) == 2_000
    may_end.set()
    thread.join()
    assert len(blocks.load(DAY, DAY + 3, BUSY).raw.time) == 1_200


def test_a_million_events_take_little_more_memory_than_their_columns(blocks: DayBlocks) -> None:
    a_day = a_busy_day(DAY, 5_556)
    columns = 21 * 180 * 5_556  # bytes
    tracemalloc.start()
    try:
        blocks.save((_moved(a_day, number) for number in range(180)), BUSY)
        saving = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        raw = blocks.load(DAY, DAY + 179, BUSY).raw
        loading = tracemalloc.get_traced_memory()[1]
        assert len(raw.time) == 180 * 5_556 > 1_000_000
        del raw
        tracemalloc.reset_peak()
        assert blocks.erase(BUSY[:1]) == 1
        erasing = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert saving < 6_000_000
    assert loading < columns + 12_000_000
    assert erasing < 6_000_000


def _moved(block: Block, days: int) -> Block:
    day = block.day.number + days
    raw = replace(block.raw, time=block.raw.time + days * 86_400)
    return Block(Day(day, (day + 1) * 86_400 + 900.0, block.day.asked), raw)
