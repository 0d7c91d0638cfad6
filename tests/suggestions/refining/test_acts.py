"""What is done to the actions of an automation."""

from typing import Any

import pytest

from custom_components.homeiq.suggestions.refining.acts import (
    acts_of,
    delayed,
    levelled,
    retargeted,
    sequence,
    targeted,
)
from custom_components.homeiq.suggestions.refining.edits import (
    AddTarget,
    DropTarget,
    Level,
    ReplaceTarget,
    SetDelay,
    SetLevel,
)
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError


def act(name: str, *targets: str, **data: Any) -> dict[str, Any]:
    action: dict[str, Any] = {"action": name}
    if targets:
        action["target"] = {"entity_id": list(targets)}
    return action | ({"data": data} if data else {})


def wait(seconds: int) -> dict[str, Any]:
    return {"delay": {"seconds": seconds}}


TOGETHER = [act("light.turn_on", "light.a", "light.b", brightness_pct=30)]
CHAIN = [act("light.turn_on", "light.a"), wait(60), act("light.turn_off", "light.b")]
BRANCHES = [
    {"choose": [{"conditions": [], "sequence": CHAIN}, {"conditions": [], "sequence": TOGETHER}]},
    act("notify.send", message="done"),
]


def test_waits_are_counted_from_the_trigger_and_written_one_after_another() -> None:
    assert [each.at for each in acts_of(CHAIN)] == [0, 60]
    assert sequence(acts_of(CHAIN)) == CHAIN


def test_one_of_several_targets_gets_an_act_of_its_own() -> None:
    assert levelled(TOGETHER, SetLevel(Level.BRIGHTNESS, 80, "light.b")) == [
        act("light.turn_on", "light.a", brightness_pct=30),
        act("light.turn_on", "light.b", brightness_pct=80),
    ]
    assert delayed(TOGETHER, SetDelay(60, "light.a")) == [
        act("light.turn_on", "light.b", brightness_pct=30),
        wait(60),
        act("light.turn_on", "light.a", brightness_pct=30),
    ]


def test_one_target_may_stand_for_itself() -> None:
    alone = [{"action": "light.turn_on", "target": {"entity_id": "light.a"}}]
    assert targeted(alone) == ("light.a",)
    assert retargeted(alone, AddTarget("light.a", "light.b"))[1] == act("light.turn_on", "light.b")


def test_targets_change_in_each_branch() -> None:
    assert targeted(BRANCHES) == ("light.a", "light.b")
    replaced = retargeted(BRANCHES, ReplaceTarget("light.a", "light.c"))
    assert targeted(replaced) == ("light.c", "light.b")
    added = retargeted(BRANCHES, AddTarget("light.b", "light.c"))
    assert added[0]["choose"][0]["sequence"] == [*CHAIN, act("light.turn_off", "light.c")]
    dropped = retargeted(BRANCHES, DropTarget("light.a"))
    assert dropped[0]["choose"][0]["sequence"] == [wait(60), CHAIN[2]]
    assert dropped[0]["choose"][1]["sequence"] == [
        act("light.turn_on", "light.b", brightness_pct=30)
    ]


def test_a_branch_is_never_left_with_nothing_to_do() -> None:
    one = [{"choose": [{"conditions": [], "sequence": TOGETHER}, *({"sequence": [CHAIN[0]]},)]}]
    with pytest.raises(RefusedError) as refused:
        retargeted(one, DropTarget("light.a"))
    assert refused.value.refusal is Refusal.LAST_ACT


def test_what_is_acted_on_already_is_not_added() -> None:
    for edit in (ReplaceTarget("light.a", "light.b"), AddTarget("light.a", "light.b")):
        with pytest.raises(RefusedError) as refused:
            retargeted(CHAIN, edit)
        assert refused.value.refusal is Refusal.CHANGES_NOTHING


@pytest.mark.parametrize(
    ("action", "level", "value", "changed"),
    [
        (
            act("light.turn_on", "light.a", brightness=30, transition=2),
            Level.BRIGHTNESS,
            40,
            [act("light.turn_on", "light.a", transition=2, brightness_pct=40)],
        ),
        (
            act("light.turn_on", "light.a", rgb_color=[1, 2, 3], brightness_pct=40),
            Level.COLOR_TEMPERATURE,
            2700,
            [act("light.turn_on", "light.a", brightness_pct=40, color_temp_kelvin=2700)],
        ),
        (
            act("cover.close_cover", "cover.a"),
            Level.POSITION,
            20,
            [act("cover.set_cover_position", "cover.a", position=20)],
        ),
        (
            act("valve.set_valve_position", "valve.a", position=1),
            Level.POSITION,
            20,
            [act("valve.set_valve_position", "valve.a", position=20)],
        ),
        (
            act("climate.set_hvac_mode", "climate.a", hvac_mode="heat"),
            Level.TEMPERATURE,
            21.5,
            [act("climate.set_temperature", "climate.a", hvac_mode="heat", temperature=21.5)],
        ),
        (
            act("climate.set_temperature", "climate.a", target_temp_high=25, target_temp_low=20),
            Level.TEMPERATURE,
            21,
            [act("climate.set_temperature", "climate.a", temperature=21)],
        ),
        (
            act("media_player.media_play", "media_player.a"),
            Level.VOLUME,
            30,
            [
                act("media_player.media_play", "media_player.a"),
                act("media_player.volume_set", "media_player.a", volume_level=0.3),
            ],
        ),
    ],
)
def test_values(
    action: dict[str, Any], level: Level, value: float, changed: list[dict[str, Any]]
) -> None:
    assert levelled([action], SetLevel(level, value)) == changed


def test_a_volume_that_is_set_is_set_once() -> None:
    first = levelled([act("media_player.turn_on", "media_player.a")], SetLevel(Level.VOLUME, 30))
    second = levelled(first, SetLevel(Level.VOLUME, 40))
    assert [each["action"] for each in second] == [
        "media_player.turn_on",
        "media_player.volume_set",
    ]
    assert second[1]["data"] == {"volume_level": 0.4}


@pytest.mark.parametrize(
    ("action", "level"),
    [
        (act("light.turn_off", "light.a"), Level.BRIGHTNESS),
        (act("climate.set_hvac_mode", "climate.a", hvac_mode="off"), Level.TEMPERATURE),
        (act("light.turn_on", "light.a"), Level.VOLUME),
        (act("lock.lock", "lock.a"), Level.POSITION),
    ],
)
def test_what_has_no_such_value_is_refused(action: dict[str, Any], level: Level) -> None:
    with pytest.raises(RefusedError) as refused:
        levelled([action], SetLevel(level, 50))
    assert refused.value.refusal is Refusal.NO_SUCH_ACT


def test_only_acts_that_can_have_a_value_get_it() -> None:
    assert levelled(CHAIN, SetLevel(Level.BRIGHTNESS, 50))[2] == CHAIN[2]
    with pytest.raises(RefusedError):
        levelled(CHAIN, SetLevel(Level.BRIGHTNESS, 50, "light.b"))
    assert levelled(BRANCHES, SetLevel(Level.BRIGHTNESS, 50, "light.a"))[1] == BRANCHES[1]
