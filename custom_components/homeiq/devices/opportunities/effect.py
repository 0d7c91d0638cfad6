"""Opportunity: a lamp with effects that nobody has ever seen."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import ON, Lived
from custom_components.homeiq.devices.opportunities.rule import (
    BY_HAND,
    Idea,
    Impact,
    ids_of,
    main_entities,
)
from custom_components.homeiq.devices.opportunity import Reason

_IMPACT: Final = Impact(0.3, 0.5)


@dataclass(frozen=True, slots=True)
class Effect:
    """Tell of some effects of a lamp; worth little, but always worth a line.

    Those that are to be enjoyed are named before those by which lamps answer to being set up.
    """

    name: str = "effect"
    capabilities: frozenset[str] = frozenset({"light.effect"})
    ends: frozenset[str] = frozenset(  # what only ends an effect is none
        {"none", "off", "stop", "solid", "stop_effect", "finish_effect", "stop_hue_effect"}
    )
    answers: frozenset[str] = frozenset({"blink", "breathe", "channel_change", "identify", "okay"})
    most: int = 3  # effects that are named
    impact: Impact = _IMPACT
    ease: float = BY_HAND

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where the lamp has effects."""
        effects = [each for each in capability.values if each.lower() not in self.ends]
        if not effects:
            return None
        effects.sort(key=lambda each: each.lower() in self.answers)
        _, count = lived.busiest(ids_of(main_entities(device, {"light"})), ON)
        reason = Reason(count, lived.days, values=tuple(effects[: self.most]))
        return Idea(self.impact.of(reason), self.ease, reason)
