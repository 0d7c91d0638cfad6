"""A player that could be turned down at night."""

from dataclasses import replace

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.opportunities.rule import NIGHT
from custom_components.homeiq.devices.recipe import Step
from custom_components.homeiq.mining.pattern import StateTrigger
from tests.devices.opportunities.cases import CASES, lived

(CASE,) = CASES["quiet_at_night"]
RADIO = "media_player.radio"


def test_it_is_turned_down_when_it_starts_from_whatever_it_did_before() -> None:
    home = lived(("23:00", RADIO, "idle", "playing"), ("02:00", RADIO, "off", "playing"))
    idea = replace(CASE, lived=home).idea()
    assert idea is not None
    assert idea.recipe is not None
    step = Step("media_player.volume_set", RADIO, {"volume_level": 0.2})
    assert {branch.trigger for branch in idea.recipe.branches} == {
        StateTrigger(RADIO, "playing", "idle"),
        StateTrigger(RADIO, "playing", "off"),
    }
    assert all(branch.steps == (step,) for branch in idea.recipe.branches)
    assert all(branch.conditions == (NIGHT,) for branch in idea.recipe.branches)


def test_who_goes_on_after_a_pause_keeps_the_volume() -> None:
    home = lived(("23:00", RADIO, "paused", "playing"))
    assert replace(CASE, lived=home).idea() is None


def test_music_by_day_stays_as_it_is() -> None:
    assert replace(CASE, lived=lived(("13:00", RADIO, "idle", "playing"))).idea() is None


def test_a_capability_that_no_entity_reaches_now_gives_nothing() -> None:
    assert replace(CASE, capability=Capability("media_player.volume")).idea() is None
