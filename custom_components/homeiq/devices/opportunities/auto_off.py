"""Opportunity: something that is left on for hours and could switch itself off."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import (
    HOUR,
    ONE_SETTING,
    Idea,
    Impact,
    ids_of,
    main_entities,
)
from custom_components.homeiq.devices.opportunity import Reason

_IMPACT: Final = Impact(0.3, 0.8)


@dataclass(frozen=True, slots=True)
class AutoOff:
    """Tell that a device can switch itself off, where it is often left on for hours."""

    name: str = "auto_off"
    capabilities: frozenset[str] = frozenset({"setting.auto_off"})
    domains: frozenset[str] = frozenset({"fan", "humidifier", "light", "switch"})
    hours: int = 3
    least_a_week: float = 1.0
    impact: Impact = _IMPACT
    ease: float = ONE_SETTING

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where it is left on often enough."""
        used = ids_of(main_entities(device, self.domains))
        count = max((lived.left(each, "on", self.hours * HOUR) for each in used), default=0)
        reason = Reason(count, lived.days, values=capability.values, value=str(self.hours))
        if reason.a_week < self.least_a_week:
            return None
        return Idea(self.impact.of(reason), self.ease, reason)
