"""Opportunity: what is worth a line as such, where its device is used at all."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import (
    BY_HAND,
    ONE_SETTING,
    Idea,
    Impact,
    entities_of,
    ids_of,
    main_entities,
)
from custom_components.homeiq.devices.opportunity import Reason

_IMPACT: Final = Impact(0.1, 0.3)


@dataclass(frozen=True, slots=True)
class Plain:
    """Tell of a capability; what the history says is only whether its device is used."""

    name: str
    capabilities: frozenset[str]
    domains: frozenset[str]  # of the entities that people use the device by
    used: frozenset[str]  # to come to one of these states is to be used
    least_a_week: float = 1.0
    unset: frozenset[str] = frozenset()  # states in which nobody has set it; none: any may be
    most: int = 3  # values that are named
    impact: Impact = _IMPACT
    ease: float = ONE_SETTING

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where the device is used often enough."""
        entity_ids = ids_of(main_entities(device, self.domains))
        set_by_now = self.unset and any(
            each.state not in self.unset for each in entities_of(device, capability)
        )
        if not entity_ids or set_by_now:
            return None
        _, count = lived.busiest(entity_ids, self.used)
        reason = Reason(count, lived.days, values=capability.values[: self.most])
        if reason.a_week < self.least_a_week:
            return None
        return Idea(self.impact.of(reason), self.ease, reason)


_ON = frozenset({"on"})
PLAIN: Final = (
    Plain(
        "humidifier_mode",
        frozenset({"humidifier.mode"}),
        frozenset({"humidifier"}),
        _ON,
        ease=BY_HAND,
    ),
    Plain(
        "vacuum_speed",
        frozenset({"vacuum.fan_speed"}),
        frozenset({"vacuum"}),
        frozenset({"cleaning"}),
        ease=BY_HAND,
    ),
    Plain(
        "sound_mode",
        frozenset({"media_player.sound_mode"}),
        frozenset({"media_player"}),
        frozenset({"on", "playing"}),
        ease=BY_HAND,
    ),
    Plain(
        "sensitivity",
        frozenset({"setting.sensitivity"}),
        frozenset({"binary_sensor"}),
        _ON,
    ),
    Plain(
        "timeout",
        frozenset({"setting.timeout"}),
        frozenset({"binary_sensor"}),
        _ON,
    ),
    # A siren sounds hardly ever, and readings are no use: to be there is enough.
    Plain(
        "siren_tone",
        frozenset({"siren.tones"}),
        frozenset({"siren"}),
        _ON,
        least_a_week=0.0,
    ),
    Plain(
        "calibration",
        frozenset({"setting.calibration"}),
        frozenset({"climate", "sensor"}),
        frozenset(),
        least_a_week=0.0,
        unset=frozenset({"0", "0.0", "0.00"}),
    ),
)
