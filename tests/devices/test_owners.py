"""Whose acts and states show the use of what."""

from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.owners import Owners, Watched
from tests.devices import owned


def test_what_is_to_be_read_is_what_shows_any_use() -> None:
    capabilities = Capabilities(
        {
            **owned.lamp("brightness", "color", "transition").of_device,
            **owned.of(
                "panel",
                {
                    "alarm_control_panel.arm_night": "alarm_control_panel.house",
                    "setting.volume": "number.panel_volume",
                    "media_player.announce": "media_player.panel",
                },
            ).of_device,
        }
    )
    assert Owners.of(capabilities).watched() == Watched(
        entity_ids=frozenset({"light.lamp"}),
        attributes=frozenset({"brightness", "color_mode"}),
        stated=frozenset({"alarm_control_panel.house", "number.panel_volume"}),
    )


def test_a_home_without_capabilities_has_nothing_to_be_read() -> None:
    assert Owners.of(Capabilities()).watched() == Watched()


def test_a_setting_is_shown_by_the_state_of_its_entity_whatever_it_is() -> None:
    owners = Owners.of(
        owned.of(
            "bulb",
            {
                "zigbee2mqtt.hue_power_on_behavior": ("select.bulb_hue", "light.bulb"),
                "light.effect": ("light.bulb", "select.bulb_effect"),
                "zigbee2mqtt.unreachable": (),
            },
        )
    )
    by_entity = {
        entity_id: [(one.key, one.kind.shown) for one in found]
        for entity_id, found in owners.of_entity.items()
    }
    assert by_entity == {
        "select.bulb_hue": [("zigbee2mqtt.hue_power_on_behavior", ("state",))],
        "light.bulb": [("light.effect", ("effect",))],
        "select.bulb_effect": [("light.effect", ("state",))],
    }
