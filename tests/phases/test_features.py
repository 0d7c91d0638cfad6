"""Phase: which features of devices are used, and which unused ones are worth having."""

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.db_schema import Events
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.recorder import session_scope
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service
from sqlalchemy import delete

from custom_components.homeiq.analysis import async_analyse
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases import features as module
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.features import FEATURES, LEAST_USED
from custom_components.homeiq.phases.phase import PhaseFailedError, PhaseSkippedError, Run
from custom_components.homeiq.report import DeviceReport, PhaseStatus, RunStatus
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Status, SuggestionType
from tests.living import LOOK, Living, go
from tests.samples import FakeMemory, run_of, suggestion_of

BED, DESK = "light.bed", "light.desk"


async def two_lamps(living: Living, days: int = 12) -> str:
    """Have a lamp that nobody dims and one that somebody does; return the first one's device."""
    bed = living.lamp(BED, "Bed lamp")
    living.lamp(DESK, "Desk lamp")
    living.night(BED, days)
    living.night(DESK, days, "22:30", brightness_pct=40)
    await living.record()
    return bed


def told(run: Run) -> list[tuple[str, tuple[str, ...]]]:
    """Return the rule and the devices of each opportunity."""
    return [(one.rule, one.device_ids) for one in run.opportunities or ()]


