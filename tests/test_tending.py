"""After-care in a running Home Assistant, with real automations and a real database."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.automations.aftercare import AfterCare
from custom_components.homeiq.automations.care import CareDay
from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from custom_components.homeiq.history.gather import Trouble
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.missing import COOLDOWN, SETTLED
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.phase import PhaseFailedError, Run
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.tending import KEEP_SECONDS
from tests.automations.living_file import async_automations
from tests.lamps import async_lamps
from tests.living import go
from tests.samples import async_set_up, coordinator_of, suggestion_of
from tests.wards import (
    LAMP,
    accepted_of,
    async_automate,
    async_reload,
    async_set_off,
    write,
)
from tests.zones import midday

pytestmark = pytest.mark.usefixtures("recorder_mock")


@pytest.fixture(autouse=True)
async def noon(recorder_mock: Recorder, hass: HomeAssistant) -> None:
    """Let no day end, nor begin an hour earlier or later, while a test counts days."""
    await hass.config.async_set_time_zone(midday())


async def async_kept(hass: HomeAssistant, *days: CareDay, tended: int | None = None) -> None:
    """Write what earlier runs left; `tended`: how many days ago the last whole day was."""
    store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    await store.care.add_runs(days)
    await store.care.save_acts(days)
    if tended is not None:
        begin = dt_util.start_of_local_day(dt_util.now() - timedelta(days=tended - 1))
        await store.moments.save("tended", begin)
    await store.async_close()


def days_of(ago: Iterable[int], **counts: int) -> list[CareDay]:
    today = dt_util.now().toordinal()
    return [CareDay("s1", today - each, **counts) for each in ago]


def cared(entry: MockConfigEntry) -> AfterCare:
    (one,) = coordinator_of(entry).data.care
    return one


def attributes(hass: HomeAssistant) -> list[dict[str, Any]]:
    state = hass.states.get("sensor.homeiq_acts_spared")
    assert state is not None
    told: list[dict[str, Any]] = state.attributes["automations"]
    return told


def figure(hass: HomeAssistant, key: str) -> float:
    state = hass.states.get(f"sensor.homeiq_{key}")
    assert state is not None
    return float(state.state)


async def pass_time(hass: HomeAssistant, seconds: float) -> None:
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_how_often_an_automation_runs_is_counted_kept_and_shown(
    hass: HomeAssistant,
) -> None:
    calls = async_mock_service(hass, "light", "turn_on")
    mine, other = accepted_of(1), accepted_of(2)
    ours, _ = await async_automate(hass, mine, other)
    entry = await async_set_up(hass, [mine, suggestion_of(3)])
    await async_set_off(hass, ours)
    await async_set_off(hass, ours)
    await async_set_off(hass, "automation.lamp_2_at_ten")  # nobody has accepted that
    assert len(calls) == 3
    hass.bus.async_fire("automation_triggered", {"entity_id": "automation.without_an_id"})
    await pass_time(hass, KEEP_SECONDS + 1)
    assert cared(entry).runs == 2
    assert attributes(hass) == [cared(entry).as_dict()]
    assert cared(entry).entity_id == ours
    today = dt_util.now().toordinal()
    kept = await coordinator_of(entry).store.care.since(1)
    assert kept == [CareDay("s1", today, runs=2)]
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert cared(entry).runs == 2


async def test_what_people_accept_is_looked_after_from_then_on(hass: HomeAssistant) -> None:
    await async_automations(hass)
    await async_lamps(hass, "l1")
    draft = suggestion_of(1, automation=accepted_of(1).automation)
    entry = await async_set_up(hass, [draft])
    assert attributes(hass) == []
    made = await hass.services.async_call(
        DOMAIN, "accept_suggestion", {"suggestion_id": "s1"}, blocking=True, return_response=True
    )
    assert made is not None
    assert [each["entity_id"] for each in attributes(hass)] == [made["entity_id"]]
    hass.bus.async_fire("evening")
    await hass.async_block_till_done()
    assert hass.states.is_state(LAMP, "on")
    await pass_time(hass, KEEP_SECONDS + 1)
    assert [each["runs"] for each in attributes(hass)] == [1]
    assert cared(entry).is_on


async def test_what_was_counted_is_kept_when_home_assistant_stops(hass: HomeAssistant) -> None:
    async_mock_service(hass, "light", "turn_on")
    (ours,) = await async_automate(hass, accepted_of(1))
    entry = await async_set_up(hass, [accepted_of(1)])
    await async_set_off(hass, ours)
    hass.bus.async_fire_internal(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [day.runs for day in await coordinator_of(entry).store.care.since(1)] == [1]


async def test_what_was_counted_is_kept_when_the_entry_is_unloaded(hass: HomeAssistant) -> None:
    async_mock_service(hass, "light", "turn_on")
    (ours,) = await async_automate(hass, accepted_of(1))
    entry = await async_set_up(hass, [accepted_of(1)])
    await async_set_off(hass, ours)
    assert await hass.config_entries.async_unload(entry.entry_id)
    store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    assert [day.runs for day in await store.care.since(1)] == [1]
    await store.async_close()


async def test_what_runs_while_the_entry_is_unloaded_is_waited_for_by_nobody(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    (ours,) = await async_automate(hass, accepted_of(1))
    entry = await async_set_up(hass, [accepted_of(1)])
    # By then all was kept, and the database is closed.
    entry.async_on_unload(lambda: hass.bus.async_fire("automation_triggered", {"entity_id": ours}))
    assert await hass.config_entries.async_unload(entry.entry_id)
    await pass_time(hass, KEEP_SECONDS + 1)
    assert "cannot be kept" not in caplog.text


async def test_what_cannot_be_kept_now_is_kept_with_the_next(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    async_mock_service(hass, "light", "turn_on")
    (ours,) = await async_automate(hass, accepted_of(1))
    entry = await async_set_up(hass, [accepted_of(1)])
    coordinator = coordinator_of(entry)
    await async_set_off(hass, ours)
    await coordinator.store.async_close()
    await pass_time(hass, KEEP_SECONDS + 1)
    assert "How often automations ran cannot be kept" in caplog.text
    assert "What became of automations cannot be read" in caplog.text
    coordinator.tending._store = store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    await async_set_off(hass, ours)
    await pass_time(hass, KEEP_SECONDS + 1)
    assert cared(entry).runs == 2
    await store.async_close()


async def test_what_is_counted_is_kept_once_though_who_keeps_it_is_cancelled(
    hass: HomeAssistant,
) -> None:
    async_mock_service(hass, "light", "turn_on")
    (ours,) = await async_automate(hass, accepted_of(1))
    entry = await async_set_up(hass, [accepted_of(1)])
    coordinator = coordinator_of(entry)
    await async_set_off(hass, ours)
    writer, is_free = coordinator.store._threads._writer, Event()
    writer.submit(is_free.wait)
    renewing = hass.async_create_task(coordinator.tending.async_renew())
    while not writer._work_queue.qsize():  # noqa: ASYNC110  # a queue tells nobody
        await asyncio.sleep(0.01)
    renewing.cancel()
    hass.loop.call_soon(is_free.set)
    with pytest.raises(asyncio.CancelledError):
        await renewing
    await coordinator.tending.async_renew()
    assert cared(entry).runs == 1


async def test_what_is_promised_is_shown_until_a_week_is_known(hass: HomeAssistant) -> None:
    now = dt_util.utcnow()
    await async_automate(hass, accepted_of(1))
    kept = days_of(range(1, 20), acts=2)
    await async_kept(hass, *kept, tended=1)
    entry = await async_set_up(hass, [accepted_of(1, updated_at=now - timedelta(days=5))])
    assert figure(hass, "acts_spared") == 18 / 14 * 7
    assert cared(entry).days == 4
    assert figure(hass, "minutes_saved") == pytest.approx(18 / 14 * 7 / 3, abs=0.01)


async def test_what_is_off_keeps_no_promise(hass: HomeAssistant) -> None:
    mine = accepted_of(1, updated_at=dt_util.utcnow())
    (ours,) = await async_automate(hass, mine)
    entry = await async_set_up(hass, [mine])
    assert figure(hass, "acts_spared") == 18 / 14 * 7
    await hass.services.async_call("automation", "turn_off", {"entity_id": ours}, blocking=True)
    await coordinator_of(entry).tending.async_renew()
    assert figure(hass, "acts_spared") == 0


async def test_after_a_week_what_happened_is_shown(hass: HomeAssistant) -> None:
    now = dt_util.utcnow()
    await async_automate(hass, accepted_of(1))
    await async_kept(hass, *days_of(range(1, 20), runs=4, acts=2, undone=0), tended=1)
    await async_set_up(hass, [accepted_of(1, updated_at=now - timedelta(days=15)), accepted_of(2)])
    # The second was never deleted, it never was there: nothing happened in four weeks.
    assert figure(hass, "acts_spared") == 14
    assert figure(hass, "minutes_saved") == pytest.approx(14 / 3, abs=0.01)
    first, second = attributes(hass)
    assert (first["acts_per_week"], first["minutes_saved_per_week"]) == (14, 4.67)
    assert first["runs"] == 60
    assert (second["entity_id"], second["acts_per_week"]) == (None, 0)


async def test_what_a_person_automated_by_hand_is_not_looked_after(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [accepted_of(1, automation_id=None)])
    assert coordinator_of(entry).data.care == ()
    assert figure(hass, "acts_spared") == 18 / 14 * 7


async def live(hass: HomeAssistant, undone: int, days: int = 6) -> None:
    """Have the automation switch the lamp each evening; on the first few somebody undid it."""
    today = dt_util.start_of_local_day()
    rows = [(today - timedelta(days=days), "off", Context())]
    for back in range(days, 0, -1):
        at = today - timedelta(days=back) + timedelta(hours=22)
        run = Context()
        rows.append((at, "run", run))
        rows.append((at + timedelta(seconds=1), "on", run))
        gone = at + timedelta(minutes=2 if back > days - undone else 60)
        rows.append((gone, "off", Context()))
    for when, state, context in rows:
        if state == "run":
            hass.bus.async_fire(
                "automation_triggered",
                {"name": "Lamp", "entity_id": "automation.lamp_1_at_ten"},
                context=context,
                time_fired=when.timestamp(),
            )
            continue
        hass.states.async_set(LAMP, state, context=context, timestamp=when.timestamp())
    await async_wait_recording_done(hass)


async def looked(hass: HomeAssistant, entry: MockConfigEntry) -> Run:
    """Return a run that has read the history."""
    return await go(await coordinator_of(entry).async_new_run(), CAPABILITIES, EVENTS)


async def test_a_run_tells_what_was_done_and_what_people_undid(hass: HomeAssistant) -> None:
    async_mock_service(hass, "light", "turn_on")
    mine = accepted_of(1)
    await live(hass, undone=4)
    await async_automate(hass, mine)
    entry = await async_set_up(hass, [mine])
    await coordinator_of(entry).async_run_analysis()
    await hass.async_block_till_done(wait_background_tasks=True)
    one = cared(entry)
    assert (one.acts, one.undone) == (2, 4)
    assert one.retire is not None
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "undone_s1")
    assert issue is not None
    assert issue.translation_placeholders == {
        "title": "Lamp 1 at ten",
        "undone": "4",
        "of": "6",
        "days": "14",
    }


async def test_days_that_the_history_has_lost_stay_as_they_were_told(hass: HomeAssistant) -> None:
    mine = accepted_of(1)
    await live(hass, undone=0, days=3)
    await async_automate(hass, mine)
    await async_kept(hass, *days_of((2, 9), runs=5, acts=5, undone=5))
    entry = await async_set_up(hass, [mine])
    await coordinator_of(entry).tending.async_tend(await looked(hass, entry))
    today = dt_util.now().toordinal()
    kept = {day.day: day for day in await coordinator_of(entry).store.care.since(1)}
    assert kept[today - 9] == CareDay("s1", today - 9, 5, 5, 5)
    assert kept[today - 2] == CareDay("s1", today - 2, 5, 1, 0)
    assert kept[today - 1] == CareDay("s1", today - 1, 0, 1, 0)


async def test_days_before_it_was_accepted_are_not_its_own(hass: HomeAssistant) -> None:
    mine = accepted_of(1, updated_at=dt_util.utcnow() - timedelta(days=2))
    await live(hass, undone=0, days=6)
    await async_automate(hass, mine)
    entry = await async_set_up(hass, [mine])
    await coordinator_of(entry).tending.async_tend(await looked(hass, entry))
    today = dt_util.now().toordinal()
    assert {day.day for day in await coordinator_of(entry).store.care.since(1)} <= {
        today - 2,
        today - 1,
    }
    assert cared(entry).acts == 1


async def test_when_it_was_accepted_is_when_it_was_first_seen_so(hass: HomeAssistant) -> None:
    before = dt_util.utcnow() - timedelta(days=20)
    await async_kept(hass, tended=1)
    entry = await async_set_up(hass, [accepted_of(1, updated_at=before)])
    assert cared(entry).days == 19
    coordinator = coordinator_of(entry)

    def touch(suggestion: Suggestion) -> Suggestion:
        return replace(suggestion, updated_at=dt_util.utcnow())

    await coordinator.async_answer("s1", touch)
    assert cared(entry).days == 19


async def test_where_the_history_cannot_be_read_nothing_is_told_anew(hass: HomeAssistant) -> None:
    mine = accepted_of(1)
    await live(hass, undone=0)
    await async_automate(hass, mine)
    entry = await async_set_up(hass, [mine])
    coordinator = coordinator_of(entry)
    run = await looked(hass, entry)
    run.troubles = (Trouble(RecorderSource.key, PhaseFailedError("gone")),)
    await coordinator.tending.async_tend(run)
    await coordinator.tending.async_tend(await coordinator.async_new_run())
    assert await coordinator.store.care.since(1) == []


async def test_a_shorter_look_back_tells_nothing_anew(hass: HomeAssistant) -> None:
    mine = accepted_of(1)
    await live(hass, undone=0)
    await async_automate(hass, mine)
    entry = await async_set_up(hass, [mine])
    coordinator = coordinator_of(entry)
    run = await go(await coordinator.async_new_run(days=1), CAPABILITIES, EVENTS)
    await coordinator.tending.async_tend(run)
    assert await coordinator.store.care.since(1) == []
    assert cared(entry).days == 0  # of which nobody has looked at any


async def test_after_a_long_pause_what_was_known_then_is_shown(hass: HomeAssistant) -> None:
    await async_kept(hass, *days_of(range(12, 40), acts=1), tended=12)
    entry = await async_set_up(hass, [accepted_of(1)])
    assert (cared(entry).days, cared(entry).acts) == (28, 28)


async def test_a_run_ends_well_whatever_becomes_of_after_care(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    mine = accepted_of(1)
    await live(hass, undone=0)
    await async_automate(hass, mine)
    entry = await async_set_up(hass, [mine])
    coordinator = coordinator_of(entry)
    run = await looked(hass, entry)
    await coordinator.store.async_close()
    await coordinator.tending.async_tend(run)
    assert "What automations did cannot be kept" in caplog.text
    run.log = object()  # type: ignore[assignment]  # nothing that anybody could read
    await coordinator.tending.async_tend(run)
    assert "What automations did cannot be told" in caplog.text


async def test_what_no_registry_tells_of_is_missed_after_the_next_run(hass: HomeAssistant) -> None:
    await async_automate(hass, accepted_of(1))
    coordinator = coordinator_of(await async_set_up(hass, [accepted_of(1)]))
    await pass_time(hass, SETTLED + 1)
    await pass_time(hass, SETTLED + COOLDOWN + 2)
    repairs = ir.async_get(hass)
    await coordinator.tending.async_tend(await coordinator.async_new_run())
    assert repairs.async_get_issue(DOMAIN, "missing_s1") is None
    hass.states.async_remove(LAMP)  # of an integration that registers none of its entities
    await pass_time(hass, SETTLED + 2 * COOLDOWN)
    assert repairs.async_get_issue(DOMAIN, "missing_s1") is None
    await coordinator.tending.async_tend(await coordinator.async_new_run())
    assert repairs.async_get_issue(DOMAIN, "missing_s1") is not None


async def test_a_repair_goes_with_its_figures(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    await async_automate(hass, accepted_of(1))
    await async_kept(hass, *days_of((1, 2, 3), undone=1), tended=1)
    entry = await async_set_up(hass, [accepted_of(1)])
    await hass.async_block_till_done(wait_background_tasks=True)
    issues = ir.async_get(hass)
    assert issues.async_get_issue(DOMAIN, "undone_s1") is not None
    freezer.tick(timedelta(days=14))
    await coordinator_of(entry).tending.async_renew()
    assert issues.async_get_issue(DOMAIN, "undone_s1") is None


async def test_after_care_of_one_that_was_deleted_ends_quietly(hass: HomeAssistant) -> None:
    await async_automate(hass, accepted_of(1))
    await async_kept(hass, *days_of((1, 2, 3), runs=1, acts=1, undone=1), tended=1)
    entry = await async_set_up(hass, [accepted_of(1)])
    write(hass)
    await async_reload(hass)
    await coordinator_of(entry).tending.async_tend(await coordinator_of(entry).async_new_run())
    one = cared(entry)
    assert (one.entity_id, one.runs, one.acts, one.undone) == (None, 3, 3, 3)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "undone_s1") is None


async def test_what_nobody_can_read_of_a_broken_suggestion_is_told_in_the_log(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    entry = await async_set_up(hass, [accepted_of(1)])
    coordinator = coordinator_of(entry)
    (suggestion,) = coordinator.suggestions
    broken = replace(suggestion, wording=None)  # type: ignore[arg-type]
    coordinator.data = replace(coordinator.data, suggestions=(broken,))
    await coordinator.tending.async_renew()
    assert "What became of automations cannot be told" in caplog.text
