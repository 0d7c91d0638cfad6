"""The devices of a running home."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.places import places
from custom_components.homeiq.devices.relations.motion_light import MOTION_LIGHT
from custom_components.homeiq.devices.taken import async_take
from custom_components.homeiq.devices.taking import inventory_of


class House:
    """A kitchen on the ground floor and a garden, with one device of two entities."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.entry = MockConfigEntry(domain="test")
        self.entry.add_to_hass(hass)
        self.entities, self.devices = er.async_get(hass), dr.async_get(hass)
        self.areas = ar.async_get(hass)
        self.floor = fr.async_get(hass).async_create("Ground").floor_id
        self.kitchen = self.areas.async_create("Kitchen", floor_id=self.floor).id
        self.garden = self.areas.async_create("Garden").id
        self.label = lr.async_get(hass).async_create("Important").label_id
        self.device = self.devices.async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers={("test", "0x01")},
            connections={(dr.CONNECTION_NETWORK_MAC, "AA:BB:CC:DD:EE:FF")},
            manufacturer="Maker",
            model="Strip",
            model_id="S-2",
            name="Strip",
            sw_version="1.2",
        )
        self.devices.async_update_device(self.device.id, area_id=self.kitchen, labels={self.label})
        self.lamp = self.add("light", "lamp", device_id=self.device.id)
        self.plug = self.add("switch", "plug", device_id=self.device.id)

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

    def part(self, key: str, **more: Any) -> dr.ChildDeviceEntry:
        """Add a part of the device."""
        part = self.devices.async_get_or_create_child(
            config_entry_id=self.entry.entry_id,
            identifiers={("test", key)},
            parent_device_id=self.device.id,
        )
        self.devices.async_update_child_device(part.id, **more)
        found = self.devices.async_get(part.id)
        assert isinstance(found, dr.ChildDeviceEntry)
        return found

    def set(self, entity_id: str, state: str = "off", **attributes: Any) -> None:
        self.hass.states.async_set(entity_id, state, attributes)

    def taken(self, excluded: Collection[str] = ()) -> Inventory:
        return inventory_of(async_take(self.hass), excluded)

    def record(self, device_id: str | None = None) -> DeviceRecord:
        return self.taken().devices[device_id or self.device.id]

    def entity(self, entity_id: str) -> DeviceEntity:
        return {one.entity_id: one for _, one in self.taken().entities()}[entity_id]


@pytest.fixture
async def house(hass: HomeAssistant) -> House:
    return House(hass)


async def test_a_device_tells_its_make_its_place_and_its_entities(house: House) -> None:
    house.devices.async_update_device(house.device.id, name_by_user="Counter")
    record = house.record()
    assert record == DeviceRecord(
        device_id=house.device.id,
        name="Counter",
        manufacturer="Maker",
        model="Strip",
        integration="test",
        area_id=house.kitchen,
        floor_id=house.floor,
        labels=frozenset({house.label}),
        identifiers=frozenset({"0x01", "aa:bb:cc:dd:ee:ff"}),
        version="1.2",
        created=house.device.created_at.timestamp(),
        entities=record.entities,
    )
    assert [one.entity_id for one in record.entities] == [house.lamp, house.plug]
    assert house.taken().floors == {house.kitchen: house.floor}


async def test_without_a_model_its_number_is_told_and_without_anything_nothing(
    house: House,
) -> None:
    house.devices.async_update_device(house.device.id, model=None)
    assert house.record().model == "S-2"
    bare = house.devices.async_get_or_create(
        config_entry_id=house.entry.entry_id, identifiers={("test", "bare")}
    )
    house.add("light", "bare", device_id=bare.id)
    record = house.record(bare.id)
    assert (record.manufacturer, record.model, record.version) == ("", "", "")
    assert (record.area_id, record.floor_id, record.labels) == (None, None, frozenset())


async def test_the_integration_is_the_device_s_own_and_not_that_of_a_helper_on_it(
    house: House,
) -> None:
    house.add("light", "a_helper", platform="switch_as_x", device_id=house.device.id)
    assert house.record().entities[0].platform == "switch_as_x"
    assert house.record().integration == "test"


