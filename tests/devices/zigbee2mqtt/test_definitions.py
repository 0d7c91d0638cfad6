"""The devices of a network, as the bridge's message lists them."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.devices.zigbee2mqtt import definitions as module
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Definitions, Z2mDevice, read
from tests.devices.zigbee2mqtt.samples import PAYLOAD, RAW, feature, network

LEFT_OUT = {"Coordinator", "old/plug", "0x00158d0009999999"}


def listed(*raw: Any) -> str:
    return json.dumps(list(raw))


def raw_device(**more: Any) -> dict[str, Any]:
    return {"ieee_address": "0x01", "definition": {"exposes": [feature("text", "note")]}, **more}


def test_the_network_of_many_kinds_is_read_whole() -> None:
    found = read(PAYLOAD)
    assert found.problem == ""
    names = [device.friendly_name for device in found.devices]
    assert names == [raw["friendly_name"] for raw in RAW if raw["friendly_name"] not in LEFT_OUT]
    assert len(names) > 32
    assert len({(device.vendor, device.model) for device in found.devices}) == len(names)


@pytest.mark.parametrize(
    "raw",
    [raw for raw in RAW if raw["friendly_name"] not in LEFT_OUT],
    ids=lambda raw: raw["friendly_name"],
)
def test_each_device_says_what_it_is(raw: dict[str, Any]) -> None:
    device = network()[raw["friendly_name"]]
    definition = raw["definition"]
    assert device.ieee_address == raw["ieee_address"]
    assert (device.type, device.power_source) == (raw["type"], raw["power_source"])
    assert (device.vendor, device.model) == (definition["vendor"], definition["model"])
    assert device.description == definition["description"]
    assert len(device.exposes) == len(definition["exposes"])
    assert len(device.options) == len(definition["options"])


def test_a_definition_that_was_made_up_says_so() -> None:
    generated = network()["new/generated"]
    assert (generated.is_supported, generated.is_interviewed) == (False, False)
    lamp = network()["living_room/floor_lamp"]
    assert (lamp.is_supported, lamp.is_interviewed, lamp.version) == (True, True, "1.104.2")


@pytest.mark.parametrize(
    ("said", "is_interviewed"),
    [
        ({}, True),
        ({"interview_completed": True}, True),
        ({"interview_completed": False}, False),
        ({"interview_state": "SUCCESSFUL", "interview_completed": False}, True),
        ({"interview_state": "FAILED", "interview_completed": True}, False),
    ],
)
def test_older_and_newer_versions_tell_of_the_interview(
    said: dict[str, Any], *, is_interviewed: bool
) -> None:
    (device,) = read(listed(raw_device(**said))).devices
    assert device.is_interviewed == is_interviewed


def test_a_device_without_a_name_goes_by_its_address() -> None:
    assert read(listed(raw_device(friendly_name=None, ieee_address="0xAB"))).devices == (
        Z2mDevice("0xab", "0xab", exposes=read(listed(raw_device())).devices[0].exposes),
    )


@pytest.mark.parametrize(
    "odd",
    [
        None,
        4,
        [],
        {},
        raw_device(ieee_address=None),
        raw_device(definition=None),
        raw_device(definition="none"),
        raw_device(type="Coordinator"),
        raw_device(disabled=True),
    ],
)
def test_what_is_no_device_to_use_is_left_out_and_the_rest_stays(odd: Any) -> None:
    found = read(listed(odd, raw_device(ieee_address="0x02"), odd))
    assert [device.ieee_address for device in found.devices] == ["0x02"]
    assert found.problem == ""


def test_a_device_that_is_listed_twice_is_one() -> None:
    found = read(listed(raw_device(friendly_name="a"), raw_device(friendly_name="b")))
    assert [device.friendly_name for device in found.devices] == ["a"]


@pytest.mark.parametrize("payload", ["[]", " [ ] ", b"\n[\t]\r\n"])
def test_a_network_without_devices_is_no_problem(payload: str | bytes) -> None:
    assert read(payload) == Definitions()


@pytest.mark.parametrize(
    "payload",
    [
        "",
        b"",
        "{}",
        "null",
        '"online"',
        "[",
        "[{}",
        "[{},",
        "[{},]",
        "[{} {}]",
        "[] []",
        "[nothing]",
        b"\xff\xfe",
        PAYLOAD[: len(PAYLOAD) // 2],
        "[" * 100_000,
        "[" + "9" * 5_000 + "]",
    ],
    ids=range(16),
)
def test_nonsense_gives_no_devices_and_says_why(payload: str | bytes) -> None:
    found = read(payload)
    assert found.devices == ()
    assert found.problem.startswith("the list of devices cannot be read: ")
    assert len(found.problem) < 200


def test_a_message_beyond_all_measure_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST", 2**20)
    found = read("[" + " " * 2**20 + "]")
    assert found == Definitions(problem="the list of devices is larger than 1 MB")


def test_blanks_between_devices_are_of_no_account() -> None:
    spaced = json.dumps(RAW, indent="\t", separators=(" , ", " : "))
    assert read(spaced) == read(PAYLOAD)


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_no_message_is_odd_enough_to_raise(payload: bytes | str) -> None:
    found = read(payload)
    assert not found.devices or not found.problem
