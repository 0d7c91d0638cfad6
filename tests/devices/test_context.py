"""Contexts of devices, fetched at once and kept over runs."""

import asyncio
from collections.abc import Iterable
import logging
from time import perf_counter

import pytest

from custom_components.homeiq.devices.context import (
    MOST,
    TIME_TO_LIVE,
    ContextCache,
    DeviceContext,
)


class FakeSlowFetch:
    """A fetch that takes as long as it is told, and writes down what became of it."""

    def __init__(self, **seconds: float) -> None:
        self.seconds = seconds
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.cancelled: list[str] = []

    async def __call__(self, device_id: str) -> DeviceContext:
        self.begun.append(device_id)
        try:
            await asyncio.sleep(self.seconds.get(device_id, 0.0))
        except asyncio.CancelledError:
            self.cancelled.append(device_id)
            raise
        self.ended.append(device_id)
        return DeviceContext(device_id, f"The {device_id}")


class FakeClock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FailingFetch(FakeSlowFetch):
    """A fetch that fails for some devices."""

    def __init__(self, errors: dict[str, BaseException]) -> None:
        super().__init__()
        self.errors = errors

    async def __call__(self, device_id: str) -> DeviceContext:
        if device_id in self.errors:
            raise self.errors[device_id]
        return await super().__call__(device_id)


def named(*device_ids: str) -> dict[str, DeviceContext]:
    return {device_id: DeviceContext(device_id, f"The {device_id}") for device_id in device_ids}


def warnings(records: Iterable[logging.LogRecord]) -> list[str]:
    return [one.getMessage() for one in records if one.levelno == logging.WARNING]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def cache(clock: FakeClock) -> ContextCache:
    return ContextCache(patience=0.2, clock=clock)


async def test_what_is_missing_is_fetched_and_kept(cache: ContextCache) -> None:
    fetch = FakeSlowFetch()
    assert await cache.async_prefetch(["a", "b", "a"], fetch) == named("a", "b")
    assert (cache.hits, cache.misses) == (0, 2)
    found = await cache.async_prefetch(iter(["c", "b"]), fetch)
    assert found == named("c", "b")
    assert (cache.hits, cache.misses) == (1, 1)
    assert fetch.begun == ["a", "b", "c"]
    assert await cache.async_prefetch([], fetch) == {}
    assert (cache.hits, cache.misses) == (0, 0)


async def test_fifty_devices_take_no_longer_than_twice_the_slowest() -> None:
    seconds = {f"device {number}": 0.01 + 0.19 * number / 49 for number in range(50)}
    cache, fetch = ContextCache(), FakeSlowFetch(**seconds)
    begun = perf_counter()
    found = await cache.async_prefetch(seconds, fetch)
    assert perf_counter() - begun <= 2 * max(seconds.values())
    assert found == named(*seconds)
    assert (cache.hits, cache.misses) == (0, 50)


async def test_what_is_old_is_fetched_anew(cache: ContextCache, clock: FakeClock) -> None:
    fetch = FakeSlowFetch()
    await cache.async_prefetch(["a"], fetch)
    clock.now += TIME_TO_LIVE - 1
    await cache.async_prefetch(["a", "b"], fetch)
    assert (cache.hits, cache.misses) == (1, 1)
    clock.now += 1
    await cache.async_prefetch(["a", "b"], fetch)
    assert (cache.hits, cache.misses) == (1, 1)
    assert fetch.begun == ["a", "b", "a"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (LookupError("it is gone"), "it is gone"),
        (TimeoutError(), "TimeoutError"),
        (asyncio.CancelledError(), "CancelledError"),
    ],
)
async def test_one_that_fails_is_empty_and_named_and_costs_no_other(
    cache: ContextCache, caplog: pytest.LogCaptureFixture, error: BaseException, told: str
) -> None:
    fetch = FailingFetch({"b": error})
    found = await cache.async_prefetch(["a", "b", "c"], fetch)
    assert found == {**named("a", "c"), "b": DeviceContext("b")}
    (warning,) = warnings(caplog.records)
    assert warning == f"Nothing is known of the device b: {told}"
    fetch.errors.clear()
    assert await cache.async_prefetch(["a", "b", "c"], fetch) == named("a", "b", "c")
    assert (cache.hits, cache.misses) == (2, 1)


