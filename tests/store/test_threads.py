"""The threads that work for the event loop."""

import asyncio
import threading

import pytest

from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.threads import Threads


async def test_work_is_done_in_its_thread_and_in_order() -> None:
    threads = Threads()
    names = await asyncio.gather(
        threads.write(lambda: threading.current_thread().name),
        threads.read(lambda: threading.current_thread().name),
    )
    assert names == ["homeiq-store-writer_0", "homeiq-store-reader_0"]
    done: list[int] = []
    await asyncio.gather(*(threads.write(done.append, number) for number in range(50)))
    assert done == list(range(50))
    await threads.async_close(lambda: None)


async def test_an_error_reaches_who_asked_for_the_work() -> None:
    threads = Threads()
    with pytest.raises(ZeroDivisionError):
        await threads.read(lambda: 1 // 0)
    assert await threads.read(lambda: 1) == 1
    await threads.async_close(lambda: None)


async def test_closing_does_the_last_work_once_and_ends_the_threads() -> None:
    threads = Threads()
    done: list[str] = []
    held = threading.Event()
    reading = asyncio.create_task(threads.read(held.wait, 10))
    await asyncio.sleep(0)
    closing = [asyncio.create_task(threads.async_close(lambda: done.append("last"))) for _ in "ab"]
    await asyncio.sleep(0.01)
    assert done == [], "somebody reads still"
    held.set()
    await asyncio.gather(*closing)
    assert await reading
    assert done == ["last"]
    for work in (threads.read, threads.write):
        with pytest.raises(StoreError, match="is closed"):
            await work(done.clear)
    assert not [one for one in threading.enumerate() if one.name.startswith("homeiq-store")]


async def test_threads_end_though_the_last_work_fails() -> None:
    threads = Threads()
    await threads.write(lambda: None)
    with pytest.raises(ZeroDivisionError):
        await threads.async_close(lambda: 1 // 0)
    assert not [one for one in threading.enumerate() if one.name.startswith("homeiq-store")]


async def test_who_is_cancelled_while_closing_goes_on_only_once_it_is_closed() -> None:
    threads = Threads()
    done: list[str] = []
    held = threading.Event()

    def last() -> None:
        held.wait(10)
        done.append("last")

    closing = asyncio.create_task(threads.async_close(last))
    await asyncio.sleep(0.01)
    closing.cancel()
    await asyncio.sleep(0.01)
    assert not closing.done()
    held.set()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert done == ["last"]
