"""What phases hand on to each other."""

from homeassistant.core import HomeAssistant

from custom_components.homeiq.phases import PHASES
from tests.samples import run_of


def test_names_are_given_once() -> None:
    assert len({phase.name for phase in PHASES}) == len(PHASES)


def test_what_was_found_is_kept_and_shown_even_when_a_run_is_stopped() -> None:
    assert [phase.name for phase in PHASES if phase.always] == ["store", "publish"]


def test_without_history_or_store_a_run_has_failed() -> None:
    assert [phase.name for phase in PHASES if phase.vital] == ["events", "store"]


def test_a_run_begins_with_empty_hands(hass: HomeAssistant) -> None:
    run = run_of(hass)
    assert (run.snapshot, run.log, run.mined, run.found) == (None, None, None, None)
