"""When a run starts, who joins it, and what is remembered."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
    label_registry as lr,
)
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.homeiq import coordinator as module
from custom_components.homeiq.analysis import async_analyse
from custom_components.homeiq.const import DOMAIN, EVENT_ANALYSIS_COMPLETED
from custom_components.homeiq.history.archive import Block, Day
from custom_components.homeiq.history.merge import NO_EVENTS
from custom_components.homeiq.mining.finding import Evidence, Finding, Mined
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.context import CONTEXT
from custom_components.homeiq.phases.features import FEATURES
from custom_components.homeiq.phases.phase import Added, Phase, PhaseFailedError, Run
from custom_components.homeiq.phases.publish import PUBLISH
from custom_components.homeiq.phases.store import STORE
from custom_components.homeiq.report import PhaseStatus, RunReport, RunStatus
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.lifecycle import dismiss, restore
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.lamps import async_lamps, by_remote
from tests.samples import (
    LONG_AGO,
    async_set_up,
    coordinator_of,
    pattern_of,
    report_of,
    suggestion_of,
)

pytestmark = pytest.mark.usefixtures("recorder_mock")

type UsePhases = Callable[..., None]


@pytest.fixture
def use_phases(monkeypatch: pytest.MonkeyPatch) -> UsePhases:
    """Return a way to have runs go through other phases."""

    def use(*phases: Phase) -> None:
        monkeypatch.setattr(module, "async_analyse", partial(async_analyse, phases=phases))

    return use


class Gate:
    """A phase that goes on when it is told to, and counts how often it began."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.entered = asyncio.Event()
        self.begun: list[Run] = []

    async def step(self, run: Run) -> Added:
        self.begun.append(run)
        self.entered.set()
        await self.opened.wait()
        return Added("through", {"events": 7})

    @property
    def phase(self) -> Phase:
        return Phase("events", self.step)


async def finding(run: Run) -> Added:
    """Find lamp 1, as the store phase would keep it."""
    await run.store.save_run(run.report)
    await run.store.add_patterns(run.report.run_id, [pattern_of(1)])
    await run.memory.async_change(lambda kept: () if kept else (suggestion_of(1),))
    return Added("1 kept", {"pattern_suggestions": 1})


@pytest.mark.parametrize(
    ("last", "expected"),
    [(None, 1), (timedelta(hours=23), 0), (timedelta(hours=25), 1)],
)
async def test_a_run_starts_at_once_where_none_is_younger_than_a_day(
    hass: HomeAssistant, use_phases: UsePhases, last: timedelta | None, expected: int
) -> None:
    gate = Gate()
    gate.opened.set()
    use_phases(gate.phase)
    reports = [] if last is None else [report_of(started_at=dt_util.utcnow() - last)]
    await async_set_up(hass, reports=reports)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(gate.begun) == expected


async def test_a_run_that_was_killed_is_made_up_for(
    hass: HomeAssistant, use_phases: UsePhases
) -> None:
    gate = Gate()
    use_phases(gate.phase, PUBLISH)
    whole = report_of()
    half = replace(
        whole, run_id="half", started_at=dt_util.utcnow(), phases=whole.phases[:-1], reason=None
    )
    coordinator = coordinator_of(await async_set_up(hass, reports=[whole, half]))
    await asyncio.wait_for(gate.entered.wait(), 5)
    assert coordinator.data.last == whole
    gate.opened.set()
    report = await coordinator.async_run_analysis()
    assert len(gate.begun) == 1
    assert coordinator.data.last == report


async def test_the_first_run_waits_for_home_assistant_to_have_started(
    hass: HomeAssistant, use_phases: UsePhases
) -> None:
    gate = Gate()
    gate.opened.set()
    use_phases(gate.phase)
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
    use_phases: UsePhases,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to("2026-06-01T12:00:00+02:00")
    await hass.config.async_set_time_zone("Europe/Berlin")
    gate = Gate()
    gate.opened.set()
    use_phases(gate.phase)
    await async_set_up(hass, options={"run_at": "04:30:00"})
    for local, expected in (("04:29:59", 0), ("04:30:01", 1)):
        freezer.move_to(f"2026-06-02T{local}+02:00")
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert len(gate.begun) == expected, local


async def test_a_run_started_twice_runs_once(hass: HomeAssistant, use_phases: UsePhases) -> None:
    gate = Gate()
    use_phases(gate.phase)
    entry = await async_set_up(hass)
    coordinator = coordinator_of(entry)
    first = hass.async_create_task(coordinator.async_run_analysis(days=5))
    await asyncio.sleep(0)
    second = hass.async_create_task(coordinator.async_run_analysis())
    await gate.entered.wait()
    status = hass.states.get("sensor.homeiq_status")
    assert status is not None
    assert (status.state, status.attributes["phase"]) == ("running", "events")
    gate.opened.set()
    assert await first == await second
    assert [run.days for run in gate.begun] == [5]
    status = hass.states.get("sensor.homeiq_status")
    assert status is not None
    assert (status.state, status.attributes["phase"]) == ("idle", None)
    again = await coordinator.async_run_analysis()
    assert [run.days for run in gate.begun] == [5, 30], "the next one is a run of its own"
    assert again.events == 7


