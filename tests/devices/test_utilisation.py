"""How much of what devices can do is used."""

import pytest

from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.devices.utilisation import Utilised, settings_untold, utilisation
from tests.devices import owned

HOME = Capabilities(
    {
        **owned.lamp("brightness", "color", "effect").of_device,
        **owned.of("plug", {"setting.child_lock": "switch.plug_lock"}).of_device,
        "sensor": {},
    }
)


def test_each_device_that_can_do_anything_has_its_share_in_the_home() -> None:
    use = Use(
        times={("lamp", "light.brightness"): 3, ("lamp", "light.color"): 0},
        named=frozenset({("lamp", "light.effect")}),
    )
    found = utilisation(HOME, use)
    assert found.of_device == {"lamp": Utilised(2, 3), "plug": Utilised(0, 1)}
    assert found.share == 0.5


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
def test_settings_that_tell_nothing_count_only_where_they_are_known_to_be_used(state: str) -> None:
    entities = (
        DeviceEntity("switch.plug_lock", state=state),
        DeviceEntity("light.lamp", state="unavailable"),
    )
    inventory = Inventory.of([DeviceRecord("all", entities=entities)])
    untold = settings_untold(inventory, HOME)
    assert untold == {("plug", "setting.child_lock")}
    assert utilisation(HOME, Use(), untold).of_device == {"lamp": Utilised(0, 3)}
    used = Use(named=untold)
    assert utilisation(HOME, used, untold).of_device["plug"] == Utilised(1, 1)


def test_a_setting_that_is_there_is_told_and_of_one_without_an_entity_nobody_knows() -> None:
    there = DeviceRecord("plug", entities=(DeviceEntity("switch.plug_lock", state="off"),))
    by_message = {"plug": {"setting.led": Capability("setting.led", property="led")}}
    assert settings_untold(Inventory.of([there]), HOME) == frozenset()
    assert settings_untold(Inventory(), Capabilities(by_message)) == {("plug", "setting.led")}


def test_a_home_that_can_do_nothing_has_no_share() -> None:
    assert utilisation(Capabilities({"sensor": {}}), Use()).share is None
