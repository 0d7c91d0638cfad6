"""Whether devices were there, from histories."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from random import Random
from time import process_time

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.presence import (
    GRACE_SECONDS,
    LEAD_SECONDS,
    LEAST_SECONDS,
    Presence,
    presences,
)
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import EventLog, Origin, RawEvents
from custom_components.homeiq.mining.home import Home
from tests.mining.build import BERLIN, HOME, MONDAY, Diary, quick

BUSY = "sensor.busy"  # tells something each day, so that all days are observed


def a_device(device_id: str, *entity_ids: str, integration: str = "") -> DeviceRecord:
    return DeviceRecord(
        device_id,
        integration=integration or device_id,
        entities=tuple(DeviceEntity(one) for one in entity_ids or (f"light.{device_id}",)),
    )


class Days:
    """Ten days, and what entities showed on them."""

    def __init__(self, days: int = 10) -> None:
        self.diary = Diary()
        self.now = self.diary.at(days, 0.0)
        for day in range(days):
            self.diary.add(day, 0.0, BUSY, str(day), Origin.DEVICE)
            self.diary.add(day, 86_399.0, BUSY, str(day + 0.5), Origin.DEVICE)

    def show(self, day: int, clock: str | float, entity_id: str, state: str) -> None:
        self.diary.add(day, clock, entity_id, state, Origin.DEVICE)

    def lamp(self, *shown: tuple[int, str, str], entity_id: str = "light.lamp") -> None:
        self.show(0, 0.0, entity_id, "off")
        for day, clock, state in shown:
            self.show(day, clock, entity_id, state)

    def log(self) -> EventLog:
        return build_log(RawEvents.from_rows(self.diary.rows), HOME)

    def presences(self, *devices: DeviceRecord) -> Mapping[str, Presence]:
        return presences(self.log(), Inventory.of(devices), self.now)

    def of_lamp(self) -> Presence:
        return self.presences(a_device("lamp"))["lamp"]


def there(hours_away: float, days: float = 10) -> object:
    return pytest.approx(1 - hours_away / 24 / days, abs=1e-9)


def test_what_is_always_there_was_there_all_the_time() -> None:
    days = Days()
    days.lamp((3, "12:00", "on"))
    assert days.of_lamp() == Presence(1.0, 0.0, days.diary.at(3, "12:00"))


def test_the_time_away_is_a_share_of_the_time_observed() -> None:
    days = Days()
    days.lamp((2, "12:00", "unavailable"), (3, "00:00", "off"), (5, "06:00", "on"))
    assert days.of_lamp() == Presence(there(12), 0.1, days.diary.at(5, "06:00"))


def test_what_is_away_now_did_not_come_back() -> None:
    days = Days()
    days.lamp((9, "00:00", "unavailable"))
    assert days.of_lamp() == Presence(there(24), 0.0, days.diary.at(0, 0.0))


def test_each_coming_back_is_counted() -> None:
    days = Days()
    for day in range(1, 9):
        for hour in (3, 9, 15):
            days.show(day, f"{hour:02}:00", "light.lamp", "unavailable")
            days.show(day, f"{hour:02}:30", "light.lamp", "unknown")
    days.lamp()
    assert days.of_lamp().drops_a_day == pytest.approx(2.4)
    assert days.of_lamp().availability == there(12)


def test_a_device_is_there_while_any_of_its_entities_is() -> None:
    days = Days()
    days.lamp((2, "12:00", "unavailable"), (2, "18:00", "off"))
    days.lamp((2, "15:00", "unavailable"), (2, "21:00", "off"), entity_id="sensor.lamp")
    both = a_device("lamp", "light.lamp", "sensor.lamp", "sensor.never_told")
    found = days.presences(both)["lamp"]
    assert (found.availability, found.drops_a_day) == (there(3), 0.1)


def test_entities_that_go_and_come_at_the_same_time_are_one_drop() -> None:
    days = Days()
    for entity_id in ("light.lamp", "sensor.lamp", "switch.lamp"):
        days.lamp((2, "12:00", "unavailable"), (2, "13:00", "off"), entity_id=entity_id)
    found = days.presences(a_device("lamp", "light.lamp", "sensor.lamp", "switch.lamp"))["lamp"]
    assert (found.availability, found.drops_a_day) == (there(1), 0.1)


def test_an_entity_counts_from_its_first_change() -> None:
    days = Days()
    days.lamp((2, "00:00", "unavailable"), (4, "00:00", "off"))
    days.show(3, "00:00", "sensor.lamp", "1")
    found = days.presences(a_device("lamp", "light.lamp", "sensor.lamp"))["lamp"]
    assert found.availability == there(24)


def test_a_new_device_is_observed_from_its_first_change() -> None:
    days = Days()
    days.show(8, "00:00", "light.lamp", "on")
    days.show(9, "00:00", "light.lamp", "unavailable")
    days.show(9, "12:00", "light.lamp", "on")
    assert days.of_lamp().availability == there(12, days=2)


def test_what_first_goes_away_was_there_before() -> None:
    days = Days()
    days.show(9, "00:00", "light.lamp", "unavailable")
    assert days.of_lamp() == Presence(there(24), 0.0, None)


def test_what_comes_back_first_was_away_before() -> None:
    days = Days()
    days.lamp((0, "00:01", "unavailable"), (4, "00:00", "off"), (5, "00:00", "on"))
    log = days.log()
    later = log.where(log.day > log.day[0])
    found = presences(later, Inventory.of([a_device("lamp")]), days.now)["lamp"]
    assert found.availability == there(3 * 24, days=9)


def test_days_that_were_not_observed_do_not_count() -> None:
    days = Days(days=20)
    for day in range(20):  # where most days are busy, a day with nothing is an outage
        if day not in (5, 6, 7):
            for minute in range(120):
                days.show(day, minute * 60.0 + 1, "sensor.other", str(day * 1000 + minute))
    days.diary.rows = [
        row for row in days.diary.rows if not days.diary.at(5, 0) <= row[0] < days.diary.at(8, 0)
    ]
    days.lamp((4, "12:00", "unavailable"), (8, "12:00", "off"))
    assert days.of_lamp().availability == there(24, days=17)


def test_a_day_on_which_the_clock_changes_is_as_long_as_it_is() -> None:
    days = Days()
    days.diary.first = MONDAY.replace(month=3, day=29)
    days.diary.rows.clear()
    days.now = days.diary.at(1, 0.0)
    days.show(0, 0.0, "light.lamp", "off")
    days.diary.rows.append((days.now - 11.5 * 3600, "light.lamp", "unavailable", Origin.DEVICE))
    assert days.of_lamp().availability == pytest.approx(0.5)


def test_too_short_a_watch_tells_nothing() -> None:
    days = Days()
    days.show(9, 86_400 - LEAST_SECONDS + 1, "light.lamp", "on")
    days.show(9, 86_400 - LEAST_SECONDS + 2, "light.lamp", "unavailable")
    days.show(9, 86_400 - LEAST_SECONDS + 3, "light.lamp", "on")
    found = days.of_lamp()
    assert found.availability is None
    assert found.drops_a_day == 1.0  # as if it had been a day


def test_nothing_is_known_of_what_the_log_does_not_know() -> None:
    days = Days()
    days.lamp()
    assert days.presences(a_device("plug"), a_device("none")) == {}
    empty = build_log(RawEvents.from_rows([]), HOME)
    assert presences(empty, Inventory.of([a_device("lamp")]), days.now) == {}
    assert Days(days=0).presences(a_device("lamp")) == {}


# Outages


def outage(
    days: Days, devices: Iterable[DeviceRecord], day: int, minutes: Mapping[str, float]
) -> None:
    """Have devices go at noon, a second after each other, and come back after some minutes."""
    for number, device in enumerate(devices):
        back = minutes.get(device.device_id, 2.0)
        for entity in device.entities:
            days.show(day, 43_200.0 + number, entity.entity_id, "unavailable")
            days.show(day, 43_200.0 + back * 60, entity.entity_id, "off")


def a_home(days: Days, integration: str = "") -> list[DeviceRecord]:
    """Return ten devices, each of an integration of its own, or all of one."""
    devices = [a_device(f"lamp_{n}", integration=integration) for n in range(10)]
    for device in devices:
        days.lamp(entity_id=device.entities[0].entity_id)
    return devices


def test_a_restart_of_home_assistant_counts_against_no_device() -> None:
    days = Days()
    devices = a_home(days)
    helpers = [a_device(name, name) for name in ("sun.sun", *(f"input_boolean.{n}" for n in "abc"))]
    for helper in helpers:
        days.lamp(entity_id=helper.device_id)
    for day in range(1, 9):
        outage(days, devices, day, {"lamp_3": 9.0})
    found = days.presences(*devices, *helpers)
    assert len(found) == 14
    assert {(one.availability, one.drops_a_day) for one in found.values()} == {(1.0, 0.0)}


def test_what_does_not_come_back_after_a_restart_is_away() -> None:
    days = Days()
    devices = a_home(days)
    outage(days, devices, 1, {"lamp_3": 120.0})
    found = days.presences(*devices)
    assert found["lamp_3"].drops_a_day == pytest.approx(0.1, rel=0.01)
    hours = 2 - (120 + GRACE_SECONDS) / 3600
    counted = 10 - (LEAD_SECONDS + 120 + GRACE_SECONDS) / 86_400
    assert found["lamp_3"].availability == pytest.approx(1 - hours / 24 / counted, abs=2e-4)
    assert found["lamp_4"] == Presence(1.0, 0.0, days.diary.at(1, "12:02"))


def test_a_bridge_that_is_away_counts_against_none_of_its_devices() -> None:
    days = Days()
    zigbee = [a_device(f"bulb_{n}", integration="mqtt") for n in range(4)]
    for device in zigbee:
        days.lamp(entity_id=device.entities[0].entity_id)
    others = a_home(days)
    outage(days, zigbee, 3, {})
    days.show(3, "12:01", "light.lamp_0", "unavailable")
    days.show(3, "13:01", "light.lamp_0", "off")
    found = days.presences(*zigbee, *others)
    assert {found[one.device_id].availability for one in zigbee} == {1.0}
    assert found["lamp_0"].availability == there(1)


def test_some_bulbs_behind_a_switch_are_no_outage() -> None:
    days = Days()
    devices = a_home(days, "hue")
    outage(days, devices[:4], 3, dict.fromkeys(("lamp_0", "lamp_1", "lamp_2", "lamp_3"), 60.0))
    found = days.presences(*devices)
    assert found["lamp_0"].availability == there(1)
    assert found["lamp_9"].availability == 1.0


def test_the_few_devices_of_a_small_home_are_to_blame() -> None:
    days = Days()
    devices = [a_device("lamp"), a_device("plug")]
    for device in devices:
        days.lamp(entity_id=device.entities[0].entity_id)
    outage(days, devices, 3, {"lamp": 60.0, "plug": 60.0})
    assert days.presences(*devices)["lamp"].availability == there(1)


def test_where_nothing_was_ever_there_nothing_is_known() -> None:
    days = Days(days=1)
    days.diary.rows.clear()
    days.show(0, 0.0, BUSY, "on")
    devices = a_home(days)
    for device in devices:
        days.show(0, 1.0, device.entities[0].entity_id, "unavailable")
    found = days.presences(*devices)
    assert {(one.availability, one.drops_a_day) for one in found.values()} == {(None, 0.0)}


# Against a plain reckoning, second by second


def _plainly(rows: list[tuple[int, int, bool]], entities: int, seconds: int) -> tuple[float, int]:
    """Return the share of seconds in which any entity was there, and how often all came back."""
    shown = [True] * entities
    present = []
    changes = {at: [(e, is_there) for when, e, is_there in rows if when == at] for at, *_ in rows}
    for second in range(seconds):
        for entity, is_there in changes.get(second, ()):
            shown[entity] = is_there
        present.append(any(shown))
    drops = sum(now and not before for before, now in pairwise(present))
    return sum(present) / seconds, drops


@quick
@given(st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_presence_is_what_plain_reckoning_says(entities: int, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # no secret
    step, steps = 900, 96
    rows = [
        (at, entity, random.random() < 0.6)
        for at in range(1, steps)
        for entity in range(entities)
        if random.random() < 0.3
    ]
    days = Days(days=1)
    names = [f"light.lamp_{number}" for number in range(entities)]
    for name in names:
        days.show(0, 0.0, name, "off")
    for at, entity, is_there in rows:
        days.show(0, float(at * step), names[entity], "off" if is_there else "unavailable")
    found = days.presences(a_device("lamp", *names))["lamp"]
    share, drops = _plainly(rows, entities, steps)
    assert found.availability == pytest.approx(share, abs=1e-9)
    assert found.drops_a_day == drops


def test_a_large_home_takes_no_time() -> None:
    random = np.random.default_rng(3)
    entities, count = 3000, 300_000
    raw = RawEvents(
        np.sort(random.random(count)) * 30 * 86_400,
        random.integers(0, entities, count).astype(np.int32),
        random.choice(np.array([2, 4, 5], np.int32), count, p=[0.05, 0.5, 0.45]),
        np.full(count, np.nan, np.float32),
        np.ones(count, np.int8),
        tuple(f"light.lamp_{number}" for number in range(entities)),
        ("", "unknown", "unavailable", "#", "on", "off"),
    )
    log = build_log(raw, Home(BERLIN))
    devices = [
        a_device(f"d{n}", *(f"light.lamp_{n * 6 + i}" for i in range(6)), integration=f"i{n % 20}")
        for n in range(500)
    ]
    begun = process_time()
    found = presences(log, Inventory.of(devices), 30 * 86_400.0)
    assert process_time() - begun < 0.5
    assert len(found) == 500
