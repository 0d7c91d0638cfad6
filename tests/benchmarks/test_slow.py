"""A slow source of contexts, and how long it is waited for."""

import pytest

from benchmarks.many_devices import slow
from benchmarks.many_devices.slow import FakeSlowSource, async_wait


def test_it_takes_as_long_each_time_for_the_same_seed() -> None:
    delays = FakeSlowSource.of(1).delays
    assert delays == FakeSlowSource.of(1).delays != FakeSlowSource.of(2).delays
    assert len(delays) == slow.DEVICES == 50
    assert 0.01 <= min(delays.values()) < 0.03
    assert 0.18 < max(delays.values()) <= 0.2


async def test_waiting_is_measured_beside_the_slowest_and_beside_all_in_a_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slow, "DEVICES", 4)
    waited = await async_wait()
    assert 0 < waited.slowest <= waited.together < waited.one_after_the_other
