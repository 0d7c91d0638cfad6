"""Which unused capabilities are worth having most."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.inventory import DeviceRecord, Inventory
from custom_components.homeiq.devices.opportunities import RULES
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import Idea, OpportunityRule, entities_of
from custom_components.homeiq.devices.opportunities.silence import is_telling
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.recipe import Recipe
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.devices.utilisation import settings_untold
from custom_components.homeiq.mining.pattern import StateTrigger

MOST: Final = 5
MOST_OF_A_RULE: Final = 2
LEAST_SCORE: Final = 0.1  # less is not worth reading, also where there is nothing better
STAYS: Final = 1.25  # times its score counts what waits for an answer already
LEAST_DAYS: Final = 7
LEAST_HEALTH: Final = 0.5
KNOWN: Final = 0.5  # of the impact is left where people use it on an equal device

type Key = tuple[tuple[str, str], str]  # the kind of a device, and a capability of it


@dataclass(frozen=True, slots=True)
class _Found:
    """An idea with what it is about."""

    rule: str
    device: DeviceRecord
    capability: Capability
    idea: Idea
    days: int  # of which its use is known

    @property
    def order(self) -> tuple[float, str]:
        """The one that it is worth most for comes first."""
        return -self.idea.impact * self.idea.ease, self.device.device_id


def find(
    inventory: Inventory,
    capabilities: Capabilities,
    use: Use,
    health: Mapping[str, Health],
    lived: Lived,
    *,
    rules: Sequence[OpportunityRule] = RULES,
    least_days: int = LEAST_DAYS,
    least_score: float = LEAST_SCORE,
    decided: Collection[str] = (),
    waiting: Collection[str] = (),
) -> tuple[Opportunity, ...]:
    """Return the few opportunities that are worth most, best first.

    `health`: by device id; a device of which nothing is known is well. `decided`: fingerprints of
    what people have answered, which takes no other's place. `waiting`: of what they have not; of
    two that are worth nearly the same, it stays. Equal devices make one opportunity.
    Nothing is found in a history of less than `least_days`, nor of a device that is younger: what
    is not used in a few days may still be; nor of what may be used where nobody could see it, of
    which `silence` says more.
    """
    if lived.days < least_days:
        return ()
    known = _known(inventory, capabilities, use)
    alike: dict[tuple[Key, str], list[_Found]] = {}
    working = Inventory.of(
        device
        for device_id, device in sorted(inventory.devices.items())
        if device.is_reachable
        and health.get(device_id, Health()).score >= LEAST_HEALTH
        and lived.days_of(device) >= least_days
    )
    for found in _ideas(working, capabilities, use, lived, rules):
        key = found.device.kind, found.capability.key
        if known.get(key, 0.0) <= 1 / 2:
            alike.setdefault((key, found.rule), []).append(found)
    opportunities = [
        _opportunity(sorted(group, key=lambda each: each.order), known.get(key, 0.0))
        for (key, _), group in alike.items()
    ]
    worth_reading = [
        one for one in opportunities if one.score >= least_score and one.fingerprint not in decided
    ]
    return tuple(sorted(_best(worth_reading, waiting), key=_order))


def _known(inventory: Inventory, capabilities: Capabilities, use: Use) -> dict[Key, float]:
    """Return which share of the equal devices that have a capability use it; 0 is left out."""
    having: Counter[Key] = Counter()
    using: Counter[Key] = Counter()
    for device in inventory.devices.values():
        for key in capabilities.of_device.get(device.device_id, ()):
            having[device.kind, key] += 1
            using[device.kind, key] += use.is_used(device.device_id, key)
    return {key: count / having[key] for key, count in using.items() if count}


def _ideas(
    inventory: Inventory,
    capabilities: Capabilities,
    use: Use,
    lived: Lived,
    rules: Iterable[OpportunityRule],
) -> Iterator[_Found]:
    """Yield what the rules say of the unused capabilities of devices."""
    about: dict[str, list[OpportunityRule]] = {}
    for rule in rules:
        for key in rule.capabilities:
            about.setdefault(key, []).append(rule)
    untold = settings_untold(inventory, capabilities)
    for device_id, device in inventory.devices.items():
        days = min(use.days, lived.days_of(device))
        for key, capability in capabilities.of_device.get(device_id, {}).items():
            interested = about.get(key, ())
            if not interested or (device_id, key) in untold:
                continue
            if not _is_unused(device, capability, use, lived):
                continue
            for rule in interested:
                if (idea := rule.consider(device, capability, lived)) is not None:
                    yield _Found(rule.name, device, capability, idea, days)


def _is_unused(device: DeviceRecord, capability: Capability, use: Use, lived: Lived) -> bool:
    """Return whether nobody uses a capability that can be had now, as far as anybody can say."""
    return (
        not use.is_used(device.device_id, capability.key)
        and _is_in_reach(device, capability, lived)
        and is_telling(capability, use, lived)
    )


def _is_in_reach(device: DeviceRecord, capability: Capability, lived: Lived) -> bool:
    """Return whether a capability can be had now, and not rather by the members of a group."""
    if not capability.entity_ids:
        return True
    there = entities_of(device, capability)
    return any(each.entity_id not in lived.home.groups for each in there)


def _opportunity(alike: Sequence[_Found], known: float) -> Opportunity:
    """Return what equal devices make together, the best one first.

    `known`: the share of all such devices whose capability is used.
    """
    best = alike[0]
    idea, device = best.idea, best.device
    recipe = _together(each.idea.recipe for each in alike)
    branches = recipe.branches if recipe is not None else ()
    entity_ids = [step.entity_id for branch in branches for step in branch.steps]
    for each in alike:
        entity_ids += each.capability.entity_ids
    return Opportunity(
        rule=best.rule,
        capability=best.capability.key,
        device_ids=tuple(each.device.device_id for each in alike),
        entity_ids=tuple(dict.fromkeys(entity_ids)),
        manufacturer=device.manufacturer if device.model else "",
        model=device.model,
        impact=idea.impact * (KNOWN if known else 1.0),
        ease=idea.ease,
        days=best.days,
        reason=idea.reason,
        recipe=recipe,
    )


def _together(recipes: Iterable[Recipe | None]) -> Recipe | None:
    """Return one recipe for equal devices, where one moment is right for all of them.

    Else it is the first one's: what one lamp does when it is switched on says nothing of another.
    """
    first, *others = recipes
    if first is None or any(isinstance(each.trigger, StateTrigger) for each in first.branches):
        return first
    when = [(branch.trigger, branch.conditions) for branch in first.branches]
    steps = [list(branch.steps) for branch in first.branches]
    for other in others:
        if other is None or [(each.trigger, each.conditions) for each in other.branches] != when:
            continue
        for so_far, branch in zip(steps, other.branches, strict=True):
            so_far.extend(branch.steps)
    together = zip(first.branches, steps, strict=True)
    return replace(
        first, branches=tuple(replace(branch, steps=tuple(all_of)) for branch, all_of in together)
    )


def _order(offer: Opportunity, waiting: Collection[str] = ()) -> tuple[float, str]:
    worth = offer.score * (STAYS if offer.fingerprint in waiting else 1.0)
    return -worth, offer.fingerprint


def _best(opportunities: Iterable[Opportunity], waiting: Collection[str]) -> Iterator[Opportunity]:
    """Yield the best few: not the same rule twice for equal devices, and no rule too often.

    Who has two lamps of which now the one, now the other is used a little more shall not be told
    of another one every morning.
    """
    ranked = sorted(opportunities, key=lambda each: _order(each, waiting))
    told: set[tuple[str, str, str]] = set()
    of_rule: Counter[str] = Counter()
    chosen = 0
    for each in ranked:
        about = each.rule, each.manufacturer, each.model or each.device_ids[0]
        if chosen == MOST:
            return
        if about not in told and of_rule[each.rule] < MOST_OF_A_RULE:
            told.add(about)
            of_rule[each.rule] += 1
            chosen += 1
            yield each
