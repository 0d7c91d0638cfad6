"""A snooze ends at its time, whatever else goes on."""

import asyncio
from datetime import timedelta
from threading import Event

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.homeiq.alarm import RETRY
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.lifecycle import snooze
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.samples import async_set_up, coordinator_of, suggestion_of

HOUR = timedelta(hours=1)


def snoozed(number: int, end: timedelta) -> Suggestion:
    """Return a suggestion whose snooze is over some time from now."""
    until = dt_util.utcnow() + end
    return suggestion_of(number, status=Status.SNOOZED, snoozed_until=until)


async def pass_by(hass: HomeAssistant, freezer: FrozenDateTimeFactory, time: timedelta) -> None:
    """Let time pass."""
    freezer.tick(time)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


async def test_each_wakes_at_its_own_time(
    recorder_mock: Recorder, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-01T10:00:00Z")
    entry = await async_set_up(hass, [snoozed(1, 2 * HOUR), snoozed(2, HOUR), suggestion_of(3)])

    def waiting() -> list[str]:
        return [each.id for each in coordinator_of(entry).data.waiting]

    await pass_by(hass, freezer, HOUR - timedelta(seconds=2))
    assert waiting() == ["s3"]
    await pass_by(hass, freezer, timedelta(seconds=3))
    assert waiting() == ["s2", "s3"]
    await pass_by(hass, freezer, HOUR)
    assert waiting() == ["s1", "s2", "s3"]
    state = hass.states.get("sensor.homeiq_suggestion_1")
    assert state is not None
    assert (state.attributes["id"], state.attributes["snoozed_until"]) == ("s1", None)
    assert (DOMAIN, "suggestion_s1") in ir.async_get(hass).issues


async def test_a_new_snooze_counts_from_when_it_was_asked_for(
    recorder_mock: Recorder, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-01T10:00:00Z")
    entry = await async_set_up(hass, [snoozed(1, HOUR)])
    coordinator = coordinator_of(entry)
    await coordinator.async_answer("s1", lambda each: snooze(each, 1, dt_util.utcnow()))
    await pass_by(hass, freezer, 2 * HOUR)
    assert coordinator.suggestions[0].status is Status.SNOOZED


async def test_what_was_to_wake_while_homeiq_was_not_loaded_is_awake_when_it_is(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    entry = await async_set_up(hass, [snoozed(1, -HOUR)])
    assert coordinator_of(entry).suggestions[0].status is Status.DRAFT
    assert hass.states.is_state("sensor.homeiq_suggestions", "1")


async def test_without_homeiq_nothing_wakes(
    recorder_mock: Recorder, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-01T10:00:00Z")
    entry = await async_set_up(hass, [snoozed(1, HOUR)])
    coordinator = coordinator_of(entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await pass_by(hass, freezer, 2 * HOUR)
    assert coordinator.suggestions[0].status is Status.SNOOZED


@pytest.mark.parametrize("refused", [True, False], ids=["refused", "skipped"])
async def test_one_that_cannot_be_kept_is_tried_again_a_minute_later(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    *,
    refused: bool,
) -> None:
    freezer.move_to("2026-06-01T10:00:00Z")
    entry = await async_set_up(hass, [snoozed(1, HOUR)])
    tried = []

    async def save(_store: Store, suggestions: tuple[Suggestion, ...]) -> SaveResult:
        tried.append(suggestions)
        if refused:
            raise StoreError("no room left")
        return SaveResult((), ("s1",))

    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_suggestions", save)
        await pass_by(hass, freezer, HOUR + timedelta(seconds=1))
        assert len(tried) == 1
        assert coordinator_of(entry).suggestions[0].status is Status.SNOOZED
    await pass_by(hass, freezer, RETRY + timedelta(seconds=1))
    assert coordinator_of(entry).suggestions[0].status is Status.DRAFT


async def test_what_is_snoozed_while_homeiq_is_unloaded_rings_for_nobody_who_is_gone(
    recorder_mock: Recorder, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    coordinator = coordinator_of(entry)
    # What writes is busy, so that the answer is kept while the entry is unloaded.
    is_free, writer = Event(), coordinator.store._threads._writer

    async def waiting(count: int) -> None:
        while writer._work_queue.qsize() < count:  # noqa: ASYNC110  # a queue tells nobody
            await asyncio.sleep(0.01)

    busy = writer.submit(is_free.wait)
    answer = hass.async_create_task(
        coordinator.async_answer("s1", lambda each: snooze(each, 1, dt_util.utcnow()))
    )
    await waiting(1)
    unloaded = hass.async_create_task(hass.config_entries.async_unload(entry.entry_id))
    await waiting(2)
    is_free.set()
    assert await unloaded
    assert (await answer).status is Status.SNOOZED
    assert busy.done()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(days=2))
    await hass.async_block_till_done()
    assert "That a snooze is over cannot be kept" not in caplog.text
