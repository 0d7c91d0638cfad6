"""What a declared capability is of."""

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capability import Kind


def test_a_kind_is_of_the_domain_that_its_key_begins_with() -> None:
    assert Kind("light.color_temperature").domain == "light"
    assert all(kind.key.startswith(f"{kind.domain}.") for kind in KINDS)
