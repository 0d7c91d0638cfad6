"""What lamps show is watched in a running home, and kept in a real database."""

from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from time import thread_time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import (
    Context,
    CoreState,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.freshness import KeptCapabilities
from custom_components.homeiq.devices.owners import Owners
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.devices.watching import Watching
from custom_components.homeiq.history.provenance import is_tried, tried_id
from custom_components.homeiq.options import Options
from custom_components.homeiq.store.store import Store
from tests.lamps import async_lamps, by_remote

DIM = "light.brightness"
NOON = "2026-06-01T12:00:00+02:00"
TODAY = 739_768


def able(*names: str) -> Capabilities:
    """Return lamps that can be dimmed, each a device of its own, and a cover."""
    cover = Capability("cover.position", ("cover.blind",))
    return Capabilities(
        {
            **{name: {DIM: Capability(DIM, (f"light.{name}",))} for name in names},
            "blind": {cover.key: cover},
        }
    )


@pytest.fixture
async def store(hass: HomeAssistant, tmp_path: Path) -> AsyncIterator[Store]:
    await hass.config.async_set_time_zone("Europe/Berlin")
    store = Store(tmp_path / "homeiq.db")
    await store.async_open()
    yield store
    await store.async_close()


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    entry = MockConfigEntry(domain="homeiq")
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def watching(hass: HomeAssistant, store: Store) -> Watching:
    return Watching(hass, store.devices, Options(), is_tried)


def follow(watching: Watching, capabilities: Capabilities) -> None:
    watching.async_follow(capabilities, Owners.of(capabilities).watched().entity_ids)


def shown(watching: Watching) -> list[tuple[str, object]]:
    """Return which brightness lamps showed, in order of time."""
    told = watching.async_seen().shown()
    return [
        (told.entities[entity], told.sets[number].get("brightness"))
        for entity, number in zip(told.entity, told.shown, strict=True)
    ]


async def kept(store: Store) -> Use:
    return await store.devices.uses_since(TODAY - 10)


async def save(store: Store, capabilities: Capabilities) -> None:
    """Leave what a run would have found."""
    await store.devices.save_capabilities(
        {
            device_id: KeptCapabilities(dt_util.utcnow(), "", by_key)
            for device_id, by_key in capabilities.of_device.items()
        }
    )


async def test_a_lamp_that_its_own_remote_dims_is_seen(
    hass: HomeAssistant, watching: Watching
) -> None:
    lamp, other = await async_lamps(hass, "desk", "other")
    follow(watching, able("desk"))
    for brightness in (255, 255, 80, None):
        by_remote(lamp, brightness)
        by_remote(other, 10)
    assert shown(watching) == [("light.desk", each) for each in (None, 255, 80, None)]


async def test_what_lamps_show_when_the_watching_begins_counts_at_once(
    hass: HomeAssistant, watching: Watching, store: Store, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    lamps = await async_lamps(hass, "dim", "bright", "dark")
    by_remote(lamps[0], 102)
    by_remote(lamps[1], 255)
    follow(watching, able("dim", "bright", "dark", "missing"))
    await watching.async_keep()
    assert await kept(store) == Use({("dim", DIM): 1}, days=1, watched=1)


async def test_a_try_is_nobodys_use_though_the_lamp_stays_as_it_was_left(
    hass: HomeAssistant, watching: Watching, store: Store, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    (lamp,) = await async_lamps(hass, "desk")
    follow(watching, able("desk"))
    by_remote(lamp, 255)
    lamp.async_set_context(Context(parent_id="x", id=tried_id()))
    by_remote(lamp, 80)
    freezer.tick(60)  # it knows no more under what it was dimmed
    lamp._context = None
    for brightness in (80, None, 80, None):
        by_remote(lamp, brightness)
        freezer.tick(60)
    follow(watching, able("desk"))
    assert shown(watching)[:2] == [("light.desk", None), ("light.desk", 255)]
    await watching.async_keep()
    assert await kept(store) == Use({}, days=1, watched=1)
    for brightness in (255, 80):
        by_remote(lamp, brightness)
        freezer.tick(60)
    await watching.async_keep()
    assert await kept(store) == Use({("desk", DIM): 1}, days=1, watched=1)
    follow(watching, Capabilities())
    assert shown(watching) == []


async def test_what_is_kept_again_is_not_added_up(
    hass: HomeAssistant, watching: Watching, store: Store, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    (lamp,) = await async_lamps(hass, "desk")
    follow(watching, able("desk"))
    for brightness in (255, 80, 255, 30):
        by_remote(lamp, brightness)
        freezer.tick(60)
    for _ in range(2):
        await watching.async_keep()
        assert await kept(store) == Use({("desk", DIM): 3}, days=1, watched=1)
    freezer.tick(86_400)
    await watching.async_keep()
    assert await kept(store) == Use({("desk", DIM): 3}, days=2, watched=2)


async def test_what_is_found_later_is_watched_from_then_on_and_what_went_is_forgotten(
    hass: HomeAssistant, watching: Watching
) -> None:
    desk, shelf = await async_lamps(hass, "desk", "shelf")
    follow(watching, able("desk"))
    by_remote(desk, 50)
    by_remote(shelf, 60)
    since = watching.async_seen().since
    follow(watching, able("desk", "shelf"))
    by_remote(shelf, 70)
    assert shown(watching)[1:] == [("light.desk", 50), ("light.shelf", 60), ("light.shelf", 70)]
    follow(watching, able("desk", "shelf"))
    by_remote(desk, 55)
    assert shown(watching)[-2:] == [("light.shelf", 70), ("light.desk", 55)]
    follow(watching, able("shelf"))
    by_remote(desk, 90)
    assert shown(watching) == [("light.shelf", 60), ("light.shelf", 70)]
    assert watching.async_seen().since == since


async def test_where_there_is_nothing_to_watch_no_day_is_watched(
    hass: HomeAssistant, watching: Watching, store: Store
) -> None:
    (lamp,) = await async_lamps(hass, "desk")
    await watching.async_keep()
    for capabilities in (able(), able("desk"), able()):
        follow(watching, capabilities)
    by_remote(lamp, 50)
    assert shown(watching) == []
    await watching.async_keep()
    assert await kept(store) == Use()


async def test_a_lamp_that_is_removed_shows_nothing(
    hass: HomeAssistant, watching: Watching
) -> None:
    (lamp,) = await async_lamps(hass, "desk")
    follow(watching, able("desk"))
    by_remote(lamp, 50)
    hass.states.async_remove("light.desk")
    assert shown(watching)[-1] == ("light.desk", None)


async def test_after_a_restart_what_the_last_run_found_is_watched_but_for_what_is_excluded(
    hass: HomeAssistant, store: Store, entry: MockConfigEntry
) -> None:
    lamps = await async_lamps(hass, "desk", "shelf", "hidden")
    er.async_get(hass).async_update_entity("light.hidden", hidden_by=er.RegistryEntryHider.USER)
    await save(store, able("desk", "shelf", "hidden"))
    watching = Watching(hass, store.devices, Options(excluded_entities=("light.shelf",)), is_tried)
    hass.set_state(CoreState.starting)
    watching.async_start(entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert watching.async_seen().since is None
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await hass.async_block_till_done(wait_background_tasks=True)
    for lamp in lamps:
        by_remote(lamp, 50)
    assert shown(watching) == [("light.desk", None), ("light.desk", 50)]


async def test_a_run_that_comes_first_knows_better(
    hass: HomeAssistant, watching: Watching, store: Store, entry: MockConfigEntry
) -> None:
    await async_lamps(hass, "desk", "shelf")
    await save(store, able("desk"))
    watching.async_start(entry)
    follow(watching, able("shelf"))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown(watching) == [("light.shelf", None)]


async def test_what_cannot_be_read_or_kept_is_told_and_the_next_run_goes_on(
    hass: HomeAssistant,
    watching: Watching,
    store: Store,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (lamp,) = await async_lamps(hass, "desk")
    await store.async_close()
    watching.async_start(entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "not watched until the next analysis" in caplog.text
    follow(watching, able("desk"))
    by_remote(lamp, 50)
    await watching.async_keep()
    assert "What was watched cannot be kept" in caplog.text
    assert shown(watching)[-1] == ("light.desk", 50)


async def test_when_the_entry_is_unloaded_what_was_seen_is_kept_and_nothing_more(
    hass: HomeAssistant, watching: Watching, store: Store, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    (lamp,) = await async_lamps(hass, "desk")
    follow(watching, able("desk"))
    by_remote(lamp, 50)
    freezer.tick(60)
    await watching.async_stop()
    by_remote(lamp, 90)
    assert shown(watching)[-1] == ("light.desk", 50)
    await watching.async_stop()
    assert await kept(store) == Use({("desk", DIM): 1}, days=1, watched=1)


async def test_what_begins_while_the_entry_is_unloaded_ends_with_it(
    hass: HomeAssistant, watching: Watching, entry: MockConfigEntry
) -> None:
    (lamp,) = await async_lamps(hass, "desk")
    watching.async_start(entry)
    await watching.async_stop()
    follow(watching, able("desk"))
    await entry._async_process_on_unload(hass)
    by_remote(lamp, 50)
    assert shown(watching) == [("light.desk", None)]


async def test_when_home_assistant_stops_what_was_seen_is_kept(
    hass: HomeAssistant,
    watching: Watching,
    store: Store,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOON)
    (lamp,) = await async_lamps(hass, "desk")
    watching.async_start(entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    follow(watching, able("desk"))
    by_remote(lamp, 50)
    await hass.async_stop(force=True)
    assert await kept(store) == Use({("desk", DIM): 1}, days=1, watched=1)


def changes_of(hass: HomeAssistant, number: int) -> Callable[[], float]:
    """Return a way to have ten lamps change so often, which returns the seconds a change took."""

    def burst() -> float:
        begun = thread_time()
        for each in range(number):
            shown = {"brightness": each % 251, "color_mode": "brightness", "friendly_name": "Lamp"}
            hass.states.async_set(f"light.l{each % 10}", "on", shown)
        return (thread_time() - begun) / number

    return burst


async def test_a_burst_of_ten_thousand_changes_costs_microseconds_each(
    hass: HomeAssistant, watching: Watching
) -> None:
    names = [f"l{number}" for number in range(10)]

    @callback
    def nothing(_event: Event[EventStateChangedData]) -> None:
        """Have the changes told to somebody, as they are in any home."""

    async_track_state_change_event(hass, [f"light.{name}" for name in names], nothing)
    burst = changes_of(hass, 10_000)
    without = min(burst() for _ in range(3))
    follow(watching, able(*names))
    watched = min(burst() for _ in range(3))
    assert len(watching.async_seen().shown().time) > 10_000
    assert watched - without < 25e-6


async def test_the_callback_takes_microseconds(hass: HomeAssistant, watching: Watching) -> None:
    events: list[Event[EventStateChangedData]] = []

    @callback
    def take(event: Event[Any]) -> None:
        events.append(event)

    hass.bus.async_listen("state_changed", take)
    changes_of(hass, 10_000)()

    def told(many: Iterable[Event[EventStateChangedData]]) -> float:
        begun = thread_time()
        for event in many:
            watching._changed(event)
        return (thread_time() - begun) / len(events)

    assert min(told(events) for _ in range(3)) < 10e-6
