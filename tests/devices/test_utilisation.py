"""How much of what devices can do is used."""

from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.devices.utilisation import Utilised, utilisation
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


def test_a_home_that_can_do_nothing_has_no_share() -> None:
    assert utilisation(Capabilities({"sensor": {}}), Use()).share is None
