"""How often capabilities were used, by what was shown and what was asked."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from time import process_time
from typing import Any

import numpy as np

from custom_components.homeiq.devices.asking import Used
from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.inventory import (
    CONFIG,
    DeviceEntity,
    DeviceRecord,
    Inventory,
)
from custom_components.homeiq.devices.use import DayUse
from custom_components.homeiq.devices.using import settings_used, used_now, uses
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.shown import Call, FeatureHistory, Shown
from tests.devices import owned
from tests.mining.build import BERLIN, MONDAY, utc

type Row = tuple[float, str, dict[str, Any]]

FIRST = MONDAY.toordinal()
HOUSE = References(
    areas={"hall": ("light.lamp",)},
    groups={"light.all": ("light.lamp",)},
)


def at(clock: str, day: int = 0) -> float:
    return utc(MONDAY + timedelta(days=day), clock)


def history(rows: Iterable[Row] = (), calls: Iterable[Call] = ()) -> FeatureHistory:
    rows = sorted(rows, key=lambda row: row[0])
    entities = tuple(dict.fromkeys(entity_id for _, entity_id, _ in rows))
    sets = [shown for _, _, shown in rows]
    return FeatureHistory(
        Shown(
            np.array([time for time, _, _ in rows], np.float64),
            np.array([entities.index(entity_id) for _, entity_id, _ in rows], np.int32),
            np.arange(len(sets), dtype=np.int32),
            entities,
            tuple(sets),
        ),
        tuple(calls),
    )


def shown(capabilities: Capabilities, *rows: Row) -> list[tuple[str, int, int]]:
    """Return the uses by capability, number of the day and how often."""
    found = uses(history(rows), capabilities, HOUSE, BERLIN)
    return [(one.capability, one.day - FIRST, one.uses) for one in found]


def lamp(clock: str, day: int = 0, **attributes: Any) -> Row:
    return at(clock, day), "light.lamp", attributes


def asked(capabilities: Capabilities, *calls: Call) -> list[tuple[str, int, int]]:
    found = uses(history(calls=calls), capabilities, HOUSE, BERLIN)
    return [(one.capability, one.day - FIRST, one.uses) for one in found]


def test_a_change_of_what_shows_it_is_a_use_on_its_local_day() -> None:
    assert shown(
        owned.lamp("brightness"),
        lamp("20:00", brightness=255),
        lamp("00:30", 1, brightness=100),  # in UTC still the day before
        lamp("21:00", 1, brightness=255),
    ) == [("light.brightness", 1, 2)]


def test_the_first_value_that_is_known_is_no_change() -> None:
    assert shown(owned.lamp("color_temperature"), lamp("20:00", color_temp_kelvin=2700)) == []


def test_a_lamp_that_was_dim_from_the_beginning_was_dimmed_once() -> None:
    assert shown(owned.lamp("brightness"), lamp("20:00", brightness=100)) == [
        ("light.brightness", 0, 1)
    ]


def test_a_lamp_that_is_only_switched_is_not_dimmed() -> None:
    rows = [
        lamp(clock, day, **({"brightness": 255} if clock == "20:00" else {}))
        for day in range(5)
        for clock in ("20:00", "23:00")
    ]
    assert shown(owned.lamp("brightness"), *rows) == []


def test_a_lamp_that_comes_back_dimmer_was_dimmed() -> None:
    assert shown(
        owned.lamp("brightness"),
        lamp("20:00", brightness=255),
        lamp("23:00"),
        lamp("20:00", 1, brightness=90),
    ) == [("light.brightness", 1, 1)]


def test_brightness_that_drifts_by_three_is_the_same() -> None:
    levels = [255, 252, 255, 253, 255]
    rows = [lamp(f"20:{n:02}", brightness=level) for n, level in enumerate(levels)]
    assert shown(owned.lamp("brightness"), *rows) == []


def test_many_small_changes_to_one_side_are_a_large_one() -> None:
    rows = [lamp(f"20:{n:02}", brightness=255 - 3 * n) for n in range(8)]
    assert shown(owned.lamp("brightness"), *rows) == [("light.brightness", 0, 2)]


def test_what_a_fade_passes_is_no_use() -> None:
    seconds = [lamp(f"20:00:{n:02}", brightness=27 + 19 * n) for n in range(13)]
    assert shown(owned.lamp("brightness"), lamp("19:00", brightness=255), *seconds) == []


def test_a_cover_that_opens_and_closes_is_not_positioned() -> None:
    blind = owned.of("blind", {"cover.position": "cover.blind"})
    positions = [0, 20, 40, 60, 80, 100]
    rows = [
        (at(f"07:00:{3 * n:02}") + hours * 3600, "cover.blind", {"current_position": position})
        for hours, order in ((0, positions), (12, positions[::-1]))
        for n, position in enumerate(order)
    ]
    assert shown(blind, *rows) == []
    half = (at("21:00"), "cover.blind", {"current_position": 40})
    assert shown(blind, *rows, half) == [("cover.position", 0, 1)]


def test_an_effect_of_none_is_no_use() -> None:
    assert (
        shown(
            owned.lamp("effect"),
            lamp("20:00", effect="none"),
            lamp("21:00", effect="off"),
            lamp("22:00"),
            lamp("23:00", effect="None"),
        )
        == []
    )


def test_an_effect_that_was_there_from_the_beginning_is_one_use() -> None:
    assert shown(
        owned.lamp("effect"),
        lamp("20:00", effect="rainbow"),
        lamp("20:30"),
        lamp("21:00", effect="rainbow"),
    ) == [("light.effect", 0, 1)]


def test_an_effect_that_is_chosen_and_left_is_used_twice() -> None:
    assert shown(
        owned.lamp("effect"),
        lamp("20:00", effect="none"),
        lamp("20:30", effect="rainbow"),
        lamp("21:00", effect="none"),
    ) == [("light.effect", 0, 2)]


def test_white_of_another_temperature_is_no_colour() -> None:
    rows = (
        lamp("20:00", color_mode="color_temp", color_temp_kelvin=2700),
        lamp("20:30", color_mode="color_temp", color_temp_kelvin=4000),
    )
    assert shown(owned.lamp("color"), *rows) == []
    assert shown(owned.lamp("color_temperature"), *rows) == [("light.color_temperature", 0, 1)]


def test_numbers_that_are_none_and_other_attributes_say_nothing() -> None:
    assert (
        shown(
            owned.lamp("brightness", "transition"),
            lamp("20:00", brightness=255),
            lamp("20:30", brightness="odd", effect="rainbow"),
            lamp("21:00", brightness=True),
            lamp("21:30", brightness=254),
        )
        == []
    )


def test_entities_that_nobody_asked_about_say_nothing() -> None:
    assert (
        shown(
            owned.lamp("brightness"),
            (at("20:00"), "light.other", {"brightness": 255}),
            (at("21:00"), "light.other", {"brightness": 100}),
        )
        == []
    )


def test_groups_are_told_by_how_many_are_in_them() -> None:
    speaker = owned.of("speaker", {"media_player.group": "media_player.a"})
    rows = [
        (at(f"{hour}:00"), "media_player.a", {"group_members": list(members)})
        for hour, members in ((20, ()), (21, ("a",)), (22, ("a", "b")))
    ]
    assert shown(speaker, *rows) == [("media_player.group", 0, 1)]


def test_an_alarm_that_a_keypad_arms_is_told_by_its_state() -> None:
    panel = owned.of("panel", {"alarm_control_panel.arm_night": "alarm_control_panel.a"})
    rows = [
        (at(clock), "alarm_control_panel.a", {"state": state})
        for clock, state in (
            ("20:00", "disarmed"),
            ("22:00", "arming"),
            ("22:01", "armed_night"),
            ("23:00", "triggered"),
        )
    ]
    assert shown(panel, *rows) == [("alarm_control_panel.arm_night", 0, 2)]


def test_a_setting_that_changes_is_used() -> None:
    plug = owned.of("plug", {"setting.timeout": "number.timeout", "setting.led": "switch.led"})
    rows = [
        (at(clock), entity_id, {"state": state})
        for clock, entity_id, state in (
            ("20:00", "number.timeout", "30"),
            ("20:10", "number.timeout", "unavailable"),
            ("20:20", "number.timeout", "30.0"),
            ("20:30", "number.timeout", "60.0"),
            ("20:00", "switch.led", "on"),
            ("20:10", "switch.led", "unknown"),
            ("20:20", "switch.led", "on"),
        )
    ]
    assert shown(plug, *rows) == [("setting.timeout", 0, 1)]


def test_entities_of_one_device_use_what_they_share() -> None:
    strips = owned.of("strips", {"light.brightness": ("light.a", "light.b")})
    rows = [
        (at(clock), entity_id, {"brightness": level})
        for clock, entity_id, level in (
            ("20:00", "light.a", 255),
            ("20:00", "light.b", 255),
            ("21:00", "light.a", 50),
            ("21:00", "light.b", 200),  # with the other
            ("22:00", "light.b", 100),
        )
    ]
    assert shown(strips, *rows) == [("light.brightness", 0, 2)]


def test_several_attributes_that_change_at_once_are_one_use() -> None:
    thermostat = owned.of("thermostat", {"climate.target_temperature_range": "climate.a"})
    rows = [
        (at(clock), "climate.a", {"target_temp_high": high, "target_temp_low": high - 4})
        for clock, high in (("20:00", 25), ("21:00", 24.5))
    ]
    assert shown(thermostat, *rows) == [("climate.target_temperature_range", 0, 1)]


def test_a_call_on_its_area_or_group_is_a_use() -> None:
    for target in ({"area_id": "hall"}, {"entity_id": ["light.all"]}):
        call = Call(at("20:00"), "light.turn_on", {**target, "brightness_pct": 30})
        assert asked(owned.lamp("brightness", "color"), call) == [("light.brightness", 0, 1)]


def test_odd_calls_are_nothing() -> None:
    odd = [
        Call(at("20:00"), "", {}),
        Call(at("20:01"), "light.turn_on", {"brightness": 3}),
        Call(at("20:02"), "light.turn_on", {"entity_id": {"odd": 1}, "brightness": 3}),
        Call(at("20:03"), "scene.apply", {"entities": None}),
    ]
    assert asked(owned.lamp("brightness"), *odd) == []


def test_a_call_and_what_it_changes_are_one_use() -> None:
    rows = (lamp("20:00", brightness=255), lamp("21:00:01", brightness=100))
    calls = [
        Call(at("21:00"), "light.turn_on", {"entity_id": "light.lamp", "brightness": level})
        for level in (150, 100)
    ]
    found = uses(history(rows, calls), owned.lamp("brightness"), HOUSE, BERLIN)
    assert found == (DayUse(owned.LAMP, "light.brightness", FIRST, 1),)


def test_messages_count_where_somebody_can_read_them() -> None:
    def published(_call: Call) -> Iterator[Used]:
        yield owned.LAMP, "zigbee2mqtt.effect"

    calls = [Call(at("20:00"), "mqtt.publish", {"topic": "zigbee2mqtt/lamp/set"})]
    told = uses(history(calls=calls), owned.lamp(), HOUSE, BERLIN, published)
    assert told == (DayUse(owned.LAMP, "zigbee2mqtt.effect", FIRST, 1),)
    assert asked(owned.lamp(), *calls) == []


def test_an_empty_history_has_no_uses() -> None:
    assert shown(owned.lamp("brightness")) == []
    assert uses(history(), Capabilities(), References(), BERLIN) == ()


def plug(**states: str) -> tuple[Inventory, Capabilities]:
    """Return a plug whose settings are in these states, by their entities' names."""
    entities = tuple(
        DeviceEntity(f"{name.replace('__', '.')}", category=CONFIG, state=state)
        for name, state in states.items()
    )
    capabilities = owned.of(
        "plug",
        {
            "setting.power_on_behavior": ("select.power_on_behavior", "select.gone"),
            "setting.child_lock": ("switch.child_lock", "switch.unheard_of"),
            "light.brightness": "light.plug",
        },
    )
    lost = {"lost": {"setting.led": Capability("setting.led", ("switch.led",))}}
    return (
        Inventory.of([DeviceRecord("plug", entities=entities), DeviceRecord("bare")]),
        Capabilities({**capabilities.of_device, **lost}),
    )


