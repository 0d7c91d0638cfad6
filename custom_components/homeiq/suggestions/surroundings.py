"""What all prompts of a run have in common: the home, who words it, and in which language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Self

from custom_components.homeiq.devices.context import DeviceContext
from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.privacy import Household, Kind, StandIns, kind_of
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.wanted import Privacy
from custom_components.homeiq.suggestions.words import Words

_SUN: Final = "sun.sun"
_HOME: Final = "zone.home"
_CALLED_SO_ANYWHERE: Final = frozenset({"home", "zuhause"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is asked with a suggestion; made once a run, since it looks at the whole home."""

    names: Names
    words: Words  # of the templates
    language: str  # that a model is to write in, as a code
    privacy: Privacy = Privacy.FULL
    contexts: Mapping[str, DeviceContext] = field(default_factory=dict)  # by entity id
    household: Household = field(default_factory=Household)  # empty where names may be sent

    @classmethod
    def of(
        cls,
        names: Names,
        inventory: Inventory,
        contexts: Iterable[DeviceContext],
        words: Words,
        language: str,
        privacy: Privacy,
    ) -> Self:
        """Look at a home; what is named nowhere here is not known to be one of its names.

        With thousands of entities and stand-ins for them this takes a tenth of a second: it is
        not for the event loop.
        """
        contexts = tuple(contexts)
        by_entity = {each: context for context in contexts for each in context.entity_ids}
        household = Household()
        if privacy is Privacy.PSEUDONYMS:
            household = Household.of(_called(names, inventory, contexts))
        return cls(names, words, language, privacy, by_entity, household)

    def devices(self, suggestion: Suggestion) -> tuple[DeviceContext, ...]:
        """Return the devices of a suggestion; an entity that has none stands for itself."""
        found = (
            self.contexts.get(each) or DeviceContext(each, entity_ids=(each,))
            for each in suggestion.entity_ids
        )
        return tuple({context.device_id: context for context in found}.values())

    def stand_ins(self, suggestion: Suggestion, texts: Iterable[str]) -> StandIns:
        """Return what stands in for the names in some texts about a suggestion.

        Raises NamesShowError. Of what is gone from the home, the id is all that templates have.
        """
        if self.privacy is Privacy.FULL:
            return StandIns()
        own = chain.from_iterable(_entity(each, self.names) for each in suggestion.entity_ids)
        household = self.household.and_of(Household.of(own))
        return StandIns.of(household, texts, self.language)


def _called(
    names: Names, inventory: Inventory, contexts: Iterable[DeviceContext]
) -> Iterator[tuple[str, str, Kind]]:
    """Yield what the people, rooms, devices and entities of a home are called, and their ids."""
    people = sorted(names.entities, key=lambda each: kind_of(each) is not Kind.PERSON)
    yield from ((name, name, Kind.ROOM) for name in names.areas.values())
    for entity_id in people:
        yield from _entity(entity_id, names)
    for device in inventory.devices.values():
        name = device.name or names.entity(device.device_id)
        yield from ((name, name, Kind.DEVICE), (device.device_id, name, Kind.DEVICE))
        for entity in device.entities:
            yield from _entity(entity.entity_id, names)
    for context in contexts:
        yield from ((each, each, Kind.ROOM) for each in (context.area,) if each)
        name = context.name or names.entity(context.device_id)
        yield from ((name, name, Kind.DEVICE), (context.device_id, name, Kind.DEVICE))
        for entity_id in context.entity_ids:
            yield from _entity(entity_id, names)


def _entity(entity_id: str, names: Names) -> Iterator[tuple[str, str, Kind]]:
    name = names.entity(entity_id)
    # What is called so in every home tells nothing of this one, and is in many a sentence.
    if entity_id == _SUN or (entity_id == _HOME and name.lower() in _CALLED_SO_ANYWHERE):
        return
    kind = kind_of(entity_id)
    yield name, name, kind
    yield entity_id, name, kind