async def test_an_entity_tells_what_registry_and_state_know(house: House) -> None:
    lock = house.add(
        "switch",
        "child_lock",
        device_id=house.device.id,
        translation_key="child_lock",
        entity_category=EntityCategory.CONFIG,
        original_device_class="outlet",
    )
    house.set(lock, "on", friendly_name="Child lock")
    entity = house.entity(lock)
    assert entity == DeviceEntity(
        entity_id=lock,
        name="Child lock",
        unique_id="child_lock",
        translation_key="child_lock",
        platform="test",
        category="config",
        device_class="outlet",
        attributes={"friendly_name": "Child lock"},
        state="on",
        seen=entity.seen,
    )
    assert entity.seen is not None
    house.entities.async_update_entity(lock, device_class="switch", area_id=house.garden)
    assert (house.entity(lock).device_class, house.entity(lock).area_id) == (
        "switch",
        house.garden,
    )


async def test_one_without_a_state_is_away_and_has_the_name_of_the_registry(house: House) -> None:
    entity = house.entity(house.lamp)
    assert (entity.state, entity.seen, entity.is_reachable) == ("unavailable", None, False)
    assert (entity.name, entity.attributes) == ("lamp", {})
    house.entities.async_update_entity(house.lamp, name="Pendant")
    assert house.entity(house.lamp).name == "Pendant"


async def test_what_it_can_do_is_remembered_while_it_is_away(house: House) -> None:
    modes = {"supported_color_modes": ["hs", "color_temp"], "effect_list": ["rainbow"]}
    bulb = house.add("light", "bulb", capabilities=modes, supported_features=44)
    house.set(bulb, "unavailable", friendly_name="Bulb")
    away = house.entity(bulb)
    assert away.attributes == {**modes, "friendly_name": "Bulb"}
    assert (away.features, away.state) == (44, "unavailable")
    house.set(bulb, "on", effect_list=["rainbow", "fire"], effect="fire")
    assert house.entity(bulb).attributes == {
        "supported_color_modes": ["hs", "color_temp"],
        "effect_list": ["rainbow", "fire"],
        "effect": "fire",
    }


@pytest.mark.parametrize(
    "more",
    [
        {"disabled_by": er.RegistryEntryDisabler.USER},
        {"hidden_by": er.RegistryEntryHider.USER},
        {"hidden_by": er.RegistryEntryHider.INTEGRATION},
    ],
)
async def test_what_is_disabled_or_hidden_is_not_there(house: House, more: dict[str, Any]) -> None:
    gone = house.add("light", "gone", device_id=house.device.id, **more)
    alone = house.add("light", "alone", **more)
    for entity_id in (gone, alone):
        house.set(entity_id, "on")  # nor does its state bring it back
    assert house.taken().device_of().keys() == {house.lamp, house.plug}


async def test_what_is_excluded_is_not_there(house: House) -> None:
    house.set("light.yaml", "on")
    taken = house.taken({house.lamp, "light.yaml"})
    assert taken.device_of().keys() == {house.plug}
    assert house.taken({house.lamp, house.plug, "light.yaml"}).devices == {}


async def test_what_takes_no_part_of_a_device_is_known_as_such(house: House) -> None:
    house.add(
        "select", "mode", device_id=house.device.id, disabled_by=er.RegistryEntryDisabler.USER
    )
    (record,) = house.taken({house.lamp}).devices.values()
    assert record.aside == {("select", "mode"), ("light", "lamp")}
    assert house.record().aside == {("select", "mode")}


async def test_a_disabled_device_is_not_there_and_neither_is_one_without_entities(
    house: House,
) -> None:
    house.devices.async_get_or_create(
        config_entry_id=house.entry.entry_id, identifiers={("test", "bare")}
    )
    assert house.taken().devices.keys() == {house.device.id}
    house.devices.async_update_device(house.device.id, disabled_by=dr.DeviceEntryDisabler.USER)
    await house.hass.async_block_till_done()
    assert house.taken().devices == {}