async def test_what_nobody_uses_is_found_and_what_somebody_does_is_not(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    bed = await two_lamps(living)
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert told(run) == [("dim_at_night", (bed,))]
    (offer,) = run.opportunities or ()
    assert (offer.reason.count, offer.reason.days) == (12, 12)
    assert run.report.opportunities == 1
    utilization = run.report.utilization
    assert utilization is not None
    assert utilization.share == 0.5
    assert utilization.least == (DeviceReport("Bed lamp", 0, 1),)
    assert run.health.keys() >= {bed}


async def test_its_id_is_the_same_in_the_next_run(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await two_lamps(living)
    first = await go(run_of(hass, store=store), *LOOK, FEATURES)
    second = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert first.opportunities == second.opportunities
    assert first.opportunities


async def test_what_is_used_once_is_used_and_stays_so_when_the_recorder_forgets(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    bed = await two_lamps(living)
    living.does(living.at(8, "21:00"), BED, "on", brightness_pct=20)
    living.does(living.at(8, "21:10"), BED, "off")
    await living.record()
    first = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert told(first) == []
    await hass.services.async_call("recorder", "purge", {"keep_days": 5}, blocking=True)
    later = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert told(later) == []
    assert later.report.utilization is not None
    assert later.report.utilization.least == ()
    assert (await store.devices.uses_since(1)).is_used(bed, "light.brightness")


async def test_what_an_automation_names_is_used(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await two_lamps(living)
    dims = {
        "alias": "Dims",
        "triggers": [{"trigger": "event", "event_type": "never"}],
        "actions": [
            {
                "action": "light.turn_on",
                "target": {"entity_id": BED},
                "data": {"brightness_pct": 30},
            }
        ],
    }
    waited = await go(run_of(hass, store=store), *LOOK, FEATURES)
    (offer,) = waited.opportunities or ()
    kept = suggestion_of(1, fingerprint=offer.fingerprint, type=SuggestionType.FEATURE)
    assert await async_setup_component(hass, "automation", {"automation": [dims]})
    run = await go(run_of(hass, store=store, memory=FakeMemory(kept)), *LOOK, FEATURES)
    assert told(run) == []
    assert run.built == {offer.fingerprint}, "what waits was built by hand"
    assert run.report.utilization is not None
    assert run.report.utilization.share == 1.0


async def test_what_is_excluded_takes_no_part(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await two_lamps(living)
    options = Options(excluded_entities=(BED,))
    run = await go(run_of(hass, store=store, options=options), *LOOK, FEATURES)
    assert told(run) == []
    assert run.report.utilization is not None
    assert run.report.utilization.share == 1.0


@pytest.mark.parametrize("status", [Status.DISMISSED, Status.ACCEPTED])
async def test_what_people_answered_does_not_come_back_and_takes_no_others_place(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living, status: Status
) -> None:
    lamps = [living.lamp(f"light.l{number}", f"Lamp {number}") for number in range(3)]
    for number in range(3):
        living.night(f"light.l{number}", 12, f"23:0{number}")
    await living.record()
    first = await go(run_of(hass, store=store), *LOOK, FEATURES)
    best, second = first.opportunities or ()
    answered = FakeMemory(suggestion_of(1, fingerprint=best.fingerprint, status=status))
    run = await go(run_of(hass, store=store, memory=answered), *LOOK, FEATURES)
    (still, other) = run.opportunities or ()
    assert still == second
    assert {*best.device_ids, *still.device_ids, *other.device_ids} == set(lamps)


async def test_of_a_few_days_nothing_is_found_but_it_is_told_what_is_used(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await two_lamps(living, days=3)
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert run.opportunities is None, "nobody could look: so nothing is gone either"
    assert run.report.opportunities == 0
    assert run.report.utilization is not None
    assert run.report.utilization.share == 0.5


async def test_of_an_empty_history_nothing_is_known(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    living.lamp(BED, "Bed lamp")
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert (run.opportunities, run.report.utilization) == (None, None)


async def test_of_a_device_that_has_just_come_it_is_too_early_to_say(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    effects = {"supported_color_modes": ["onoff"], "effect_list": ["candle", "fire"]}
    living.device(DESK, "Desk lamp", capabilities=effects, supported_features=4)
    living.device("light.new", "New lamp", capabilities=effects, supported_features=4)
    living.night(DESK, 12)
    living.night("light.new", 2)
    await living.record()
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert {one.entity_ids for one in run.opportunities or ()} == {(DESK,)}


async def test_a_recorder_that_keeps_no_calls_does_not_tell_that_nobody_dims(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    bed = living.lamp(BED, "Bed lamp")
    living.night(BED, 12)
    await living.record()
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert told(run) == [("dim_at_night", (bed,))]
    with session_scope(hass=hass) as session:
        session.execute(delete(Events))
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert told(run) == []


async def test_a_home_that_can_do_nothing_has_no_share(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    living.device("sensor.temperature", "Thermometer")
    living.becomes(living.at(9, "12:00"), "sensor.temperature", "20")
    await living.record()
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert run.report.utilization is None


async def test_a_store_that_fails_costs_only_what_was_before(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    store: Store,
    living: Living,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bed = await two_lamps(living)
    run = await go(run_of(hass, store=store), *LOOK)
    await store.async_close()
    await go(run, FEATURES)
    assert told(run) == [("dim_at_night", (bed,))]
    assert "before the recorder's days is not known" in caplog.text


async def test_a_recorder_that_cannot_be_read_costs_only_the_features(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    store: Store,
    living: Living,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await two_lamps(living)
    for action in ("turn_on", "turn_off"):
        async_mock_service(hass, "light", action)

    async def fake_failing_read(*_: object) -> None:
        raise HistoryError("the database is locked")

    monkeypatch.setattr(module, "async_read_features", fake_failing_read)
    memory = FakeMemory(suggestion_of(7, type=SuggestionType.FEATURE))
    run = run_of(hass, store=store, memory=memory)
    report = await async_analyse(run, lambda *_: None)
    assert report.status is RunStatus.PARTIAL
    failed = {phase.name: phase.status for phase in report.phases} | {"features": PhaseStatus.OK}
    assert set(failed.values()) == {PhaseStatus.OK}
    (features,) = [phase for phase in report.phases if phase.name == "features"]
    assert (features.status, features.detail) == (PhaseStatus.FAILED, "the database is locked")
    assert report.pattern_suggestions > 0
    assert [each.id for each in memory.changed if each.status is Status.EXPIRED] == []


async def test_without_a_recorder_it_fails_in_words(
    hass: HomeAssistant, store: Store, living: Living
) -> None:
    living.lamp(BED, "Bed lamp")
    run = await go(run_of(hass, store=store), CAPABILITIES)
    with pytest.raises(PhaseFailedError, match="recorder"):
        await FEATURES.step(run)


async def test_without_a_history_of_events_it_still_tells_what_is_used(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await two_lamps(living)
    run = await go(run_of(hass, store=store), CAPABILITIES, FEATURES)
    assert run.log is None
    assert run.opportunities is None
    assert run.report.utilization is not None


async def test_without_the_homes_devices_there_is_nothing_to_do(hass: HomeAssistant) -> None:
    with pytest.raises(PhaseSkippedError, match="not known"):
        await FEATURES.step(run_of(hass))


async def test_the_devices_are_named_of_which_most_is_unused(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    many = LEAST_USED + 2
    for number in range(many):
        living.lamp(f"light.l{number:02}", f"Lamp {number:02}")
    modes = {"supported_color_modes": ["color_temp", "xy"], "effect_list": ["a", "b"]}
    able = living.device("light.able", "Able lamp", capabilities=modes, supported_features=4)
    living.night("light.able", 8)
    await living.record()
    dr.async_get(hass).async_update_device(able, name_by_user="Grandma's lamp")
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert run.report.utilization is not None
    first, *others = run.report.utilization.least
    assert (first.name, first.used) == ("Grandma's lamp", 0)
    assert first.of > 1
    assert len(others) == LEAST_USED - 1
    assert {(one.used, one.of) for one in others} == {(0, 1)}


async def test_a_device_without_a_name_is_told_by_its_id(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    device_id = living.lamp(BED, "Bed lamp")
    dr.async_get(hass).async_update_device(device_id, name=None)
    living.night(BED, 8)
    await living.record()
    run = await go(run_of(hass, store=store), *LOOK, FEATURES)
    assert run.report.utilization is not None
    assert [one.name for one in run.report.utilization.least] == [device_id]


async def test_a_shorter_look_back_lowers_no_count_of_a_day(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await two_lamps(living)
    whole = run_of(hass, store=store, started_at=living.at(0, "12:00"))
    await go(whole, CAPABILITIES, EVENTS, FEATURES)
    before = await store.devices.uses_since(1)
    shorter = run_of(hass, store=store, days=2, started_at=living.at(0, "13:00"))
    await go(shorter, CAPABILITIES, EVENTS, FEATURES)
    assert await store.devices.uses_since(1) == before
