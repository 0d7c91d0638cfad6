"""Opportunity: buttons that anybody may press at night."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import (
    HOUR,
    ONE_CLICK,
    ONE_SETTING,
    Idea,
    Impact,
    entities_of,
    ids_of,
    main_entities,
)
from custom_components.homeiq.devices.opportunities.steps import over_night
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Step
from custom_components.homeiq.mining.pattern import WindowCondition

_WINDOW: Final = WindowCondition(22 * HOUR, 6 * HOUR + 1800)
_IMPACT: Final = Impact(0.3, 0.3)


@dataclass(frozen=True, slots=True)
class ChildLock:
    """Lock the buttons of a thermostat, a plug or a remote over night, where nobody needs them."""

    name: str = "child_lock"
    capabilities: frozenset[str] = frozenset({"setting.child_lock"})
    domains: frozenset[str] = frozenset({"climate", "event", "switch"})
    window: WindowCondition = _WINDOW
    most_a_week: float = 1.0  # that somebody operates it at the device at night
    impact: Impact = _IMPACT

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it for devices with buttons that hardly anybody uses at night."""
        locks = entities_of(device, capability)
        used = set(ids_of(main_entities(device, self.domains))).difference(capability.entity_ids)
        if not used or any(lock.state == "on" for lock in locks):
            return None
        count = lived.changes_at(used, self.window)
        reason = Reason(count, lived.days, self.window.after)
        if reason.a_week > self.most_a_week:
            return None
        impact = self.impact.of(reason)
        switch = next((each.entity_id for each in locks if each.domain == "switch"), None)
        if switch is None:
            return Idea(impact, ONE_SETTING, reason)
        begin, end = Step("switch.turn_on", switch), Step("switch.turn_off", switch)
        return Idea(impact, ONE_CLICK, reason, over_night(self.window, begin, end))
