"""What was asked, from the text that the recorder keeps."""

import json
from typing import Any

import pytest

from custom_components.homeiq.history.service_calls import (
    NOTHING_ASKED,
    asked,
    called,
    references_of,
    runner,
)
from custom_components.homeiq.mining.effects import ANY, References
from custom_components.homeiq.mining.home import Home
from tests.mining.build import BERLIN

HOME = Home(
    BERLIN,
    areas={"light.lamp": "living", "light.desk": "study", "cover.blind": "living"},
    devices={"light.lamp": "lamp", "sensor.lamp_power": "lamp"},
    groups={"light.all": ("light.lamp", "light.desk")},
)
UNREADABLE = [
    None,
    "",
    " ",
    "{",
    '{"domain": "light", "serv',  # cut off
    "null",
    "7",
    '"light.turn_on"',
    '["light", "turn_on"]',
    "9" * 5_000,  # more digits than Python reads
    "\x00",
]


def call(service: str, data: Any = None) -> str:
    """Return the JSON of a service call."""
    domain, name = service.split(".")
    return json.dumps({"domain": domain, "service": name, "service_data": data})


def test_a_call_says_what_it_names_and_does() -> None:
    found = asked(call("light.turn_on", {"entity_id": "light.lamp"}), References())
    assert found.service == "light.turn_on"
    assert found.named == ("light.lamp",)
    assert found.effects == {("light.lamp", "on")}


def test_lists_of_entities_are_named_in_their_order_and_once() -> None:
    names = ["light.b", "light.a", "light.b"]
    found = asked(call("light.turn_off", {"entity_id": names}), References())
    assert found.named == ("light.b", "light.a")
    assert found.effects == {("light.a", "off"), ("light.b", "off")}


def test_areas_and_devices_stand_for_what_of_the_domain_is_in_them() -> None:
    references = references_of(HOME)
    in_area = asked(call("light.turn_on", {"area_id": ["living"]}), references)
    assert in_area.named == ("light.lamp",)
    of_device = asked(call("light.toggle", {"device_id": "lamp"}), references)
    assert of_device.effects == {("light.lamp", ANY)}
    everything = asked(call("homeassistant.turn_off", {"area_id": "living"}), references)
    assert set(everything.named) == {"light.lamp", "cover.blind"}


def test_an_area_of_which_nothing_is_known_stands_for_nothing() -> None:
    for references in (References(), references_of(Home(BERLIN)), references_of(HOME)):
        found = asked(call("light.turn_on", {"area_id": "attic"}), references)
        assert (found.named, found.effects) == ((), frozenset())


def test_a_group_is_named_itself_and_affects_its_members() -> None:
    found = asked(call("light.turn_on", {"entity_id": "light.all"}), references_of(HOME))
    assert found.named == ("light.all",)
    assert found.effects == {("light.all", "on"), ("light.lamp", "on"), ("light.desk", "on")}


def test_a_large_area_is_all_there() -> None:
    many = {f"light.l{number}": "hall" for number in range(5_000)}
    found = asked(
        call("light.turn_on", {"area_id": "hall"}), references_of(Home(BERLIN, areas=many))
    )
    assert found.named == tuple(many)
    assert len(found.effects) == 5_000


def test_a_call_is_an_action_with_its_data() -> None:
    data = {"entity_id": "light.lamp", "brightness": 5}
    assert called(call("light.turn_on", data)) == ("light.turn_on", data)
    assert called(call("light.turn_on", ["light.lamp"])) == ("light.turn_on", {})


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_call_asks_for_nothing(text: str | None) -> None:
    assert called(text) is None
    assert asked(text, references_of(HOME)) == NOTHING_ASKED


@pytest.mark.parametrize(
    "data",
    [
        None,
        "light.lamp",
        ["light.lamp"],
        {"entity_id": None},
        {"entity_id": 5},
        {"entity_id": {"light.lamp": 1}},
        {"entity_id": "{{ states('light.lamp') }}"},
        {"entity_id": ["all", "", 7, None]},
    ],
)
def test_data_that_names_nothing_readable_leaves_the_service(data: Any) -> None:
    found = asked(call("light.turn_on", data), references_of(HOME))
    assert found.service == "light.turn_on"
    assert (found.named, found.effects) == ((), frozenset())


def test_equal_calls_are_one_and_the_same_to_who_counts_them() -> None:
    one = asked('{"domain": "script", "service": "cosy"}', References())
    other = asked('{"service": "cosy", "domain": "script", "service_data": {}}', References())
    assert {one, other} == {one}
    assert one.effects == {("script.cosy", "on")}


def test_what_ran_is_the_entity_that_the_event_tells() -> None:
    assert runner('{"name": "Evening", "entity_id": "automation.evening"}') == "automation.evening"


@pytest.mark.parametrize("text", [*UNREADABLE, "{}", '{"entity_id": null}', '{"entity_id": [1]}'])
def test_nothing_ran_where_the_event_tells_no_entity(text: str | None) -> None:
    assert runner(text) == ""
