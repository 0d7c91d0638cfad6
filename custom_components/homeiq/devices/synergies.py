"""Find devices that could work together and are not connected by any automation."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import log1p
from typing import Final

import numpy as np

from custom_components.homeiq.devices.connections import Connections
from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.devices.places import Place, places
from custom_components.homeiq.devices.relations import RELATIONS
from custom_components.homeiq.devices.relations.relation import (
    ByHand,
    Drawn,
    Relation,
    Scope,
    Standing,
)
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.declared import Declaration, prove_declared
from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.pattern import Act, Pattern, Reminder
from custom_components.homeiq.mining.proved import FEWEST_RIGHT
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study

MOST: Final = 5  # of a run
MOST_OF_ONE: Final = 2  # of one relation
MOST_UNPROVEN: Final = 3  # without evidence in the history
PROVEN: Final = 0.5  # the least score of what has evidence, and above the most of what has none
STAYS: Final = 1.25  # times its worth counts what people know of already
OFTEN: Final = 14.0  # acts spared a week; more is no better
# What is in one room belongs together; what is only in one home may as well not.
NEARNESS: Final = {Scope.DEVICE: 1.0, Scope.AREA: 1.0, Scope.FLOOR: 0.93, Scope.HOME: 0.9}


@dataclass(frozen=True, slots=True)
class Synergies:
    """What came of a look at all relations."""

    found: tuple[Synergy, ...] = ()  # best first, the few that are worth a line
    considered: int = 0  # pairs and chains of devices that no automation connects
    connected: frozenset[str] = frozenset()  # fingerprints of what an automation does by now


@dataclass(frozen=True, slots=True)
class _Pair:
    """Devices of a place that a relation in which people act by hand could connect."""

    relation: ByHand
    entity_ids: tuple[str, ...]  # in the order of the roles
    area_id: str | None

    def patterns(self, study: Study) -> Sequence[Pattern]:
        """Return the relation's patterns of these devices."""
        return self.relation.template(study, self.entity_ids)

    def synergy(self, pattern: Pattern) -> Synergy:
        """Return it as a synergy that nothing is known of yet."""
        return Synergy(self.relation.name, self.entity_ids, self.area_id, pattern, 0.0)


