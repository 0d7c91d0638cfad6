"""How often which capabilities were used: by what entities showed, and by what was asked of them.

What an entity shows counts once it has stayed so for a moment: on its way to a position a cover
passes all others, and a lamp that fades passes all levels.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.homeiq.devices.asking import Published, Used, asked, nothing_published
from custom_components.homeiq.devices.capabilities.settings import (
    PREFIX,
    is_untouched,
    setting_of,
)
from custom_components.homeiq.devices.capabilities.stated import STATE
from custom_components.homeiq.devices.capability import Capabilities, Kind
from custom_components.homeiq.devices.inventory import NOWHERE, DeviceEntity, Inventory
from custom_components.homeiq.devices.owners import Owners
from custom_components.homeiq.devices.plain import comparable, is_plain, number_of
from custom_components.homeiq.devices.use import DayUse
from custom_components.homeiq.mining.commands import PASSING
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.event_log import Bools, Floats, Ints, local_clock
from custom_components.homeiq.mining.shown import FeatureHistory, Shown

SETTLED: Final = 10.0  # seconds after which a value is no passing one
ONE_USE: Final = 10.0  # seconds; what follows on within this time belongs to the same use
_ABSENT: Final = -inf  # no value is known
_DAY_BITS: Final = 24
_ANY_DAY: Final = (1 << _DAY_BITS) - 1


def uses(
    history: FeatureHistory,
    capabilities: Capabilities,
    references: References,
    timezone: ZoneInfo,
    published: Published = nothing_published,
) -> tuple[DayUse, ...]:
    """Return how often each capability was used on each day, by local date.

    `published` tells what a call uses that sends a message past Home Assistant's own entities.
    A call and the changes that it leads to are one use.
    """
    owners = Owners.of(capabilities)
    moments = _Moments()
    _add_shown(history.shown, owners, moments)
    known: dict[tuple[str, int], set[Used]] = {}  # calls that are alike share their data
    for call in history.calls:
        alike = call.action, id(call.data)
        if alike not in known:
            known[alike] = asked(call, owners, references, published)
        for used in known[alike]:
            moments.add(used, call.at)
    return moments.by_day(timezone)


def settings_used(inventory: Inventory, capabilities: Capabilities) -> frozenset[Used]:
    """Return the settings that somebody has touched: they are not as devices come."""
    return frozenset(
        (device.device_id, key)
        for device in inventory.devices.values()
        for key, capability in capabilities.of_device.get(device.device_id, {}).items()
        if key.startswith(PREFIX)
        and any(
            (setting := setting_of(entity, device)) is not None
            and not is_untouched(setting, entity)
            for entity in device.entities
            if entity.entity_id in capability.entity_ids
        )
    )


def used_now(inventory: Inventory, capabilities: Capabilities) -> frozenset[Used]:
    """Return the settings that somebody has touched, and all else that entities show in use now.

    Of what lights show, Home Assistant records nothing.
    """
    owners = Owners.of(capabilities)
    return settings_used(inventory, capabilities) | {
        owner.capability
        for _, entity in inventory.entities()
        if entity.state not in NOWHERE and entity.state not in PASSING
        for owner in owners.of_entity.get(entity.entity_id, ())
        if _is_shown_in_use(owner.kind, entity)
    }


def _is_shown_in_use(kind: Kind, entity: DeviceEntity) -> bool:
    shown = (entity.state if name == STATE else entity.attributes.get(name) for name in kind.shown)
    # Where no value means that it is not used, having one tells nothing.
    return bool(kind.plain) and any(
        value is not None and not is_plain(kind, value) for value in shown
    )


class _Moments:
    """Takes when capabilities were used, and counts their uses."""

    __slots__ = ("_chunks", "_codes", "_single")

    def __init__(self) -> None:
        """Start without any."""
        self._codes: dict[Used, int] = {}
        self._single: list[tuple[int, float]] = []
        self._chunks: list[tuple[Ints, Floats]] = []

    def code(self, used: Used) -> int:
        """Return the number of a capability."""
        return self._codes.setdefault(used, len(self._codes))

    def add(self, used: Used, time: float) -> None:
        """Add one moment."""
        self._single.append((self.code(used), time))

    def add_all(self, codes: Ints, times: Floats) -> None:
        """Add moments by the numbers of their capabilities."""
        self._chunks.append((codes, times))

    def by_day(self, timezone: ZoneInfo) -> tuple[DayUse, ...]:
        """Return how often each capability was used on each local day."""
        code = np.concatenate(
            (
                *(codes for codes, _ in self._chunks),
                np.array([n for n, _ in self._single], np.int32),
            )
        )
        time = np.concatenate(
            (*(times for _, times in self._chunks), np.array([t for _, t in self._single]))
        )
        order = np.lexsort((time, code))
        code, time = code[order], time[order]
        anew = np.ones(len(code), np.bool_)
        anew[1:] = (code[1:] != code[:-1]) | (np.diff(time) > ONE_USE)
        day, _ = local_clock(time[anew], timezone)
        pairs, counts = np.unique(
            code[anew].astype(np.int64) << _DAY_BITS | day, return_counts=True
        )
        capabilities = tuple(self._codes)
        found: list[DayUse] = []
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            device_id, key = capabilities[pair >> _DAY_BITS]
            found.append(DayUse(device_id, key, pair & _ANY_DAY, count))
        return tuple(found)


def _add_shown(shown: Shown, owners: Owners, moments: _Moments) -> None:
    """Add the moments at which what entities showed tells of a use."""
    by_kind: defaultdict[Kind, list[tuple[int, int]]] = defaultdict(list)
    for entity, entity_id in enumerate(shown.entities):
        for owner in owners.of_entity.get(entity_id, ()):
            by_kind[owner.kind].append((entity, moments.code(owner.capability)))
    rows = _Rows.of(shown)
    for kind, owned in by_kind.items():
        of_kind = rows.only([entity for entity, _ in owned], len(shown.entities))
        for attribute in kind.shown:
            values = _Values.of(shown.sets, of_kind, kind, attribute)
            used = of_kind.where(_used(of_kind, values))
            for layer in _layers(owned, len(shown.entities)):
                code = layer[used.entity]
                moments.add_all(code[code >= 0], used.time[code >= 0])


def _layers(owned: Iterable[tuple[int, int]], size: int) -> list[Ints]:
    """Return by entity what it shows the use of, -1: nothing; a layer more where it is several."""
    layers: list[Ints] = []
    for entity, code in owned:
        layer = next((one for one in layers if one[entity] < 0), None)
        if layer is None:
            layer = np.full(size, -1, np.int32)
            layers.append(layer)
        layer[entity] = code
    return layers


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """What was shown, by entity and then by time; columns of one length n."""

    time: Floats
    entity: Ints
    shown: Ints

    @classmethod
    def of(cls, shown: Shown) -> _Rows:
        order = np.argsort(shown.entity, kind="stable")
        return cls(shown.time[order], shown.entity[order], shown.shown[order])

    def where(self, rows: Bools | Ints) -> _Rows:
        return _Rows(self.time[rows], self.entity[rows], self.shown[rows])

    def only(self, entities: list[int], size: int) -> _Rows:
        """Return the rows of some entities, of so many."""
        wanted = np.zeros(size, np.bool_)
        wanted[entities] = True
        return self.where(wanted[self.entity])


@dataclass(frozen=True, slots=True, eq=False)
class _Values:
    """What an attribute was in each set, as numbers: those that it says, else codes."""

    of_set: Floats
    plain: Mapping[float, bool]  # whether the capability is not used by it
    tolerance: float  # what differs by less is the same
    counts_at_first: bool  # whether having a value that is not plain is a use

    @classmethod
    def of(
        cls, sets: Sequence[Mapping[str, object]], rows: _Rows, kind: Kind, attribute: str
    ) -> _Values:
        of_set = np.full(len(sets), _ABSENT)
        codes: dict[object, int] = {}
        plain: dict[float, bool] = {}
        for at in np.unique(rows.shown).tolist():
            value = sets[at].get(attribute)
            if value is None or (attribute == STATE and value in NOWHERE):
                continue
            if kind.tolerance:
                number = number_of(value)
            else:
                number = codes.setdefault(_told(attribute, value), len(codes))
            if number is not None:
                of_set[at] = number
                if number not in plain:
                    plain[number] = is_plain(kind, value)
        # Codes differ by one at least.
        return cls(of_set, plain, kind.tolerance or 0.5, bool(kind.plain))


def _told(attribute: str, value: object) -> object:
    """Return what a value is known by; a state of 30.0 is one of 30."""
    number = number_of(value) if attribute == STATE else None
    return comparable(value) if number is None else (number,)


def _used(rows: _Rows, values: _Values) -> Ints:
    """Return the rows at which a value changed, and the first values that count by themselves."""
    value = values.of_set[rows.shown]
    at = _settled(rows, value)
    found: list[int] = []
    last_entity, last = -1, _ABSENT
    for row, entity, now in zip(
        at.tolist(), rows.entity[at].tolist(), value[at].tolist(), strict=True
    ):
        if entity != last_entity:
            if values.counts_at_first and not values.plain[now]:
                found.append(row)
            last_entity, last = entity, now
        # From what counted last: many small changes to one side are a large one.
        elif abs(now - last) >= values.tolerance:
            if not (values.plain[now] and values.plain[last]):
                found.append(row)
            last = now
    return np.array(found, np.int32)


def _settled(shown: _Rows, value: Floats) -> Ints:
    """Return the rows at which a known value began that stayed for a while."""
    anew = np.ones(len(value), np.bool_)
    anew[1:] = (shown.entity[1:] != shown.entity[:-1]) | (value[1:] != value[:-1])
    begun = np.flatnonzero(anew)
    is_last = np.ones(len(begun), np.bool_)
    is_last[:-1] = shown.entity[begun[1:]] != shown.entity[begun[:-1]]
    stayed = np.full(len(begun), inf)
    stayed[:-1] = np.diff(shown.time[begun])
    kept = (value[begun] != _ABSENT) & (is_last | (stayed >= SETTLED))
    rows: Ints = begun[kept].astype(np.int32)
    return rows
