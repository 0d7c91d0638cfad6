"""Edits are about what is there, with values that it can have."""

from typing import Any

import pytest

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    DarkCondition,
    NumericCondition,
    StateCondition,
    WindowCondition,
)
from custom_components.homeiq.suggestions.refining.edits import (
    NOBODY,
    SOMEBODY,
    AddTarget,
    Edit,
    Level,
    OnDays,
    ReplaceTarget,
    Require,
    SetLevel,
    SetTime,
)
from custom_components.homeiq.suggestions.refining.known import Known, changed
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError
from tests.mining.build import BERLIN

INVENTORY = Inventory.of(
    [
        DeviceRecord(
            "d",
            entities=(
                DeviceEntity("light.a", attributes={"supported_color_modes": ["brightness"]}),
                DeviceEntity("light.plain", attributes={"supported_color_modes": ["onoff"]}),
                DeviceEntity(
                    "light.warm",
                    attributes={
                        "supported_color_modes": ["color_temp"],
                        "min_color_temp_kelvin": 2200,
                        "max_color_temp_kelvin": 4000,
                    },
                ),
                DeviceEntity("cover.blind", features=3),
                DeviceEntity("cover.shade", features=7),
                DeviceEntity("climate.a", attributes={"min_temp": 7, "max_temp": 30}),
            ),
        )
    ]
)
HOME = Home(
    BERLIN,
    areas={"light.a": "hall", "light.b": "hall", "light.c": "bed", "fan.a": "hall"},
    excluded=frozenset({"light.secret"}),
)
NAMES = Names(
    {
        each: each
        for each in (
            "light.b",
            "light.c",
            "light.d",
            "light.secret",
            "fan.a",
            "person.anna",
            "zone.home",
            "sun.sun",
            "sensor.t",
        )
    }
)
KNOWN = Known.of(NAMES, HOME, INVENTORY)


def config(*targets: str, action: str = "light.turn_on") -> dict[str, Any]:
    return {
        "triggers": [{"trigger": "time", "at": "20:00:00"}],
        "conditions": [],
        "actions": [{"action": action, "target": {"entity_id": [each]}} for each in targets],
    }


LIGHT = config("light.a")
HOT = SetLevel(Level.TEMPERATURE, 31)


def refusal(edit: Edit, automation: dict[str, Any] = LIGHT, known: Known = KNOWN) -> Refusal:
    with pytest.raises(RefusedError) as refused:
        changed(automation, (edit,), known)
    return refused.value.refusal


@pytest.mark.parametrize(
    "condition",
    [
        StateCondition("light.b", "on"),
        NumericCondition("sensor.t", above=5.0),
        NOBODY,
        DarkCondition(),
        WindowCondition(0, 60),
    ],
)
def test_conditions_on_what_is_there(condition: Any) -> None:
    assert len(changed(LIGHT, (Require(condition),), KNOWN)["conditions"]) == 1


@pytest.mark.parametrize("entity_id", ["light.ghost", "light.secret"])
def test_no_conditions_on_what_is_not_there_or_takes_no_part(entity_id: str) -> None:
    assert refusal(Require(StateCondition(entity_id, "on"))) is Refusal.UNKNOWN_ENTITY
    assert refusal(AddTarget("light.a", entity_id)) is Refusal.UNKNOWN_ENTITY


def test_who_is_home_is_known_where_there_are_persons() -> None:
    assert refusal(Require(NOBODY), known=Known(frozenset({"zone.home"}))) is Refusal.NOBODY_KNOWN
    assert refusal(Require(NOBODY), known=Known()) is Refusal.UNKNOWN_ENTITY
    assert refusal(Require(DarkCondition()), known=Known()) is Refusal.UNKNOWN_ENTITY


def test_no_conditions_on_states_that_there_are_never() -> None:
    assert refusal(Require(StateCondition("light.b", "bright"))) is Refusal.OUT_OF_RANGE
    assert changed(LIGHT, (Require(StateCondition("person.anna", "Work")),), KNOWN)


