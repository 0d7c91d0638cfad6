"""What a device exposes, and what of it can be set."""

from custom_components.homeiq.devices.zigbee2mqtt.exposes import settables
from custom_components.homeiq.devices.zigbee2mqtt.parsing import parsed
from tests.devices.zigbee2mqtt.samples import feature, network


def test_features_are_set_one_by_one_but_parts_of_an_object_are_not() -> None:
    exposes = parsed(
        [
            {
                "type": "light",
                "features": [
                    feature("binary", "state"),
                    feature("numeric", "linkquality", access=1),
                    feature("composite", "color_xy", features=[feature("numeric", "x")]),
                ],
            },
            feature("enum", "effect", access=2),
            feature("numeric", "power", access=5),
            feature("list", "schedule", item_type=feature("composite", "day"), access=3),
        ]
    )
    found = list(settables(exposes))
    assert [one.expose.name for one in found] == ["state", "color_xy", "effect", "schedule"]
    owners = [one.owner.type if one.owner else None for one in found]
    assert owners == ["light", "light", None, None]


def test_the_bits_of_access_tell_what_can_be_done() -> None:
    shown, set_only, asked = parsed(
        [feature("text", "a", access=1), feature("text", "b", access=2), feature("text", "c")]
    )
    assert (shown.is_published, shown.is_settable, shown.is_gettable) == (True, False, False)
    assert (set_only.is_published, set_only.is_settable) == (False, True)
    assert (asked.is_published, asked.is_settable, asked.is_gettable) == (True, True, True)


def test_a_property_is_known_without_its_endpoint() -> None:
    two_gangs = network()["stairs/two_gang"]
    modes = [one for one in two_gangs.exposes if one.name == "operation_mode"]
    assert [one.property_name for one in modes] == ["operation_mode_left", "operation_mode_right"]
    assert {one.bare_property for one in modes} == {"operation_mode"}


def test_sensors_and_remotes_have_nothing_to_set() -> None:
    for name in ("living_room/remote", "kitchen/window", "boiler/leak", "desk/cube"):
        assert list(settables(network()[name].exposes)) == [], name
