"""Opportunity: a small light on a device that shines all night."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capabilities.settings import setting_of
from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import (
    HOUR,
    ONE_CLICK,
    ONE_SETTING,
    Idea,
    Impact,
    entities_of,
)
from custom_components.homeiq.devices.opportunities.steps import over_night
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Recipe, Step
from custom_components.homeiq.mining.pattern import WindowCondition

_OFF: Final = frozenset({"off"})
_WINDOW: Final = WindowCondition(22 * HOUR, 7 * HOUR)
_IMPACT: Final = Impact(0.25, 0.25)


@dataclass(frozen=True, slots=True)
class LedAtNight:
    """Switch the indicator light of a device off over night."""

    name: str = "led_at_night"
    capabilities: frozenset[str] = frozenset({"setting.led"})
    window: WindowCondition = _WINDOW
    impact: Impact = _IMPACT

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it for what is not dark already."""
        lights = entities_of(device, capability)
        if any(each.state == ("on" if _is_reversed(each, device) else "off") for each in lights):
            return None
        reason = Reason(0, lived.days, self.window.after)
        switch = next((each for each in lights if each.domain == "switch"), None)
        if switch is None:
            return Idea(self.impact.of(reason), ONE_SETTING, reason)
        return Idea(self.impact.of(reason), ONE_CLICK, reason, self._recipe(switch, device))

    def _recipe(self, switch: DeviceEntity, device: DeviceRecord) -> Recipe:
        steps = [Step(f"switch.turn_{state}", switch.entity_id) for state in ("off", "on")]
        if _is_reversed(switch, device):
            steps.reverse()
        return over_night(self.window, *steps)


def _is_reversed(light: DeviceEntity, device: DeviceRecord) -> bool:
    """Return whether a setting turns the light off where it is on: "disable LED" comes off."""
    setting = setting_of(light, device)
    return setting is not None and setting.switch == _OFF
