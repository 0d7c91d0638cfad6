"""Opportunity: a lamp that gives cold light in the evening and could give warm light."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import ON, Lived
from custom_components.homeiq.devices.opportunities.rule import (
    HOUR,
    ONE_CLICK,
    Idea,
    Impact,
    entities_of,
)
from custom_components.homeiq.devices.opportunities.steps import when_switched_on
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Step
from custom_components.homeiq.mining.pattern import WindowCondition

_WINDOW: Final = WindowCondition(20 * HOUR, 6 * HOUR)
_IMPACT: Final = Impact(0.25, 0.75)


@dataclass(frozen=True, slots=True)
class WarmInTheEvening:
    """Let a lamp, whose white nobody ever changes, be warm from the evening on."""

    name: str = "warm_in_the_evening"
    capabilities: frozenset[str] = frozenset({"light.color_temperature"})
    window: WindowCondition = _WINDOW
    kelvin: float = 2700.0
    warmest: float = 3500.0  # a lamp that cannot go as low has no warm light
    least_a_week: float = 2.0
    impact: Impact = _IMPACT
    ease: float = ONE_CLICK

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where the lamp is switched on in the evening often enough."""
        lights = {light.entity_id: light for light in entities_of(device, capability)}
        entity_id, count = lived.busiest(lights, ON, self.window)
        kelvin = self._kelvin(lights[entity_id]) if entity_id else None
        if kelvin is None:
            return None
        reason = Reason(count, lived.days, self.window.after, value=str(kelvin))
        if reason.a_week < self.least_a_week:
            return None
        step = Step("light.turn_on", entity_id, {"color_temp_kelvin": kelvin})
        recipe = when_switched_on(self.window, step)
        return Idea(self.impact.of(reason), self.ease, reason, recipe)

    def _kelvin(self, light: DeviceEntity) -> int | None:
        """Return the warm light that a lamp can give; None where it has only cold ones."""
        lowest = _number(light, "min_color_temp_kelvin", self.kelvin)
        highest = _number(light, "max_color_temp_kelvin", self.kelvin)
        return None if lowest > self.warmest else round(min(max(self.kelvin, lowest), highest))


def _number(light: DeviceEntity, attribute: str, otherwise: float) -> float:
    value = light.attributes.get(attribute)
    return float(value) if isinstance(value, int | float) else otherwise
