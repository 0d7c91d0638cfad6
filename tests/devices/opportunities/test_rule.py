"""What rules have in common."""

import pytest

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.opportunities.rule import (
    Impact,
    entities_of,
    ids_of,
    main_entities,
)
from custom_components.homeiq.devices.opportunity import Reason
from tests.devices.opportunities.cases import device_of, entity_of, setting_of


@pytest.mark.parametrize(("count", "expected"), [(0, 0.2), (14, 0.5), (42, 0.65), (10**6, 0.8)])
def test_impact_grows_with_how_often_something_happens_up_to_a_limit(
    count: int, expected: float
) -> None:
    impact = Impact(0.2, 0.8).of(Reason(count, days=14))
    assert impact == pytest.approx(expected, abs=0.001)


def test_a_capability_is_reached_by_those_of_its_entities_that_are_there() -> None:
    device = device_of(
        entity_of("light.a"), entity_of("light.b", "unavailable"), entity_of("light.c")
    )
    capability = Capability("light.effect", ("light.a", "light.b", "light.elsewhere"))
    assert ids_of(entities_of(device, capability)) == ("light.a",)


def test_settings_are_no_main_entities() -> None:
    device = device_of(
        entity_of("switch.plug"), setting_of("switch.plug_led", "on"), entity_of("sensor.power")
    )
    assert ids_of(main_entities(device, {"switch", "light"})) == ("switch.plug",)