async def test_a_part_is_where_the_whole_is_and_of_its_make(house: House) -> None:
    part = house.part("left", labels={"left"}, name_by_user="Left")
    socket = house.add("switch", "left", device_id=part.id)
    record = house.record(part.id)
    assert [one.entity_id for one in record.entities] == [socket]
    assert (record.name, record.area_id, record.floor_id) == ("Left", house.kitchen, house.floor)
    assert (record.manufacturer, record.model, record.version) == ("Maker", "Strip", "1.2")
    assert record.labels == {house.label, "left"}
    assert record.identifiers == {"left", "aa:bb:cc:dd:ee:ff"}
    assert record.kind == house.record().kind


async def test_a_part_may_be_elsewhere_than_the_whole(house: House) -> None:
    part = house.part("right", area_id=house.garden)
    house.add("switch", "right", device_id=part.id)
    record = house.record(part.id)
    assert (record.area_id, record.floor_id) == (house.garden, None)


async def test_a_part_whose_whole_was_just_taken_away_is_of_no_make(house: House) -> None:
    part = house.part("left")
    house.add("switch", "left", device_id=part.id)
    taken = replace(async_take(house.hass), devices=())
    (record,) = inventory_of(taken, ()).devices.values()
    assert (record.device_id, record.model, record.area_id) == (part.id, "", None)


async def test_what_belongs_to_no_device_stands_for_itself(house: House) -> None:
    toggle = house.add("input_boolean", "guests", platform="input_boolean")
    house.entities.async_update_entity(
        toggle, area_id=house.kitchen, labels={house.label}, name="Guests"
    )
    record = house.record(toggle)
    assert (record.device_id, record.name, record.integration) == (
        toggle,
        "Guests",
        "input_boolean",
    )
    assert (record.area_id, record.floor_id) == (house.kitchen, house.floor)
    assert (record.labels, record.model) == ({house.label}, "")
    assert record.created is not None


async def test_what_is_in_no_registry_is_known_by_its_state(house: House) -> None:
    house.set("zone.home", "2", friendly_name="Home")
    house.set(
        "cover.yaml", "open", device_class="shutter", supported_features=15, friendly_name="Shutter"
    )
    house.set("light.odd", "on", supported_features="many")
    cover, odd = house.entity("cover.yaml"), house.entity("light.odd")
    assert (cover.device_class, cover.features, cover.state) == ("shutter", 15, "open")
    assert cover.seen is not None
    assert (cover.unique_id, cover.platform, cover.category, cover.area_id) == ("", "", "", None)
    assert (odd.features, odd.is_reachable) == (0, True)
    assert house.record("zone.home").name == "Home"
    assert house.record("cover.yaml").floor_id is None
    assert house.record("cover.yaml").created is None


async def test_a_group_is_there_and_takes_no_part_in_a_relation(house: House) -> None:
    house.set("light.a")
    group = {
        "platform": "group",
        "name": "Both",
        "unique_id": "both",
        "entities": ["light.a", house.lamp],
    }
    assert await async_setup_component(house.hass, "light", {"light": [group]})
    await house.hass.async_block_till_done()
    motion = house.add("binary_sensor", "motion", original_device_class="motion")
    for entity_id in ("light.both", motion):
        house.entities.async_update_entity(entity_id, area_id=house.kitchen)
    assert house.entity("light.both").attributes["entity_id"] == ["light.a", house.lamp]
    (place,) = places(MOTION_LIGHT, house.taken())
    assert [member.entity_id for member in place.members[1]] == [house.lamp]


async def test_two_integrations_know_the_same_thing_as_two_devices(house: House) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(house.hass)
    twin = house.devices.async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "0x01")}
    )
    house.entities.async_get_or_create("sensor", "other", "twin", device_id=twin.id)
    assert house.record(twin.id).integration == "other"
    assert house.taken().devices.keys() == {house.device.id, twin.id}


async def test_a_bare_home_has_no_devices(hass: HomeAssistant) -> None:
    assert inventory_of(async_take(hass), ()) == Inventory()
