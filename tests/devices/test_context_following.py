"""Contexts follow the registries of a running home."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.devices.context import ContextCache, DeviceContext
from custom_components.homeiq.devices.context_following import async_follow
from tests.devices.test_snapshot import Rooms


class Followed:
    """A lamp with a part, a plug and an entity without a device, whose contexts are known."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.rooms = Rooms(hass)
        self.lamp = self.rooms.device.id
        self.part = self.rooms.devices.async_get_or_create_child(
            config_entry_id=self.rooms.entry.entry_id,
            identifiers={("test", "part")},
            parent_device_id=self.lamp,
        ).id
        self.plug = self.rooms.devices.async_get_or_create(
            config_entry_id=self.rooms.entry.entry_id, identifiers={("test", "plug")}
        ).id
        self.socket = self.rooms.add("switch", "socket", device_id=self.plug)
        self.single = self.rooms.add("light", "single")
        self.contexts = {
            self.lamp: DeviceContext(
                self.lamp,
                area_id=self.rooms.kitchen.id,
                entity_ids=(self.rooms.lamp, self.rooms.plug),
            ),
            self.part: DeviceContext(self.part, area_id=self.rooms.kitchen.id),
            self.plug: DeviceContext(
                self.plug, area_id=self.rooms.hall.id, entity_ids=(self.socket,)
            ),
            self.single: DeviceContext(self.single, entity_ids=(self.single,)),
        }
        self.cache = ContextCache()
        self.entry = MockConfigEntry(domain="homeiq")
        async_follow(hass, self.entry, self.cache)

    async def fetched(self) -> set[str]:
        """Return what is fetched anew, once what happened is over."""
        await self.hass.async_block_till_done()
        anew = set()

        async def fetch(device_id: str) -> DeviceContext:
            anew.add(device_id)
            return self.contexts[device_id]

        await self.cache.async_prefetch(self.contexts, fetch)
        return anew


@pytest.fixture
async def followed(hass: HomeAssistant) -> Followed:
    followed = Followed(hass)
    assert len(await followed.fetched()) == 4
    assert await followed.fetched() == set()
    return followed


CHANGES: dict[str, tuple[Callable[[Followed], object], set[str]]] = {
    "a device is renamed": (
        lambda home: home.rooms.devices.async_update_device(home.plug, name_by_user="Kettle"),
        {"plug"},
    ),
    "a device with a part is moved": (
        lambda home: home.rooms.devices.async_update_device(home.lamp, area_id=home.rooms.hall.id),
        {"lamp", "part"},
    ),
    "a device is removed": (
        lambda home: home.rooms.devices.async_remove_device(home.plug),
        {"plug"},
    ),
    "an entity is renamed": (
        lambda home: home.rooms.entities.async_update_entity(
            home.socket, new_entity_id="switch.kettle"
        ),
        {"plug"},
    ),
    "an entity is disabled": (
        lambda home: home.rooms.entities.async_update_entity(
            home.rooms.lamp, disabled_by=er.RegistryEntryDisabler.USER
        ),
        {"lamp"},
    ),
    "an entity is removed": (
        lambda home: home.rooms.entities.async_remove(home.socket),
        {"plug"},
    ),
    "an entity is added": (
        lambda home: home.rooms.add("sensor", "power", device_id=home.plug),
        {"plug"},
    ),
    "an entity changes its device": (
        lambda home: home.rooms.entities.async_update_entity(home.rooms.plug, device_id=home.plug),
        {"lamp", "plug"},
    ),
    "an entity without a device is changed": (
        lambda home: home.rooms.entities.async_update_entity(home.single, name="Other"),
        {"single"},
    ),
    "an area is renamed": (
        lambda home: ar.async_get(home.hass).async_update(home.rooms.kitchen.id, name="Cuisine"),
        {"lamp", "part"},
    ),
    "areas are put in another order": (
        lambda home: ar.async_get(home.hass).async_reorder(
            [home.rooms.hall.id, home.rooms.kitchen.id]
        ),
        set(),
    ),
    "something else comes": (
        lambda home: home.rooms.add("light", "another"),
        set(),
    ),
}


@pytest.mark.parametrize(("change", "names"), CHANGES.values(), ids=CHANGES.keys())
async def test_only_devices_that_a_change_concerns_are_fetched_anew(
    followed: Followed, change: Callable[[Followed], object], names: set[str]
) -> None:
    change(followed)
    assert await followed.fetched() == {getattr(followed, name) for name in names}
    assert await followed.fetched() == set()


async def test_a_removed_device_is_dropped(followed: Followed) -> None:
    dr.async_get(followed.hass).async_remove_device(followed.plug)
    await followed.hass.async_block_till_done()
    assert len(followed.cache) == 3


async def test_once_unloaded_nothing_is_followed(followed: Followed) -> None:
    for stop in followed.entry._on_unload or ():
        stop()
    followed.rooms.devices.async_update_device(followed.plug, name_by_user="Kettle")
    assert await followed.fetched() == set()
