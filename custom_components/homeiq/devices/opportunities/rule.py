"""What a rule of opportunities is, and what it says of a device."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Recipe
from custom_components.homeiq.mining.pattern import WindowCondition

HOUR: Final = 3600  # seconds
NIGHT: Final = WindowCondition(22 * HOUR, 6 * HOUR)
ENTRANCES: Final = frozenset({"door", "garage", "gate"})  # covers that nobody leaves half open

# How easily one gets something, 0-1.
ONE_CLICK: Final = 0.9  # its automation only has to be accepted
ONE_SETTING: Final = 0.6  # it is set by hand, once
BY_HAND: Final = 0.4  # somebody has to think of it each time, or to build something


@dataclass(frozen=True, slots=True)
class Idea:
    """That an unused capability of one device is worth having."""

    impact: float  # 0-1, of having it
    ease: float  # 0-1, of getting it
    reason: Reason
    recipe: Recipe | None = None  # None: advice


class OpportunityRule(Protocol):
    """Tells when some capabilities are worth having; a frozen dataclass of its parameters."""

    @property
    def name(self) -> str:
        """What its words are known by."""

    @property
    def capabilities(self) -> frozenset[str]:
        """The keys of those that it is about."""

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return what speaks for using a capability that nobody uses; None: not enough does."""


@dataclass(frozen=True, slots=True)
class Impact:
    """How much something is worth by how often people would have it: more and more, up to a limit.

    least + (most - least) * a_week / (a_week + half): at `half` times a week it is in the middle.
    """

    least: float  # 0-1, where it never happens
    most: float  # 0-1, which is never quite reached
    half: float = 7.0  # times a week

    def of(self, reason: Reason) -> float:
        """Return it for what a reason counts."""
        a_week = reason.a_week
        return self.least + (self.most - self.least) * a_week / (a_week + self.half)


def entities_of(device: DeviceRecord, capability: Capability) -> tuple[DeviceEntity, ...]:
    """Return the entities that a capability is reached by, of those that are there now."""
    return tuple(
        each
        for each in device.entities
        if each.entity_id in capability.entity_ids and each.is_reachable
    )


def ids_of(entities: Iterable[DeviceEntity]) -> tuple[str, ...]:
    """Return the ids of entities."""
    return tuple(each.entity_id for each in entities)


def main_entities(device: DeviceRecord, domains: Collection[str]) -> tuple[DeviceEntity, ...]:
    """Return what people use of a device, of some domains: neither settings nor diagnoses."""
    return tuple(each for each in device.entities if not each.category and each.domain in domains)
