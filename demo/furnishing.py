"""What a household has because of the kinds "feature" and "link", and the truth about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from demo.automations import Rule
from demo.connected import CONNECTED, REFUTED, REFUTED_ENTITIES, Connected
from demo.feature_draw import Owned, draw, rules_for, scene_for, script_for
from demo.inventory import Entity, floor_of
from demo.links import (
    ALARMS,
    BY_HAND,
    DAMP,
    HUMIDITY,
    LOCK,
    MACHINE,
    RARE,
    STANDING,
    ZONE,
    Alarm,
)
from demo.people import RESIDENTS
from demo.spec import HouseholdSpec, PlantedFeature, PlantedLink

FEATURE: Final = "feature"
LINK: Final = "link"
OF_DEVICES: Final = frozenset({FEATURE, LINK})
_STANDING: Final = 2  # drawn without evidence; alarms of smoke are two links
_MOST_BY_HAND: Final = 3  # with evidence, two at least


@dataclass(frozen=True, slots=True)
class Furnishing:
    """Devices and automations, and what is true about them."""

    entities: tuple[Entity, ...] = ()
    rules: tuple[Rule, ...] = ()
    scripts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by entity id
    scenes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # likewise
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # further ones
    owned: tuple[Owned, ...] = ()
    connected: tuple[Connected, ...] = ()
    features: tuple[PlantedFeature, ...] = ()  # that nobody uses
    used: tuple[PlantedFeature, ...] = ()  # that are not to be suggested
    lacking: tuple[PlantedFeature, ...] = ()  # that the device does not have
    relations: frozenset[str] = frozenset()  # drawn: names of links, and of groups of alarms
    links: tuple[PlantedLink, ...] = ()  # that are missing; once somebody has lived there
    pairs: frozenset[tuple[str, str]] = frozenset()  # (trigger, target) that are connected
    refuted: frozenset[tuple[str, str]] = frozenset()  # that history speaks against

    def missing(self, entities: Sequence[Entity]) -> tuple[PlantedLink, ...]:
        """Return the links that are missing among all entities of the household."""
        return tuple(_planted(self.relations, entities))


UNFURNISHED: Final = Furnishing()


def furnish(spec: HouseholdSpec) -> Furnishing:
    """Return what a household has besides the usual; nothing for any other kinds.

    The same seed gives the same devices, whatever else the household has.
    """
    chosen = _furnish_links(spec) if LINK in spec.kinds else UNFURNISHED
    return _with_features(spec, chosen) if FEATURE in spec.kinds else chosen


def _own(spec: HouseholdSpec, kind: str) -> np.random.Generator:
    return np.random.default_rng([spec.seed, 1, *kind.encode()])


def _with_features(spec: HouseholdSpec, links: Furnishing) -> Furnishing:
    bulbs, others = draw(_own(spec, FEATURE))
    owned = (*bulbs, *others)
    rules = tuple(rule for one in owned for rule in rules_for(one))
    scripts = dict(found for one in owned if (found := script_for(one)) is not None)
    scenes = dict(found for one in owned if (found := scene_for(one)) is not None)
    equals = tuple(one.feature.entity_id for one in bulbs)
    entities = [entity for one in owned for entity in one.entities]
    return replace(
        links,
        entities=(*links.entities, *entities, *_programs(rules, scripts, scenes)),
        rules=(*links.rules, *rules),
        scripts={**links.scripts, **scripts},
        scenes=scenes,
        owned=owned,
        features=(
            bulbs[0].truth(equals),
            *(one.truth() for one in others if one.is_planted),
        ),
        used=tuple(one.truth() for one in owned if one.has and not one.is_planted),
        lacking=tuple(one.truth() for one in owned if not one.has),
    )


def _programs(
    rules: Iterable[Rule],
    scripts: Mapping[str, Mapping[str, Any]],
    scenes: Mapping[str, Mapping[str, Any]],
) -> Iterator[Entity]:
    """Yield the entities of automations, scripts and scenes."""
    yield from (Entity(rule.entity_id, rule.alias, rest="on") for rule in rules)
    yield from (Entity(one, script["alias"]) for one, script in scripts.items())
    yield from (Entity(one, scene["name"], rest="unknown") for one, scene in scenes.items())


def _furnish_links(spec: HouseholdSpec) -> Furnishing:
    rng = _own(spec, LINK)
    drawn = {STANDING[at] for at in rng.permutation(len(STANDING))[:_STANDING].tolist()}
    by_hand = _MOST_BY_HAND - (1 if "smoke" in drawn else int(rng.integers(2)))
    drawn |= {BY_HAND[at] for at in rng.permutation(len(BY_HAND))[:by_hand].tolist()}
    connected = tuple(one for one in CONNECTED if one.instead_of not in drawn)
    rules = tuple(one.rule for one in connected)
    scripts = dict(one.script for one in connected if one.script is not None)
    entities = (
        *(entity for one in connected for entity in one.entities),
        *REFUTED_ENTITIES,
        *_entities(drawn),
        *_programs(rules, scripts, {}),
    )
    return Furnishing(
        entities=entities,
        rules=rules,
        scripts=scripts,
        groups=dict(group for one in connected for group in one.groups),
        connected=connected,
        relations=frozenset(drawn),
        pairs=frozenset(pair for one in connected for pair in one.pairs),
        refuted=frozenset({REFUTED}),
    )


def _entities(drawn: AbstractSet[str]) -> Iterator[Entity]:
    yield ZONE
    alarms = [alarm for name, many in ALARMS.items() if name in drawn for alarm in many]
    yield from {alarm.trigger.entity_id: alarm.trigger for alarm in alarms}.values()
    yield from (target for alarm in alarms for target in alarm.targets)
    if MACHINE.relation in drawn:
        yield MACHINE.power
    for rare in RARE:
        if rare.relation in drawn:
            yield from (rare.trigger, rare.target)
    if "humidity_fan" in drawn:
        yield from (DAMP, HUMIDITY.entity)
    if "presence_lock" in drawn:
        yield LOCK


def _planted(drawn: AbstractSet[str], entities: Sequence[Entity]) -> Iterator[PlantedLink]:
    for name, many in ALARMS.items():
        if name in drawn:
            yield from (_of_alarm(alarm, entities) for alarm in many)
    if MACHINE.relation in drawn:
        yield PlantedLink(MACHINE.relation, MACHINE.power.entity_id, "", evidence=False)
    for rare in RARE:
        if rare.relation in drawn:
            ends = rare.trigger.entity_id, rare.target.entity_id
            yield PlantedLink(rare.relation, *ends, evidence=True)
    if "humidity_fan" in drawn:
        ends = DAMP.entity_id, HUMIDITY.entity.entity_id
        yield PlantedLink("humidity_fan", *ends, evidence=True)
    if "presence_lock" in drawn:
        people = tuple(f"person.{resident.key}" for resident in RESIDENTS)
        yield PlantedLink(
            "presence_lock",
            ZONE.entity_id,
            LOCK.entity_id,
            evidence=True,
            also_triggers=people,
        )


def _of_alarm(alarm: Alarm, entities: Sequence[Entity]) -> PlantedLink:
    floor = floor_of(alarm.trigger.area)
    found = [
        one.entity_id
        for one in (alarm.targets or entities)
        if alarm.targets or (one.domain == alarm.domain and floor_of(one.area) == floor)
    ]
    trigger, (target, *others) = alarm.trigger.entity_id, found
    return PlantedLink(alarm.relation, trigger, target, evidence=False, also_targets=tuple(others))
