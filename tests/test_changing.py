"""A suggestion changed because somebody asks, as actions do it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
import json
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.homeiq import changing
from custom_components.homeiq.changing import async_refine_suggestion
from custom_components.homeiq.const import CONF_WORDING
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.phase import Added, Phase, PhaseFailedError, Run
from custom_components.homeiq.suggestions.automation import automation_config
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.build import rank
from custom_components.homeiq.suggestions.lifecycle import snooze
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion, SuggestionType
from custom_components.homeiq.suggestions.writers.choice import as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from tests.fake_openai import KEY, MODEL, Chances, FakeOpenAI, limited
from tests.samples import async_set_up, coordinator_of, pattern_of, suggestion_of
from tests.suggestions.writers.openai_parts import until

HABIT = suggestion_of(1, automation=automation_config(pattern_of(1), "Lamp 1", "At ten past."))


@pytest.fixture
async def fake(recorder_mock: Recorder, socket_enabled: None) -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI().serving() as serving:
        yield serving


@pytest.fixture
async def entry(recorder_mock: Recorder, hass: HomeAssistant) -> MockConfigEntry:
    for number in (1, 2):
        hass.states.async_set(f"light.l{number}", "off")
    hass.states.async_set("person.anna", "home")
    async_mock_service(hass, "light", "turn_on")
    unproven = suggestion_of(
        2, type=SuggestionType.FEATURE, pattern_type=None, pattern_id=None, evidence=None
    )
    return await async_set_up(
        hass, [HABIT, unproven], options={"price_in": 10.0, "price_out": 10.0}
    )


async def refine(
    entry: MockConfigEntry, instruction: str = "20 minutes later", suggestion_id: str = "s1"
) -> Suggestion:
    return await async_refine_suggestion(coordinator_of(entry), suggestion_id, instruction)


def times(suggestion: Suggestion) -> list[Any]:
    assert suggestion.automation is not None
    return [each.get("at") for each in suggestion.automation["triggers"]]


def say(fake: FakeOpenAI, *edits: dict[str, str], cannot: str = "") -> None:
    fake.answering = lambda _: json.dumps({"edits": edits, "cannot": cannot})


async def test_a_habit_is_changed_kept_and_tried_on_the_history(entry: MockConfigEntry) -> None:
    changed = await refine(entry)
    assert times(changed) == ["00:30:00"]
    assert changed in coordinator_of(entry).suggestions
    assert await coordinator_of(entry).store.suggestion("s1") == changed
    assert changed.evidence is not None
    assert changed.evidence.right == 0, "this home has no history"
    assert changed.warnings
    twice = await refine(entry, "10 minutes earlier")
    assert times(twice) == ["00:20:00"]
    assert [each.instruction for each in twice.refinements] == [
        "20 minutes later",
        "10 minutes earlier",
    ]


async def test_what_is_ranked_anew_is_weighed_as_a_run_would(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    hass.states.async_set("light.l1", "off")
    async_mock_service(hass, "light", "turn_on")
    proven = Evidence(days=14, right=12, wrong=1)
    kept = replace(HABIT, evidence=proven)
    entry = await async_set_up(hass, [kept, suggestion_of(3, status=Status.DISMISSED)])
    # What is said of brightness leaves the figures as they are, and ranks by them again.
    changed = await refine(entry, "at half brightness")
    assert changed.evidence == proven
    assert 0.9 * rank(proven) < changed.rank < rank(proven)
    unproven = replace(HABIT, id="s2", pattern_id=None, evidence=None, rank=0.004)
    await coordinator_of(entry).async_change(
        lambda _: [replace(unproven, fingerprint="feature|lamp", type=SuggestionType.FEATURE)]
    )
    again = await refine(entry, suggestion_id="s2")
    assert again.rank == 0.004, "it has been weighed by the run that found it"


async def test_the_blueprint_of_what_it_was_is_not_kept(entry: MockConfigEntry) -> None:
    coordinator = coordinator_of(entry)
    use = BlueprintUse("at_ten.yaml", "At ten")
    await coordinator.async_change(
        lambda kept: [replace(each, blueprint=use) for each in kept if each.id == "s1"]
    )
    assert coordinator.known("s1").blueprint == use
    assert (await refine(entry)).blueprint is None


async def test_what_comes_from_no_habit_has_nothing_to_be_tried(entry: MockConfigEntry) -> None:
    changed = await refine(entry, suggestion_id="s2")
    assert times(changed) == ["22:20:00"]
    assert changed.evidence is None


async def test_without_a_model_what_is_not_plain_is_not_understood(
    entry: MockConfigEntry,
) -> None:
    before = coordinator_of(entry).suggestions
    with pytest.raises(ServiceValidationError) as error:
        await refine(entry, "make it cosy")
    assert error.value.translation_key == "refine_not_understood"
    assert coordinator_of(entry).suggestions == before


async def test_a_model_says_what_is_meant_and_is_paid(
    recorder_mock: Recorder, hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    settings = OpenAISettings(KEY, fake.url, MODEL)
    hass.config_entries.async_update_entry(entry, data={CONF_WORDING: as_kept(settings)})
    say(fake, {"edit": "set_time", "entity": "", "value": "21:15"})
    changed = await refine(entry, "make it cosy")
    assert times(changed) == ["21:15:00"]
    assert len(fake.asked) == 1
    state = hass.states.get("sensor.homeiq_openai_cost")
    assert state is not None
    assert float(state.state) > 0
    say(fake, cannot="no such edit")
    with pytest.raises(ServiceValidationError) as error:
        await refine(entry, "play music")
    assert error.value.translation_key == "refine_cannot"
    later = hass.states.get("sensor.homeiq_openai_cost")
    assert later is not None
    assert float(later.state) > float(state.state), "an answer that does not help costs too"
    fake.troubles.extend([limited(0.01)] * 20)
    with pytest.raises(HomeAssistantError) as failed:
        await refine(entry, "make it cosier")
    assert failed.value.translation_key == "refine_model_failed"
    (kept,) = [each for each in coordinator_of(entry).suggestions if each.id == "s1"]
    assert kept == changed


async def test_unloading_while_a_model_is_asked_leaves_nothing_behind(
    recorder_mock: Recorder, hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    settings = OpenAISettings(KEY, fake.url, MODEL)
    hass.config_entries.async_update_entry(entry, data={CONF_WORDING: as_kept(settings)})
    fake.chances = Chances(seconds=(60.0, 60.0))
    before = asyncio.all_tasks()
    asking = asyncio.ensure_future(refine(entry, "make it cosy"))
    await until(lambda: bool(fake.asked))
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError) as error:
        await asking
    assert error.value.translation_key == "run_interrupted"
    await until(lambda: not fake.busy)
    left = {repr(each.get_coro()) for each in asyncio.all_tasks() - before}
    assert not [each for each in left if "homeiq" in each]


async def test_who_gives_up_waiting_asks_no_longer(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    entry: MockConfigEntry,
    fake: FakeOpenAI,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[Run] = []

    async def read(run: Run) -> Added:
        runs.append(run)
        return await EVENTS.step(run)

    monkeypatch.setattr(changing, "EVENTS", Phase("events", read))
    settings = OpenAISettings(KEY, fake.url, MODEL)
    hass.config_entries.async_update_entry(entry, data={CONF_WORDING: as_kept(settings)})
    fake.chances = Chances(seconds=(60.0, 60.0))
    asking = asyncio.ensure_future(refine(entry, "make it cosy"))
    await until(lambda: bool(fake.asked))
    asking.cancel()
    await until(lambda: not fake.busy)
    assert asking.cancelled()
    assert [run.limits.should_stop() for run in runs] == [True]  # whoever works in another thread


async def test_a_history_that_cannot_be_read_leaves_the_figures(
    entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_run: Run) -> Added:
        raise PhaseFailedError("the disk is gone")

    monkeypatch.setattr(changing, "EVENTS", Phase("events", fail))
    changed = await refine(entry)
    assert changed.evidence == HABIT.evidence
    assert changed.warnings
    assert "the disk is gone" in caplog.text


async def test_what_takes_too_long_is_told(
    entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stop(_run: Run) -> Added:
        raise MiningStoppedError

    monkeypatch.setattr(changing, "EVENTS", Phase("events", stop))
    with pytest.raises(HomeAssistantError) as error:
        await refine(entry)
    assert error.value.translation_key == "run_interrupted"


async def test_a_store_that_cannot_be_read_is_told(entry: MockConfigEntry) -> None:
    await coordinator_of(entry).store.async_close()
    with pytest.raises(HomeAssistantError) as error:
        await refine(entry)
    assert error.value.translation_key == "store_failed"


async def test_who_answers_meanwhile_is_heeded(entry: MockConfigEntry) -> None:
    both = await asyncio.gather(
        refine(entry), refine(entry, "10 minutes earlier"), return_exceptions=True
    )
    (error,) = [each for each in both if isinstance(each, ServiceValidationError)]
    assert error.translation_key == "refine_answered"
    (kept,) = [each for each in coordinator_of(entry).suggestions if each.id == "s1"]
    assert kept in both


async def test_who_puts_it_off_for_longer_meanwhile_is_heeded(
    entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator, now = coordinator_of(entry), dt_util.utcnow()
    await coordinator.async_answer("s1", lambda each: snooze(each, 1, now))
    longer = now + timedelta(days=9)

    async def put_off(_run: Run) -> Added:
        await coordinator.async_answer("s1", lambda each: replace(each, snoozed_until=longer))
        raise PhaseFailedError("the disk is gone")

    monkeypatch.setattr(changing, "EVENTS", Phase("events", put_off))
    changed = await refine(entry)
    assert times(changed) == ["00:30:00"]
    assert changed.snoozed_until == longer


@asynccontextmanager
async def home_with(hass: HomeAssistant, **automation: Any) -> AsyncIterator[None]:
    """Have an automation of the user's in a home; it waits for nothing any more afterwards."""
    config = {"alias": "Ten", "id": "ten", "conditions": [], **automation}
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    yield
    off = {"entity_id": "automation.ten"}
    await hass.services.async_call("automation", "turn_off", off, blocking=True)


