"""What a running home tells of itself."""

from typing import Any

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.devices.snapshot import async_snapshot
from custom_components.homeiq.options import Options


class Rooms:
    """Two rooms with a device of two entities and single entities."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.entry = MockConfigEntry(domain="test")
        self.entry.add_to_hass(hass)
        self.entities = er.async_get(hass)
        self.kitchen = ar.async_get(hass).async_create("Kitchen")
        self.hall = ar.async_get(hass).async_create("Hall")
        self.label = lr.async_get(hass).async_create("Private").label_id
        self.devices = dr.async_get(hass)
        self.device = self.devices.async_get_or_create(
            config_entry_id=self.entry.entry_id, identifiers={("test", "device")}
        )
        self.devices.async_update_device(self.device.id, area_id=self.kitchen.id)
        self.lamp = self.add("light", "lamp", device_id=self.device.id)
        self.plug = self.add("switch", "plug", device_id=self.device.id)
        self.entities.async_update_entity(self.plug, area_id=self.hall.id)

    def add(self, domain: str, key: str, *, platform: str = "test", **more: Any) -> str:
        return self.entities.async_get_or_create(
            domain,
            platform,
            key,
            suggested_object_id=key,
            config_entry=self.entry,
            original_name=key,
            **more,
        ).entity_id

    def set(self, entity_id: str, state: str = "off", **attributes: Any) -> None:
        self.hass.states.async_set(entity_id, state, attributes)


@pytest.fixture
async def rooms(hass: HomeAssistant) -> Rooms:
    await hass.config.async_update(time_zone="Europe/Berlin", latitude=52.5, longitude=13.4)
    return Rooms(hass)


async def test_place_rooms_and_devices_are_known(hass: HomeAssistant, rooms: Rooms) -> None:
    home = (await async_snapshot(hass, Options())).home
    assert (home.timezone.key, home.latitude, home.longitude) == ("Europe/Berlin", 52.5, 13.4)
    assert home.areas == {rooms.lamp: "kitchen", rooms.plug: "hall"}
    assert home.devices == dict.fromkeys((rooms.lamp, rooms.plug), rooms.device.id)


async def test_a_part_of_a_device_is_where_the_whole_is(hass: HomeAssistant, rooms: Rooms) -> None:
    part = rooms.devices.async_get_or_create_child(
        config_entry_id=rooms.entry.entry_id,
        identifiers={("test", "part")},
        parent_device_id=rooms.device.id,
    )
    light = rooms.add("light", "gang", device_id=part.id)
    home = (await async_snapshot(hass, Options())).home
    assert home.areas[light] == "kitchen"
    assert home.devices[light] == part.id


async def test_names_come_from_states_the_registry_and_areas(
    hass: HomeAssistant, rooms: Rooms
) -> None:
    rooms.set(rooms.lamp, friendly_name="Pendant")
    rooms.entities.async_update_entity(rooms.plug, name="Coffee")
    rooms.set("input_boolean.guests", friendly_name="Guests are here")
    names = (await async_snapshot(hass, Options())).names
    assert names.entity(rooms.lamp) == "Pendant"
    assert names.entity(rooms.plug) == "Coffee"
    assert names.entity("input_boolean.guests") == "Guests are here"
    assert names.area("kitchen") == "Kitchen"


async def test_names_tell_what_kind_a_device_is(hass: HomeAssistant, rooms: Rooms) -> None:
    door = rooms.add("cover", "door", original_device_class="garage")
    rooms.set("binary_sensor.hall", "off", device_class="motion")
    rooms.set("sensor.outside", "5", unit_of_measurement="°C")
    names = (await async_snapshot(hass, Options())).names
    assert names.device_class(door) == "garage"
    assert (await async_snapshot(hass, Options())).home.classes[door] == "garage"
    assert names.device_class("binary_sensor.hall") == "motion"
    assert names.device_class(rooms.lamp) is None
    assert names.unit("sensor.outside") == "°C"
    assert names.unit(rooms.lamp) is None


async def test_names_tell_the_device_and_the_labels(hass: HomeAssistant, rooms: Rooms) -> None:
    label = lr.async_get(hass).async_create("Critical!")
    rooms.entities.async_update_entity(rooms.plug, labels={label.label_id, "gone"})
    rooms.devices.async_update_device(rooms.device.id, name_by_user="Twin")
    names = (await async_snapshot(hass, Options())).names
    assert names.devices == dict.fromkeys((rooms.lamp, rooms.plug), "Twin")
    assert names.labels == {rooms.plug: {"Critical!"}}


async def test_what_tells_nothing_of_the_home_is_not_read(
    hass: HomeAssistant, rooms: Rooms
) -> None:
    rooms.add("light", "hidden", hidden_by=er.RegistryEntryHider.USER)
    rooms.add("light", "disabled", disabled_by=er.RegistryEntryDisabler.USER)
    rooms.add("switch", "led", entity_category=EntityCategory.CONFIG)
    rooms.add("binary_sensor", "battery", original_device_class="battery")
    rooms.add("sensor", "signal", original_device_class="signal_strength")
    rooms.add("light", "ours", platform="homeiq")
    rooms.add("update", "firmware")
    motion = rooms.add("binary_sensor", "motion", original_device_class="motion")
    lux = rooms.add("sensor", "lux", original_device_class="illuminance")
    rooms.set("sensor.outside", "5", device_class="temperature")
    rooms.set("sun.sun", "above_horizon")
    rooms.set("automation.some", "on")
    assert (await async_snapshot(hass, Options())).relevant == {
        rooms.lamp,
        rooms.plug,
        motion,
        lux,
        "sensor.outside",
        "sun.sun",
    }


@pytest.mark.parametrize(
    ("options", "excluded"),
    [
        ({"excluded_entities": ("light.lamp",)}, {"light.lamp"}),
        ({"excluded_areas": ("kitchen",)}, {"light.lamp"}),
        ({"excluded_areas": ("hall",)}, {"switch.plug"}),
        ({"excluded_domains": ("switch", "person")}, {"switch.plug"}),
        ({"excluded_labels": ("private",)}, {"light.lamp"}),
    ],
)
async def test_what_people_exclude_takes_no_part(
    hass: HomeAssistant, rooms: Rooms, options: dict[str, Any], excluded: set[str]
) -> None:
    rooms.entities.async_update_entity(rooms.lamp, labels={rooms.label})
    snapshot = await async_snapshot(hass, Options(**options))
    assert snapshot.home.excluded == excluded
    assert snapshot.relevant == {rooms.lamp, rooms.plug} - excluded


@pytest.mark.parametrize("labelled", ["device", "area"])
async def test_a_label_of_the_device_or_area_excludes_its_entities(
    hass: HomeAssistant, rooms: Rooms, labelled: str
) -> None:
    if labelled == "device":
        rooms.devices.async_update_device(rooms.device.id, labels={rooms.label})
        expected = {rooms.lamp, rooms.plug}
    else:
        ar.async_get(hass).async_update(rooms.hall.id, labels={rooms.label})
        expected = {rooms.plug}
    snapshot = await async_snapshot(hass, Options(excluded_labels=("private",)))
    assert snapshot.home.excluded == expected


async def test_our_own_entities_are_excluded(hass: HomeAssistant, rooms: Rooms) -> None:
    ours = rooms.add("sensor", "homeiq_status", platform="homeiq")
    assert (await async_snapshot(hass, Options())).home.excluded == {ours}


async def test_groups_are_known_with_their_members(hass: HomeAssistant, rooms: Rooms) -> None:
    rooms.set("light.a")
    rooms.set("light.b")
    group = {"platform": "group", "name": "Both", "entities": ["light.a", "light.b"]}
    everything = {"all": {"entities": ["light.both", "switch.plug"]}}
    assert await async_setup_component(hass, "group", {"group": everything})
    assert await async_setup_component(hass, "light", {"light": [group]})
    await hass.async_block_till_done()
    hass.states.async_set("scene.film", "unknown", {"entity_id": ["light.a"]})
    hass.states.async_set("sensor.odd", "1", {"entity_id": "light.a"})
    assert (await async_snapshot(hass, Options())).home.groups == {
        "light.both": ("light.a", "light.b"),
        "group.all": ("light.both", "switch.plug"),
    }


async def test_an_empty_home_is_no_error(hass: HomeAssistant) -> None:
    snapshot = await async_snapshot(hass, Options())
    assert snapshot.relevant == frozenset()
    assert snapshot.home.automations == ()
