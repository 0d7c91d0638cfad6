"""Phase: what happened in the home."""

from homeassistant.components.recorder import Recorder
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.following import Following
from custom_components.homeiq.history.archive import Block, Day
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.history.merge import NO_EVENTS
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.mining.event_log import FIRST_KNOWN
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.phase import PhaseFailedError
from custom_components.homeiq.store.store import Store
from tests.samples import run_of

DAY = 86400


async def test_it_reads_as_many_days_as_the_run_asks_for(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store
) -> None:
    somebody = MockUser().add_to_hass(hass)
    program = MockUser().add_to_hass(hass)
    now = dt_util.utcnow().timestamp()
    for back, state, who in ((4, "off", None), (3, "on", somebody), (2, "off", program)):
        context = Context(user_id=None if who is None else who.id)
        hass.states.async_set("light.porch", state, context=context, timestamp=now - back * DAY)
    await async_wait_recording_done(hass)
    run = run_of(hass, store=store, days=30, options=Options(automation_users=(program.id,)))
    await CAPABILITIES.step(run)
    added = await EVENTS.step(run)
    assert run.log is not None
    assert added.figures == {"events": len(run.log)}
    assert added.detail == f"{len(run.log)} changes in 30 days, 1 of them by hand"
    assert run.troubles == ()
    run.days = 1
    await EVENTS.step(run)
    assert len(run.log) == 0


async def test_what_the_recorder_has_purged_is_known_all_the_same(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store
) -> None:
    now = dt_util.utcnow().timestamp()
    for back, state in ((20, "off"), (19, "on"), (2, "off")):
        hass.states.async_set("light.porch", state, timestamp=now - back * DAY)
    await async_wait_recording_done(hass)
    before = run_of(hass, store=store)
    await CAPABILITIES.step(before)
    await EVENTS.step(before)
    await hass.services.async_call("recorder", "purge", {"keep_days": 5}, blocking=True)
    await async_wait_recording_done(hass)
    after = run_of(hass, store=store)
    await CAPABILITIES.step(after)
    await EVENTS.step(after)
    assert before.log is not None
    assert after.log is not None
    assert after.log.time.tolist() == before.log.time.tolist()
    assert (after.log.new >= FIRST_KNOWN).sum() == 3


@pytest.mark.parametrize(
    ("options", "kept"),
    [(Options(archive_days=30), 0), (Options(archive_days=30, history_days=365), 1)],
)
async def test_a_shorter_look_back_than_usual_forgets_nothing(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, options: Options, kept: int
) -> None:
    hass.states.async_set("light.porch", "on")
    old = int(dt_util.utcnow().timestamp() // DAY) - 200
    await store.archive.save([Block(Day(old, (old + 2) * DAY), NO_EVENTS)], ())
    run = run_of(hass, store=store, days=7, options=options)
    await CAPABILITIES.step(run)
    await EVENTS.step(run)
    assert sum(day.number == old for day in await store.archive.days()) == kept


async def test_what_is_renamed_while_it_is_read_is_read_again(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store
) -> None:
    registry = er.async_get(hass)
    lamp = registry.async_get_or_create("light", "demo", "lamp", suggested_object_id="lamp")
    now = dt_util.utcnow().timestamp()
    for back, state in ((3, "off"), (2, "on")):
        for entity_id in (lamp.entity_id, "fan.fan"):
            hass.states.async_set(entity_id, state, timestamp=now - back * DAY)
    await async_wait_recording_done(hass)
    await store.archive.save([Block(Day(20_000, 0.0), NO_EVENTS)], [lamp.entity_id])
    await Following(hass, store.archive, Options()).async_now()
    first = run_of(hass, store=store)
    await CAPABILITIES.step(first)
    hass.states.async_remove(lamp.entity_id)
    await async_wait_recording_done(hass)
    registry.async_update_entity(lamp.entity_id, new_entity_id="light.reading_lamp")
    await async_wait_recording_done(hass)
    await EVENTS.step(first)
    await Following(hass, store.archive, Options()).async_now()
    second = run_of(hass, store=store)
    await CAPABILITIES.step(second)
    await EVENTS.step(second)
    assert second.log is not None
    log = second.log.where(second.log.new >= FIRST_KNOWN)
    told = [(log.entities[e], log.states[s]) for e, s in zip(log.entity, log.new, strict=True)]
    assert sorted(told) == [
        ("fan.fan", "off"),
        ("fan.fan", "on"),
        ("light.reading_lamp", "off"),
        ("light.reading_lamp", "on"),
    ]


async def test_a_database_that_cannot_be_asked_is_told_and_costs_only_itself(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    store: Store,
    caplog: pytest.LogCaptureFixture,
    socket_enabled: None,
    unused_tcp_port: int,
) -> None:
    hass.states.async_set("light.porch", "on")
    await async_wait_recording_done(hass)
    nobody = InfluxSettings(InfluxVersion.ONE, f"http://127.0.0.1:{unused_tcp_port}", "home")
    run = run_of(hass, store=store, influx=nobody)
    await CAPABILITIES.step(run)
    added = await EVENTS.step(run)
    assert run.log is not None
    assert len(run.log) == 1
    assert [trouble.key for trouble in run.troubles] == ["influxdb"]
    assert "No InfluxDB answers" in added.detail
    assert "no InfluxDB answers" in caplog.text


async def test_without_a_recorder_it_fails_in_words(hass: HomeAssistant, store: Store) -> None:
    run = run_of(hass, store=store)
    await CAPABILITIES.step(run)
    with pytest.raises(PhaseFailedError, match="recorder"):
        await EVENTS.step(run)


async def test_without_the_homes_entities_it_fails_in_words(hass: HomeAssistant) -> None:
    with pytest.raises(PhaseFailedError, match="entities"):
        await EVENTS.step(run_of(hass))


async def test_it_stops_when_it_is_told_to(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store
) -> None:
    hass.states.async_set("light.porch", "on")
    await async_wait_recording_done(hass)
    limits = Limits()
    limits.stop()
    run = run_of(hass, limits, store=store)
    await CAPABILITIES.step(run)
    with pytest.raises(MiningStoppedError):
        await EVENTS.step(run)
    assert run.log is None


def test_without_events_a_run_has_failed() -> None:
    assert EVENTS.vital
