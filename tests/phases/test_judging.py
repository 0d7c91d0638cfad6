"""What was found, held against the automations of a real home."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.devices.snapshot import async_snapshot
from custom_components.homeiq.mining.finding import Evidence, Finding, Mined, NearMissReason
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases import judging as module
from custom_components.homeiq.phases.judging import Judged, async_judged
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.phases.store import changes
from custom_components.homeiq.suggestions.judging import config_of
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion, SuggestionType
from custom_components.homeiq.suggestions.words import load_words
from tests.samples import FakeMemory, pattern_of, run_of, suggestion_of

EN = load_words("en")
BLUEPRINT = """
blueprint:
  name: At a time
  domain: automation
  input:
    time: {}
    light: {}
triggers:
  - trigger: time
    at: !input time
actions:
  - action: light.turn_on
    target: {entity_id: !input light}
"""
BY_HAND = {
    "id": "1700000000000",
    "alias": "Evening",
    "triggers": [{"trigger": "time", "at": "22:10:00"}],
    "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.l1"}}],
}
REMINDER = {
    "triggers": [
        {"trigger": "state", "entity_id": ["binary_sensor.door"], "to": "on", "for": {"minutes": 5}}
    ],
    "conditions": [],
    "actions": [{"action": "persistent_notification.create", "data": {"message": "Still open"}}],
}


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow the timers of automations, which wait for tomorrow."""
    return True


async def has(hass: HomeAssistant, *written: dict[str, Any]) -> None:
    """Have a home with these automations."""
    await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "automation", {"automation": list(written)})
    await hass.async_block_till_done()


async def judged(hass: HomeAssistant, run: Run, *drafts: Suggestion) -> Judged:
    run.snapshot = await async_snapshot(hass, Options())
    return await async_judged(run, run.snapshot, drafts, EN)


def by_type(kind: SuggestionType, **more: Any) -> Suggestion:
    return suggestion_of(1, type=kind, fingerprint=f"{kind}|x", **more)


@pytest.mark.parametrize("kind", SuggestionType)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SNOOZED])
async def test_what_somebody_builds_is_suggested_no_more_and_counts_as_accepted(
    hass: HomeAssistant, kind: SuggestionType, status: Status
) -> None:
    await has(hass, BY_HAND)
    draft = by_type(kind)
    run = run_of(hass, memory=FakeMemory(replace(draft, status=status)))
    assert (await judged(hass, run, draft)).kept == []
    run.found = ()
    (after,) = changes(run, run.memory.suggestions)
    assert (after.status, after.accepted_by) == (Status.ACCEPTED, "user")


async def test_it_need_not_be_found_again(hass: HomeAssistant) -> None:
    await has(hass, BY_HAND)
    run = run_of(hass, memory=FakeMemory(suggestion_of(1), suggestion_of(2)))
    await judged(hass, run)
    assert run.built == {suggestion_of(1).fingerprint}


@pytest.mark.parametrize("status", [Status.DISMISSED, Status.EXPIRED, Status.ACCEPTED])
async def test_what_does_not_wait_stays_as_it_is(hass: HomeAssistant, status: Status) -> None:
    await has(hass, {**BY_HAND, "id": "homeiq_s1"}, BY_HAND)
    run = run_of(hass, memory=FakeMemory(suggestion_of(1, status=status, accepted_by="homeiq")))
    await judged(hass, run)
    run.found = ()
    assert run.built == frozenset()
    assert changes(run, run.memory.suggestions) == ()


async def test_its_own_automation_is_neither_built_by_hand_nor_an_overlap(
    hass: HomeAssistant,
) -> None:
    await has(hass, {**BY_HAND, "id": "homeiq_s1"})
    run = run_of(hass, memory=FakeMemory(suggestion_of(1)))
    (kept,) = (await judged(hass, run, suggestion_of(1))).kept
    assert kept.warnings == ()
    assert run.built == frozenset()


async def test_a_use_of_a_blueprint_counts(hass: HomeAssistant, tmp_path: Path) -> None:
    hass.config.config_dir = str(tmp_path)
    folder = tmp_path / "blueprints" / "automation"
    folder.mkdir(parents=True)
    (folder / "at.yaml").write_text(BLUEPRINT)
    inputs = {"time": "22:00:00", "light": "light.l1"}
    await has(hass, {"alias": "B", "use_blueprint": {"path": "at.yaml", "input": inputs}})
    run = run_of(hass, memory=FakeMemory(suggestion_of(1)))
    assert (await judged(hass, run, suggestion_of(1))).kept == []
    assert run.built == {suggestion_of(1).fingerprint}


