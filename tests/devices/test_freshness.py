"""When what devices can do is read anew, and what holds until then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.homeiq.devices import freshness
from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.freshness import (
    GOOD_FOR,
    KeptCapabilities,
    Refreshed,
    is_stale,
    refreshed,
    signature,
)
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
LIGHT = DeviceEntity(
    "light.lamp",
    unique_id="1",
    features=44,
    attributes={
        "supported_color_modes": ["color_temp", "hs"],
        "effect_list": ["blink", "fire"],
        "brightness": 12,
        "friendly_name": "Lamp",
    },
    state="on",
)
LOCK = DeviceEntity("switch.lock", unique_id="2", category="config", state="off")
LAMP = DeviceRecord("lamp", "Lamp", "Acme", "Bulb", version="1.0", entities=(LIGHT, LOCK))

DIM = Capability("light.brightness", ("light.lamp",))
EFFECT = Capability("light.effect", ("light.lamp",), ("blink", "fire"))
CHILD_LOCK = Capability("setting.child_lock", ("switch.lock",))
POWER_ON = Capability("zigbee2mqtt.power_on", values=("on", "off"), property="power_on_behavior")


def away(device: DeviceRecord, *entity_ids: str, state: str = "unavailable") -> DeviceRecord:
    """Return a device of which entities are not reachable, all of them where none is named."""
    gone = entity_ids or tuple(entity.entity_id for entity in device.entities)
    return replace(
        device,
        entities=tuple(
            replace(one, state=state, attributes={}, features=0) if one.entity_id in gone else one
            for one in device.entities
        ),
    )


def with_light(**changes: Any) -> DeviceRecord:
    return replace(LAMP, entities=(replace(LIGHT, **changes), LOCK))


def by_key(*each: Capability) -> dict[str, Capability]:
    return {one.key: one for one in each}


def kept(*each: Capability, days: float = 1, of: DeviceRecord = LAMP) -> KeptCapabilities:
    return KeptCapabilities(NOW - timedelta(days=days), signature(of), by_key(*each))


def refresh(device: DeviceRecord, before: KeptCapabilities | None, *read: Capability) -> Refreshed:
    """Return what comes of a single device."""
    known = {} if before is None else {device.device_id: before}
    found = Capabilities({device.device_id: by_key(*read)} if read else {})
    return refreshed(Inventory.of([device]), known, found, NOW)


def used(result: Refreshed) -> Mapping[str, Capability]:
    (of_device,) = result.capabilities.of_device.values()
    return of_device


# Signatures


@pytest.mark.parametrize(
    "device",
    [
        replace(LAMP, name="Other", area_id="hall", labels=frozenset({"x"}), floor_id="attic"),
        replace(LAMP, entities=(LOCK, LIGHT)),
        with_light(state="off", seen=1.0, name="Other", area_id="hall"),
        with_light(attributes={**LIGHT.attributes, "brightness": 13, "friendly_name": "L"}),
        with_light(attributes={**LIGHT.attributes, "effect_list": ("fire", "blink")}),
    ],
)
def test_how_a_device_is_now_does_not_sign_it(device: DeviceRecord) -> None:
    assert signature(device) == signature(LAMP)


@pytest.mark.parametrize(
    "device",
    [
        replace(LAMP, model="Other"),
        replace(LAMP, manufacturer="Other"),
        replace(LAMP, version="1.1"),
        replace(LAMP, entities=(LIGHT,)),
        with_light(entity_id="light.other"),
        with_light(unique_id="3"),
        with_light(features=12),
        with_light(category="config"),
        with_light(attributes={**LIGHT.attributes, "effect_list": ["blink"]}),
        with_light(attributes={"supported_color_modes": ["hs"]}),
        with_light(attributes={**LIGHT.attributes, "max": 12.5}),
    ],
)
def test_what_a_device_is_and_can_do_signs_it(device: DeviceRecord) -> None:
    assert signature(device) != signature(LAMP)


def test_a_version_that_knows_more_kinds_looks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept(DIM)
    assert not is_stale(LAMP, before, NOW)
    monkeypatch.setattr(freshness, "_KINDS_KNOWN", ["light.new"])
    assert is_stale(LAMP, before, NOW)


# What is read anew


def test_what_is_unknown_old_or_changed_is_read_anew() -> None:
    assert is_stale(LAMP, None, NOW)
    assert is_stale(LAMP, kept(days=GOOD_FOR.days), NOW)
    assert is_stale(replace(LAMP, version="2.0"), kept(), NOW)
    assert not is_stale(LAMP, kept(days=GOOD_FOR.days - 0.01), NOW)


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
def test_what_cannot_be_reached_is_not_read_anew(state: str) -> None:
    gone = away(LAMP, state=state)
    assert not is_stale(gone, kept(days=1000), NOW)
    assert is_stale(gone, None, NOW)


# What holds


def test_a_device_that_is_not_known_is_as_it_was_read() -> None:
    result = refresh(LAMP, None, DIM, CHILD_LOCK)
    assert used(result) == by_key(DIM, CHILD_LOCK)
    assert result.anew == {"lamp": KeptCapabilities(NOW, signature(LAMP), used(result))}


def test_a_device_that_can_do_nothing_is_kept_too() -> None:
    result = refresh(LAMP, None)
    assert result.anew == {"lamp": KeptCapabilities(NOW, signature(LAMP), {})}


def test_what_is_fresh_is_used_as_it_is_kept() -> None:
    result = refresh(LAMP, kept(DIM, EFFECT), DIM)
    assert used(result) == by_key(DIM, EFFECT)
    assert result.anew == {}


def test_what_is_fresh_need_not_be_read() -> None:
    result = refresh(LAMP, kept(DIM, EFFECT))
    assert used(result) == by_key(DIM, EFFECT)
    assert result.anew == {}


@pytest.mark.parametrize(
    ("device", "days"), [(LAMP, GOOD_FOR.days), (replace(LAMP, version="2.0"), 1)]
)
def test_what_is_old_or_changed_is_as_it_was_read(device: DeviceRecord, days: float) -> None:
    effect = replace(EFFECT, values=("blink",))
    result = refresh(device, kept(DIM, EFFECT, days=days), effect)
    assert used(result) == by_key(effect)
    assert result.anew["lamp"] == KeptCapabilities(NOW, signature(device), by_key(effect))


def test_something_new_is_taken_over_whatever_its_age() -> None:
    result = refresh(LAMP, kept(DIM), DIM, POWER_ON)
    assert used(result) == by_key(DIM, POWER_ON)
    assert result.anew["lamp"].capabilities == by_key(DIM, POWER_ON)


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
def test_what_cannot_be_reached_is_as_it_was_however_old(state: str) -> None:
    gone = away(replace(LAMP, version="2.0"), state=state)
    result = refresh(gone, kept(DIM, EFFECT, days=1000), POWER_ON)
    assert used(result) == by_key(DIM, EFFECT, POWER_ON)
    assert result.anew == {}


def test_what_cannot_be_reached_and_is_not_known_is_read_again_next_time() -> None:
    result = refresh(away(LAMP), None, POWER_ON)
    assert used(result) == by_key(POWER_ON)
    assert result.anew == {}


def test_an_entity_that_cannot_be_reached_keeps_its_capabilities() -> None:
    partly = away(LAMP, "light.lamp")
    result = refresh(partly, kept(DIM, CHILD_LOCK, days=40), CHILD_LOCK)
    assert used(result) == by_key(DIM, CHILD_LOCK)
    assert result.anew["lamp"].signature == signature(partly)
    assert used(refresh(partly, kept(DIM, CHILD_LOCK, days=40))) == by_key(DIM)


def test_what_zigbee2mqtt_told_holds_while_it_does_not_answer() -> None:
    before = kept(DIM, POWER_ON, days=40)
    assert used(refresh(LAMP, before, DIM)) == by_key(DIM, POWER_ON)
    other = replace(POWER_ON, key="zigbee2mqtt.other", property="other")
    assert used(refresh(LAMP, before, DIM, other)) == by_key(DIM, other)


@pytest.mark.parametrize("device", [LAMP, away(LAMP)])
def test_an_entity_that_takes_no_part_any_more_has_no_capabilities(device: DeviceRecord) -> None:
    both = Capability("light.color", ("light.lamp", "light.ring"))
    before = kept(DIM, CHILD_LOCK, both, POWER_ON)
    without = replace(
        device, entities=tuple(one for one in device.entities if one.entity_id != "switch.lock")
    )
    before = replace(before, signature=signature(without))
    assert used(refresh(without, before)) == by_key(
        DIM, replace(both, entity_ids=("light.lamp",)), POWER_ON
    )


def test_one_that_cannot_be_reached_costs_no_other() -> None:
    plug = away(replace(LAMP, device_id="plug"))
    result = refreshed(
        Inventory.of([plug, LAMP]),
        {"plug": kept(DIM, days=90), "gone": kept(DIM)},
        Capabilities({"lamp": by_key(EFFECT)}),
        NOW,
    )
    assert result.capabilities.of_device == {"plug": by_key(DIM), "lamp": by_key(EFFECT)}
    assert result.anew.keys() == {"lamp"}
