"""How well devices work."""

from dataclasses import replace
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.devices.checking import (
    AWAY,
    CALM,
    DUMB,
    EMPTY,
    FLAPPING,
    LOW,
    REPORTING,
    RESTLESS,
    SILENT,
    _score,
    check,
)
from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.presence import Presence
from tests.devices.test_presence import Days, there
from tests.mining.build import quick

NOW = 1_790_000_000.0
LIGHT = DeviceEntity("light.lamp", state="on", seen=NOW - 60)
BATTERY = DeviceEntity("sensor.battery", device_class="battery", state="80", seen=NOW - 90)
LOW_BATTERY = DeviceEntity("binary_sensor.battery", device_class="battery", state="on")
SEEN = DeviceEntity("sensor.lamp_last_seen", state="2026-09-21T12:00:00+02:00", seen=NOW)


def health(*entities: DeviceEntity, now: float = NOW) -> Health:
    """Return the health of a device that no history knows."""
    return check(None, Inventory.of([DeviceRecord("lamp", entities=entities)]), now)["lamp"]


# Of the present alone


def test_a_device_that_is_there_is_well() -> None:
    assert health(LIGHT) == Health(1.0, None, None, NOW - 60, 0.0)


def test_a_device_that_is_away_is_not() -> None:
    assert health(replace(LIGHT, state="unavailable")) == Health(0.0)


def test_nothing_is_held_against_a_device_without_entities() -> None:
    assert health() == Health(1.0)


def test_a_log_that_does_not_know_it_changes_nothing() -> None:
    days = Days()
    days.lamp()
    other = DeviceRecord("other", entities=(replace(LIGHT, entity_id="light.other"),))
    inventory = Inventory.of([other, DeviceRecord("none")])
    assert check(days.log(), inventory, NOW) == check(None, inventory, NOW)


# Of the history


def test_availability_and_drops_come_from_the_history() -> None:
    days = Days()
    days.lamp((2, "00:00", "unavailable"), (3, "00:00", "on"))
    device = DeviceRecord("lamp", entities=(replace(LIGHT, seen=days.now - 5),))
    found = check(days.log(), Inventory.of([device]), days.now)["lamp"]
    assert found == Health(there(24), there(24), None, days.now - 5, 0.1)


def test_a_device_that_is_away_was_seen_when_it_last_told_a_state() -> None:
    days = Days()
    days.lamp((8, "00:00", "on"), (9, "00:00", "unavailable"))
    gone = replace(LIGHT, state="unavailable", seen=days.now)
    found = check(days.log(), Inventory.of([DeviceRecord("lamp", entities=(gone,))]), days.now)
    assert found["lamp"].seen == days.diary.at(8, "00:00")
    assert found["lamp"].score == pytest.approx(0.9 * (1 - AWAY))


# Batteries


@pytest.mark.parametrize(
    ("entities", "battery"),
    [
        ((BATTERY,), 80.0),
        ((BATTERY, replace(BATTERY, entity_id="sensor.other", state="12.5")), 12.5),
        ((replace(BATTERY, state="130"),), 100.0),
        ((replace(BATTERY, state="-1"),), 0.0),
        ((replace(BATTERY, state="unavailable"),), None),
        ((replace(BATTERY, state="nan"),), None),
        ((replace(BATTERY, state="good"),), None),
        ((LOW_BATTERY,), LOW),
        ((replace(LOW_BATTERY, state="off"),), None),
        ((BATTERY, LOW_BATTERY), LOW),
        ((replace(BATTERY, state="4"), LOW_BATTERY), 4.0),
        ((replace(BATTERY, device_class="voltage"),), None),
        ((replace(BATTERY, entity_id="number.battery"),), None),
    ],
)
def test_the_emptiest_battery_is_told(
    entities: tuple[DeviceEntity, ...], battery: float | None
) -> None:
    assert health(LIGHT, *entities).battery == battery


# When it was last seen


def test_the_latest_of_all_entities_that_are_there_counts() -> None:
    gone = replace(LIGHT, entity_id="light.gone", state="unavailable", seen=NOW - 1)
    assert health(LIGHT, BATTERY, gone).seen == NOW - 60


def test_of_what_never_reported_nothing_is_known() -> None:
    assert health(replace(LIGHT, seen=None)).seen is None


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"state": "2026-09-21T10:00:00Z"},
        {"entity_id": "sensor.x", "unique_id": "0x01_last_seen_zigbee2mqtt"},
        {"entity_id": "sensor.x", "translation_key": "last_seen"},
    ],
)
def test_a_sensor_that_says_when_it_was_last_seen_is_right(changes: dict[str, Any]) -> None:
    assert health(LIGHT, replace(SEEN, **changes)).seen == 1_789_984_800.0


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "unavailable"},
        {"state": "2026-09-21T12:00:00"},
        {"state": "unknown"},
        {"entity_id": "text.last_seen"},
        {"entity_id": "sensor.started"},
    ],
)
def test_a_sensor_that_does_not_say_it_is_no_such_sensor(changes: dict[str, Any]) -> None:
    assert health(LIGHT, replace(SEEN, seen=None, **changes)).seen == NOW - 60


def test_nothing_was_seen_in_the_future() -> None:
    assert health(replace(LIGHT, seen=NOW + 60)).seen == NOW


# The score


def score(
    *entities: DeviceEntity,
    battery: float | None = None,
    silent: float | None = None,
    **presence: float | None,
) -> float:
    device = DeviceRecord("lamp", entities=entities or (LIGHT,))
    return _score(device, Presence(**presence), battery, silent)


def test_each_thing_that_is_wrong_takes_its_share() -> None:
    assert score(availability=0.8) == 0.8
    assert score(drops_a_day=CALM) == 1.0
    assert score(drops_a_day=(CALM + RESTLESS) / 2) == pytest.approx(1 - FLAPPING / 2)
    assert score(drops_a_day=100.0) == pytest.approx(1 - FLAPPING)
    assert score(battery=90.0) == score(battery=20.0) == 1.0
    assert score(battery=10.0) == pytest.approx(1 - EMPTY / 2)
    assert score(battery=0.0) == pytest.approx(1 - EMPTY)
    assert score(battery=90.0, silent=REPORTING) == 1.0
    assert score(battery=90.0, silent=DUMB) == pytest.approx(1 - SILENT)
    assert score(replace(LIGHT, state="unavailable"), availability=1.0) == 1 - AWAY
    assert score(battery=0.0, drops_a_day=9.0, availability=0.5) == pytest.approx(
        0.5 * (1 - FLAPPING) * (1 - EMPTY)
    )


def test_a_lamp_on_the_mains_may_be_silent() -> None:
    assert score(silent=DUMB) == 1.0


@quick
@given(
    st.none() | st.floats(0, 1),
    st.floats(0, 1000),
    st.none() | st.floats(0, 100),
    st.none() | st.floats(0, 1e9),
    st.sampled_from(["on", "unavailable"]),
)
def test_a_score_is_from_nothing_to_one(
    availability: float | None,
    drops: float,
    battery: float | None,
    silent: float | None,
    state: str,
) -> None:
    found = score(
        replace(LIGHT, state=state),
        availability=availability,
        drops_a_day=drops,
        battery=battery,
        silent=silent,
    )
    assert 0 <= found <= (1.0 if availability is None else availability)
