"""The archive on the event loop."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import update

from custom_components.homeiq.history.archive import Archive, Block, Bounds
from custom_components.homeiq.store.archive_entities import AWAY
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.models import ArchiveEntityRow, DayBlockRow
from custom_components.homeiq.store.store import Store
from tests.store.make import DAY, FAN, LAMP, a_block, a_suggestion, told

FIRST = a_block(DAY, (5.0, LAMP, "on"), (6.0, FAN, "high"))
SECOND = a_block(DAY + 1, (1.0, LAMP, "off"))


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    store = Store(path)
    await store.async_open()
    yield store
    await store.async_close()


@pytest.fixture
def archive(store: Store) -> Archive:
    return store.archive


async def test_days_are_kept_and_found(archive: Archive) -> None:
    await archive.save((block for block in [FIRST, SECOND]), iter([LAMP, "light.quiet"]))
    assert await archive.days() == (FIRST.day, SECOND.day)
    assert await archive.known() == {LAMP, FAN, "light.quiet"}
    assert await archive.unasked() == {FAN: DAY}
    raw = await archive.load(DAY, DAY + 1, [LAMP])
    assert told(raw) == [(5.0, LAMP, "on"), (86_401.0, LAMP, "off")]
    await archive.reopen(["recorder"], 0)
    assert [day.asked for day in await archive.days()] == [frozenset()] * 2
    assert await archive.prune(Bounds(0, 200), DAY + 1) == 1
    assert [day.number for day in await archive.days()] == [DAY + 1]


async def test_entities_are_followed_and_erased(archive: Archive) -> None:
    await archive.save([FIRST], ())
    await archive.follow({"one": LAMP}, {LAMP, FAN})
    await archive.follow({"one": "light.new"}, {"light.new", FAN})
    assert await archive.erase([FAN]) == 1
    assert await archive.known() == {"light.new"}
    assert told(await archive.load(DAY, DAY, ["light.new", FAN])) == [(5.0, "light.new", "on")]


async def test_what_stays_away_is_erased_by_the_clock(store: Store) -> None:
    await store.archive.save([FIRST], ())
    await store.archive.follow({}, {LAMP})
    await store.archive.follow({}, {LAMP})
    assert await store.archive.known() == {LAMP, FAN}
    with store._repository.writing() as connection:
        long_ago = datetime.now(UTC) - AWAY - timedelta(seconds=1)
        away = ArchiveEntityRow.entity_id == FAN
        connection.execute(update(ArchiveEntityRow).where(away).values(absent_since=long_ago))
    await store.archive.follow({}, {LAMP})
    assert await store.archive.known() == {LAMP}


async def test_a_damaged_day_is_left_out_and_dropped(store: Store) -> None:
    await store.archive.save([FIRST, SECOND], ())
    with store._repository.writing() as connection:
        this = DayBlockRow.day == DAY
        connection.execute(update(DayBlockRow).where(this).values(data=b"\x01damaged"))
    raw = await store.archive.load(DAY, DAY + 1, [LAMP, FAN])
    assert told(raw) == [(86_401.0, LAMP, "off")]
    assert [day.number for day in await store.archive.days()] == [DAY + 1]


async def test_days_are_read_and_the_loop_runs_while_others_are_saved(store: Store) -> None:
    await store.archive.save([FIRST], ())
    begun, may_end = Event(), Event()

    def slowly() -> Iterator[Block]:
        begun.set()
        assert may_end.wait(60)
        yield a_block(DAY, (1.0, LAMP, "off"))

    saving = asyncio.create_task(store.archive.save(slowly(), ()))
    writing = asyncio.create_task(store.save_suggestions([a_suggestion()]))
    assert await asyncio.to_thread(begun.wait, 60)
    async with asyncio.timeout(30):
        assert len((await store.archive.load(DAY, DAY, [LAMP, FAN])).time) == 2
    assert not saving.done()
    assert not writing.done(), "what writes takes turns"
    may_end.set()
    await asyncio.gather(saving, writing)
    assert told(await store.archive.load(DAY, DAY, [LAMP])) == [(1.0, LAMP, "off")]


async def test_what_cannot_be_kept_is_an_error_and_changes_nothing(store: Store) -> None:
    await store.archive.save([FIRST], ())
    with store._repository.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    names = [(float(number), f"light.lamp_{number}", "on") for number in range(2_000)]
    with pytest.raises(StoreError, match="no room left"):
        await store.archive.save([a_block(DAY, *names)], ())
    assert await store.archive.known() == {LAMP, FAN}
    assert len((await store.archive.load(DAY, DAY, [LAMP, FAN])).time) == 2


async def test_closed_it_refuses(path: Path) -> None:
    store = Store(path)
    with pytest.raises(StoreError, match="is not open"):
        await store.archive.days()
    await store.async_open()
    await store.async_close()
    with pytest.raises(StoreError, match="is closed"):
        await store.archive.load(0, 1, ())
