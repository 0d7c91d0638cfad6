"""A household of the kinds "feature" and "link" is furnished as it says of itself."""

from collections import Counter
from functools import cache

import pytest

from demo.feature_draw import PLANTED
from demo.features import BULBS, POOL, Way
from demo.furnishing import OF_DEVICES, UNFURNISHED, Furnishing, furnish
from demo.household import simulate
from demo.inventory import FURTHER_ROOMS, ROOMS, Entity, floor_of
from demo.kinds import ALL_KINDS, OF_FOUR_WEEKS
from demo.spec import HouseholdSpec, PlantedFeature

SEEDS = range(1, 21)
ALARMS = {"leak_valve", "smoke_lights", "smoke_covers", "appliance_finished"}


@cache
def furnished(seed: int) -> Furnishing:
    """Return what a household has."""
    return furnish(HouseholdSpec(seed=seed, kinds=OF_DEVICES))


def has_it(one: PlantedFeature, entities: dict[str, Entity]) -> bool:
    """Return whether an entity can do what a rule is about."""
    entity = entities[one.entity_id]
    modes = entity.attributes.get("supported_color_modes", ["onoff"])
    return {
        "dim_at_night": modes != ["onoff"],
        "warm_in_the_evening": modes == ["color_temp"],
        "effect": "effect_list" in entity.attributes,
        "power_on": entity.domain == "select" and entity.category == "config",
        "child_lock": entity.entity_id.endswith("_child_lock") and entity.category == "config",
        "led_at_night": entity.entity_id.endswith("_led_indication"),
        "eco_when_away": "preset_modes" in entity.attributes,
        "quiet_at_night": bool(entity.features & 4),
        "slow_at_night": bool(entity.features & 1),
    }[one.rule]


@pytest.mark.parametrize("seed", SEEDS)
def test_some_features_are_unused_and_the_others_are_used_or_not_there(seed: int) -> None:
    home = furnished(seed)
    entities = {one.entity_id: one for one in home.entities}
    assert len({one.rule for one in home.features}) == len(home.features) == PLANTED
    rules = Counter(one.rule for one in (*home.features, *home.used, *home.lacking))
    assert rules.keys() == {one.rule for one in POOL}
    assert all(has_it(one, entities) for one in (*home.features, *home.used))
    assert not any(has_it(one, entities) for one in home.lacking)
    devices = [one.device for one in (*home.features, *home.used, *home.lacking)]
    assert len(set(devices)) == len(devices)


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_equal_bulbs_have_one_unused_feature(seed: int) -> None:
    home = furnished(seed)
    (bulbs,) = [one.equals for one in home.features if one.equals]
    alike = {(one.manufacturer, one.model) for one in home.entities if one.entity_id in bulbs}
    assert len(bulbs) == BULBS
    assert len(alike) == 1
    models = Counter((one.device, one.model) for one in home.entities if one.model)
    assert sum(model == next(iter(alike))[1] for _, model in models) == BULBS


def test_every_rule_is_planted_and_used_in_every_way_in_some_household() -> None:
    homes = [furnished(seed) for seed in range(150)]
    assert {one.rule for home in homes for one in home.features} == {one.rule for one in POOL}
    used = {(one.feature.rule, one.way) for home in homes for one in home.owned if one.way}
    for feature in POOL:
        assert {way for rule, way in used if rule == feature.rule} >= set(feature.ways)
    for home in homes:
        dimmed = {one.way for one in home.owned if one.feature.rule == "dim_at_night"}
        assert dimmed >= set(Way) - {Way.SETTING}


@pytest.mark.parametrize("seed", SEEDS)
def test_four_or_five_links_are_missing_with_and_without_evidence(seed: int) -> None:
    home = furnished(seed)
    links = home.missing(simulate_entities(home))
    assert 4 <= len(links) <= 5
    assert {one.relation for one in links if not one.evidence} <= ALARMS
    assert sum(one.evidence for one in links) >= 2
    known = {one.entity_id for one in home.entities}
    assert all(one.trigger in known for one in links)
    assert not {(one.trigger, one.target) for one in links} & home.pairs
    assert not home.pairs & home.refuted


def simulate_entities(home: Furnishing) -> tuple[Entity, ...]:
    """Return what a household has, with a cover that every house has."""
    usual = Entity("cover.living_room", "Living room blind", "living_room")
    return (usual, Entity("light.hall", "Hall light", "hall"), *home.entities)


def test_every_relation_is_missing_in_some_household() -> None:
    homes = [furnished(seed) for seed in range(60)]
    links = {link.relation for home in homes for link in home.missing(simulate_entities(home))}
    by_hand = {"window_climate", "humidity_fan", "presence_lock", "door_light", "motion_light"}
    assert links == ALARMS | by_hand


def test_a_leak_is_planted_or_connected_and_never_both() -> None:
    for seed in SEEDS:
        home = furnished(seed)
        leaks = [trigger for trigger, _ in home.pairs if trigger.endswith("_leak")]
        assert len(leaks) == ("leak_valve" not in home.relations)


def test_pairs_are_connected_in_each_way() -> None:
    rules = [one.rule for one in furnished(1).connected]
    targets = {key for rule in rules for key in rule.targets}
    assert targets == {"entity_id", "area_id"}
    assert any(rule.blueprint for rule in rules)
    assert any(rule.given for rule in rules)
    assert any(rule.action.startswith("script.") for rule in rules)
    assert furnished(1).groups
    assert {rule.entity_id for rule in rules} <= {one.entity_id for one in furnished(1).entities}


def test_the_same_seed_gives_the_same_devices_whatever_else_there_is() -> None:
    spec = HouseholdSpec(seed=4, kinds=OF_FOUR_WEEKS, days=9, holiday=False)
    assert furnish(spec) == furnished(4)
    assert furnished(5) != furnished(4)


def test_either_kind_stands_alone() -> None:
    features, links = (
        furnish(HouseholdSpec(kinds=frozenset({kind}))) for kind in ("feature", "link")
    )
    assert features.features == furnished(1).features
    assert (features.pairs, features.relations) == (frozenset(), frozenset())
    assert links.relations == furnished(1).relations
    assert links.features == ()


def test_no_other_household_is_furnished() -> None:
    assert furnish(HouseholdSpec(kinds=ALL_KINDS)) is UNFURNISHED
    home = simulate(HouseholdSpec(days=3, events=500, kinds=ALL_KINDS))
    assert (home.furnishing.links, home.looks) == ((), ())
    assert home.names.areas == ROOMS
    assert not any(one.model or one.shows for one in home.entities)


def test_no_entity_is_there_twice_in_a_household_of_all_kinds() -> None:
    for seed in (1, 2, 3):
        spec = HouseholdSpec(seed=seed, days=3, events=500, kinds=ALL_KINDS | OF_DEVICES)
        entities = simulate(spec).entities
        ids = Counter(one.entity_id for one in entities)
        assert {entity_id for entity_id, many in ids.items() if many > 1} == set()
        # Nothing is in two rooms, or of two makes, either.
        rooms = {(one.device, one.area, one.model) for one in entities if one.device is not None}
        places = Counter(device for device, *_ in rooms)
        assert {device for device, many in places.items() if many > 1} == set()


def test_rooms_are_on_two_floors_or_outdoors() -> None:
    floors = {room: floor_of(room) for room in {**ROOMS, **FURTHER_ROOMS}}
    assert {floors["hall"], floors["bedroom"]} == set(floors.values()) - {None}
    assert {room for room, floor in floors.items() if floor is None} == {"garden", "shed"}
    assert floor_of(None) is None
