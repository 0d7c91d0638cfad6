"""What the declared kinds show is held against what Home Assistant lets be recorded."""

from importlib import import_module

from homeassistant.helpers.entity import Entity
import pytest

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.stated import STATE
from custom_components.homeiq.devices.capabilities.unrecorded import UNRECORDED, UNRECORDED_KEYS

DOMAINS = sorted({kind.domain for kind in KINDS})


def unrecorded_by_home_assistant(domain: str) -> frozenset[str]:
    """Return the attributes that the classes of a domain's entities leave out."""
    module = import_module(f"homeassistant.components.{domain}")
    classes = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Entity)
        and each.__module__.startswith(module.__name__)
    ]
    assert classes
    return frozenset[str]().union(
        *(each._entity_component_unrecorded_attributes for each in classes)
    )


@pytest.mark.parametrize("domain", DOMAINS)
def test_home_assistant_leaves_out_what_is_declared_and_nothing_else(domain: str) -> None:
    shown = {name for kind in KINDS if kind.domain == domain for name in kind.shown}
    left_out = shown & unrecorded_by_home_assistant(domain)
    assert left_out == UNRECORDED.get(domain, frozenset())
    # What is watched is told by the watching alone: nothing else of it may be recorded.
    assert left_out in (frozenset(), shown - {STATE})


def test_of_lights_only_what_has_to_be_called_is_recorded() -> None:
    lights = {kind.key for kind in KINDS if kind.domain == "light"}
    assert lights - UNRECORDED_KEYS == {"light.flash", "light.transition"}
    assert lights > UNRECORDED_KEYS