async def test_one_that_takes_too_long_is_left_and_costs_no_other(
    cache: ContextCache, caplog: pytest.LogCaptureFixture
) -> None:
    fetch = FakeSlowFetch(b=10.0, c=0.1)
    found = await cache.async_prefetch(["a", "b", "c"], fetch)
    assert found == {**named("a", "c"), "b": DeviceContext("b")}
    assert (fetch.ended, fetch.cancelled) == (["a", "c"], ["b"])
    assert warnings(caplog.records) == ["Nothing is known of the device b: TimeoutError"]


async def test_who_is_cancelled_cancels_all_that_he_waits_for(cache: ContextCache) -> None:
    fetch = FakeSlowFetch(a=0.1, b=0.1)
    task = asyncio.create_task(cache.async_prefetch(["a", "b"], fetch))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (fetch.ended, fetch.cancelled) == ([], ["a", "b"])
    assert len(cache) == 0


async def test_only_what_is_forgotten_is_fetched_anew(cache: ContextCache) -> None:
    async def fetch(device_id: str) -> DeviceContext:
        return DeviceContext(device_id, area_id=device_id[0], entity_ids=(f"light.{device_id}",))

    devices = ("a1", "a2", "b1", "b2")
    await cache.async_prefetch(devices, fetch)
    for forget, misses in (
        (lambda: cache.forget({"a1", "never known"}), 1),
        (lambda: cache.forget_entities({"light.a1", "light.b2"}), 2),
        (lambda: cache.forget_area("a"), 2),
        (lambda: cache.forget_area("c"), 0),
    ):
        forget()
        await cache.async_prefetch(devices, fetch)
        assert (cache.hits, cache.misses) == (4 - misses, misses)


async def test_what_changes_while_it_is_fetched_is_fetched_again(cache: ContextCache) -> None:
    fetch = FakeSlowFetch(a=0.05)
    task = asyncio.create_task(cache.async_prefetch(["a"], fetch))
    await asyncio.sleep(0.01)
    cache.forget({"a"})
    assert await task == named("a")
    await cache.async_prefetch(["a"], fetch)
    assert cache.misses == 1


async def test_no_more_than_so_many_devices_are_kept(cache: ContextCache, clock: FakeClock) -> None:
    fetch = FakeSlowFetch()
    await cache.async_prefetch(["first"], fetch)
    many = [str(number) for number in range(MOST + 5)]
    assert len(await cache.async_prefetch(many, fetch)) == MOST + 5
    assert len(cache) == MOST
    await cache.async_prefetch([many[-1], "first"], fetch)
    assert (cache.hits, cache.misses) == (1, 1)
    clock.now += TIME_TO_LIVE
    await cache.async_prefetch([], fetch)
    assert len(cache) == 0


async def test_what_is_known_is_told_without_fetching_anything(clock: FakeClock) -> None:
    cache = ContextCache(clock=clock)
    assert cache.known(["lamp", "lock"]) == {}
    assert len(cache) == 0
    await cache.async_prefetch(["lamp", "fan"], FakeSlowFetch())
    assert cache.known(["lamp", "lamp", "lock"]) == named("lamp")
    assert len(cache) == 2
    clock.now += TIME_TO_LIVE
    assert cache.known(["lamp"]) == {}, "what is old is known no longer"
    assert cache.known([]) == {}


async def test_what_others_ask_meanwhile_is_not_counted(clock: FakeClock) -> None:
    cache = ContextCache(clock=clock)
    await cache.async_prefetch(["lamp"], FakeSlowFetch())

    async def fetch_while_others_ask(device_id: str) -> DeviceContext:
        assert cache.known(["lamp", "lock"]) == named("lamp")
        assert await cache.async_prefetch(["lamp"], FakeSlowFetch()) == named("lamp")
        return DeviceContext(device_id)

    await cache.async_prefetch(["lamp", "fan", "lock"], fetch_while_others_ask)
    assert (cache.hits, cache.misses) == (1, 2)
    cache.known(["lamp"])
    assert (cache.hits, cache.misses) == (1, 2)