async def test_a_reminder_that_somebody_builds_counts(hass: HomeAssistant) -> None:
    by_hand = {
        "alias": "Door",
        "trigger": {
            "platform": "state",
            "entity_id": "binary_sensor.door",
            "to": "on",
            "for": "00:10:00",
        },
        "action": {"service": "notify.notify", "data": {"message": "Shut it"}},
    }
    await has(hass, by_hand)
    draft = suggestion_of(1, automation=REMINDER)
    run = run_of(hass, memory=FakeMemory(draft))
    assert (await judged(hass, run, draft)).kept == []
    assert run.built == {draft.fingerprint}


async def test_a_habit_is_told_as_a_near_miss(hass: HomeAssistant) -> None:
    await has(hass, BY_HAND)
    finding = Finding(pattern_of(1), Evidence())
    run = run_of(hass, mined=Mined((finding,), (), (), 14, 7, None))
    feature = by_type(SuggestionType.FEATURE)
    (miss,) = (await judged(hass, run, suggestion_of(1), feature)).misses
    assert (miss.finding, miss.reason) == (finding, NearMissReason.ALREADY_AUTOMATED)
    assert miss.other == "Evening"


async def test_one_that_would_loop_is_withheld_and_not_taken_for_built(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    looping = {
        "triggers": [{"trigger": "state", "entity_id": ["light.l2"], "from": "off", "to": "on"}],
        "conditions": [],
        "actions": [{"action": "light.turn_on", "target": {"entity_id": ["light.l1"]}}],
    }
    back = {
        "alias": "Back",
        "triggers": [{"trigger": "state", "entity_id": "light.l1"}],
        "actions": [{"action": "light.toggle", "target": {"entity_id": "light.l2"}}],
    }
    await has(hass, back)
    finding = Finding(pattern_of(1), Evidence())
    run = run_of(hass, mined=Mined((finding,), (), (), 14, 7, None))
    with caplog.at_level("INFO"):
        found = await judged(hass, run, suggestion_of(1, automation=looping))
    assert found.kept == []
    assert [(miss.reason, miss.other) for miss in found.misses] == [(NearMissReason.UNSAFE, "loop")]
    assert run.built == frozenset()
    assert "A suggestion is withheld (unsafe: loop): s1" in caplog.text


async def test_what_is_close_is_told_after_what_is_known_each_once(hass: HomeAssistant) -> None:
    await has(hass, {**BY_HAND, "triggers": [{"trigger": "time", "at": "07:00:00"}]})
    close = "Extends your automation “Evening”, which does the same on another occasion."
    run = run_of(hass)
    first, again = (
        await judged(
            hass, run, suggestion_of(1, warnings=("Known.",)), suggestion_of(1, warnings=(close,))
        )
    ).kept
    assert first.warnings == ("Known.", close)
    assert again.warnings == (close,)


async def test_advice_is_kept_as_it_is(hass: HomeAssistant) -> None:
    await has(hass, BY_HAND)
    advice = suggestion_of(1, automation=None)
    run = run_of(hass, memory=FakeMemory(advice))
    assert (await judged(hass, run, advice)).kept == [advice]
    assert run.built == frozenset()


async def test_one_that_cannot_be_judged_is_not_suggested_and_costs_no_other(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def odd(suggestion: Suggestion, references: Any) -> Any:
        if suggestion.id == "s1":
            raise ValueError("odd")
        return config_of(suggestion, references)

    monkeypatch.setattr(module, "config_of", odd)
    found = await judged(hass, run_of(hass), suggestion_of(1), suggestion_of(2))
    assert [each.id for each in found.kept] == ["s2"]
    assert "A suggestion cannot be judged: s1" in caplog.text
    caplog.clear()
    waiting = run_of(hass, memory=FakeMemory(suggestion_of(1), suggestion_of(3)))
    assert [each.id for each in (await judged(hass, waiting, suggestion_of(2))).kept] == ["s2"]
    assert "A suggestion cannot be judged: s1" in caplog.text
