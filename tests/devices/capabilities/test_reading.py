"""What devices can do, by what their entities tell."""

from time import process_time

import pytest

from custom_components.homeiq.devices.capabilities.reading import capabilities_of
from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import CONFIG, DeviceEntity, DeviceRecord

COLOURED = DeviceEntity(
    "light.strip",
    features=4 | 32,
    attributes={
        "supported_color_modes": ["color_temp", "hs"],
        "min_color_temp_kelvin": 2200,
        "max_color_temp_kelvin": 6500,
        "effect_list": ["none", "rainbow"],
    },
)


def can(*entities: DeviceEntity) -> dict[str, Capability]:
    return capabilities_of(DeviceRecord("device", entities=entities))


def test_a_light_has_what_its_modes_and_features_tell() -> None:
    assert can(COLOURED) == {
        "light.brightness": Capability("light.brightness", ("light.strip",)),
        "light.color_temperature": Capability(
            "light.color_temperature", ("light.strip",), lowest=2200, highest=6500, unit="K"
        ),
        "light.color": Capability("light.color", ("light.strip",)),
        "light.effect": Capability("light.effect", ("light.strip",), ("none", "rainbow")),
        "light.transition": Capability("light.transition", ("light.strip",)),
    }


def test_a_light_that_is_only_on_or_off_can_do_nothing_else() -> None:
    assert can(DeviceEntity("light.a", attributes={"supported_color_modes": ["onoff"]})) == {}


def test_a_feature_without_any_value_is_none() -> None:
    assert "light.effect" not in can(DeviceEntity("light.a", features=4))
    assert "light.effect" not in can(DeviceEntity("light.a", 4, attributes={"effect_list": None}))


def test_a_choice_of_one_is_none() -> None:
    one, two = (
        DeviceEntity("climate.a", features=16, attributes={"preset_modes": modes})
        for modes in (["none"], ["none", "eco"])
    )
    assert can(one) == {}
    assert can(two)["climate.preset_mode"].values == ("none", "eco")


def test_a_value_without_the_feature_is_none() -> None:
    assert can(DeviceEntity("fan.a", features=1, attributes={"preset_modes": ["eco"]})).keys() == {
        "fan.percentage"
    }


@pytest.mark.parametrize("tones", [["bell", "horn"], {1: "bell", 2: "horn"}])
def test_tones_come_as_a_list_or_by_number(tones: object) -> None:
    found = can(DeviceEntity("siren.a", features=4, attributes={"available_tones": tones}))
    assert found["siren.tones"].values == ("bell", "horn")


def test_entities_of_a_device_that_can_do_the_same_make_one_capability() -> None:
    warm = DeviceEntity(
        "light.warm",
        attributes={
            "supported_color_modes": ["color_temp"],
            "min_color_temp_kelvin": 2000,
            "max_color_temp_kelvin": 4000,
        },
    )
    dim = DeviceEntity("light.dim", attributes={"supported_color_modes": ["brightness"]})
    found = can(COLOURED, warm, dim)
    assert found["light.brightness"].entity_ids == ("light.strip", "light.warm", "light.dim")
    temperature = found["light.color_temperature"]
    assert temperature.entity_ids == ("light.strip", "light.warm")
    assert (temperature.lowest, temperature.highest) == (2000, 6500)


def test_a_group_can_do_nothing_itself() -> None:
    group = DeviceEntity(
        "light.all",
        attributes={"supported_color_modes": ["brightness"], "entity_id": ["light.a", "light.b"]},
    )
    assert can(group) == {}


def test_settings_have_their_options_and_limits() -> None:
    found = can(
        DeviceEntity(
            "select.plug_power_on_behavior",
            category=CONFIG,
            attributes={"options": ["off", "on", "previous"]},
        ),
        DeviceEntity(
            "number.plug_timeout",
            category=CONFIG,
            attributes={"min": 0, "max": 600.0, "unit_of_measurement": "s"},
        ),
        DeviceEntity(
            "number.plug_sensitivity", category=CONFIG, attributes={"min": True, "max": "odd"}
        ),
        DeviceEntity("switch.plug_child_lock", category=CONFIG),
        DeviceEntity("switch.plug", category=""),
    )
    assert found == {
        "setting.power_on_behavior": Capability(
            "setting.power_on_behavior",
            ("select.plug_power_on_behavior",),
            ("off", "on", "previous"),
        ),
        "setting.timeout": Capability(
            "setting.timeout", ("number.plug_timeout",), lowest=0, highest=600, unit="s"
        ),
        "setting.sensitivity": Capability("setting.sensitivity", ("number.plug_sensitivity",)),
        "setting.child_lock": Capability("setting.child_lock", ("switch.plug_child_lock",)),
    }


def test_a_thermostat_can_keep_a_temperature_anyway() -> None:
    assert can(DeviceEntity("climate.a", features=1 | 128 | 256)) == {}


def test_three_thousand_entities_are_read_at_once() -> None:
    devices = [
        DeviceRecord(
            f"device {number}",
            name=f"Lamp {number}",
            entities=(
                COLOURED,
                *(
                    DeviceEntity(
                        f"{domain}.lamp_{number}_{word}",
                        name=f"Lamp {number} {word}",
                        unique_id=f"0x00158d{number:08x}_{word}_zigbee2mqtt",
                        category=CONFIG,
                    )
                    for domain, word in (
                        ("select", "power_on_behavior"),
                        ("number", "transition"),
                        ("switch", "something_else"),
                        ("select", "unheard_of"),
                    )
                ),
                DeviceEntity(f"sensor.lamp_{number}_linkquality"),
            ),
        )
        for number in range(500)
    ]
    began = process_time()
    found = [capabilities_of(device) for device in devices]
    assert process_time() - began < 0.6  # twice the goal, for a busy machine
    assert all(len(one) == 7 for one in found)
