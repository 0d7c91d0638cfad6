"""How a run goes, who joins it, and what is told and shown of it."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er, label_registry as lr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.homeiq import runs as module
from custom_components.homeiq.const import EVENT_ANALYSIS_COMPLETED
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
from custom_components.homeiq.store.spending import StoredSpending
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.spending import Bill
from tests.gates import Gate, finding, use_phases
from tests.lamps import async_lamps, by_remote
from tests.samples import async_set_up, coordinator_of, pattern_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


async def test_a_run_started_twice_runs_once(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    use_phases(monkeypatch, gate.phase)
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
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_phases(monkeypatch, Phase("store", finding, always=True), PUBLISH)
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
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    use_phases(monkeypatch, gate.phase)
    coordinator = coordinator_of(await async_set_up(hass))
    impatient = hass.async_create_task(coordinator.async_run_analysis())
    await gate.entered.wait()
    impatient.cancel()
    patient = hass.async_create_task(coordinator.async_run_analysis())
    await asyncio.sleep(0)
    gate.opened.set()
    assert (await patient).status is RunStatus.COMPLETED


async def test_what_is_found_is_shown_and_told(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_phases(monkeypatch, Phase("store", finding, always=True), PUBLISH)
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
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(run: Run) -> Added:
        raise PhaseFailedError("the disk is gone")

    use_phases(monkeypatch, Phase("events", fails, vital=True))
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


async def test_unloading_ends_a_run_and_keeps_what_was_committed(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    use_phases(monkeypatch, Phase("store", finding, always=True), gate.phase)
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
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def full(self: Store, report: RunReport) -> None:
        raise StoreError("the disk is full")

    use_phases(monkeypatch)
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


async def test_what_is_excluded_while_a_run_keeps_it_is_erased_in_the_end(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, label = er.async_get(hass), lr.async_get(hass).async_create("Not for HomeIQ")
    lamp = registry.async_get_or_create("light", "demo", "lamp").entity_id
    hass.states.async_set(lamp, "on")

    async def keep(run: Run) -> Added:
        registry.async_update_entity(lamp, labels={label.label_id})
        await run.store.archive.save([Block(Day(20_000, 0.0), NO_EVENTS)], [lamp])
        return Added("kept")

    use_phases(monkeypatch, Phase("events", keep))
    entry = await async_set_up(hass, options={"excluded_labels": [label.label_id]})
    coordinator = coordinator_of(entry)
    await coordinator.async_run_analysis()
    # That is before the registries' own news is heeded, which waits for more to come.
    assert lamp not in await coordinator.store.archive.known()


async def test_a_lamp_that_only_its_own_remote_dims_is_used_from_then_on_and_after_a_restart(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-01T12:00:00+00:00")
    (lamp,) = await async_lamps(hass, "desk")
    use_phases(monkeypatch, CAPABILITIES, FEATURES, STORE)
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
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
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

    use_phases(
        monkeypatch, CAPABILITIES, Phase("patterns", find), CONTEXT, Phase("store", tell), PUBLISH
    )
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


async def test_what_words_have_cost_stays_known_where_it_cannot_be_read(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def gone(self: StoredSpending, month: str) -> Bill:
        raise StoreError("the disk is gone")

    coordinator = coordinator_of(await async_set_up(hass))
    before = coordinator.data.spending
    assert before is not None
    use_phases(monkeypatch)
    monkeypatch.setattr(StoredSpending, "of", gone)
    report = await coordinator.async_run_analysis()
    assert report.status is RunStatus.COMPLETED
    assert coordinator.data.spending == before
    assert "What words have cost cannot be read: the disk is gone" in caplog.text
