"""Which sensors are worth reading."""

from zoneinfo import ZoneInfo

from custom_components.homeiq.mining.asked import asked, busiest, is_reading
from custom_components.homeiq.mining.detectors.context import SENSORS_WITHOUT_AREAS
from custom_components.homeiq.mining.home import Home

ZONE = ZoneInfo("Europe/Berlin")
ENTITIES = frozenset(
    {"light.lamp", "binary_sensor.attic", "sensor.here", "sensor.attic", "sensor.nowhere"}
)
AREAS = {
    "light.lamp": "here",
    "sensor.here": "here",
    "sensor.attic": "attic",
    "binary_sensor.attic": "attic",
}


def test_sensors_where_nothing_can_be_operated_are_not_asked() -> None:
    assert asked(ENTITIES, Home(ZONE, areas=AREAS)) == ENTITIES - {"sensor.attic"}


def test_without_areas_of_what_can_be_operated_all_are_asked() -> None:
    assert asked(ENTITIES, Home(ZONE)) == ENTITIES
    assert asked(ENTITIES, Home(ZONE, areas={"sensor.attic": "attic"})) == ENTITIES


def test_what_people_operate_is_no_reading_and_makes_its_area_lively() -> None:
    home = Home(ZONE, areas=AREAS, targets=("*.attic",))
    assert asked(ENTITIES, home) == ENTITIES
    assert not is_reading("sensor.attic", home)
    assert is_reading("sensor.here", home)
    assert is_reading("sensor.here", None)
    assert not is_reading("binary_sensor.attic", None)


def test_the_busiest_are_as_many_as_mining_looks_at() -> None:
    rates = {sensor: float(sensor % 50) for sensor in range(100)}
    kept = busiest(rates)
    assert len(kept) == SENSORS_WITHOUT_AREAS
    assert min(rates[one] for one in kept) == 40
    assert busiest({3: 1.0}) == {3}