async def test_a_shorter_look_is_told_but_not_shown_as_the_last_analysis(
    hass: HomeAssistant, use_phases: UsePhases
) -> None:
    use_phases(Phase("store", finding, always=True), PUBLISH)
    entry = await async_set_up(hass)
    coordinator = coordinator_of(entry)
    before = coordinator.data.last
    assert before is not None
    events = async_capture_events(hass, EVENT_ANALYSIS_COMPLETED)
    shorter = await coordinator.async_run_analysis(days=29)
    await hass.async_block_till_done()
    assert [event.data["run_id"] for event in events] == [shorter.run_id]
    assert [each.id for each in coordinator.suggestions] == ["s1"]
    assert coordinator.data.last == coordinator.data.good == before
    assert coordinator.data.phase is None
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert coordinator_of(entry).data.last == before
    whole = await coordinator_of(entry).async_run_analysis(days=30)
    assert coordinator_of(entry).data.last == whole


async def test_who_gives_up_waiting_does_not_end_the_run(
    hass: HomeAssistant, use_phases: UsePhases
) -> None:
    gate = Gate()
    use_phases(gate.phase)
    coordinator = coordinator_of(await async_set_up(hass))
    impatient = hass.async_create_task(coordinator.async_run_analysis())
    await gate.entered.wait()
    impatient.cancel()
    patient = hass.async_create_task(coordinator.async_run_analysis())
    await asyncio.sleep(0)
    gate.opened.set()
    assert (await patient).status is RunStatus.COMPLETED


async def test_what_is_found_is_shown_and_told(hass: HomeAssistant, use_phases: UsePhases) -> None:
    use_phases(Phase("store", finding, always=True), PUBLISH)
    coordinator = coordinator_of(await async_set_up(hass))
    events = async_capture_events(hass, EVENT_ANALYSIS_COMPLETED)
    report = await coordinator.async_run_analysis()
    await hass.async_block_till_done()
    assert [each.id for each in coordinator.suggestions] == ["s1"]
    assert coordinator.suggestions[0].shown_at is not None
    assert coordinator.data.last == coordinator.data.good == report
    assert [event.data["run_id"] for event in events] == [report.run_id]
    state = hass.states.get("sensor.homeiq_suggestion_1")
    assert state is not None
    assert state.state == "Lamp 1 at ten"
    assert (await coordinator.store.last_run()) == report


async def test_a_failed_run_is_told_and_leaves_the_last_good_figures(
    hass: HomeAssistant, use_phases: UsePhases
) -> None:
    async def fails(run: Run) -> Added:
        raise PhaseFailedError("the disk is gone")

    use_phases(Phase("events", fails, vital=True))
    coordinator = coordinator_of(await async_set_up(hass))
    events = async_capture_events(hass, EVENT_ANALYSIS_COMPLETED)
    report = await coordinator.async_run_analysis()
    await hass.async_block_till_done()
    assert report.status is RunStatus.FAILED
    assert report.reason is not None
    assert "the disk is gone" in report.reason
    assert [event.data["status"] for event in events] == ["failed"]
    assert coordinator.data.error == "the disk is gone"
    assert coordinator.data.good is not None
    assert coordinator.data.good.events == 1234
    state = hass.states.get("sensor.homeiq_suggestions")
    assert state is not None
    assert "the disk is gone" in state.attributes["reason"]


async def test_after_a_restart_all_is_as_it_was(hass: HomeAssistant, use_phases: UsePhases) -> None:
    use_phases(Phase("store", finding, always=True), PUBLISH)
    entry = await async_set_up(hass)
    before = coordinator_of(entry)
    await before.async_run_analysis()
    assert await hass.config_entries.async_reload(entry.entry_id)
    after = coordinator_of(entry)
    assert after is not before
    assert after.data == before.data


async def test_unloading_ends_a_run_and_keeps_what_was_committed(
    hass: HomeAssistant, use_phases: UsePhases
) -> None:
    gate = Gate()
    use_phases(Phase("store", finding, always=True), gate.phase)
    entry = await async_set_up(hass)
    waiting = hass.async_create_task(coordinator_of(entry).async_run_analysis())
    await gate.entered.wait()
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError, match="interrupted"):
        await waiting
    assert gate.begun[0].limits.should_stop()
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert [each.id for each in coordinator_of(entry).suggestions] == ["s1"]


