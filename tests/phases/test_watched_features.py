"""What is watched counts in a run, beside what the recorder has; in a real home and database."""

from collections.abc import AsyncIterator
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.devices.watching import Watching
from custom_components.homeiq.history.provenance import is_tried
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.features import FEATURES
from custom_components.homeiq.phases.phase import PhaseSkippedError, Run
from custom_components.homeiq.store.store import Store
from tests.lamps import async_lamps, by_remote
from tests.samples import run_of

pytestmark = pytest.mark.usefixtures("recorder_mock")

NOON = "2026-06-01T12:00:00+02:00"
TODAY = 739_768
DIM = ("light.desk", "light.brightness")


@pytest.fixture
async def store(
    hass: HomeAssistant, tmp_path: Path, freezer: FrozenDateTimeFactory
) -> AsyncIterator[Store]:
    freezer.move_to(NOON)
    await hass.config.async_set_time_zone("Europe/Berlin")
    store = Store(tmp_path / "homeiq.db")
    await store.async_open()
    yield store
    await store.async_close()


@pytest.fixture
def watching(hass: HomeAssistant, store: Store) -> Watching:
    return Watching(hass, store.devices, Options(), is_tried)


async def looked(hass: HomeAssistant, store: Store, watching: Watching | None) -> Run:
    """Return a run that has looked at what devices can do, and what of it is used."""
    run = run_of(hass, store=store, watching=watching)
    await CAPABILITIES.step(run)
    await FEATURES.step(run)
    return run


async def kept(store: Store) -> Use:
    return await store.devices.uses_since(TODAY - 10)


async def test_a_lamp_that_is_dimmed_as_it_was_found_is_used_on_the_very_first_run(
    hass: HomeAssistant, store: Store, watching: Watching
) -> None:
    (lamp,) = await async_lamps(hass, "desk")
    by_remote(lamp, 60)
    await looked(hass, store, watching)
    assert (await kept(store)).times[DIM] == 1
    assert (await kept(store)).watched == 1


async def test_what_its_remote_does_between_runs_is_used_though_the_recorder_knows_nothing(
    hass: HomeAssistant, store: Store, watching: Watching, freezer: FrozenDateTimeFactory
) -> None:
    (lamp,) = await async_lamps(hass, "desk")
    await looked(hass, store, watching)
    assert DIM not in (await kept(store)).times
    for brightness in (255, 60, None, 60, None):
        by_remote(lamp, brightness)
        freezer.tick(60)
    await looked(hass, store, watching)
    assert (await kept(store)).times[DIM] == 1
    # Nothing is added up when the same is looked at again.
    await looked(hass, store, watching)
    assert (await kept(store)).times[DIM] == 1


async def test_where_nobody_watches_no_day_is_watched(hass: HomeAssistant, store: Store) -> None:
    await async_lamps(hass, "desk")
    run = await looked(hass, store, None)
    assert (await kept(store)).watched == 0
    assert run.opportunities is None, "of no day anything is known"


async def test_where_nothing_could_be_looked_at_all_is_watched_still(
    hass: HomeAssistant, store: Store, watching: Watching
) -> None:
    (lamp,) = await async_lamps(hass, "desk")
    run = await looked(hass, store, watching)
    failed = run_of(hass, store=store, watching=watching, snapshot=run.snapshot)
    with pytest.raises(PhaseSkippedError):
        await FEATURES.step(failed)
    by_remote(lamp, 60)
    await watching.async_keep()
    assert (await kept(store)).times[DIM] == 1
