"""Phase: which devices could work together."""

from datetime import timedelta
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.devices.synergies import Synergies
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.phases.phase import PhaseSkippedError, Run
from custom_components.homeiq.phases.synergies import SYNERGIES
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Status
from tests.living import LOOK, Living, go
from tests.samples import FakeMemory, run_of, suggestion_of

LEAK, VALVE, LAMP = "binary_sensor.leak", "valve.main", "light.bed"
FEW = (2, 9, 16, 23)  # days on which a door opens: often enough to be sure, too seldom for a habit


async def leaking(living: Living, days: int = 12) -> None:
    """Have a valve and what detects water, in a home that somebody lives in."""
    living.device(LEAK, "Sink", "Kitchen", original_device_class="moisture")
    living.device(VALVE, "Main valve", "Cellar", original_device_class="water")
    living.lamp(LAMP, "Bed lamp")
    living.night(LAMP, days)
    living.becomes(living.at(days, "12:00"), LEAK, "off")
    living.becomes(living.at(days, "12:00"), VALVE, "open")
    await living.record()


async def shed(living: Living) -> None:
    """Have somebody switch on the light of a shed each time that they open its door."""
    living.device("binary_sensor.door", "Shed door", "Shed", original_device_class="door")
    living.lamp("light.shed", "Shed lamp", "Shed")
    living.lamp(LAMP, "Bed lamp")
    living.night(LAMP, 26)
    for entity_id in ("binary_sensor.door", "light.shed"):
        living.becomes(living.at(26, "12:00"), entity_id, "off")
    for back in FEW:
        at = living.at(back, f"{18 + back % 4}:1{back % 7}")
        living.becomes(at, "binary_sensor.door", "on")
        living.does(at + timedelta(seconds=20), "light.shed", "on")
        living.becomes(at + timedelta(minutes=2), "binary_sensor.door", "off")
        living.becomes(at + timedelta(minutes=40), "light.shed", "off")
    await living.record()


async def automate(hass: HomeAssistant, trigger: str, action: dict[str, Any]) -> None:
    """Have an automation of the user's connect two devices."""
    mine = {
        "alias": "Mine",
        "triggers": [{"trigger": "state", "entity_id": trigger, "to": "on"}],
        "actions": [action],
    }
    assert await async_setup_component(hass, "automation", {"automation": [mine]})
    await hass.async_block_till_done()


def found(run: Run) -> Synergies:
    assert run.synergies is not None
    return run.synergies


async def test_what_nothing_connects_is_found_although_it_never_happened(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await leaking(living)
    run = await go(run_of(hass, store=store), *LOOK, SYNERGIES)
    (synergy,) = found(run).found
    assert (synergy.relation, synergy.entity_ids) == ("leak_valve", (LEAK, VALVE))
    assert (synergy.evidence, synergy.occasions, synergy.days) == (None, 0, 12)
    assert run.report.synergies == 1
    again = await go(run_of(hass, store=store), *LOOK, SYNERGIES)
    assert found(again).found == (synergy,)


async def test_what_people_do_by_hand_speaks_for_it(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await shed(living)
    run = await go(run_of(hass, store=store), *LOOK, SYNERGIES)
    (synergy,) = found(run).found
    assert synergy.relation == "door_light"
    assert synergy.evidence is not None
    assert (synergy.evidence.right, synergy.evidence.wrong) == (len(FEW), 0)


async def test_how_it_did_since_it_was_shown_is_counted_apart(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await shed(living)
    first = await go(run_of(hass, store=store), *LOOK, SYNERGIES)
    (synergy,) = found(first).found
    kept = suggestion_of(1, fingerprint=synergy.fingerprint, shown_at=living.at(12, "03:00"))
    run = await go(run_of(hass, store=store, memory=FakeMemory(kept)), *LOOK, SYNERGIES)
    (later,) = found(run).found
    assert later.since_shown.right == 2
    assert later.evidence == synergy.evidence


@pytest.mark.parametrize("status", [Status.DISMISSED, Status.ACCEPTED])
async def test_what_people_answered_does_not_come_back(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living, status: Status
) -> None:
    await leaking(living)
    first = await go(run_of(hass, store=store), *LOOK, SYNERGIES)
    (synergy,) = found(first).found
    answered = FakeMemory(suggestion_of(1, fingerprint=synergy.fingerprint, status=status))
    run = await go(run_of(hass, store=store, memory=answered), *LOOK, SYNERGIES)
    assert found(run).found == ()


@pytest.mark.usefixtures("expected_lingering_timers")
async def test_what_an_automation_connects_by_now_is_told_as_such(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await leaking(living)
    first = await go(run_of(hass, store=store), *LOOK, SYNERGIES)
    (synergy,) = found(first).found
    close = {"action": "valve.close_valve", "target": {"entity_id": VALVE}}
    await automate(hass, LEAK, close)
    run = await go(run_of(hass, store=store), *LOOK, SYNERGIES)
    assert found(run).found == ()
    assert found(run).connected == {synergy.fingerprint}


async def test_a_pair_that_waited_is_known_again_when_an_automation_connects_it(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await shed(living)
    first = await go(run_of(hass, store=store), *LOOK, SYNERGIES)
    (synergy,) = found(first).found
    light = {"action": "light.turn_on", "target": {"entity_id": "light.shed"}}
    await automate(hass, "binary_sensor.door", light)
    waiting = FakeMemory(suggestion_of(1, fingerprint=synergy.fingerprint))
    run = await go(run_of(hass, store=store, memory=waiting), *LOOK, SYNERGIES)
    assert found(run).found == ()
    assert synergy.fingerprint in found(run).connected


async def test_of_a_few_days_nothing_is_said(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await leaking(living, days=3)
    run = await go(run_of(hass, store=store), *LOOK)
    with pytest.raises(PhaseSkippedError, match="too few days"):
        await SYNERGIES.step(run)
    assert run.synergies is None, "nobody could look: so nothing is gone either"


async def test_without_a_history_there_is_nothing_to_do(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store
) -> None:
    with pytest.raises(PhaseSkippedError, match="no history"):
        await SYNERGIES.step(run_of(hass))
    empty = await go(run_of(hass, store=store), *LOOK)
    with pytest.raises(PhaseSkippedError, match="too few days"):
        await SYNERGIES.step(empty)


async def test_it_stops_when_it_is_told_to(
    recorder_mock: Recorder, hass: HomeAssistant, store: Store, living: Living
) -> None:
    await shed(living)
    run = await go(run_of(hass, store=store), *LOOK)
    run.limits.stop()
    with pytest.raises(MiningStoppedError):
        await SYNERGIES.step(run)
