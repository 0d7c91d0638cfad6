"""Which entities can take a part in a relation."""

import pytest

from custom_components.homeiq.devices.inventory import DeviceEntity
from custom_components.homeiq.devices.relations.relation import Role

DOOR = Role("binary_sensor", frozenset({"door", "opening"}))
WATER = Role("valve", frozenset({"water", ""}))
HOME = Role("zone", entity_id="zone.home")


@pytest.mark.parametrize(
    ("role", "entity"),
    [
        (DOOR, DeviceEntity("binary_sensor.a", device_class="door")),
        (Role("light"), DeviceEntity("light.a")),
        (Role("light"), DeviceEntity("light.a", device_class="any")),
        (WATER, DeviceEntity("valve.a")),
        (HOME, DeviceEntity("zone.home")),
    ],
)
def test_an_entity_fits_by_domain_class_and_id(role: Role, entity: DeviceEntity) -> None:
    assert role.fits(entity)


@pytest.mark.parametrize(
    ("role", "entity"),
    [
        (DOOR, DeviceEntity("binary_sensor.a", device_class="window")),
        (DOOR, DeviceEntity("binary_sensor.a")),
        (DOOR, DeviceEntity("sensor.a", device_class="door")),
        (DOOR, DeviceEntity("binary_sensor.a", device_class="door", category="config")),
        (WATER, DeviceEntity("valve.a", device_class="gas")),
        (HOME, DeviceEntity("zone.work")),
    ],
)
def test_what_is_another_or_a_setting_does_not(role: Role, entity: DeviceEntity) -> None:
    assert not role.fits(entity)
