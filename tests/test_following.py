"""The archive follows the registries of a running home."""

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
)
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.homeiq.const import DATABASE_FILE
from custom_components.homeiq.following import COOLDOWN, Following
from custom_components.homeiq.history.archive import Archive, Block, Day
from custom_components.homeiq.mining.event_log import Origin, RawEvents
from custom_components.homeiq.options import Options
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store
from tests.devices.test_snapshot import Rooms

DAY = 20_000
LAMP, PLUG, FAN = "light.lamp", "switch.plug", "fan.fan"


@pytest.fixture
async def store(hass: HomeAssistant) -> AsyncIterator[Store]:
    """Return a store whose archive knows a day of a lamp, a plug and a fan."""
    store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    rows = [
        (DAY * 86_400.0 + number, entity_id, "on", Origin.PERSON)
        for number, entity_id in enumerate((LAMP, PLUG, FAN))
    ]
    await store.archive.save([Block(Day(DAY, (DAY + 2) * 86_400.0), RawEvents.from_rows(rows))], ())
    yield store
    await store.async_close()


@pytest.fixture
def rooms(hass: HomeAssistant) -> Rooms:
    """Return rooms with a device that is a lamp and a plug, and a fan that is not registered."""
    rooms = Rooms(hass)
    rooms.set(FAN)
    return rooms


async def kept(store: Store, *entity_ids: str) -> set[str]:
    """Return of which of some entities the archive tells."""
    raw = await store.archive.load(DAY, DAY, entity_ids)
    return {raw.entities[code] for code in raw.entity.tolist()}


@pytest.fixture
def entry(hass: HomeAssistant) -> Iterator[MockConfigEntry]:
    """Return an entry that is unloaded in the end."""
    entry = MockConfigEntry(domain="homeiq")
    entry.add_to_hass(hass)
    yield entry
    for stop in entry._on_unload or ():
        stop()


async def pass_cooldown(hass: HomeAssistant) -> None:
    await hass.async_block_till_done()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=COOLDOWN + 1), fire_all=True)
    await hass.async_block_till_done(wait_background_tasks=True)


async def start(
    hass: HomeAssistant, entry: MockConfigEntry, archive: Archive, options: Options | None = None
) -> Following:
    following = Following(hass, archive, options or Options())
    following.async_start(entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    return following


async def test_a_renamed_entity_keeps_what_it_did(
    hass: HomeAssistant, rooms: Rooms, store: Store, entry: MockConfigEntry
) -> None:
    await start(hass, entry, store.archive)
    rooms.entities.async_update_entity(LAMP, new_entity_id="light.reading_lamp")
    await pass_cooldown(hass)
    assert await kept(store, LAMP, PLUG, "light.reading_lamp") == {"light.reading_lamp", PLUG}


async def test_an_entity_that_was_renamed_while_nobody_listened_is_followed_too(
    hass: HomeAssistant, rooms: Rooms, store: Store, entry: MockConfigEntry
) -> None:
    await Following(hass, store.archive, Options()).async_now()
    rooms.entities.async_update_entity(LAMP, new_entity_id="light.reading_lamp")
    await pass_cooldown(hass)
    assert await kept(store, LAMP, "light.reading_lamp") == {LAMP}
    await start(hass, entry, store.archive)
    assert await kept(store, LAMP, "light.reading_lamp") == {"light.reading_lamp"}


async def test_an_entity_that_is_removed_and_comes_back_has_its_history(
    hass: HomeAssistant, rooms: Rooms, store: Store, entry: MockConfigEntry
) -> None:
    await start(hass, entry, store.archive)
    rooms.entities.async_remove(LAMP)
    await pass_cooldown(hass)
    rooms.add("light", "lamp")
    await pass_cooldown(hass)
    assert await kept(store, LAMP, FAN) == {LAMP, FAN}


type Exclude = Callable[[Rooms], None]


def label_the_device(rooms: Rooms) -> None:
    rooms.devices.async_update_device(rooms.device.id, labels={rooms.label})


def label_the_entity(rooms: Rooms) -> None:
    rooms.entities.async_update_entity(LAMP, labels={rooms.label})


def label_the_area(rooms: Rooms) -> None:
    ar.async_get(rooms.hass).async_update(rooms.kitchen.id, labels={rooms.label})


def move_the_device(rooms: Rooms) -> None:
    rooms.devices.async_update_device(rooms.device.id, area_id=rooms.hall.id)


def move_the_entity(rooms: Rooms) -> None:
    rooms.entities.async_update_entity(LAMP, area_id=rooms.hall.id)


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        (label_the_device, {FAN}),
        (label_the_entity, {PLUG, FAN}),
        (label_the_area, {PLUG, FAN}),
        (move_the_device, {FAN}),
        (move_the_entity, {FAN}),
    ],
)
async def test_what_is_excluded_from_now_on_is_erased(
    hass: HomeAssistant,
    rooms: Rooms,
    store: Store,
    entry: MockConfigEntry,
    exclude: Exclude,
    left: set[str],
) -> None:
    # The plug is in the hall already.
    areas = (rooms.hall.id,) if exclude in (move_the_device, move_the_entity) else ()
    options = Options(excluded_labels=(rooms.label,), excluded_areas=areas)
    await start(hass, entry, store.archive, options)
    assert await kept(store, LAMP, PLUG, FAN) == {LAMP, FAN} | (set() if areas else {PLUG})
    exclude(rooms)
    await pass_cooldown(hass)
    assert await kept(store, LAMP, PLUG, FAN) == left
    assert await store.archive.known() == left


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (Options(excluded_entities=(LAMP, FAN)), {PLUG}),
        (Options(excluded_domains=("switch",)), {LAMP, FAN}),
        (Options(), {LAMP, PLUG, FAN}),
    ],
)
async def test_what_the_options_exclude_is_erased_when_they_are_changed(
    hass: HomeAssistant,
    rooms: Rooms,
    store: Store,
    entry: MockConfigEntry,
    options: Options,
    left: set[str],
) -> None:
    await start(hass, entry, store.archive, options)
    assert await kept(store, LAMP, PLUG, FAN) == left


