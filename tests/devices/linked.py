"""Devices that could work together, and what people do with them by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.places import Place, places
from custom_components.homeiq.devices.relations.relation import ByHand, Drawn, Relation, Standing
from custom_components.homeiq.devices.synergies import Known, Synergies, find_synergies
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.declared import Tried, prove_declared
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.answering import Answer, Answering, answering
from tests.mining.build import BERLIN_HOME, Diary
from tests.mining.lively import HOUR

FEW = (2, 9, 16, 23)  # days on which something seldom happens
OFTEN = tuple(range(1, 27, 2))


def device(
    device_id: str, *entities: DeviceEntity | str, area: str | None = "hall", floor: str = ""
) -> DeviceRecord:
    """Return a device in an area; of an entity its id is enough."""
    return DeviceRecord(
        device_id,
        area_id=area,
        floor_id=floor or None,
        entities=tuple(
            DeviceEntity(one, state="off") if isinstance(one, str) else one for one in entities
        ),
    )


def only(
    entity_id: str, device_class: str | None = None, area: str | None = "hall"
) -> DeviceRecord:
    """Return a device with one entity, by whose id it is known."""
    return device(entity_id, DeviceEntity(entity_id, device_class=device_class), area=area)


def home_of(inventory: Inventory, *automations: ExistingAutomation, sun: bool = True) -> Home:
    """Return what mining knows of a home with these devices."""
    entities = [
        (one.entity_id, device.device_id, one.area_id or device.area_id, one.device_class)
        for device, one in inventory.entities()
    ]
    return replace(
        BERLIN_HOME if sun else replace(BERLIN_HOME, latitude=None, longitude=None),
        areas={entity_id: area for entity_id, _, area, _ in entities if area is not None},
        devices={entity_id: device_id for entity_id, device_id, _, _ in entities},
        classes={entity_id: kind for entity_id, _, _, kind in entities if kind is not None},
        automations=automations,
    )


def automation(
    triggers: Iterable[str], *targets: str, mentions: Iterable[str] = (), enabled: bool = True
) -> ExistingAutomation:
    """Return an automation that turns targets on."""
    effects = frozenset((target, "on") for target in targets)
    return ExistingAutomation(
        "automation.a",
        "A",
        frozenset(triggers),
        effects,
        enabled=enabled,
        mentions=frozenset(mentions),
    )


def study_of(diary: Diary, inventory: Inventory | None = None, home: Home | None = None) -> Study:
    """Return a study of a diary in the home of an inventory."""
    home = home or home_of(inventory or Inventory())
    return Study.of(diary.log(home), home)


def synergies(
    diary: Diary,
    devices: Iterable[DeviceRecord],
    *automations: ExistingAutomation,
    known: Known | None = None,
    floors: dict[str, str] | None = None,
    home: Home | None = None,
) -> Synergies:
    """Return what is found in a home with these devices."""
    inventory = Inventory.of(devices, floors)
    study = study_of(diary, inventory, home or home_of(inventory, *automations))
    return find_synergies(study, inventory, known or Known())


def told(found: Synergies | Iterable[Synergy]) -> list[tuple[str, ...]]:
    """Return the relation and the entities of each synergy, best first."""
    many = found.found if isinstance(found, Synergies) else found
    return [(one.relation, *one.entity_ids) for one in many]


def evidence(synergy: Synergy) -> tuple[int, int]:
    """Return how often a synergy would have been right and wrong."""
    assert isinstance(synergy.evidence, Evidence)
    return synergy.evidence.right, synergy.evidence.wrong


def where(relation: Relation, *devices: DeviceRecord, **floors: str) -> list[Place]:
    """Return the places of a relation among devices."""
    return list(places(relation, Inventory.of(devices, floors)))


def patterns(relation: ByHand, study: Study, *entity_ids: str) -> Sequence[Pattern]:
    """Return a relation's patterns of entities."""
    return relation.template(study, entity_ids)


def drawn(relation: Standing, study: Study, *members: Sequence[str]) -> Drawn | None:
    """Return a standing relation's automation for the members of each of its roles."""
    return relation.template(study, members)


class Declared:
    """A relation between entities, as what is declared."""

    def __init__(self, relation: ByHand, *entity_ids: str) -> None:
        """Remember both."""
        self.relation, self.entity_ids = relation, entity_ids

    def patterns(self, study: Study) -> Sequence[Pattern]:
        """Return its patterns."""
        return self.relation.template(study, self.entity_ids)


def tried(relation: ByHand, diary: Diary, *entity_ids: str, home: Home = BERLIN_HOME) -> Tried:
    """Return what a diary says of a relation between entities."""
    study = Study.of(diary.log(home), home)
    (found,) = prove_declared(study, [Declared(relation, *entity_ids)], MiningSettings())
    return found


def lamp_at(sensor: str, kept: Iterable[int] = FEW, of: Iterable[int] = FEW) -> Answering:
    """Return a sensor upon which somebody turns on the light of the hall."""
    return answering(of, kept, ("light.hall", "on"), sensor=sensor)


def readings(
    diary: Answering, sensor: str, peaks: Sequence[float], *answers: Answer, usual: float
) -> None:
    """Let a reading rise or fall twice on every other day, and somebody answer its extreme."""
    diary.add(0, 3.0, sensor, str(usual), Origin.DEVICE)
    for day in range(0, diary.days, 2):
        for begin in (8, 17):
            at = begin * HOUR + diary.random.uniform(0, 3 * HOUR)
            for step, reading in enumerate((*peaks, *reversed(peaks), usual)):
                wavering = reading * (1 + diary.random.uniform(-0.004, 0.004))
                diary.add(day, at + 200 * step, sensor, f"{wavering:.1f}", Origin.DEVICE)
            for entity_id, state in answers:
                diary.use(day, at + 200 * len(peaks) - 200 + 30, entity_id, state, 2400)
