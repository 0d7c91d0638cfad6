"""Opportunity: a player that starts late in the evening as loud as by day."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import (
    NIGHT,
    ONE_CLICK,
    Idea,
    Impact,
    entities_of,
    ids_of,
)
from custom_components.homeiq.devices.opportunity import Reason
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.mining.pattern import StateTrigger, WindowCondition

_IMPACT: Final = Impact(0.25, 0.75)


@dataclass(frozen=True, slots=True)
class QuietAtNight:
    """Turn a player down that starts to play at night and whose volume nobody ever sets here."""

    name: str = "quiet_at_night"
    capabilities: frozenset[str] = frozenset({"media_player.volume"})
    window: WindowCondition = NIGHT
    percent: int = 20
    least_a_week: float = 2.0
    goes_on: frozenset[str] = frozenset({"paused", "buffering"})  # to play from there is no start
    impact: Impact = _IMPACT
    ease: float = ONE_CLICK

    def consider(self, device: DeviceRecord, capability: Capability, lived: Lived) -> Idea | None:
        """Return it where it starts to play at night often enough."""
        players = ids_of(entities_of(device, capability))
        begun = {each: self._starts(each, lived) for each in players}
        entity_id = max(players, key=lambda each: sum(begun[each].values()), default="")
        starts = begun.get(entity_id, {})
        value = str(self.percent)
        reason = Reason(sum(starts.values()), lived.days, self.window.after, value=value)
        if reason.a_week < self.least_a_week:
            return None
        step = Step("media_player.volume_set", entity_id, {"volume_level": self.percent / 100})
        branches = tuple(
            Branch(StateTrigger(entity_id, "playing", before), (step,), (self.window,))
            for before in starts
        )
        return Idea(self.impact.of(reason), self.ease, reason, Recipe(branches))

    def _starts(self, entity_id: str, lived: Lived) -> dict[str, int]:
        """Return how often it starts to play at night, by what it was before."""
        begun = lived.begins_from(entity_id, "playing", self.window)
        return {before: count for before, count in begun.items() if before not in self.goes_on}
