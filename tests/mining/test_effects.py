"""What performing an action does."""

from typing import Any

import pytest

from custom_components.homeiq.mining.effects import References, service_effects, texts, wanted_state

HOUSE = References(
    registry_ids={"a" * 32: "light.hall"},
    devices={"device": ("light.hall", "switch.hall", "sensor.power")},
    areas={"kitchen": ("light.a", "light.b", "cover.blind")},
    floors={"ground": ("light.a",)},
    labels={"night": ("fan.bed",)},
    groups={"light.all": ("light.a", "light.inner"), "light.inner": ("light.b", "light.all")},
    scenes={
        "scene.film": {"light.a": "off", "cover.blind": "closed"},
        "scene.dark": {"light.inner": "off"},
    },
)


POSITION, MODE = "cover.set_cover_position", "climate.set_hvac_mode"


@pytest.mark.parametrize(
    ("service", "data", "effects"),
    [
        ("light.turn_on", {"entity_id": "light.a, light.b"}, {"light.a": "on", "light.b": "on"}),
        ("light.turn_off", {"entity_id": ["light.a"]}, {"light.a": "off"}),
        ("light.toggle", {"entity_id": "light.a"}, {"light.a": "*"}),
        ("light.turn_on", {"entity_id": "a" * 32}, {"light.hall": "on"}),
        ("light.turn_on", {"entity_id": "{{ x }}"}, {}),
        ("light.turn_on", {"entity_id": "all"}, {}),
        ("light.turn_on", {"device_id": "device"}, {"light.hall": "on"}),
        ("light.turn_on", {"area_id": ["kitchen", "attic"]}, {"light.a": "on", "light.b": "on"}),
        ("light.turn_on", {"floor_id": "ground"}, {"light.a": "on"}),
        ("fan.turn_on", {"label_id": "night"}, {"fan.bed": "on"}),
        (
            "homeassistant.turn_off",
            {"area_id": "kitchen"},
            {"light.a": "off", "light.b": "off", "cover.blind": "closed"},
        ),
        ("homeassistant.turn_on", {"entity_id": "cover.x"}, {"cover.x": "open"}),
        ("climate.turn_on", {"entity_id": "climate.x"}, {"climate.x": "*"}),
        (
            MODE,
            {"entity_id": "climate.x", "hvac_mode": "heat"},
            {"climate.x": "heat"},
        ),
        (MODE, {"entity_id": "climate.x", "hvac_mode": "{{ m }}"}, {}),
        ("climate.set_temperature", {"entity_id": "climate.x", "temperature": 20}, {}),
        (
            POSITION,
            {"entity_id": "cover.x", "position": 0},
            {"cover.x": "closed"},
        ),
        (POSITION, {"entity_id": "cover.x", "position": 40}, {"cover.x": "open"}),
        (
            POSITION,
            {"entity_id": "cover.x", "position": "{{ p }}"},
            {"cover.x": "*"},
        ),
        ("lock.unlock", {"entity_id": "lock.x"}, {"lock.x": "unlocked"}),
        ("media_player.media_stop", {"entity_id": "media_player.x"}, {"media_player.x": "idle"}),
        ("media_player.volume_set", {"entity_id": "media_player.x"}, {}),
        ("vacuum.start", {"entity_id": "vacuum.x"}, {"vacuum.x": "cleaning"}),
        ("timer.start", {"entity_id": "timer.x"}, {"timer.x": "*"}),
        ("button.press", {"entity_id": "button.x"}, {"button.x": "*"}),
        ("input_button.press", {"entity_id": "input_button.x"}, {"input_button.x": "*"}),
        (
            "alarm_control_panel.alarm_trigger",
            {"entity_id": "alarm_control_panel.x"},
            {"alarm_control_panel.x": "triggered"},
        ),
        (
            "alarm_control_panel.disarm",  # the type of a device's action
            {"entity_id": "alarm_control_panel.x"},
            {"alarm_control_panel.x": "disarmed"},
        ),
        (
            "light.turn_on",
            {"entity_id": "light.all"},
            {"light.all": "on", "light.a": "on", "light.inner": "on", "light.b": "on"},
        ),
        (
            "scene.turn_on",
            {"entity_id": "scene.film"},
            {"scene.film": "on", "light.a": "off", "cover.blind": "closed"},
        ),
        ("scene.turn_on", {"entity_id": "scene.other"}, {"scene.other": "on"}),
        (
            "scene.turn_on",
            {"entity_id": "scene.dark"},
            {"scene.dark": "on", "light.inner": "off", "light.b": "off", "light.a": "off"}
            | {"light.all": "off"},
        ),
        (
            "scene.apply",
            {"entities": {"light.a": {"state": "on"}, "light.b": False, "light.c": {}}},
            {"light.a": "on", "light.b": "off", "light.c": "*"},
        ),
        ("scene.reload", {}, {}),
        ("script.bed", {}, {"script.bed": "on"}),
        ("script.turn_on", {"entity_id": "script.bed"}, {"script.bed": "on"}),
        ("notify.phone", {"message": "hi"}, {}),
        ("light.turn_on", {"entity_id": 5, "area_id": {"odd": 1}}, {}),
    ],
)
def test_effects_of_a_service(service: str, data: dict[str, Any], effects: dict[str, str]) -> None:
    assert dict(service_effects(service, data, HOUSE)) == effects


def test_members_of_groups_in_circles_are_found_once() -> None:
    assert set(HOUSE.members("light.all")) == {"light.a", "light.inner", "light.b", "light.all"}
    assert HOUSE.members("light.a") == ()


def test_texts_are_found_in_whatever_people_write() -> None:
    assert list(texts(["a, b", 3, ["x"], "c"])) == ["a", "b", "c"]
    assert list(texts(None)) == list(texts({"a": 1})) == list(texts(b"a")) == []


def test_an_unknown_service_wants_nothing() -> None:
    assert wanted_state("light", "dance", {}) is None
