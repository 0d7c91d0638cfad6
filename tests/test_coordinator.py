"""When a run starts, what people answer, and what is remembered."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.phases.phase import Phase
from custom_components.homeiq.phases.publish import PUBLISH
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import Repository, SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.lifecycle import dismiss, restore
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.gates import Gate, finding, use_phases
from tests.samples import LONG_AGO, async_set_up, coordinator_of, report_of, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


@pytest.mark.parametrize(
    ("last", "expected"),
    [(None, 1), (timedelta(hours=23), 0), (timedelta(hours=25), 1)],
)
async def test_a_run_starts_at_once_where_none_is_younger_than_a_day(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, last: timedelta | None, expected: int
) -> None:
    gate = Gate()
    gate.opened.set()
    use_phases(monkeypatch, gate.phase)
    reports = [] if last is None else [report_of(started_at=dt_util.utcnow() - last)]
    await async_set_up(hass, reports=reports)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(gate.begun) == expected


async def test_a_run_that_was_killed_is_made_up_for(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    use_phases(monkeypatch, gate.phase, PUBLISH)
    whole = report_of()
    half = replace(
        whole, run_id="half", started_at=dt_util.utcnow(), phases=whole.phases[:-1], reason=None
    )
    coordinator = coordinator_of(await async_set_up(hass, reports=[whole, half]))
    await asyncio.wait_for(gate.entered.wait(), 60)
    assert coordinator.data.last == whole
    gate.opened.set()
    report = await coordinator.async_run_analysis()
    assert len(gate.begun) == 1
    assert coordinator.data.last == report


async def test_the_first_run_waits_for_home_assistant_to_have_started(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    gate.opened.set()
    use_phases(monkeypatch, gate.phase)
    hass.set_state(CoreState.starting)
    await async_set_up(hass, reports=[])
    await hass.async_block_till_done(wait_background_tasks=True)
    assert gate.begun == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(gate.begun) == 1


async def test_it_runs_every_night_in_local_time(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to("2026-06-01T12:00:00+02:00")
    await hass.config.async_set_time_zone("Europe/Berlin")
    gate = Gate()
    gate.opened.set()
    use_phases(monkeypatch, gate.phase)
    await async_set_up(hass, options={"run_at": "04:30:00"})
    for local, expected in (("04:29:59", 0), ("04:30:01", 1)):
        freezer.move_to(f"2026-06-02T{local}+02:00")
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert len(gate.begun) == expected, local


async def test_after_a_restart_all_is_as_it_was(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_phases(monkeypatch, Phase("store", finding, always=True), PUBLISH)
    entry = await async_set_up(hass)
    before = coordinator_of(entry)
    await before.async_run_analysis()
    assert await hass.config_entries.async_reload(entry.entry_id)
    after = coordinator_of(entry)
    assert after is not before
    assert after.data == before.data


async def test_an_answer_is_kept_and_shown(hass: HomeAssistant) -> None:
    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1), suggestion_of(2)]))
    answered = await coordinator.async_answer("s1", lambda each: dismiss(each, "no", LONG_AGO))
    assert (answered.status, answered.dismiss_reason) == (Status.DISMISSED, "no")
    assert await coordinator.store.suggestion("s1") == answered
    state = hass.states.get("sensor.homeiq_suggestion_1")
    assert state is not None
    assert state.attributes["id"] == "s2"


async def test_what_moves_up_is_shown_from_then_on(hass: HomeAssistant) -> None:
    entry = await async_set_up(
        hass,
        [suggestion_of(1, shown_at=LONG_AGO), suggestion_of(2)],
        options={"max_suggestions": 1, "repairs_shown": 1},
    )
    coordinator = coordinator_of(entry)
    assert coordinator.suggestions[1].shown_at is None
    await coordinator.async_answer("s1", lambda each: dismiss(each, None, LONG_AGO))
    second = await coordinator.store.suggestion("s2")
    assert second is not None
    assert second.shown_at is not None


async def test_answers_that_cannot_be_are_refused(hass: HomeAssistant) -> None:
    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1)]))
    with pytest.raises(ServiceValidationError) as unknown:
        await coordinator.async_answer("s9", lambda each: each)
    assert unknown.value.translation_key == "unknown_suggestion"
    with pytest.raises(ServiceValidationError) as refused:
        await coordinator.async_answer("s1", lambda each: restore(each, LONG_AGO))
    assert refused.value.translation_key == "cannot_become_draft"
    assert coordinator.suggestions[0].status is Status.DRAFT


async def test_an_answer_that_cannot_be_kept_changes_nothing(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self: Store, suggestions: Any) -> None:
        raise StoreError("the disk is full")

    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1)]))
    before = coordinator.suggestions
    monkeypatch.setattr(Store, "save_suggestions", full)
    with pytest.raises(HomeAssistantError, match="the disk is full"):
        await coordinator.async_answer("s1", lambda each: dismiss(each, None, LONG_AGO))
    assert coordinator.suggestions == before


async def test_an_ignore_that_cannot_be_kept_is_heeded_later(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(self: Store, suggestions: Any) -> None:
        raise StoreError("the disk is full")

    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1)]))
    with monkeypatch.context() as patched:
        patched.setattr(Store, "save_suggestions", full)
        ir.async_ignore_issue(hass, DOMAIN, "suggestion_s1", ignore=True)
        await hass.async_block_till_done()
    assert "the disk is full" in caplog.text
    assert coordinator.suggestions[0].status is Status.DRAFT
    await coordinator.async_heed_ignored()
    assert coordinator.suggestions[0].status is Status.DISMISSED


async def test_an_answer_whose_giver_is_cancelled_is_kept_and_remembered(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1)]))
    begun, may_save, save = asyncio.Event(), Event(), Repository.save_suggestions

    def slow(self: Repository, suggestions: Any) -> SaveResult:
        hass.loop.call_soon_threadsafe(begun.set)
        may_save.wait()
        return save(self, suggestions)

    monkeypatch.setattr(Repository, "save_suggestions", slow)
    answer = hass.async_create_task(
        coordinator.async_answer("s1", lambda each: dismiss(each, None, LONG_AGO))
    )
    await begun.wait()
    answer.cancel()
    may_save.set()
    with pytest.raises(asyncio.CancelledError):
        await answer
    kept = await coordinator.store.suggestion("s1")
    assert kept is not None
    assert kept.status is Status.DISMISSED
    assert coordinator.suggestions == (kept,)


async def test_one_that_cannot_be_kept_is_not_remembered_either(hass: HomeAssistant) -> None:
    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1)]))
    stranger: Suggestion = suggestion_of(2, pattern_id="never stored")
    result = await coordinator.async_change(lambda _kept: (stranger,))
    assert result.skipped == ("s2",)
    assert [each.id for each in coordinator.suggestions] == ["s1"]
