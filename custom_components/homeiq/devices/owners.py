"""Which entities' acts and states show the use of which capabilities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.stated import STATE
from custom_components.homeiq.devices.capability import Capabilities, Kind

_KINDS: Final[Mapping[str, Kind]] = {kind.key: kind for kind in KINDS}
_SWITCHED: Final = ("turn_on", "turn_off", "toggle")
# Of an entity that is nothing but a setting the state shows the use, whatever the setting is.
_SET: Final[Mapping[str, Kind]] = {
    domain: Kind(f"{domain}.{STATE}", shown=(STATE,), actions=frozenset(actions))
    for domain, actions in {
        "number": ("number.set_value",),
        "select": (
            "select.select_first",
            "select.select_last",
            "select.select_next",
            "select.select_option",
            "select.select_previous",
        ),
        "switch": tuple(
            f"{domain}.{name}" for domain in ("switch", "homeassistant") for name in _SWITCHED
        ),
    }.items()
}


@dataclass(frozen=True, slots=True)
class Owner:
    """A capability of a device, and how an entity shows its use."""

    device_id: str
    key: str
    kind: Kind

    @property
    def capability(self) -> tuple[str, str]:
        """What it is known by."""
        return self.device_id, self.key


@dataclass(frozen=True, slots=True)
class Watched:
    """What is to be read of the history of a home's features."""

    entity_ids: frozenset[str] = frozenset()  # whose attributes count
    attributes: frozenset[str] = frozenset()  # those that do
    stated: frozenset[str] = frozenset()  # entities whose state counts


@dataclass(frozen=True, slots=True)
class Owners:
    """The capabilities of a home by the entities that show their use."""

    of_entity: Mapping[str, tuple[Owner, ...]] = field(default_factory=dict)
    actions: frozenset[str] = frozenset()  # that use any
    fields: frozenset[str] = frozenset()  # likewise

    @classmethod
    def of(cls, capabilities: Capabilities) -> Self:
        """Return what each entity shows; of what is known of no kind, only settings do."""
        found: dict[str, list[Owner]] = {}
        for device_id, by_key in capabilities.of_device.items():
            for key, capability in by_key.items():
                for entity_id in capability.entity_ids:
                    if (kind := _kind_of(key, entity_id.partition(".")[0])) is not None:
                        found.setdefault(entity_id, []).append(Owner(device_id, key, kind))
        kinds = {owner.kind for owners in found.values() for owner in owners}
        return cls(
            {entity_id: tuple(owners) for entity_id, owners in found.items()},
            frozenset[str]().union(*(kind.actions for kind in kinds)),
            frozenset[str]().union(*(kind.fields for kind in kinds)),
        )

    def watched(self) -> Watched:
        """Return what is to be read of their history."""
        shown = {
            entity_id: {name for owner in owners for name in owner.kind.shown}
            for entity_id, owners in self.of_entity.items()
        }
        return Watched(
            frozenset(entity_id for entity_id, names in shown.items() if names - {STATE}),
            frozenset(name for names in shown.values() for name in names) - {STATE},
            frozenset(entity_id for entity_id, names in shown.items() if STATE in names),
        )


def _kind_of(key: str, domain: str) -> Kind | None:
    kind = _KINDS.get(key)
    return kind if kind is not None and kind.domain == domain else _SET.get(domain)