def test_a_setting_that_is_not_as_it_came_is_used() -> None:
    touched = plug(select__power_on_behavior="previous", switch__child_lock="off")
    assert settings_used(*touched) == {("plug", "setting.power_on_behavior")}


def test_settings_at_the_factory_default_are_not_used() -> None:
    as_it_came = plug(
        select__power_on_behavior="on", switch__child_lock="off", switch__unheard_of="on"
    )
    assert settings_used(*as_it_came) == frozenset()


def test_what_is_in_use_at_the_moment_is_used() -> None:
    entities = (
        DeviceEntity(
            "light.lamp",
            state="on",
            attributes={"brightness": 90, "color_mode": "hs", "color_temp_kelvin": 2700},
        ),
        DeviceEntity("light.other", state="on", attributes={"brightness": 90}),
        DeviceEntity("cover.moving", state="opening", attributes={"current_position": 40}),
        DeviceEntity("cover.gone", state="unavailable", attributes={"current_position": 40}),
        DeviceEntity("alarm_control_panel.a", state="armed_night"),
        DeviceEntity("switch.child_lock", category=CONFIG, state="on"),
        DeviceEntity("switch.led", category=CONFIG, state="on"),
    )
    keys = {f"light.{name}": "light.lamp" for name in ("brightness", "color", "effect")}
    capabilities = owned.of(
        "all",
        {
            **keys,
            "light.color_temperature": "light.lamp",
            "light.transition": "light.lamp",
            "cover.position": ("cover.moving", "cover.gone"),
            "alarm_control_panel.arm_home": "alarm_control_panel.a",
            "alarm_control_panel.arm_night": "alarm_control_panel.a",
            "setting.child_lock": "switch.child_lock",
            "setting.led": "switch.led",
        },
    )
    found = used_now(Inventory.of([DeviceRecord("all", entities=entities)]), capabilities)
    assert {key for _, key in found} == {
        "light.brightness",
        "light.color",
        "alarm_control_panel.arm_night",
        "setting.child_lock",
    }


def test_a_large_history_is_gone_through_quickly() -> None:
    random = np.random.default_rng(7)
    entities = tuple(f"light.l{n}" for n in range(400))
    size = 300_000
    sets = tuple(
        {"brightness": b, "color_temp_kelvin": k, "color_mode": "color_temp"}
        for b in range(0, 256, 4)
        for k in range(2200, 6500, 20)
    )
    rows = Shown(
        np.sort(random.uniform(at("00:00"), at("00:00", 30), size)),
        random.integers(0, len(entities), size).astype(np.int32),
        random.integers(0, len(sets), size).astype(np.int32),
        entities,
        sets,
    )
    capabilities = Capabilities(
        {
            f"d{one}": {
                key: Capability(key, (one,))
                for key in ("light.brightness", "light.color_temperature", "light.color")
            }
            for one in entities
        }
    )
    began = process_time()
    found = uses(FeatureHistory(rows, ()), capabilities, HOUSE, BERLIN)
    assert process_time() - began < 3.0
    assert sum(one.uses for one in found) > size / 2
