"""Who can take part in a relation, and where."""

from itertools import islice
from time import process_time

import pytest

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord
from custom_components.homeiq.devices.places import MOST_TUPLES, Place
from custom_components.homeiq.devices.relations import RELATIONS
from custom_components.homeiq.devices.relations.appliance_finished import APPLIANCE_FINISHED
from custom_components.homeiq.devices.relations.leak_valve import LEAK_VALVE
from custom_components.homeiq.devices.relations.leaving_home import LEAVING_HOME
from custom_components.homeiq.devices.relations.motion_dark_light import MOTION_DARK_LIGHT
from custom_components.homeiq.devices.relations.motion_light import MOTION_LIGHT
from custom_components.homeiq.devices.relations.smoke_lights import SMOKE_LIGHTS
from tests.devices.linked import device, only, where

MOTION = DeviceEntity("binary_sensor.motion", device_class="motion")
LUX = DeviceEntity("sensor.lux", device_class="illuminance")
LAMP = DeviceEntity("light.lamp")


def members(place: Place) -> list[list[str]]:
    return [[member.entity_id for member in many] for many in place.members]


def tuples(place: Place) -> list[tuple[str, ...]]:
    return [tuple(member.entity_id for member in chosen) for chosen in place.tuples()]


def test_devices_of_one_area_are_together_and_of_two_are_not() -> None:
    here = [only(f"light.{key}") for key in "ba"], only("binary_sensor.motion", "motion")
    (place,) = where(MOTION_LIGHT, *here[0], here[1], only("light.far", area="attic"))
    assert place.area_id == "hall"
    assert members(place) == [["binary_sensor.motion"], ["light.a", "light.b"]]
    assert where(MOTION_LIGHT, here[1], only("light.far", area="attic")) == []


def test_an_entity_may_be_elsewhere_than_its_device() -> None:
    moved = DeviceEntity("light.lamp", area_id="hall")
    assert where(MOTION_LIGHT, device("pir", MOTION), device("lamp", moved, area="attic"))
    assert not where(MOTION_LIGHT, device("pir", MOTION), device("lamp", LAMP, area="attic"))


@pytest.mark.parametrize(
    "entity",
    [
        DeviceEntity("light.lamp", category="config"),
        DeviceEntity("light.lamp", category="diagnostic"),
        DeviceEntity("light.lamp", attributes={"entity_id": ["light.a"]}),
        DeviceEntity("light.lamp", attributes={"group_entities": ["light.a"]}),
        DeviceEntity("switch.lamp"),
    ],
)
def test_settings_groups_and_other_domains_take_no_part(entity: DeviceEntity) -> None:
    assert where(MOTION_LIGHT, device("pir", MOTION), device("lamp", entity)) == []


def test_what_is_in_no_area_is_together_with_nothing() -> None:
    nowhere = device("pir", MOTION, area=None), device("lamp", LAMP, area=None)
    assert where(MOTION_LIGHT, *nowhere) == []


def test_a_floor_has_several_areas_and_a_home_without_floors_is_one() -> None:
    smoke = only("binary_sensor.smoke", "smoke")
    lights = only("light.hall"), only("light.kitchen", area="kitchen"), only("light.out", area=None)
    (whole,) = where(SMOKE_LIGHTS, smoke, *lights)
    assert members(whole)[1] == ["light.hall", "light.kitchen", "light.out"]
    assert whole.area_id is None
    (ground,) = where(SMOKE_LIGHTS, smoke, *lights, hall="ground", kitchen="ground")
    assert members(ground)[1] == ["light.hall", "light.kitchen"]
    (alone,) = where(SMOKE_LIGHTS, smoke, *lights, hall="ground", kitchen="upper")
    assert members(alone)[1] == ["light.hall"]
    assert where(SMOKE_LIGHTS, smoke, *lights, kitchen="upper") == []


def test_a_whole_home_is_one_place() -> None:
    found = where(
        LEAK_VALVE, only("binary_sensor.leak", "moisture"), only("valve.main", area="cellar")
    )
    assert [members(place) for place in found] == [[["binary_sensor.leak"], ["valve.main"]]]


def test_each_device_is_a_place_of_its_own() -> None:
    power = [DeviceEntity(f"sensor.power_{n}", device_class="power") for n in range(3)]
    found = where(APPLIANCE_FINISHED, device("a", power[0]), device("b", *power[1:]))
    assert [members(place) for place in found] == [
        [["sensor.power_0"]],
        [["sensor.power_1", "sensor.power_2"]],
    ]


def test_a_place_has_each_pair_of_different_devices() -> None:
    other = DeviceEntity("binary_sensor.other", device_class="occupancy")
    (place,) = where(
        MOTION_LIGHT, device("pir", MOTION), device("lamp", LAMP, other), only("light.more")
    )
    assert tuples(place) == [
        ("binary_sensor.motion", "light.lamp"),
        ("binary_sensor.motion", "light.more"),
        ("binary_sensor.other", "light.more"),  # a lamp's own sensor is wired to it
    ]


def test_a_sensor_of_motion_and_brightness_goes_with_itself() -> None:
    pair = device("pir", MOTION, LUX)
    (place,) = where(MOTION_DARK_LIGHT, pair, device("lamp", LAMP), only("sensor.a", "illuminance"))
    assert tuples(place) == [("binary_sensor.motion", "sensor.lux", "light.lamp")]
    (place,) = where(
        MOTION_DARK_LIGHT, device("pir", MOTION), device("lux", LUX), device("lamp", LAMP)
    )
    assert tuples(place) == [("binary_sensor.motion", "sensor.lux", "light.lamp")]


def test_a_chain_acts_on_two_different_devices() -> None:
    zone, lock = only("zone.home", area=None), DeviceEntity("lock.door")
    heating = DeviceEntity("climate.hall")
    assert where(LEAVING_HOME, zone, device("one", lock, heating))[0].tuples() is not None
    assert tuples(where(LEAVING_HOME, zone, device("one", lock, heating))[0]) == []
    (place,) = where(LEAVING_HOME, zone, device("lock", lock), device("heating", heating))
    assert tuples(place) == [("zone.home", "lock.door", "climate.hall")]


def test_places_and_members_come_in_the_same_order_from_any_inventory() -> None:
    rooms = ("hall", "attic")
    devices = [only(f"light.{area}_{key}", area=area) for key in "abc" for area in rooms]
    devices += [only(f"binary_sensor.{area}", "motion", area=area) for area in rooms]
    assert where(MOTION_LIGHT, *devices) == where(MOTION_LIGHT, *reversed(devices))


def test_an_empty_home_has_no_places() -> None:
    assert [place for relation in RELATIONS for place in where(relation)] == []


def warehouse(count: int) -> list[DeviceRecord]:
    sensors = [only(f"binary_sensor.{n}", "motion") for n in range(count)]
    bright = [only(f"sensor.{n}", "illuminance") for n in range(count)]
    return [*sensors, *bright, *(only(f"light.{n}") for n in range(count))]


def test_a_warehouse_has_no_end_of_chains_and_is_left_early() -> None:
    (place,) = where(MOTION_DARK_LIGHT, *warehouse(150))
    begun = process_time()
    assert len(list(place.tuples())) == MOST_TUPLES
    assert process_time() - begun < 1
    assert len(set(islice(tuples(place), 100))) == 100
