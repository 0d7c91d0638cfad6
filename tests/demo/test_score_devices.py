"""What counts as named and what as wrong."""

from dataclasses import replace
from functools import cache

import pytest

from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.recipe import Branch, Recipe
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    NumericTrigger,
    Pattern,
    StateTrigger,
)
from demo.furnishing import OF_DEVICES
from demo.household import SimulatedHome, simulate
from demo.score_devices import Wrong, is_planted, score_devices, table
from demo.spec import HouseholdSpec, PlantedFeature, PlantedLink


@cache
def home() -> SimulatedHome:
    """Return a household in which somebody locks up by hand, and a machine tells nobody."""
    return simulate(HouseholdSpec(seed=6, events=2_000, kinds=OF_DEVICES))


def opportunity(feature: PlantedFeature, **other: str) -> Opportunity:
    """Return what names a feature."""
    entity = next(one for one in home().entities if one.entity_id == feature.entity_id)
    found = Opportunity(
        rule=feature.rule,
        capability=feature.capability,
        device_ids=(feature.device,),
        entity_ids=(feature.entity_id,),
        manufacturer=entity.manufacturer,
        model=entity.model,
        impact=0.5,
        ease=0.5,
    )
    return replace(found, **other)


def recipe(trigger: str) -> Recipe:
    """Return a recipe without steps."""
    return Recipe((Branch(StateTrigger(trigger, "on", "off"), ()),))


def synergy(link: PlantedLink) -> Synergy:
    """Return what names a link."""
    targets = (link.target,) if link.target else ()
    return Synergy(link.relation, (link.trigger, *targets), None, recipe(link.trigger), 0.5)


def pattern(trigger: str, target: str) -> Pattern:
    """Return a pattern that connects two entities."""
    return Pattern("context", NumericTrigger(trigger, below=1.0), (Effect(target, "locked"),))


def link_of(relation: str) -> PlantedLink:
    """Return a missing link."""
    return next(one for one in home().furnishing.links if one.relation == relation)


def test_the_truth_names_everything() -> None:
    truth = home().furnishing
    result = score_devices(map(opportunity, truth.features), map(synergy, truth.links), home())
    assert (result.feature_recall, result.link_recall) == (1.0, 1.0)
    assert (result.violations, result.neither) == ((), ())
    assert result.features == truth.features
    assert result.links == truth.links


def test_nothing_suggested_names_nothing_and_is_never_wrong() -> None:
    result = score_devices([], [], home())
    assert (result.feature_recall, result.link_recall) == (0.0, 0.0)
    assert result.missed_links == home().furnishing.links
    assert result.violations == ()


def test_a_household_without_devices_of_its_own_has_nothing_to_name() -> None:
    empty = simulate(HouseholdSpec(days=3, events=500))
    result = score_devices([], [], empty)
    assert (result.feature_recall, result.link_recall) == (1.0, 1.0)


def test_any_of_ten_equal_bulbs_names_the_feature_of_all() -> None:
    (bulbs,) = [one for one in home().furnishing.features if one.equals]
    other = replace(bulbs, device="zigbee_bulb_7", entity_id="light.bulb_7")
    assert score_devices([opportunity(other)], [], home()).features == (bulbs,)


def test_the_same_for_an_equal_device_is_a_repetition() -> None:
    (bulbs,) = [one for one in home().furnishing.features if one.equals]
    both = [bulbs, replace(bulbs, device="zigbee_bulb_7", entity_id="light.bulb_7")]
    result = score_devices(map(opportunity, both), [], home())
    assert [one.why for one in result.violations] == [Wrong.REPEATED]
    assert result.neither == ()


def test_devices_of_no_known_model_are_never_repetitions() -> None:
    first = opportunity(home().furnishing.features[0], manufacturer="", model="")
    assert score_devices([first, first], [], home()).violations == ()


def test_a_real_registrys_device_ids_do_not_matter() -> None:
    feature = home().furnishing.features[1]
    found = replace(opportunity(feature), device_ids=("0123abcd",))
    assert feature in score_devices([found], [], home()).features