LAMP_ON = [{"action": "light.turn_on", "target": {"entity_id": "light.l1"}}]


async def test_what_an_automation_does_already_is_not_made_of_a_suggestion(
    entry: MockConfigEntry, hass: HomeAssistant
) -> None:
    at = [{"trigger": "time", "at": "12:00:00"}]
    async with home_with(hass, triggers=at, actions=LAMP_ON):
        with pytest.raises(ServiceValidationError) as refused:
            await refine(entry, "at 12:00")
    assert refused.value.translation_key == "refine_duplicate"
    assert refused.value.translation_placeholders == {"name": "Ten"}
    assert coordinator_of(entry).known("s1").automation == HABIT.automation


async def test_what_would_set_itself_off_is_not_made_of_a_suggestion(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    for each in ("light.l1", "switch.desk"):
        hass.states.async_set(each, "off")
    async_mock_service(hass, "light", "turn_on")
    switched = [{"trigger": "state", "entity_id": ["switch.desk"], "from": "off", "to": "on"}]
    config = {**(HABIT.automation or {}), "triggers": switched}
    entry = await async_set_up(hass, [replace(HABIT, automation=config, evidence=None)])
    desk = [{"action": "switch.turn_on", "target": {"entity_id": "switch.desk"}}]
    heard = [{"trigger": "state", "entity_id": ["light.l1"], "to": "on"}]
    async with home_with(hass, triggers=heard, actions=desk):
        with pytest.raises(ServiceValidationError) as refused:
            await refine(entry, "at half brightness")
    assert refused.value.translation_key == "refine_unsafe"


async def test_what_a_changed_suggestion_extends_is_named(
    entry: MockConfigEntry, hass: HomeAssistant
) -> None:
    at = [{"trigger": "time", "at": "12:00:00"}]
    async with home_with(hass, triggers=at, actions=LAMP_ON):
        changed = await refine(entry)
    assert any("Ten" in warning for warning in changed.warnings), changed.warnings
