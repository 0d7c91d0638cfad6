"""What people's answers teach, laid upon what a run has found."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.phases.learning import LEARNING_RESET, async_weighed
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Status
from tests.samples import LONG_AGO, FakeMemory, run_of, suggestion_of

LIKE = suggestion_of(1, rank=1.05)
OTHER = suggestion_of(2, rank=1.0, area_ids=("hall",), pattern_type="room")
FOUND = (LIKE, OTHER)
DISMISSED = suggestion_of(9, status=Status.DISMISSED, entity_ids=("light.l1",))
SNAPSHOT = Snapshot(Home(ZoneInfo("Europe/Berlin")), Names(), frozenset())


async def test_what_is_like_the_dismissed_comes_later(hass: HomeAssistant, store: Store) -> None:
    run = run_of(hass, store=store, memory=FakeMemory(DISMISSED))
    first, second = await async_weighed(run, SNAPSHOT, FOUND)
    assert (first.id, second.id) == ("s2", "s1")
    assert 0.9 * LIKE.rank < second.rank < first.rank


async def test_devices_are_those_of_the_home(hass: HomeAssistant, store: Store) -> None:
    home = Home(ZoneInfo("Europe/Berlin"), devices=dict.fromkeys(("light.l1", "light.l9"), "lamp"))
    run = run_of(hass, store=store, memory=FakeMemory(DISMISSED))
    apart = {each.id: each.rank for each in await async_weighed(run, SNAPSHOT, FOUND)}
    together = await async_weighed(run, Snapshot(home, Names(), frozenset()), FOUND)
    assert {each.id: each.rank for each in together}["s1"] < apart["s1"]


async def test_without_answers_or_after_a_reset_nothing_changes(
    hass: HomeAssistant, store: Store
) -> None:
    unanswered = run_of(hass, store=store, memory=FakeMemory(suggestion_of(3)))
    assert await async_weighed(unanswered, SNAPSHOT, FOUND) == FOUND
    run = run_of(hass, store=store, memory=FakeMemory(DISMISSED))
    await store.moments.save(LEARNING_RESET, LONG_AGO - timedelta(seconds=1))
    assert await async_weighed(run, SNAPSHOT, FOUND) != FOUND
    await store.moments.save(LEARNING_RESET, LONG_AGO)
    assert await async_weighed(run, SNAPSHOT, FOUND) == FOUND


async def test_where_the_reset_cannot_be_read_answers_play_no_part(
    hass: HomeAssistant, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    run = run_of(hass, store=store, memory=FakeMemory(DISMISSED))
    await store.async_close()
    assert await async_weighed(run, SNAPSHOT, FOUND) == FOUND
    assert "plays no part in this order" in caplog.text