async def test_a_report_that_cannot_be_kept_is_still_told(
    hass: HomeAssistant,
    use_phases: UsePhases,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def full(self: Store, report: RunReport) -> None:
        raise StoreError("the disk is full")

    use_phases()
    coordinator = coordinator_of(await async_set_up(hass))
    monkeypatch.setattr(Store, "save_run", full)
    report = await coordinator.async_run_analysis()
    assert coordinator.data.last == report
    assert "the disk is full" in caplog.text


@pytest.mark.parametrize("where", ["async_analyse", "async_reason"])
async def test_a_run_that_breaks_off_has_failed_with_its_cause(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    async def broken(*_args: Any) -> None:
        raise LookupError("a text is missing")

    coordinator = coordinator_of(await async_set_up(hass))
    good = coordinator.data.good
    events = async_capture_events(hass, EVENT_ANALYSIS_COMPLETED)
    with monkeypatch.context() as patched:
        patched.setattr(module, where, broken)
        report = await coordinator.async_run_analysis()
    await hass.async_block_till_done()
    cause = "LookupError: a text is missing"
    assert (report.status, report.is_finished, report.reason) == (RunStatus.FAILED, True, cause)
    assert coordinator.data.good == good
    assert [event.data["status"] for event in events] == ["failed"]
    status = hass.states.get("sensor.homeiq_status")
    assert status is not None
    assert (status.state, status.attributes["error"]) == ("failed", cause)
    assert (await coordinator.async_run_analysis()).status is RunStatus.COMPLETED


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


async def test_one_that_cannot_be_kept_is_not_remembered_either(hass: HomeAssistant) -> None:
    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1)]))
    stranger: Suggestion = suggestion_of(2, pattern_id="never stored")
    result = await coordinator.async_change(lambda _kept: (stranger,))
    assert result.skipped == ("s2",)
    assert [each.id for each in coordinator.suggestions] == ["s1"]


async def test_what_is_excluded_while_a_run_keeps_it_is_erased_in_the_end(
    hass: HomeAssistant, use_phases: UsePhases
) -> None:
    registry, label = er.async_get(hass), lr.async_get(hass).async_create("Not for HomeIQ")
    lamp = registry.async_get_or_create("light", "demo", "lamp").entity_id
    hass.states.async_set(lamp, "on")

    async def keep(run: Run) -> Added:
        registry.async_update_entity(lamp, labels={label.label_id})
        await run.store.archive.save([Block(Day(20_000, 0.0), NO_EVENTS)], [lamp])
        return Added("kept")

    use_phases(Phase("events", keep))
    entry = await async_set_up(hass, options={"excluded_labels": [label.label_id]})
    coordinator = coordinator_of(entry)
    await coordinator.async_run_analysis()
    # That is before the registries' own news is heeded, which waits for more to come.
    assert lamp not in await coordinator.store.archive.known()


async def test_a_lamp_that_only_its_own_remote_dims_is_used_from_then_on_and_after_a_restart(
    hass: HomeAssistant, use_phases: UsePhases, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-01T12:00:00+00:00")
    (lamp,) = await async_lamps(hass, "desk")
    use_phases(CAPABILITIES, FEATURES, STORE)
    entry = await async_set_up(hass)

    async def known() -> tuple[int, int]:
        """Return how often the lamp was dimmed, and the days on which it was watched."""
        use = await coordinator_of(entry).store.devices.uses_since(1)
        return use.times.get(("light.desk", "light.brightness"), 0), use.watched

    report = await coordinator_of(entry).async_run_analysis()
    assert {phase.status for phase in report.phases} == {PhaseStatus.OK}
    assert await known() == (0, 1)
    by_remote(lamp, 60)
    await coordinator_of(entry).async_run_analysis()
    assert await known() == (1, 1)
    freezer.tick(60)
    by_remote(lamp, None)

    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    freezer.tick(86_400)
    # Nobody has run anything since: what the last run found is watched.
    by_remote(lamp, 30)
    assert await hass.config_entries.async_unload(entry.entry_id)
    by_remote(lamp, 90)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert await known() == (2, 2)


async def test_what_is_known_of_devices_is_kept_over_runs_until_they_change(
    hass: HomeAssistant, use_phases: UsePhases
) -> None:
    mine = MockConfigEntry(domain="test")
    mine.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=mine.entry_id, identifiers={("test", "lamp")}, name="Lamp"
    )
    er.async_get(hass).async_get_or_create(
        "light", "test", "lamp", suggested_object_id="l1", device_id=device.id, config_entry=mine
    )
    names: list[str] = []

    async def find(run: Run) -> Added:
        run.mined = Mined((Finding(pattern_of(1), Evidence()),), (), (), 12, 7, None)
        return Added("a habit")

    async def tell(run: Run) -> Added:
        names.extend(each.name for each in run.contexts.values())
        return Added("told")

    use_phases(CAPABILITIES, Phase("patterns", find), CONTEXT, Phase("store", tell), PUBLISH)
    coordinator = coordinator_of(await async_set_up(hass))
    told = []
    for name in (None, "Lantern"):
        dr.async_get(hass).async_update_device(device.id, name_by_user=name)
        await hass.async_block_till_done()
        for _ in range(2):
            report = await coordinator.async_run_analysis()
            told.append((report.context_hits, report.context_misses))
    assert told == [(0, 1), (1, 0), (0, 1), (1, 0)]
    assert names == ["Lamp", "Lamp", "Lantern", "Lantern"]