def test_a_used_feature_is_a_violation_by_its_rule_or_by_its_capability() -> None:
    for used in home().furnishing.used:
        for found in (
            opportunity(used),
            opportunity(used, rule="another"),
            opportunity(used, capability="another"),
        ):
            (violation,) = score_devices([found], [], home()).violations
            assert violation.why is Wrong.USED


def test_another_capability_of_the_same_device_is_neither() -> None:
    used = home().furnishing.used[0]
    result = score_devices([opportunity(used, rule="another", capability="another")], [], home())
    assert result.violations == ()
    assert len(result.neither) == 1


def test_a_missing_capability_is_a_violation_on_any_device() -> None:
    lacking = home().furnishing.lacking[0]
    hall = PlantedFeature("dim_at_night", "light.brightness", "light_hall", "light.hall")
    result = score_devices([opportunity(lacking), opportunity(hall)], [], home())
    assert [one.why for one in result.violations] == [Wrong.LACKING] * 2


def test_a_pattern_names_a_link_too() -> None:
    link = link_of("presence_lock")
    for trigger in sorted(link.triggers):
        found = pattern(trigger, link.target)
        assert score_devices([], [], home(), [found]).links == (link,)
        proven = Finding(found, Evidence(days=20, right=9))
        assert score_devices([], [], home(), [proven]).links == (link,)
    clock = replace(pattern("x.y", link.target), trigger=ClockTrigger(0))
    result = score_devices([], [], home(), [clock])
    assert (result.links, result.neither, result.violations) == ((), (), ())


def test_a_link_that_tells_people_is_named_by_its_relation_alone() -> None:
    link = link_of("appliance_finished")
    found = synergy(link)
    assert score_devices([], [found], home()).links == (link,)
    other = replace(found, relation="another")
    assert score_devices([], [other], home()).neither == (other,)


def test_a_target_that_triggers_names_no_link() -> None:
    link = link_of("presence_lock")
    reverse = replace(synergy(link), entity_ids=(link.target, link.trigger))
    assert score_devices([], [reverse], home()).links == ()


@pytest.mark.parametrize("as_pattern", [True, False])
def test_connected_and_refuted_pairs_are_violations(*, as_pattern: bool) -> None:
    truth = home().furnishing
    for pairs, why in ((truth.pairs, Wrong.CONNECTED), (truth.refuted, Wrong.REFUTED)):
        for trigger, target in pairs:
            found = Synergy("any", (trigger, target), None, recipe(trigger), 0.5)
            result = (
                score_devices([], [], home(), [pattern(trigger, target)])
                if as_pattern
                else score_devices([], [found], home())
            )
            assert [one.why for one in result.violations] == [why]
            assert result.neither == ()


def test_a_suggestion_is_planted_where_it_names_a_feature_or_both_ends_of_a_link() -> None:
    feature, link = home().furnishing.features[-1], link_of("presence_lock")
    told = {"type": "feature_discovery", "entity_ids": [feature.entity_id]}
    assert is_planted(told, home())
    assert not is_planted({**told, "entity_ids": ["light.hall"]}, home())
    both = {"type": "synergy_automation", "entity_ids": [link.trigger, link.target]}
    assert is_planted(both, home())
    assert not is_planted({**both, "entity_ids": [link.target]}, home())
    machine = link_of("appliance_finished")
    assert is_planted({**both, "entity_ids": [machine.trigger]}, home())


def test_the_table_tells_all_of_it() -> None:
    truth = home().furnishing
    other = Synergy("any", ("light.hall", "fan.bathroom"), None, recipe("light.hall"), 0.1)
    connected = [pattern(*pair) for pair in sorted(truth.pairs)][:1]
    result = score_devices(
        [opportunity(truth.features[0]), opportunity(truth.used[0])],
        [synergy(link_of("appliance_finished")), other],
        home(),
        connected,
    )
    told = table(result)
    assert "named     appliance_finished: sensor.laundry_power -> people" in told
    assert f"used      {truth.used[0].rule}" in told
    assert "neither   any: light.hall, fan.bathroom" in told
    assert "connected context: binary_sensor." in told
    assert len(told.splitlines()) == len(truth.features) + len(truth.links) + 3
