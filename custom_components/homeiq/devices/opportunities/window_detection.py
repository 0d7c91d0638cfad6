"""Opportunity: a thermostat that could notice an open window by itself."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import ON, Lived
from custom_components.homeiq.devices.opportunities.rule import (
    ONE_SETTING,
    Idea,
    Impact,
    entities_of,
    main_entities,
)
from custom_components.homeiq.devices.opportunity import Reason

_IMPACT: Final = Impact(0.2, 0.6)


@dataclass(frozen=True, slots=True)
class WindowDetection:
    """Tell that a thermostat can stop heating while a window of its room is open."""

    name: str = "window_detection"
    capabilities: frozenset[str] = frozenset({"setting.window_detection"})
    openings: frozenset[str] = frozenset({"window", "door", "opening"})
    impact: Impact = _IMPACT
    ease: float = ONE_SETTING

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it for thermostats, worth the more the more often a window there is opened."""
        settings = entities_of(device, capability)
        climates = main_entities(device, {"climate"})
        if not climates or any(each.state == "on" for each in settings):
            return None
        area = device.area_id or climates[0].area_id
        home = lived.home
        windows = [
            each
            for each, kind in home.classes.items()
            if area is not None and kind in self.openings and home.areas.get(each) == area
        ]
        count = sum(lived.begins(each, ON) for each in windows)
        reason = Reason(count, lived.days)
        return Idea(self.impact.of(reason), self.ease, reason)
