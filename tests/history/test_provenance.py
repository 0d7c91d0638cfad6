"""Who did it: every cause, made by real automations, scripts, scenes and people."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from homeassistant.core import Context
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.util.ulid import ulid_now, ulid_to_bytes
import pytest

from custom_components.homeiq.history.keys import key
from custom_components.homeiq.history.provenance import TRIED_BYTES, is_tried, tried_id
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import ExistingAutomation
from tests.history.home import RecordedHome

PERSON, DEVICE = Origin.PERSON, Origin.DEVICE
AUTOMATION, CONSEQUENCE = Origin.AUTOMATION, Origin.CONSEQUENCE


async def by_user(home: RecordedHome) -> None:
    await home.call("light.turn_on", {"entity_id": "light.reading"}, home.user())


async def by_wall_switch(home: RecordedHome) -> None:
    home.lights["reading"].press(on=True)


async def by_call_without_user(home: RecordedHome) -> None:
    await home.call("light.turn_on", {"entity_id": "light.reading"})


async def by_state_automation(home: RecordedHome) -> None:
    home.lights["switch"].press(on=True)


async def by_state_automation_after_user(home: RecordedHome) -> None:
    await home.call("light.turn_on", {"entity_id": "light.switch"}, home.user())


async def by_time_automation(home: RecordedHome) -> None:
    home.freezer.move_to("2026-03-10 18:00:00+00:00")
    await home.pass_time(0.5)


async def by_time_automation_slowly(home: RecordedHome) -> None:
    await by_time_automation(home)
    await home.pass_time(90)
    home.lights["slow"].report()


async def by_user_slowly(home: RecordedHome) -> None:
    await home.call("light.turn_on", {"entity_id": "light.slow"}, home.user())
    await home.pass_time(8)
    home.lights["slow"].report()


async def by_wall_switch_long_after_automation(home: RecordedHome) -> None:
    await by_time_automation(home)
    await home.pass_time(3600)
    home.lights["slow"].press(on=True)


async def by_wall_switch_against_automation(home: RecordedHome) -> None:
    await by_time_automation(home)
    await home.pass_time(60)
    home.lights["lamp"].press(on=False)


async def by_script_of_user(home: RecordedHome) -> None:
    await home.call("script.cosy", {}, home.user())


async def by_script_turned_on_by_user(home: RecordedHome) -> None:
    await home.call("script.turn_on", {"entity_id": "script.cosy"}, home.user())


async def by_script_of_nobody(home: RecordedHome) -> None:
    await home.call("script.cosy", {})


async def by_script_slowly(home: RecordedHome) -> None:
    await home.call("script.cosy", {}, home.user())
    await home.pass_time(30)
    home.lights["slow"].report()


async def by_scene_of_user(home: RecordedHome) -> None:
    await home.call("scene.turn_on", {"entity_id": "scene.film"}, home.user())


async def by_group_of_user(home: RecordedHome) -> None:
    await home.call("light.turn_on", {"entity_id": "light.both"}, home.user())


async def by_member_of_group(home: RecordedHome) -> None:
    home.lights["reading"].press(on=True)


async def by_list_of_user(home: RecordedHome) -> None:
    await home.call("light.turn_on", {"entity_id": ["light.reading", "light.desk"]}, home.user())


async def by_child_of_unknown_parent(home: RecordedHome) -> None:
    await home.call(
        "light.turn_on", {"entity_id": "light.reading"}, Context(parent_id=Context().id)
    )


async def by_user_on_helper(home: RecordedHome) -> None:
    await home.call("homeassistant.turn_on", {"entity_id": "input_boolean.guests"}, home.user())


type Cause = Callable[[RecordedHome], Awaitable[None]]

GROUP_FOLLOWS = ("light.both", "on", CONSEQUENCE)
CAUSES: list[tuple[Cause, set[tuple[str, str, Origin]]]] = [
    (by_user, {("light.reading", "on", PERSON), GROUP_FOLLOWS}),
    (by_wall_switch, {("light.reading", "on", DEVICE), GROUP_FOLLOWS}),
    (by_call_without_user, {("light.reading", "on", DEVICE), GROUP_FOLLOWS}),
    (
        by_state_automation,
        {
            ("light.switch", "on", DEVICE),
            ("light.lamp", "on", AUTOMATION),
            ("light.both", "on", AUTOMATION),
        },
    ),
    (
        by_state_automation_after_user,
        {
            ("light.switch", "on", PERSON),
            ("light.lamp", "on", AUTOMATION),
            ("light.both", "on", AUTOMATION),
        },
    ),
    (by_time_automation, {("light.lamp", "on", AUTOMATION), ("light.both", "on", AUTOMATION)}),
    (
        by_time_automation_slowly,
        {
            ("light.lamp", "on", AUTOMATION),
            ("light.both", "on", AUTOMATION),
            ("light.slow", "on", AUTOMATION),
        },
    ),
    (by_user_slowly, {("light.slow", "on", PERSON)}),
    (
        by_wall_switch_long_after_automation,
        {
            ("light.lamp", "on", AUTOMATION),
            ("light.both", "on", AUTOMATION),
            ("light.slow", "on", DEVICE),
        },
    ),
    (
        by_wall_switch_against_automation,
        {
            ("light.lamp", "on", AUTOMATION),
            ("light.both", "on", AUTOMATION),
            ("light.lamp", "off", DEVICE),
            ("light.both", "off", CONSEQUENCE),
        },
    ),
    (
        by_script_of_user,
        {
            ("script.cosy", "on", PERSON),
            ("script.cosy", "off", PERSON),
            ("light.lamp", "on", CONSEQUENCE),
            GROUP_FOLLOWS,
        },
    ),
    (
        by_script_turned_on_by_user,
        {
            ("script.cosy", "on", PERSON),
            ("script.cosy", "off", PERSON),
            ("light.lamp", "on", CONSEQUENCE),
            GROUP_FOLLOWS,
        },
    ),
    (
        by_script_of_nobody,
        {
            ("script.cosy", "on", AUTOMATION),
            ("script.cosy", "off", AUTOMATION),
            ("light.lamp", "on", AUTOMATION),
            ("light.both", "on", AUTOMATION),
        },
    ),
    (
        by_script_slowly,
        {
            ("script.cosy", "on", PERSON),
            ("script.cosy", "off", PERSON),
            ("light.lamp", "on", CONSEQUENCE),
            GROUP_FOLLOWS,
            ("light.slow", "on", CONSEQUENCE),
        },
    ),
    (
        by_scene_of_user,
        {
            ("scene.film", "off", CONSEQUENCE),
            ("scene.film", "on", PERSON),
            ("light.reading", "on", CONSEQUENCE),
            GROUP_FOLLOWS,
        },
    ),
    (
        by_group_of_user,
        {
            ("light.both", "on", PERSON),
            ("light.lamp", "on", CONSEQUENCE),
            ("light.reading", "on", CONSEQUENCE),
        },
    ),
    (by_member_of_group, {("light.reading", "on", DEVICE), GROUP_FOLLOWS}),
    (
        by_list_of_user,
        {
            ("light.reading", "on", PERSON),
            ("light.desk", "on", PERSON),
            GROUP_FOLLOWS,
        },
    ),
    (
        by_child_of_unknown_parent,
        {("light.reading", "on", CONSEQUENCE), GROUP_FOLLOWS},
    ),
    (by_user_on_helper, {("input_boolean.guests", "on", PERSON)}),
]


@pytest.mark.parametrize(("cause", "expected"), CAUSES, ids=[cause.__name__ for cause, _ in CAUSES])
async def test_every_cause_is_told_apart(
    recorded_home: RecordedHome, cause: Cause, expected: set[tuple[str, str, Origin]]
) -> None:
    await cause(recorded_home)
    changes = await recorded_home.changes()
    assert set(changes) == expected


async def test_an_account_of_a_program_acts_as_an_automation(recorded_home: RecordedHome) -> None:
    await by_user(recorded_home)
    assert ("light.reading", "on", PERSON) in await recorded_home.changes()
    changes = await recorded_home.changes(frozenset({recorded_home.user_id, "no hex"}))
    assert ("light.reading", "on", AUTOMATION) in changes


async def test_a_slow_answer_to_a_program_is_its_act(recorded_home: RecordedHome) -> None:
    await by_user_slowly(recorded_home)
    changes = await recorded_home.changes(frozenset({recorded_home.user_id}))
    assert changes == [("light.slow", "on", AUTOMATION)]


async def test_where_calls_are_not_recorded_what_an_automation_does_is_enough(
    recorded_home: RecordedHome,
) -> None:
    recorded_home.without_calls()
    recorded_home.home = replace(
        recorded_home.home,
        automations=(
            ExistingAutomation(
                "automation.evening",
                "Evening",
                frozenset({"18:00:00"}),
                frozenset({("light.slow", "on"), ("light.lamp", "*"), ("light.gone", "on")}),
            ),
        ),
    )
    await by_time_automation_slowly(recorded_home)
    assert ("light.slow", "on", AUTOMATION) in await recorded_home.changes()


async def test_without_recorded_calls_one_thing_stands_for_all_that_changed(
    recorded_home: RecordedHome,
) -> None:
    recorded_home.without_calls()
    await by_scene_of_user(recorded_home)
    await recorded_home.pass_time(60)
    recorded_home.lights["reading"].press(on=False)
    await recorded_home.pass_time(60)
    await by_list_of_user(recorded_home)
    acts = [change[0] for change in await recorded_home.changes() if change[2] == PERSON]
    assert acts in (["scene.film", "light.reading"], ["scene.film", "light.desk"])


async def test_a_scene_that_is_not_read_leaves_no_act_behind(recorded_home: RecordedHome) -> None:
    await by_scene_of_user(recorded_home)
    raw = await recorded_home.read(entity_ids=frozenset({"light.reading", "light.both"}))
    assert set(raw.origin.tolist()) == {CONSEQUENCE}


async def acts_on_area(home: RecordedHome) -> tuple[set[str], str]:
    area = ar.async_get(home.hass).async_create("Den")
    for entity_id in ("light.reading", "light.desk"):
        er.async_get(home.hass).async_update_entity(entity_id, area_id=area.id)
    await home.call("light.turn_on", {"area_id": area.id}, home.user())
    return {change[0] for change in await home.changes() if change[2] == PERSON}, area.id


async def test_whoever_chooses_an_area_chooses_all_in_it(recorded_home: RecordedHome) -> None:
    areas = {"light.reading": "den", "light.desk": "den"}
    recorded_home.home = replace(recorded_home.home, areas=areas)
    assert await acts_on_area(recorded_home) == ({"light.reading", "light.desk"}, "den")


async def test_one_thing_stands_for_an_area_that_is_not_known(recorded_home: RecordedHome) -> None:
    acts, _ = await acts_on_area(recorded_home)
    assert acts in ({"light.reading"}, {"light.desk"})


async def test_return_from_unavailable_is_read_as_such(recorded_home: RecordedHome) -> None:
    lamp = recorded_home.lights["lamp"]
    lamp.be_reachable(reachable=False)
    await recorded_home.pass_time(10)
    lamp.press(on=True)
    lamp.be_reachable(reachable=True)
    changes = [change[:2] for change in await recorded_home.changes() if change[0] == "light.lamp"]
    assert changes == [("light.lamp", "unavailable"), ("light.lamp", "on")]


def test_keys_are_halves_of_ids() -> None:
    assert key(None) == key(b"") == 0
    assert key(bytes(range(16))) == int.from_bytes(bytes(range(8, 16)), "big")


def test_a_try_is_known_by_its_id_alone() -> None:
    one, other = tried_id(), tried_id()
    assert one != other
    assert is_tried(one)
    assert ulid_to_bytes(one)[6:11] == TRIED_BYTES
    assert not is_tried(ulid_now())
    assert not is_tried("")
