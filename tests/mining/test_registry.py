"""What a home's registries list, and what follows from it."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.homeiq.mining.commands import COMMANDABLE
from custom_components.homeiq.mining.registry import (
    Area,
    Device,
    Entity,
    Exclusions,
    Registry,
    group_members,
)

NOBODY: frozenset[str] = frozenset()


def registry_of(
    *entities: Entity, devices: tuple[Device, ...] = (), areas: tuple[Area, ...] = ()
) -> Registry:
    return Registry(
        {one.entity_id: one for one in entities},
        {one.device_id: one for one in devices},
        {one.area_id: one for one in areas},
    )


# A lamp that stands elsewhere than its device, its power and a setting of it, in a house of two
# floors; a light that belongs to no device, and one whose device and area are gone.
HOUSE = registry_of(
    Entity("light.lamp", "Lamp", device_id="d", area_id="study", labels=frozenset({"mine"})),
    Entity("sensor.lamp_power", device_id="d", device_class="power", unit="W"),
    Entity("switch.lamp_led", "LED", device_id="d", auxiliary=True),
    Entity("light.ceiling", "Ceiling", area_id="living"),
    Entity("light.stray", device_id="gone", area_id="demolished"),
    Entity("light.all", members=("light.lamp", "light.ceiling")),
    devices=(Device("d", "living", frozenset({"new"}), "Standing lamp"),),
    areas=(
        Area("living", "Living room", "ground", frozenset({"cosy"})),
        Area("study", "Study", "upper", frozenset({"quiet"})),
        Area("shed", "Shed"),
    ),
)


# Whose history is worth reading


@pytest.mark.parametrize("domain", [*sorted(COMMANDABLE), "person", "sun", "weather", "group"])
def test_what_people_operate_or_react_to_is_relevant(domain: str) -> None:
    assert Entity(f"{domain}.x").is_relevant


@pytest.mark.parametrize("domain", ["automation", "update", "button", "camera", "tts", "number"])
def test_what_tells_of_no_habit_is_not_relevant(domain: str) -> None:
    assert not Entity(f"{domain}.x").is_relevant


@pytest.mark.parametrize(
    ("entity_id", "device_class", "relevant"),
    [
        ("sensor.x", "illuminance", True),
        ("sensor.x", "timestamp", False),
        ("sensor.x", None, False),
        ("binary_sensor.x", "motion", True),
        ("binary_sensor.x", None, True),
        ("binary_sensor.x", "battery", False),
        # A class that says nothing of a domain that is relevant anyhow.
        ("switch.x", "battery", True),
        ("sensor_like.x", "power", False),
    ],
)
def test_a_sensor_is_judged_by_what_it_measures(
    entity_id: str, device_class: str | None, *, relevant: bool
) -> None:
    assert Entity(entity_id, device_class=device_class).is_relevant is relevant


@pytest.mark.parametrize(
    "change",
    [{"disabled": True}, {"hidden": True}, {"auxiliary": True}, {"platform": "homeiq"}],
)
def test_what_is_put_out_of_sight_or_ours_is_not_relevant(change: dict[str, Any]) -> None:
    for entity_id in ("light.x", "binary_sensor.x", "sensor.x"):
        entity = Entity(entity_id, device_class="power")
        assert entity.is_relevant
        assert not replace(entity, **change).is_relevant


def test_relevant_are_those_that_are_not_excluded() -> None:
    everything = {"light.lamp", "sensor.lamp_power", "light.ceiling", "light.stray", "light.all"}
    assert HOUSE.relevant(NOBODY) == everything
    excluded = frozenset({"light.lamp", "light.unknown"})
    assert HOUSE.relevant(excluded) == everything - {"light.lamp"}


# Where things are


def test_an_entity_is_where_it_says_else_where_its_device_is() -> None:
    assert HOUSE.entity_areas() == {
        "light.lamp": "study",
        "sensor.lamp_power": "living",
        "switch.lamp_led": "living",
        "light.ceiling": "living",
        "light.stray": "demolished",
    }


def test_a_device_in_no_area_or_gone_tells_nothing() -> None:
    registry = registry_of(
        Entity("light.a", device_id="d"),
        Entity("light.b", device_id="gone"),
        Entity("light.c", device_id=""),
        devices=(Device("d"),),
    )
    assert registry.entity_areas() == {}
    assert registry.by_area() == {}
    assert registry.entity_devices() == {"light.a": "d", "light.b": "gone", "light.c": ""}


def test_labels_come_from_the_entity_its_device_and_the_area_where_it_is() -> None:
    labels = {one.entity_id: HOUSE.labels_of(one) for one in HOUSE.entities.values()}
    assert labels["light.lamp"] == {"mine", "new", "quiet"}
    assert labels["sensor.lamp_power"] == {"new", "cosy"}
    assert labels["light.ceiling"] == {"cosy"}
    assert labels["light.stray"] == labels["light.all"] == NOBODY


def test_only_what_is_known_is_listed() -> None:
    assert HOUSE.entity_names() == {
        "light.lamp": "Lamp",
        "switch.lamp_led": "LED",
        "light.ceiling": "Ceiling",
    }
    assert HOUSE.device_classes() == {"sensor.lamp_power": "power"}
    assert HOUSE.units() == {"sensor.lamp_power": "W"}
    assert HOUSE.device_names() == dict.fromkeys(LAMP, "Standing lamp")
    assert HOUSE.label_names({"new": "New!", "cosy": "So cosy", "odd": "Odd"}) == {
        "light.lamp": {"New!"},
        "sensor.lamp_power": {"New!", "So cosy"},
        "switch.lamp_led": {"New!", "So cosy"},
        "light.ceiling": {"So cosy"},
    }
    assert HOUSE.groups() == {"light.all": ("light.lamp", "light.ceiling")}
    assert HOUSE.area_names() == {"living": "Living room", "study": "Study", "shed": "Shed"}


# What takes no part


LAMP = {"light.lamp", "sensor.lamp_power", "switch.lamp_led"}  # all that is of its device


@pytest.mark.parametrize(
    ("by", "excluded"),
    [
        (Exclusions(), set()),
        (Exclusions(entities=frozenset({"light.unknown"})), {"light.unknown"}),
        (Exclusions(areas=frozenset({"study"})), {"light.lamp"}),
        (Exclusions(areas=frozenset({"shed", "nowhere"})), set()),
        (Exclusions(labels=frozenset({"new"})), LAMP),
        (Exclusions(labels=frozenset({"cosy", "mine"})), {*LAMP, "light.ceiling"}),
        (Exclusions(domains=frozenset({"sensor"})), {"sensor.lamp_power"}),
        (Exclusions(domains=frozenset({"sens", "sensor."})), set()),
        (
            Exclusions(areas=frozenset({"study"}), domains=frozenset({"switch"})),
            {"light.lamp", "switch.lamp_led"},
        ),
    ],
)
def test_exclusions_are_by_entity_area_label_or_domain(by: Exclusions, excluded: set[str]) -> None:
    assert HOUSE.excluded(by) == excluded


def test_our_own_entities_always_take_no_part() -> None:
    registry = registry_of(
        Entity("sensor.homeiq_suggestions", platform="homeiq"), Entity("light.a", platform="hue")
    )
    assert registry.excluded(Exclusions()) == {"sensor.homeiq_suggestions"}


# What a target means


def test_a_target_means_what_is_of_its_device_area_floor_or_label() -> None:
    assert HOUSE.by_device() == {
        "d": ("light.lamp", "sensor.lamp_power"),
        "gone": ("light.stray",),
    }
    assert HOUSE.by_area() == {
        "study": ("light.lamp",),
        "living": ("sensor.lamp_power", "light.ceiling"),
        "demolished": ("light.stray",),
    }
    assert HOUSE.by_floor() == {
        "upper": ("light.lamp",),
        "ground": ("sensor.lamp_power", "light.ceiling"),
    }
    assert HOUSE.by_label() == {
        "mine": ("light.lamp",),
        "new": ("light.lamp", "sensor.lamp_power"),
        "quiet": ("light.lamp",),
        "cosy": ("sensor.lamp_power", "light.ceiling"),
    }


@pytest.mark.parametrize("change", [{"disabled": True}, {"hidden": True}, {"auxiliary": True}])
def test_a_target_means_nothing_that_is_put_out_of_sight(change: dict[str, Any]) -> None:
    lamp = replace(HOUSE.entities["light.lamp"], **change)
    house = replace(HOUSE, entities={lamp.entity_id: lamp})
    assert house.entity_areas() == {"light.lamp": "study"}
    for meant in (house.by_device(), house.by_area(), house.by_floor(), house.by_label()):
        assert meant == {}


def test_ids_in_a_configuration_stand_for_what_is_there() -> None:
    house = registry_of(
        Entity("light.lamp", registry_id="f00d", device_id="d"),
        Entity("light.yaml", area_id="study"),
        Entity("light.all", members=("light.lamp", "light.yaml")),
        devices=(Device("d", labels=frozenset({"new"})),),
        areas=(Area("study", "Study", "upper"),),
    )
    scenes = {"scene.film": {"light.lamp": "off"}}
    found = house.references({"script.cosy": {"sequence": []}}, scenes)
    assert found.named({"entity_id": ["f00d", "light.yaml", "beef"]}) == (
        "light.lamp",
        "light.yaml",
    )
    assert found.registry_ids == {"f00d": "light.lamp"}
    for target in ({"device_id": "d"}, {"label_id": "new"}):
        assert found.targeted(target, "light") == ("light.lamp",)
    for target in ({"area_id": "study"}, {"floor_id": "upper"}):
        assert found.targeted(target, "light") == ("light.yaml",)
    assert set(found.members("light.all")) == {"light.lamp", "light.yaml"}
    assert (found.scripts, found.scenes) == ({"script.cosy": {"sequence": []}}, scenes)
    assert house.references({}).scenes == {}
    assert set(found.every["light"]) == {each for each in house.entities if "light." in each}


def test_an_empty_home_has_nothing() -> None:
    empty = Registry()
    assert empty.entity_areas() == {}
    for meant in (empty.by_device(), empty.by_area(), empty.by_floor(), empty.by_label()):
        assert meant == {}
    assert empty.excluded(Exclusions(areas=frozenset({"a"}))) == NOBODY
    assert empty.relevant(NOBODY) == NOBODY


def test_a_large_home_is_all_there() -> None:
    entities = [Entity(f"light.l{number}", device_id=f"d{number % 500}") for number in range(5_000)]
    devices = tuple(Device(f"d{number}", f"a{number % 50}") for number in range(500))
    areas = tuple(Area(f"a{number}", "Room", "only") for number in range(50))
    registry = registry_of(*entities, devices=devices, areas=areas)
    assert registry.by_floor() == {"only": tuple(one.entity_id for one in entities)}
    assert {len(members) for members in registry.by_area().values()} == {100}
    assert len(registry.relevant(registry.excluded(Exclusions(areas=frozenset({"a7"}))))) == 4_900


@pytest.mark.parametrize(
    ("entity_id", "of", "members"),
    [
        ("light.all", ["light.a", "light.b"], ("light.a", "light.b")),
        ("group.all", ("light.a", 7, "group.all"), ("light.a",)),  # neither numbers nor itself
        ("light.a", None, ()),
        ("light.a", "light.b", ()),
        ("scene.film", ["light.a"], ()),  # what it sets, not what it is made of
        ("person.ann", ["device_tracker.phone"], ()),
    ],
)
def test_a_group_is_made_of_the_entities_that_its_state_names(
    entity_id: str, of: object, members: tuple[str, ...]
) -> None:
    for listing in ("entity_id", "group_entities"):  # a helper's, and a bridge's
        assert group_members(entity_id, {listing: of}) == members
    assert group_members(entity_id, {}) == ()