def declaration_of(synergy: Synergy) -> Declaration | None:
    """Return the declared habit that a synergy is, to try it anew; None for a standing one."""
    relation = next((one for one in RELATIONS if one.name == synergy.relation), None)
    if not isinstance(relation, ByHand):
        return None
    return _Pair(relation, synergy.entity_ids, synergy.area_id)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What other parts of a run, and people, have said already."""

    findings: Sequence[Finding] = ()  # habits that are suggested anyway
    decided: Collection[str] = ()  # fingerprints of synergies that people have answered
    waiting: Collection[str] = ()  # those that wait for an answer
    settings: MiningSettings = field(default_factory=MiningSettings)

    @property
    def told(self) -> frozenset[str]:
        """The fingerprints of what people know of."""
        return frozenset((*self.waiting, *self.decided))

    @property
    def spared(self) -> frozenset[Act]:
        """The acts that habits spare already: who is only reminded is spared none."""
        patterns = (finding.pattern for finding in self.findings)
        return frozenset(
            act
            for pattern in patterns
            if not isinstance(pattern.target, Reminder)
            for act in pattern.acts
        )

    def wants(self, synergy: Synergy) -> bool:
        """Return whether people have answered neither it nor a habit that is the same."""
        plan = synergy.plan
        habit = isinstance(plan, Pattern) and plan.fingerprint in self.settings.dismissed
        return synergy.fingerprint not in self.decided and not habit


def find_synergies(
    study: Study, inventory: Inventory, known: Known, relations: Sequence[Relation] = RELATIONS
) -> Synergies:
    """Return the best few synergies of a home, those with evidence before those without.

    Raises MiningStoppedError when the settings' `should_stop` answers True.
    """
    look = _Look(study, Connections.of(study.home), known, _acted_on(study.log))
    for relation in relations:
        for place in places(relation, inventory):
            if isinstance(relation, Standing):
                look.at_standing(relation, place)
            else:
                look.at_pairs(relation, place)
    proven = _proven(study, look.pairs, known)
    best_first = sorted((*proven, *look.standing), key=lambda one: _order(one, known.told))
    return Synergies(
        _chosen(best_first, known),
        len(look.pairs) + look.hopeless + len(look.standing),
        frozenset(look.connected),
    )


def _acted_on(log: EventLog) -> frozenset[str]:
    """Return the entities on which people acted by hand often enough for any evidence."""
    acts = np.bincount(log.entity[log.act], minlength=len(log.entities))
    return frozenset(log.entities[code] for code in np.flatnonzero(acts >= FEWEST_RIGHT))


@dataclass(slots=True, eq=False)
class _Look:
    """What is connected, and what is not, relation by relation."""

    study: Study
    connections: Connections
    known: Known
    acted_on: frozenset[str]
    pairs: list[_Pair] = field(default_factory=list)  # that the history may speak for
    hopeless: int = 0  # pairs that it cannot speak for
    standing: list[Synergy] = field(default_factory=list)
    connected: set[str] = field(default_factory=set)  # fingerprints

    def at_standing(self, relation: Standing, place: Place) -> None:
        """Look at one automation for all devices of a place.

        What only tells people of a device is there already if anything listens to the device.
        """
        entity_ids = [[member.entity_id for member in members] for members in place.members]
        drawn = relation.template(self.study, entity_ids)
        if drawn is None:
            return
        synergy = _standing(self.study, relation, place, drawn)
        sources, *others = entity_ids
        targets = [entity_id for members in others for entity_id in members]
        devices = (member.device for member in place.members[0])
        around = [entity.entity_id for device in devices for entity in device.entities]
        if (
            self.connections.connects(sources, targets)
            if targets
            else self.connections.hears(around)
        ):
            self.connected.add(synergy.fingerprint)
        else:
            self.standing.append(synergy)

    def at_pairs(self, relation: ByHand, place: Place) -> None:
        """Look at each pair or chain of a place.

        A second motion sensor of a room adds nothing to a light that follows the first.
        """
        sources = [member.entity_id for member in place.members[0]]
        for chosen in place.tuples():
            targets = [member.entity_id for member in chosen if not member.tells]
            pair = _Pair(relation, tuple(one.entity_id for one in chosen), place.area_id)
            if self.connections.connects(sources, targets):
                self.connected |= self._was_waiting(pair)
            elif self.acted_on.issuperset(targets):
                self.pairs.append(pair)
            else:
                self.hopeless += 1

    def _was_waiting(self, pair: _Pair) -> set[str]:
        """Return what a connected pair was known by while it waited for an answer, if it did."""
        if not self.known.waiting:
            return set()
        patterns = pair.patterns(self.study)
        return {pair.synergy(one).fingerprint for one in patterns} & set(self.known.waiting)


def _proven(study: Study, pairs: Sequence[_Pair], known: Known) -> list[Synergy]:
    """Return the pairs that people connect by hand and that no habit is suggested for."""
    spared = known.spared
    pairs = [pair for pair in pairs if not _is_spared(study, pair, spared)]
    tried = prove_declared(study, pairs, known.settings)
    return [
        _with_evidence(pair, one.finding)
        for pair, one in zip(pairs, tried, strict=True)
        if one.finding is not None and not one.finding.pattern.acts & spared
    ]


def _is_spared(study: Study, pair: _Pair, spared: frozenset[Act]) -> bool:
    """Return whether habits spare whatever a pair would: a proof would be for nothing."""
    if not any(entity_id in pair.entity_ids for entity_id, _ in spared):
        return False
    return all(pattern.acts & spared for pattern in pair.patterns(study))


def _with_evidence(pair: _Pair, finding: Finding) -> Synergy:
    evidence = finding.evidence
    return replace(
        pair.synergy(finding.pattern),
        score=_score(pair.relation, evidence),
        evidence=evidence,
        since_shown=finding.since_shown or Evidence(),
        occasions=evidence.fired // len(finding.pattern.effects),
        days=evidence.days,
    )


def _standing(study: Study, relation: Standing, place: Place, drawn: Drawn) -> Synergy:
    steps = (step.entity_id for branch in drawn.recipe.branches for step in branch.steps)
    return Synergy(
        relation=relation.name,
        entity_ids=tuple(dict.fromkeys((*drawn.triggers, *steps))),
        area_id=_common_area(place),
        plan=drawn.recipe,
        score=PROVEN * relation.benefit * (1 - relation.effort) * NEARNESS[relation.scope],
        occasions=drawn.occasions,
        days=len(study.log.days),
        place=place.key,
    )


def _common_area(place: Place) -> str | None:
    areas = {member.area_id for members in place.members for member in members}
    return next(iter(areas)) if len(areas) == 1 else None


def _score(relation: Relation, evidence: Evidence) -> float:
    """Return what a synergy with evidence is worth, PROVEN to 1.

    How sure it is, times how many acts a week it spares (on a logarithmic scale), times what
    the relation is good for, less what it takes to live with, and less where they are far apart.
    """
    often = min(1.0, log1p(evidence.saved_per_week) / log1p(OFTEN))
    worth = evidence.confidence * often * relation.benefit * (1 - relation.effort / 2)
    return PROVEN + (1 - PROVEN) * worth * NEARNESS[relation.scope]


def _order(synergy: Synergy, told: Collection[str] = ()) -> tuple[bool, float, str]:
    """Return what sorts the best first, those with evidence before those without.

    Of two sensors that see the same the one that people were told of stays, although the other
    was a little better last night; also where they have answered it.
    """
    worth = synergy.score - (PROVEN if synergy.evidence is not None else 0.0)
    stays = STAYS if synergy.fingerprint in told else 1.0
    return synergy.evidence is None, -worth * stays, synergy.fingerprint


def _chosen(best_first: Iterable[Synergy], known: Known) -> tuple[Synergy, ...]:
    """Return the few that stay; of two that would move the same target the better one does.

    Also where people have answered the better one: a lesser one does not take its place.
    """
    chosen: list[Synergy] = []
    moved: set[str] = set()
    of_relation: dict[str, int] = {}
    unproven = 0
    for synergy in best_first:
        targets = _targets(synergy)
        if targets & moved:
            continue
        if not known.wants(synergy):
            moved |= targets
            continue
        crowded = of_relation.get(synergy.relation, 0) >= MOST_OF_ONE
        without = synergy.evidence is None and unproven >= MOST_UNPROVEN
        if crowded or without or len(chosen) >= MOST:
            continue
        chosen.append(synergy)
        moved |= targets
        of_relation[synergy.relation] = of_relation.get(synergy.relation, 0) + 1
        unproven += synergy.evidence is None
    return tuple(sorted(chosen, key=_order))


def _targets(synergy: Synergy) -> set[str]:
    plan = synergy.plan
    if isinstance(plan, Pattern):
        return {f"{entity_id}={state}" for entity_id, state in plan.acts}
    steps = {
        f"{branch.trigger.key} {step.entity_id}"
        for branch in plan.branches
        for step in branch.steps
    }
    return steps or {branch.trigger.key for branch in plan.branches}
