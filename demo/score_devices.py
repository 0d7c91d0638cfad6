"""Score opportunities and synergies against the truth of a simulated household."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.pattern import (
    NumericTrigger,
    Pattern,
    RunTrigger,
    StateTrigger,
)
from demo.furnishing import Furnishing
from demo.household import SimulatedHome
from demo.spec import PlantedFeature, PlantedLink

type Suggested = Opportunity | Synergy | Pattern


class Wrong(StrEnum):
    """Why something must not be suggested."""

    USED = "used"  # somebody or something uses the feature
    LACKING = "lacking"  # the device does not have it
    REPEATED = "repeated"  # it was suggested for an equal device before
    CONNECTED = "connected"  # an automation does it already
    REFUTED = "refuted"  # the history speaks against it


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must not be suggested, and why."""

    why: Wrong
    suggested: Suggested


@dataclass(frozen=True, slots=True)
class DeviceScore:
    """What became of the planted features and links, and of what was suggested."""

    features: tuple[PlantedFeature, ...]  # that are named
    missed_features: tuple[PlantedFeature, ...]
    links: tuple[PlantedLink, ...]  # that are named
    missed_links: tuple[PlantedLink, ...]
    violations: tuple[Violation, ...]
    neither: tuple[Suggested, ...]  # planted nothing, and nothing against them

    @property
    def feature_recall(self) -> float:
        """The share of the planted features that are named; 1 where none was planted."""
        return _share(len(self.features), len(self.missed_features))

    @property
    def link_recall(self) -> float:
        """The share of the missing links that are named; 1 where none is missing."""
        return _share(len(self.links), len(self.missed_links))


def _share(found: int, missed: int) -> float:
    return found / (found + missed) if found + missed else 1.0


def score_devices(
    opportunities: Iterable[Opportunity],
    synergies: Iterable[Synergy],
    home: SimulatedHome,
    findings: Iterable[Finding | Pattern] = (),
) -> DeviceScore:
    """Compare what is suggested with the truth about a household's devices.

    A feature is *named* by an opportunity of its rule on its entity, its device or an equal one.
    A link is named by what has one of its triggers and one of its targets: a synergy, which is
    triggered by the first of its entities, or a pattern; of a link that only tells people
    something, by a synergy of its relation upon its trigger.

    A *violation* is an opportunity on a feature that is used (by its rule or its capability) or
    that the device lacks, the same again for an equal device, and what connects a pair that an
    automation connects already or that the history speaks against. Patterns that are neither are
    left out: `score` is about those. Everything else is neither.
    """
    truth, opportunities = home.furnishing, tuple(opportunities)
    patterns = [one.pattern if isinstance(one, Finding) else one for one in findings]
    connecting: list[Synergy | Pattern] = [*synergies, *patterns]
    features = [one for one in truth.features if any(_is(one, each) for each in opportunities)]
    links = [one for one in truth.links if any(names(each, one) for each in connecting)]
    violations = [*_on_features(opportunities, truth), *_on_links(connecting, truth)]
    wrong = [id(one.suggested) for one in violations]
    others = [one for one in opportunities if not any(_is(each, one) for each in truth.features)]
    unplanned = [
        one
        for one in connecting
        if isinstance(one, Synergy) and not any(names(one, each) for each in truth.links)
    ]
    unknown: tuple[Suggested, ...] = (*others, *unplanned)
    return DeviceScore(
        features=tuple(features),
        missed_features=tuple(one for one in truth.features if one not in features),
        links=tuple(links),
        missed_links=tuple(one for one in truth.links if one not in links),
        violations=tuple(violations),
        neither=tuple(one for one in unknown if id(one) not in wrong),
    )


def _is(feature: PlantedFeature, opportunity: Opportunity) -> bool:
    """Return whether an opportunity is about a feature."""
    return feature.rule == opportunity.rule and _is_about(feature, opportunity)


def _is_about(feature: PlantedFeature, opportunity: Opportunity) -> bool:
    entity_ids = {feature.entity_id, *feature.equals}
    return feature.device in opportunity.device_ids or not entity_ids.isdisjoint(
        opportunity.entity_ids
    )


