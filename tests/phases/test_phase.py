"""What phases hand on to each other."""

from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.homeiq.devices.synergy import PREFIX
from custom_components.homeiq.phases import PHASES
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.samples import FakeMemory, pattern_of, run_of, suggestion_of

JUNE = datetime(2026, 6, 1, 20, tzinfo=UTC)


def synergy_of(number: int, **changes: Any) -> Suggestion:
    """Return a synergy whose plan is the habit of the same number."""
    return suggestion_of(number, fingerprint=f"{PREFIX}{pattern_of(number).fingerprint}", **changes)


def test_names_are_given_once() -> None:
    assert len({phase.name for phase in PHASES}) == len(PHASES)


def test_what_was_found_is_kept_and_shown_even_when_a_run_is_stopped() -> None:
    assert [phase.name for phase in PHASES if phase.always] == ["store", "publish"]


def test_without_history_or_store_a_run_has_failed() -> None:
    assert [phase.name for phase in PHASES if phase.vital] == ["events", "store"]


def test_a_run_begins_with_empty_hands(hass: HomeAssistant) -> None:
    run = run_of(hass)
    assert (run.snapshot, run.log, run.mined, run.found) == (None, None, None, None)
    assert (run.abilities, run.opportunities, run.synergies) == (None, None, None)


def test_what_people_answered_for_good_is_decided(hass: HomeAssistant) -> None:
    kept = [suggestion_of(number, status=status) for number, status in enumerate(Status)]
    run = run_of(hass, memory=FakeMemory(*kept))
    answered = {each.fingerprint for each in kept if each.status in {"accepted", "dismissed"}}
    assert run.decided == answered
    assert len(answered) == 2
    assert run.fingerprints(Status.DRAFT) == {kept[0].fingerprint}


def test_who_does_not_want_a_synergy_does_not_want_it_as_a_habit_either(
    hass: HomeAssistant,
) -> None:
    unwanted = synergy_of(1, status=Status.DISMISSED)
    memory = FakeMemory(unwanted, synergy_of(2), suggestion_of(3, status=Status.DISMISSED))
    settings = run_of(hass, memory=memory).mining_settings
    assert settings.dismissed == {
        unwanted.fingerprint,
        pattern_of(1).fingerprint,
        pattern_of(3).fingerprint,
    }


def test_a_synergy_counts_from_when_it_was_first_shown_also_as_a_habit(
    hass: HomeAssistant,
) -> None:
    later = JUNE.replace(day=9)
    for first, second in ((JUNE, later), (later, JUNE)):
        memory = FakeMemory(
            synergy_of(1, shown_at=first), suggestion_of(1, shown_at=second), synergy_of(2)
        )
        settings = run_of(hass, memory=memory).mining_settings
        assert settings.shown_since == {pattern_of(1).fingerprint: JUNE.toordinal()}