async def test_an_excluded_domain_takes_along_what_was_removed_before(
    hass: HomeAssistant, rooms: Rooms, store: Store
) -> None:
    rooms.entities.async_remove(LAMP)
    await Following(hass, store.archive, Options()).async_now()
    assert LAMP in await store.archive.known()
    await Following(hass, store.archive, Options(excluded_domains=("light",))).async_now()
    assert await store.archive.known() == {PLUG, FAN}


@dataclass
class FakeArchive:
    """Stands in for the archive: remembers what it was told, or refuses it."""

    followed: list[tuple[Mapping[str, str], Collection[str]]] = field(default_factory=list)
    erased: list[Collection[str]] = field(default_factory=list)
    error: Exception | None = None

    async def known(self) -> frozenset[str]:
        return frozenset()

    async def follow(self, registered: Mapping[str, str], present: Collection[str]) -> None:
        self.followed.append((registered, present))
        if self.error is not None:
            raise self.error

    async def erase(self, entity_ids: Collection[str]) -> int:
        self.erased.append(entity_ids)
        return 0


@pytest.fixture
def archive() -> FakeArchive:
    return FakeArchive()


async def test_registered_entities_are_present_without_a_state_and_others_with_one(
    hass: HomeAssistant, rooms: Rooms, archive: FakeArchive
) -> None:
    await Following(hass, archive, Options()).async_now()
    ((registered, present),) = archive.followed
    ids = {entity_id: rooms.entities.async_get(entity_id) for entity_id in (LAMP, PLUG)}
    assert registered == {known.id: name for name, known in ids.items() if known is not None}
    assert set(present) == {LAMP, PLUG, FAN}


async def test_nothing_is_followed_before_home_assistant_has_started(
    hass: HomeAssistant, rooms: Rooms, archive: FakeArchive, entry: MockConfigEntry
) -> None:
    hass.set_state(CoreState.starting)
    following = await start(hass, entry, archive)
    rooms.entities.async_update_entity(LAMP, new_entity_id="light.reading_lamp")
    await pass_cooldown(hass)
    await following.async_now()
    assert archive.followed == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(archive.followed) == 1
    rooms.entities.async_remove(PLUG)
    await pass_cooldown(hass)
    assert len(archive.followed) == 2


async def test_many_changes_together_are_followed_once(
    hass: HomeAssistant, rooms: Rooms, archive: FakeArchive, entry: MockConfigEntry
) -> None:
    await start(hass, entry, archive)
    rooms.devices.async_remove_device(rooms.device.id)
    for number in range(20):
        rooms.add("light", f"new_{number}")
    assert len(archive.followed) == 1
    await pass_cooldown(hass)
    assert len(archive.followed) == 2


async def test_what_does_not_concern_the_archive_is_not_followed(
    hass: HomeAssistant, rooms: Rooms, archive: FakeArchive, entry: MockConfigEntry
) -> None:
    await start(hass, entry, archive)
    rooms.entities.async_update_entity(LAMP, name="Reading lamp", icon="mdi:lamp")
    await pass_cooldown(hass)
    assert len(archive.followed) == 1


async def test_an_archive_that_cannot_be_had_is_told_once_until_it_can(
    hass: HomeAssistant, archive: FakeArchive, caplog: pytest.LogCaptureFixture
) -> None:
    following = Following(hass, archive, Options())
    archive.error = StoreError("The disk is full")
    await following.async_now()
    await following.async_now()
    told = "The archive cannot follow the registries: The disk is full"
    assert caplog.text.count(told) == 1
    archive.error = None
    await following.async_now()
    archive.error = StoreError("The disk is full")
    await following.async_now()
    assert caplog.text.count(told) == 2
    assert len(archive.erased) == 1


async def test_unloading_ends_it(
    hass: HomeAssistant, rooms: Rooms, archive: FakeArchive, entry: MockConfigEntry
) -> None:
    await start(hass, entry, archive)
    rooms.entities.async_remove(PLUG)
    for stop in entry._on_unload or ():
        stop()
    rooms.entities.async_remove(LAMP)
    await pass_cooldown(hass)
    assert len(archive.followed) == 1
