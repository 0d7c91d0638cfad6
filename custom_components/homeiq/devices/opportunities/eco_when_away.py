"""Opportunity: a thermostat that heats an empty home as if somebody were there."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import HOME_ZONE, Lived
from custom_components.homeiq.devices.opportunities.rule import (
    BY_HAND,
    ONE_CLICK,
    Idea,
    Impact,
    entities_of,
)
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.pattern import NumericTrigger

_IMPACT: Final = Impact(0.4, 0.95)


@dataclass(frozen=True, slots=True)
class EcoWhenAway:
    """Let a thermostat save while nobody is at home."""

    name: str = "eco_when_away"
    capabilities: frozenset[str] = frozenset({"climate.preset_mode"})
    saving: tuple[str, ...] = ("eco", "away")  # the first that is listed
    back: tuple[str, ...] = ("none", "home", "comfort")
    least_a_week: float = 1.0
    impact: Impact = _IMPACT

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where everybody leaves often enough; advice where the way back is not known."""
        preset = next((each for each in self.saving if each in capability.values), "")
        climates = entities_of(device, capability)
        if not preset or any(each.attributes.get("preset_mode") == preset for each in climates):
            return None
        back = next((each for each in self.back if each in capability.values), "")
        values = (back,) if back else capability.values
        reason = Reason(lived.emptied(), lived.days, values=values, value=preset)
        if reason.a_week < self.least_a_week or not climates:
            return None
        if not back:
            return Idea(self.impact.of(reason), BY_HAND, reason)
        branches = (
            Branch(NumericTrigger(HOME_ZONE, below=1.0), _steps(climates[0].entity_id, preset)),
            Branch(NumericTrigger(HOME_ZONE, above=0.0), _steps(climates[0].entity_id, back)),
        )
        return Idea(self.impact.of(reason), ONE_CLICK, reason, Recipe(branches))


def _steps(entity_id: str, preset: str) -> tuple[Step, ...]:
    return (Step("climate.set_preset_mode", entity_id, {"preset_mode": preset}),)
