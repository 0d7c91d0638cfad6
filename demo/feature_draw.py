"""Which devices a household has, which can do what nobody uses, and how the rest is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from demo.acts import KEEP
from demo.automations import Rule
from demo.features import DIMMED, POOL, UNDIMMABLE, Feature, Use, Way, equal_bulbs
from demo.inventory import Entity
from demo.people import HOUR
from demo.spec import PlantedFeature

PLANTED: Final = 4  # unused features of a household
_BEGINS: Final = 21 * HOUR + 1800  # when automations use something
_ENDS: Final = 7 * HOUR  # when they undo it
_LASTS: Final = 2400  # seconds that they leave something on


@dataclass(frozen=True, slots=True)
class Owned:
    """A device of a household."""

    feature: Feature
    way: Way | None = None  # how it is used; None: nobody uses it
    has: bool = True  # False: it cannot do it

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Of the device, as they are in this household."""
        feature = self.feature
        if not self.has:
            return feature.lacking
        if self.way is not Way.SETTING:
            return feature.entities
        other = str(feature.use.values[0])
        return tuple(
            one if one is not feature.entity else _resting(one, other) for one in feature.entities
        )

    @property
    def is_planted(self) -> bool:
        """Whether it can do something that nobody uses."""
        return self.has and self.way is None

    def truth(self, equals: tuple[str, ...] = ()) -> PlantedFeature:
        """Return what is to be said, or not to be said, about it."""
        feature, entity = self.feature, self.entities[0]
        device = entity.device or entity.entity_id
        entity_id = feature.entity_id if self.has else entity.entity_id
        return PlantedFeature(feature.rule, feature.capability, device, entity_id, equals)


def _resting(entity: Entity, state: str) -> Entity:
    names = [name for name in Entity.__slots__ if name != "rest"]
    return Entity(**{name: getattr(entity, name) for name in names}, rest=state)


def draw(rng: np.random.Generator) -> tuple[tuple[Owned, ...], tuple[Owned, ...]]:
    """Return the ten equal bulbs that nobody makes use of, and all other devices."""
    bulbs = tuple(Owned(one) for one in equal_bulbs(int(rng.integers(3))))
    rest = [one for one in POOL if one.rule != bulbs[0].feature.rule]
    order = rng.permutation(len(rest)).tolist()
    unused = [Owned(rest[number]) for number in order[: PLANTED - 1]]
    others = [_otherwise(rest[number], rng) for number in order[PLANTED - 1 :]]
    dimmed = [Owned(feature, way) for way, feature in DIMMED.items()]
    return bulbs, (*unused, *others, *dimmed, Owned(UNDIMMABLE, has=False))


def _otherwise(feature: Feature, rng: np.random.Generator) -> Owned:
    """Return a device that is used in some way, or that cannot do it."""
    if rng.random() < 1 / 3:
        return Owned(feature, has=False)
    return Owned(feature, feature.ways[int(rng.integers(len(feature.ways)))])


def rules_for(owned: Owned) -> Iterator[Rule]:
    """Yield the automations that use what a device can do."""
    if owned.way is not Way.AUTOMATION:
        return
    use, entity = owned.feature.use, owned.feature.entity
    lasts = use.state != "on"  # else it is undone by turning it off
    first, *_, other = use.values
    times = ((first, _BEGINS), (other, _ENDS)) if lasts else ((first, _BEGINS),)
    for number, (value, at) in enumerate(times, start=1):
        yield Rule(
            f"automation.{entity.entity_id.partition('.')[2]}_{number}",
            f"{entity.name} {number}",
            ((use.entity_id, use.leads_to(value)),),
            use.named(value),
            use.data(value),
            at=at,
            undone_after=0 if lasts else _LASTS,
        )


def script_for(owned: Owned) -> tuple[str, dict[str, Any]] | None:
    """Return the entity id and the configuration of the script that uses it, if one does."""
    if owned.way is not Way.SCRIPT:
        return None
    use, name = owned.feature.use, f"{owned.feature.entity.name} comfort"
    value = use.values[0]
    step: dict[str, Any] = {
        "action": use.named(value),
        "target": {"entity_id": [use.entity_id]},
    }
    if data := use.data(value):
        step["data"] = dict(data)
    return f"script.{_key(use)}_comfort", {"alias": name, "sequence": [step]}


def scene_for(owned: Owned) -> tuple[str, dict[str, Any]] | None:
    """Return the entity id and the configuration of the scene that uses it, if one does."""
    if owned.way is not Way.SCENE:
        return None
    use, entity = owned.feature.use, owned.feature.entity
    (field, value), *_ = use.data(use.values[0])
    state = "playing" if entity.domain == "media_player" else use.state
    shown: dict[str, Any] = {"state": entity.rest if state == KEEP else state, field: value}
    if field == "brightness_pct" and isinstance(value, int):
        del shown[field]
        shown["brightness"] = round(value * 255 / 100)
    name, key = f"{entity.name} comfort", f"{_key(use)}_comfort"
    return f"scene.{key}", {"id": key, "name": name, "entities": {use.entity_id: shown}}


def _key(use: Use) -> str:
    return use.entity_id.partition(".")[2]
