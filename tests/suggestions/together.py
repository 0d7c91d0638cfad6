"""For each relation, devices that could work together and what is found of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.recipe import Recipe
from custom_components.homeiq.devices.relations import RELATIONS
from custom_components.homeiq.devices.relations.relation import ByHand, Relation, Role, Standing
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.study import Study
from tests.mining.build import BERLIN_HOME, Diary

NAMES_OF_RELATIONS: Final = [relation.name for relation in RELATIONS]
DAYS: Final = 20
EVIDENCE: Final = Evidence(days=DAYS, right=14, wrong=1, already=2, missed=3)

_RESTING: Final = {
    "binary_sensor": "off",
    "climate": "heat",
    "cover": "open",
    "fan": "off",
    "light": "off",
    "lock": "unlocked",
    "sensor": "50",
    "valve": "open",
    "zone": "1",
}
_DONE: Final = {"climate": "off", "cover": "closed", "fan": "on", "light": "on", "lock": "locked"}
_UNITS: Final = {"humidity": "%", "illuminance": "lx", "power": "W"}
# Minutes and watts: heating, turning, spinning, done.
_WASHING: Final = ((0, 5.0), (5, 2050.0), (20, 110.0), (60, 380.0), (90, 0.8))


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Devices of one area that can take the parts of a relation, so many of each."""

    relation: Relation
    roles: tuple[tuple[DeviceEntity, ...], ...]
    area_names: dict[str, str] = field(default_factory=lambda: {"hall": "Hall"})

    @property
    def entities(self) -> list[DeviceEntity]:
        """Return all entities, those of each role one after the other."""
        return [entity for role in self.roles for entity in role]

    @property
    def inventory(self) -> Inventory:
        """Return them as devices of their own, called as their entities are."""
        return Inventory.of(
            DeviceRecord(f"d.{one.entity_id}", one.name, area_id="hall", entities=(one,))
            for one in self.entities
        )

    @property
    def names(self) -> Names:
        """Return what people call them."""
        return Names(
            {one.entity_id: one.name for one in self.entities},
            self.area_names,
            {one.entity_id: one.device_class for one in self.entities if one.device_class},
            {one.entity_id: _UNITS[one.device_class] for one in self.entities if _unit(one)},
        )

    @property
    def home(self) -> Home:
        """Return what mining knows of them."""
        return Home(
            BERLIN_HOME.timezone,
            BERLIN_HOME.latitude,
            BERLIN_HOME.longitude,
            areas={one.entity_id: "hall" for one in self.entities},
            devices={one.entity_id: f"d.{one.entity_id}" for one in self.entities},
        )

    def synergies(self) -> list[Synergy]:
        """Return what can be found of them: the only automation, or each that people may do."""
        study = self._study()
        if isinstance(self.relation, Standing):
            return [self._standing(self.relation, study)]
        chosen = [role[0].entity_id for role in self.roles]
        patterns = self.relation.template(study, chosen)
        return [self._by_hand(self.relation, chosen, pattern) for pattern in patterns]

    def _standing(self, relation: Standing, study: Study) -> Synergy:
        ids = [[entity.entity_id for entity in role] for role in self.roles]
        drawn = relation.template(study, ids)
        assert drawn is not None
        steps = (step.entity_id for branch in drawn.recipe.branches for step in branch.steps)
        entity_ids = tuple(dict.fromkeys((*drawn.triggers, *steps)))
        return Synergy(
            relation.name,
            entity_ids,
            "hall",
            drawn.recipe,
            0.4,
            None,
            Evidence(),
            drawn.occasions,
            DAYS,
        )

    def _by_hand(self, relation: ByHand, chosen: Sequence[str], pattern: Pattern) -> Synergy:
        return Synergy(relation.name, tuple(chosen), "hall", pattern, 0.7, EVIDENCE, days=DAYS)

    def _study(self) -> Study:
        diary = Diary()
        for day in range(DAYS):
            for entity in self.entities:
                _live(diary, day, entity)
        return Study.of(diary.log(self.home), self.home)


def together(name: str, count: int = 1) -> Together:
    """Return devices for a relation, so many for each of its roles."""
    (relation,) = (one for one in RELATIONS if one.name == name)
    return Together(
        relation,
        tuple(
            tuple(_entity(role, place, number) for number in range(1 if role.entity_id else count))
            for place, role in enumerate(relation.roles)
        ),
    )


def found(name: str, count: int = 1) -> tuple[Synergy, Together]:
    """Return the first of what is found of such devices, and them."""
    devices = together(name, count)
    return devices.synergies()[0], devices


def recipe_of(synergy: Synergy) -> Recipe:
    """Return what connects devices that need no evidence."""
    assert isinstance(synergy.plan, Recipe)
    return synergy.plan


def _entity(role: Role, place: int, number: int) -> DeviceEntity:
    kind = max(role.classes, default="") or None
    named = f"{kind or role.domain} {place}{number}".replace("_", " ")
    return DeviceEntity(
        role.entity_id or f"{role.domain}.{kind or 'it'}_{place}_{number}",
        name=named.capitalize(),
        device_class=kind,
        state=_RESTING[role.domain],
    )


def _unit(entity: DeviceEntity) -> bool:
    return entity.domain == "sensor" and entity.device_class in _UNITS


def _live(diary: Diary, day: int, entity: DeviceEntity) -> None:
    """Let a reading rise each morning, and somebody answer it; a machine runs now and then."""
    resting = "0.8" if entity.device_class == "power" else _RESTING[entity.domain]
    diary.add(day, "00:00:01", entity.entity_id, resting, Origin.CONSEQUENCE)
    if entity.device_class == "power":
        for minute, watts in _WASHING if day % 3 == 0 else ():
            diary.add(day, 36_000 + 60 * minute, entity.entity_id, str(watts), Origin.DEVICE)
    elif entity.domain == "sensor":
        diary.add(day, "08:00", entity.entity_id, "80", Origin.DEVICE)
        diary.add(day, "09:00", entity.entity_id, resting, Origin.DEVICE)
    elif entity.domain in _DONE:
        diary.add(day, "08:05", entity.entity_id, _DONE[entity.domain], Origin.PERSON)
        diary.add(day, "12:00", entity.entity_id, resting, Origin.AUTOMATION)