def test_persons_tell_who_is_home_where_nothing_counts_them() -> None:
    one = Known(frozenset({"person.anna"}))
    two = Known(frozenset({"person.anna", "person.ben"}))
    away = tuple(Require(StateCondition(each, "not_home")) for each in two.people)
    assert two.meant((SetTime(0), Require(NOBODY))) == (SetTime(0), *away)
    assert one.meant((Require(SOMEBODY),)) == (Require(StateCondition("person.anna", "home")),)
    assert KNOWN.meant((Require(NOBODY),)) == (Require(NOBODY),)
    for known, edit in ((two, Require(SOMEBODY)), (Known(), Require(NOBODY))):
        with pytest.raises(RefusedError) as refused:
            known.meant((edit,))
        assert refused.value.refusal is Refusal.NOBODY_KNOWN


def test_targets_are_of_the_same_room_and_kind() -> None:
    assert changed(LIGHT, (ReplaceTarget("light.a", "light.b"),), KNOWN) == config("light.b")
    assert changed(LIGHT, (AddTarget("light.a", "light.b"),), KNOWN) == config("light.a", "light.b")
    for other in ("light.c", "light.d", "fan.a"):
        assert refusal(AddTarget("light.a", other)) is Refusal.NOT_OF_AREA
    nowhere = AddTarget("light.d", "light.b")
    assert refusal(nowhere, config("light.d")) is Refusal.NOT_OF_AREA


@pytest.mark.parametrize(
    ("target", "action", "edit", "why"),
    [
        ("light.a", "light.turn_on", SetLevel(Level.BRIGHTNESS, 0), Refusal.OUT_OF_RANGE),
        ("light.a", "light.turn_on", SetLevel(Level.BRIGHTNESS, 101), Refusal.OUT_OF_RANGE),
        ("light.b", "light.turn_on", SetLevel(Level.BRIGHTNESS, 101), Refusal.OUT_OF_RANGE),
        ("light.plain", "light.turn_on", SetLevel(Level.BRIGHTNESS, 50), Refusal.NOT_ABLE),
        ("light.a", "light.turn_on", SetLevel(Level.COLOR_TEMPERATURE, 2700), Refusal.NOT_ABLE),
        (
            "light.warm",
            "light.turn_on",
            SetLevel(Level.COLOR_TEMPERATURE, 6500),
            Refusal.OUT_OF_RANGE,
        ),
        ("cover.blind", "cover.close_cover", SetLevel(Level.POSITION, 50), Refusal.NOT_ABLE),
        (
            "climate.a",
            "climate.set_temperature",
            SetLevel(Level.TEMPERATURE, 31),
            Refusal.OUT_OF_RANGE,
        ),
    ],
)
def test_values_that_are_not_possible(
    target: str, action: str, edit: SetLevel, why: Refusal
) -> None:
    assert refusal(edit, config(target, action=action)) is why


def test_values_that_are_possible() -> None:
    warm = changed(config("light.warm"), (SetLevel(Level.COLOR_TEMPERATURE, 2700),), KNOWN)
    assert warm["actions"][0]["data"] == {"color_temp_kelvin": 2700}
    shade = config("cover.shade", action="cover.open_cover")
    assert changed(shade, (SetLevel(Level.POSITION, 50),), KNOWN)["actions"][0]["data"]


def test_only_the_one_that_is_meant_has_to_be_able() -> None:
    both = config("light.a", "light.plain")
    assert refusal(SetLevel(Level.BRIGHTNESS, 50), both) is Refusal.NOT_ABLE
    assert changed(both, (SetLevel(Level.BRIGHTNESS, 50, "light.a"),), KNOWN)


def test_what_stays_as_it_was_is_no_change() -> None:
    assert refusal(SetTime(72_000)) is Refusal.CHANGES_NOTHING
    with pytest.raises(RefusedError):
        changed(LIGHT, (OnDays((0,)), OnDays((0, 1, 2, 3, 4, 5, 6))), KNOWN)


def test_neighbours_are_in_the_same_rooms() -> None:
    assert list(KNOWN.neighbours(["light.a"])) == ["fan.a", "light.b"]
    assert list(KNOWN.neighbours(["light.d"])) == []
    assert KNOWN.people == ("person.anna",)
