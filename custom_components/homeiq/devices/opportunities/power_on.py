"""Opportunity: what a lamp or a plug does after a power cut."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import ON, Lived
from custom_components.homeiq.devices.opportunities.rule import (
    NIGHT,
    ONE_CLICK,
    ONE_SETTING,
    Idea,
    Impact,
    entities_of,
    ids_of,
    main_entities,
)
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Branch, Recipe, StartTrigger, Step
from custom_components.homeiq.mining.pattern import WindowCondition

_IMPACT: Final = Impact(0.3, 0.7)
_PLUGS: Final = Impact(0.25, 0.4)


@dataclass(frozen=True, slots=True)
class PowerOn:
    """Let a lamp or plug come back from a power cut as it was, not on at full.

    The setting is made again whenever Home Assistant starts, so that it outlives a device that
    was reset or paired anew.
    """

    name: str = "power_on"
    capabilities: frozenset[str] = frozenset({"setting.power_on_behavior"})
    window: WindowCondition = NIGHT
    impact: Impact = _IMPACT
    plugs: Impact = _PLUGS
    before: tuple[str, ...] = ("previous", "last", "restore", "memory", "recover")

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it for what has a light or a switch and is not set so by now."""
        settings = entities_of(device, capability)
        value = next((each for each in capability.values if self._is_before(each)), "")
        if any(self._is_before(each.state) for each in settings):
            return None
        if lights := ids_of(main_entities(device, {"light"})):
            _, count = lived.busiest(lights, ON, self.window)
            reason = Reason(count, lived.days, self.window.after, capability.values, value)
            impact = self.impact.of(reason)
        elif plugs := ids_of(main_entities(device, {"switch"})):
            _, count = lived.busiest(plugs, ON)
            reason = Reason(count, lived.days, 0, capability.values, value)
            impact = self.plugs.of(reason)
        else:
            return None
        steps = tuple(
            Step("select.select_option", each.entity_id, {"option": value})
            for each in settings
            if value and each.domain == "select"
        )
        if not steps:
            return Idea(impact, ONE_SETTING, reason)
        return Idea(impact, ONE_CLICK, reason, Recipe((Branch(StartTrigger(), steps),)))

    def _is_before(self, value: str) -> bool:
        """Return whether a value means the state from before the power cut."""
        plain = value.lower()
        return any(word in plain for word in self.before)
