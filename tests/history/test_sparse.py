"""Readings of a day left out where a source tells more than anybody can act on."""

import numpy as np

from custom_components.homeiq.history.sparse import sparse
from custom_components.homeiq.history.thinning import READINGS_A_DAY
from custom_components.homeiq.mining.event_log import Origin, RawEvents


def day_of(readings: int) -> RawEvents:
    """Return a day with a chatty sensor, a quiet one and a light."""
    rows = [(float(at), "sensor.chatty", str(at), Origin.DEVICE) for at in range(readings)]
    rows += [(at + 0.5, "sensor.quiet", str(at), Origin.DEVICE) for at in range(0, readings, 1000)]
    rows += [(at + 0.7, "light.a", "on", Origin.PERSON) for at in range(0, readings, 500)]
    return RawEvents.from_rows(sorted(rows))


def test_as_many_readings_as_there_may_be_are_left_as_they_are() -> None:
    day = day_of(READINGS_A_DAY // 2)
    assert sparse(day) is day


def test_only_the_chattiest_sensor_is_told_less_of() -> None:
    day = day_of(16 * READINGS_A_DAY)
    left = sparse(day)
    assert left.entities == day.entities
    counts = dict(zip(left.entities, np.bincount(left.entity).tolist(), strict=True))
    before = dict(zip(day.entities, np.bincount(day.entity).tolist(), strict=True))
    assert counts["sensor.chatty"] == before["sensor.chatty"] // 16
    assert counts["sensor.quiet"] == before["sensor.quiet"]
    assert counts["light.a"] == before["light.a"]
    assert (np.diff(left.time) >= 0).all()
    chatty = left.number[left.entity == left.entities.index("sensor.chatty")]
    assert chatty[:3].tolist() == [0, 16, 32]
