"""Devices as they are now."""

from dataclasses import replace

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from tests.devices.linked import device, only

LAMP = DeviceEntity("light.lamp", state="on")
AWAY = DeviceEntity("sensor.signal", state="unavailable")


def test_an_entity_has_the_domain_of_its_id_and_a_state_or_none() -> None:
    assert (LAMP.domain, AWAY.domain) == ("light", "sensor")
    assert LAMP.is_reachable
    assert not AWAY.is_reachable
    assert DeviceEntity("light.lamp").is_reachable  # not yet known is there


def test_a_device_is_reachable_by_any_of_its_entities() -> None:
    assert device("lamp", LAMP, AWAY).is_reachable
    assert not device("lamp", AWAY).is_reachable
    assert not device("lamp").is_reachable


def test_equal_devices_are_of_one_maker_and_model() -> None:
    one = DeviceRecord("a", manufacturer="Maker", model="Bulb")
    assert one.kind == replace(one, device_id="b", name="Other").kind
    assert one.kind != replace(one, model="Plug").kind
    unknown = DeviceRecord("a"), DeviceRecord("b")
    assert unknown[0].kind != unknown[1].kind


def test_entities_are_found_with_their_device() -> None:
    lamp, door = device("lamp", LAMP, AWAY), only("binary_sensor.door", "door")
    inventory = Inventory.of((lamp, door), {"hall": "ground"})
    assert [(one.device_id, entity.entity_id) for one, entity in inventory.entities()] == [
        ("lamp", "light.lamp"),
        ("lamp", "sensor.signal"),
        ("binary_sensor.door", "binary_sensor.door"),
    ]
    assert inventory.device_of() == {
        "light.lamp": lamp,
        "sensor.signal": lamp,
        "binary_sensor.door": door,
    }
    assert inventory.floors == {"hall": "ground"}


def test_an_empty_home_has_none() -> None:
    assert list(Inventory().entities()) == list(Inventory.of(()).entities()) == []
    assert Inventory().device_of() == {}
