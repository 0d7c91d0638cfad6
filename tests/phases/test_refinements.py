"""What people asked to change, done again to what a later run has found."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.devices.synergies import Synergies
from custom_components.homeiq.history.merge import NO_EVENTS
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.finding import Finding, Mined
from custom_components.homeiq.mining.pattern import StateCondition
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.phases.refinements import async_with_refinements
from custom_components.homeiq.suggestions.refining.edits import (
    Edit,
    Level,
    Require,
    SetLevel,
    Shift,
)
from custom_components.homeiq.suggestions.refining.refinement import Refinement
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.words import load_words
from tests.samples import FakeMemory, run_of
from tests.suggestions.typical import (
    EVIDENCE,
    HOME,
    INVENTORY,
    LATE,
    LEAKING,
    MOTION,
    NAMES,
    NOW,
    of_pattern,
    of_synergy,
)

SNAPSHOT = Snapshot(HOME, NAMES, frozenset(), INVENTORY)


@pytest.fixture(autouse=True)
def home(hass: HomeAssistant) -> None:
    """Have what the suggestions act on."""
    for entity_id in NAMES.entities:
        hass.states.async_set(entity_id, "off")
    for action in ("turn_on", "turn_off"):
        async_mock_service(hass, "light", action)


def refined(suggestion: Suggestion, *edits: Edit) -> Suggestion:
    """Return a suggestion that somebody has asked to change."""
    return replace(suggestion, refinements=(Refinement("so", edits, NOW),))


def later(hass: HomeAssistant, *kept: Suggestion, synergies: Synergies | None = None) -> Run:
    """Return a run that has found the habit of the late light and what it is told."""
    findings = (Finding(LATE, EVIDENCE),)
    return run_of(
        hass,
        snapshot=SNAPSHOT,
        memory=FakeMemory(*kept),
        log=build_log(NO_EVENTS, HOME),
        mined=Mined(findings, (), (), 24, 7, None),
        synergies=synergies,
    )


async def again(run: Run, *drafts: Suggestion) -> tuple[Suggestion, ...]:
    return await async_with_refinements(run, SNAPSHOT, drafts, load_words("en"))


async def test_what_nobody_changed_is_left_alone(hass: HomeAssistant) -> None:
    draft = of_pattern(LATE)
    found = (draft,)
    run = later(hass, draft, refined(of_synergy(MOTION), Shift(60)))
    assert await async_with_refinements(run, SNAPSHOT, found, load_words("en")) is found


async def test_it_is_changed_and_tried_again(hass: HomeAssistant) -> None:
    draft = of_pattern(LATE)
    kept = refined(draft, Shift(1200))
    other = of_synergy(LEAKING)
    after, untouched = await again(later(hass, kept), draft, other)
    assert untouched is other
    assert after.automation is not None
    assert after.automation["triggers"] == [{"trigger": "time", "at": "22:50:00"}]
    assert after.refinements == kept.refinements
    assert (after.id, after.fingerprint) == (draft.id, draft.fingerprint)
    assert after.evidence is not None
    assert after.evidence.days == 0, "there is no history in this one"
    assert after.warnings != draft.warnings


async def test_without_a_history_its_figures_are_those_of_before(hass: HomeAssistant) -> None:
    draft = of_pattern(LATE)
    run = later(hass, refined(draft, Shift(1200)))
    run.log = None
    (after,) = await again(run, draft)
    assert after.evidence == draft.evidence
    assert after.warnings


async def test_what_a_replay_does_not_see_keeps_its_figures(hass: HomeAssistant) -> None:
    draft = of_synergy(MOTION)
    bright = SetLevel(Level.BRIGHTNESS, 40.0)
    found = Synergies((MOTION,), considered=1)
    (after,) = await again(later(hass, refined(draft, bright), synergies=found), draft)
    assert after.automation is not None
    assert after.automation["actions"][0]["data"] == {"brightness_pct": 40}
    assert after.evidence == draft.evidence
    assert after.warnings == draft.warnings


@pytest.mark.parametrize("status", [Status.DISMISSED, Status.ACCEPTED])
async def test_what_was_decided_needs_no_change(hass: HomeAssistant, status: Status) -> None:
    draft = of_pattern(LATE)
    kept = replace(refined(draft, Shift(1200)), status=status)
    assert await again(later(hass, kept), draft) == (draft,)


async def test_what_cannot_be_so_any_more_is_no_suggestion(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    draft = of_pattern(LATE)
    gone = Require(StateCondition("person.gone", "home"))
    with caplog.at_level("INFO"):
        assert await again(later(hass, refined(draft, gone)), draft) == ()
    assert "cannot be changed as asked any more" in caplog.text


async def test_what_would_not_work_is_no_suggestion(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    draft = of_pattern(LATE)
    hass.states.async_remove("light.hall")
    with caplog.at_level("INFO"):
        assert await again(later(hass, refined(draft, Shift(60))), draft) == ()
    assert "would not work" in caplog.text