def names(suggested: Synergy | Pattern, link: PlantedLink) -> bool:
    """Return whether something connects what a link would."""
    if link.target:
        return any(
            trigger in link.triggers and target in link.targets
            for trigger, target in _pairs(suggested)
        )
    told = isinstance(suggested, Synergy) and suggested.relation == link.relation
    return told and _trigger(suggested) in link.triggers


def _trigger(suggested: Synergy | Pattern) -> str:
    """Return the entity that triggers it; empty where none does."""
    if isinstance(suggested, Synergy):
        return suggested.entity_ids[0]
    if isinstance(suggested.trigger, (StateTrigger, NumericTrigger, RunTrigger)):
        return suggested.trigger.entity_id
    return ""


def _pairs(suggested: Synergy | Pattern) -> Iterator[tuple[str, str]]:
    trigger = _trigger(suggested)
    if isinstance(suggested, Synergy):
        targets = suggested.entity_ids[1:]
    else:
        targets = tuple(effect.entity_id for effect in suggested.effects)
    yield from ((trigger, target) for target in targets)


def _on_features(opportunities: Iterable[Opportunity], truth: Furnishing) -> Iterator[Violation]:
    known: set[tuple[str, str, str]] = set()
    rules = {one.rule for one in (*truth.features, *truth.used, *truth.lacking)}
    have = (*truth.features, *truth.used)
    for one in opportunities:
        if any(
            one.capability == used.capability or one.rule == used.rule
            for used in truth.used
            if _is_about(used, one)
        ):
            yield Violation(Wrong.USED, one)
        elif one.rule in rules and not any(_is(each, one) for each in have):
            yield Violation(Wrong.LACKING, one)
        if one.model:
            same = one.rule, one.manufacturer, one.model
            if same in known:
                yield Violation(Wrong.REPEATED, one)
            known.add(same)


def _on_links(connecting: Iterable[Synergy | Pattern], truth: Furnishing) -> Iterator[Violation]:
    for one in connecting:
        pairs = set(_pairs(one))
        if pairs & truth.pairs:
            yield Violation(Wrong.CONNECTED, one)
        if pairs & truth.refuted:
            yield Violation(Wrong.REFUTED, one)


def is_planted(suggestion: Mapping[str, Any], home: SimulatedHome) -> bool:
    """Return whether a suggestion names a planted feature or a missing link.

    `suggestion` is as `homeiq.get_suggestions` gives it.
    """
    entity_ids = set(suggestion["entity_ids"])
    truth = home.furnishing
    if suggestion["type"] == "feature_discovery":
        about = ({one.entity_id, *one.equals} for one in truth.features)
        return any(not ids.isdisjoint(entity_ids) for ids in about)
    return any(
        not link.triggers.isdisjoint(entity_ids)
        and (not link.target or not link.targets.isdisjoint(entity_ids))
        for link in truth.links
    )


def table(result: DeviceScore) -> str:
    """Return what was named, missed and wrong, one a line, for people."""
    features = (("named", result.features), ("missed", result.missed_features))
    links = (("named", result.links), ("missed", result.missed_links))
    lines = [
        *(f"{word:10}{one.rule}: {one.entity_id}" for word, many in features for one in many),
        *(
            f"{word:10}{one.relation}: {one.trigger} -> {one.target or 'people'}"
            for word, many in links
            for one in many
        ),
        *(f"{one.why:10}{_told(one.suggested)}" for one in result.violations),
        *(f"{'neither':10}{_told(one)}" for one in result.neither),
    ]
    return "\n".join(lines)


def _told(suggested: Suggested) -> str:
    match suggested:
        case Opportunity():
            return f"{suggested.rule}: {', '.join(suggested.entity_ids)}"
        case Synergy():
            return f"{suggested.relation}: {', '.join(suggested.entity_ids)}"
    return f"{suggested.detector}: {', '.join(' -> '.join(pair) for pair in _pairs(suggested))}"
