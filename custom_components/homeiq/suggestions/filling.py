"""What of an automation may fill the inputs of a blueprint.

An input is filled by its selector and by where it stands: a sensor that triggers by what triggers
ours, a target by what ours acts on, a wait by one of ours. What it is called tells nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from homeassistant.util.yaml import Input

from custom_components.homeiq.mining.effects import texts
from custom_components.homeiq.suggestions.occasions import UNITS, span

MOST_INPUTS: Final = 40  # one with more is a program of its own
MOST_VALUES: Final = 12  # of one input

AS_IT_IS: Final = object()  # its default
_SPAN_KEYS: Final = frozenset({"delay", "for", *UNITS})
_TIME_KEYS: Final = ("at", "after", "before")
_LIMIT_KEYS: Final = frozenset({"above", "below"})
_FILTERS: Final = ("integration", "domain", "device_class", "supported_features")


@dataclass(frozen=True, slots=True)
class Kind:
    """What selectors ask of an entity besides its domain."""

    device_class: str | None = None
    integration: str | None = None
    features: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an input stands in a blueprint."""

    part: str  # triggers, conditions, actions, or what else a blueprint holds
    path: tuple[str, ...]  # keys of mappings, the outermost first
    acts: bool  # it says what an action acts on, or how


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """An input: its selector, whether it may stay as it is, and where it stands."""

    name: str
    selector: Mapping[str, Any]  # empty: any value will do
    is_optional: bool
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fillings:
    """What of an automation may fill inputs."""

    triggering: tuple[str, ...]  # entity ids
    asked: tuple[str, ...]  # those of conditions
    acted: tuple[tuple[str, ...], ...]  # all that it acts on, those of each action, each alone
    delays: tuple[float, ...]  # seconds
    holds: tuple[float, ...]
    limits: tuple[float, ...]
    times: tuple[str, ...]
    values: tuple[Any, ...]  # of the data of its actions
    conditions: tuple[Any, ...]
    actions: tuple[Any, ...]
    kinds: Mapping[str, Kind]


def fillings_of(automation: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Fillings:
    """Return what of an automation of ours may fill inputs."""
    triggers, conditions = automation["triggers"], automation["conditions"]
    groups = [
        tuple(texts(step["target"].get("entity_id")))
        for step in automation["actions"]
        if isinstance(step.get("target"), Mapping)
    ]
    every = tuple(dict.fromkeys(one for group in groups for one in group))
    acted = dict.fromkeys((every, *groups, *((one,) for one in every)))
    data = [step["data"] for step in automation["actions"] if isinstance(step.get("data"), dict)]
    parts = (*triggers, *conditions)
    return Fillings(
        triggering=_named(triggers),
        asked=_named(conditions),
        acted=tuple(group for group in acted if group),
        delays=_spans(automation["actions"], "delay"),
        holds=_spans(triggers, "for") or (0.0,),
        limits=tuple(part[key] for part in parts for key in ("above", "below") if key in part),
        times=tuple(part[key] for part in parts for key in _TIME_KEYS if key in part),
        values=tuple(value for one in data for value in one.values()),
        conditions=tuple(conditions),
        actions=tuple(automation["actions"]),
        kinds=kinds,
    )


def _named(parts: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for part in parts for one in texts(part.get("entity_id"))))


def _spans(parts: Iterable[Mapping[str, Any]], key: str) -> tuple[float, ...]:
    seconds = (span(part[key]) for part in parts if key in part)
    return tuple(dict.fromkeys(one for one in seconds if one is not None))


def slots_of(inputs: Mapping[str, Any], parts: Mapping[str, Any]) -> tuple[Slot, ...]:
    """Return the inputs of a blueprint; `parts` is what it holds besides its description."""
    places: dict[str, list[Place]] = {}
    for part, value in parts.items():
        for name, place in _places(value, part, (), acts=False):
            places.setdefault(name, []).append(place)
    found = []
    for name, about in inputs.items():
        given = about if isinstance(about, Mapping) else {}
        selector = given.get("selector")
        found.append(
            Slot(
                name,
                selector if isinstance(selector, Mapping) else {},
                "default" in given,
                tuple(places.get(name, ())),
            )
        )
    return tuple(found)


def _places(
    value: object, part: str, path: tuple[str, ...], *, acts: bool
) -> Iterator[tuple[str, Place]]:
    if isinstance(value, Input):
        yield value.name, Place(part, path, acts)
    elif isinstance(value, Mapping):
        calls = acts or isinstance(value.get("action", value.get("service")), str)
        for key, inner in value.items():
            yield from _places(inner, part, (*path, str(key)), acts=calls)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _places(inner, part, path, acts=acts)


def choices(slots: Iterable[Slot], ours: Fillings) -> dict[str, list[Any]] | None:
    """Return what each input may be filled with, as it stands first; by name.

    None where there is an input that must be filled and that nothing of ours fits.
    """
    found: dict[str, list[Any]] = {}
    for slot in slots:
        if slot.is_optional and not slot.places:
            continue  # it makes no difference
        values = _values(slot, ours)
        if not slot.is_optional and not values:
            return None
        found[slot.name] = [AS_IT_IS, *values] if slot.is_optional else values
    return found


def ways(among: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Yield how inputs may be filled, those that stay as they are left out."""
    for chosen in product(*among.values()):
        filled = zip(among, chosen, strict=True)
        yield {name: value for name, value in filled if value is not AS_IT_IS}


def _values(slot: Slot, ours: Fillings) -> list[Any]:
    """Return what of ours may fill an input."""
    found: list[Any] = []
    for value in _fitting(slot, ours):
        if value not in found:
            found.append(value)
    return found[:MOST_VALUES]


def _fitting(slot: Slot, ours: Fillings) -> Iterator[Any]:
    if not slot.selector:
        yield from _by_place(slot, ours)
        return
    ((kind, asked),) = slot.selector.items()  # a selector has one
    wanted = asked if isinstance(asked, Mapping) else {}
    match kind:
        case "entity":
            yield from _entities(slot, wanted, ours)
        case "target":
            yield from _targets(wanted, ours)
        case "number":
            yield from (one for one in _numbers(slot, ours) if _is_within(one, wanted))
        case "duration":
            yield from ({"seconds": _short(each)} for each in _seconds(slot, ours))
        case "time":
            yield from ours.times
        case "condition" if ours.conditions:
            yield list(ours.conditions)
        case "action":
            yield list(ours.actions)
        case "select" | "text" | "boolean" | "color_temp" | "color_rgb":
            yield from ours.values


def _by_place(slot: Slot, ours: Fillings) -> Iterator[Any]:
    """Yield what may fill an input that has no selector, where it stands."""
    keys = {place.path[-1] for place in slot.places if place.path}
    if "target" in keys:
        yield from _targets({}, ours)
    elif "entity_id" in keys:
        yield from _entities(slot, {"multiple": True}, ours)
        yield from _entities(slot, {}, ours)
    elif keys & _SPAN_KEYS or keys & _LIMIT_KEYS:
        yield from _numbers(slot, ours)
    elif keys & set(_TIME_KEYS):
        yield from ours.times
    elif any(place.acts for place in slot.places):
        yield from ours.values


def _entities(slot: Slot, wanted: Mapping[str, Any], ours: Fillings) -> Iterator[Any]:
    parts = {place.part for place in slot.places}
    if "triggers" in parts:
        groups: tuple[tuple[str, ...], ...] = (ours.triggering,)
    elif any(place.acts for place in slot.places):
        groups = ours.acted
    else:
        groups = (ours.triggering, ours.asked, *ours.acted)
    included, excluded = wanted.get("include_entities"), wanted.get("exclude_entities") or ()
    for group in groups:
        fitting = [
            one
            for one in group
            if _is_wanted(one, wanted, ours)
            and one not in excluded
            and (included is None or one in included)
        ]
        if not wanted.get("multiple"):
            yield from fitting
        elif fitting:
            yield fitting


def _targets(wanted: Mapping[str, Any], ours: Fillings) -> Iterator[dict[str, list[str]]]:
    if wanted.get("device"):  # what a device must be is not known here
        return
    for group in ours.acted:
        fitting = [one for one in group if _is_wanted(one, {"filter": wanted.get("entity")}, ours)]
        if fitting:
            yield {"entity_id": fitting}


def _is_wanted(entity_id: str, wanted: Mapping[str, Any], ours: Fillings) -> bool:
    """Return whether a selector lets an entity be chosen: by any of its filters, or older keys."""
    filters = wanted.get("filter")
    listed = [filters] if isinstance(filters, Mapping) else list(filters or ())
    kind = ours.kinds.get(entity_id, Kind())
    older = {key: wanted[key] for key in _FILTERS if key in wanted}
    by_filter = not listed or any(_passes(entity_id, kind, one) for one in listed)
    return by_filter and _passes(entity_id, kind, older)


def _passes(entity_id: str, kind: Kind, wanted: Mapping[str, Any]) -> bool:
    if not wanted.keys() <= set(_FILTERS):  # what else is asked for is not known here
        return False
    domains, classes = (tuple(texts(wanted.get(key))) for key in ("domain", "device_class"))
    features = [one for one in wanted.get("supported_features") or () if isinstance(one, int)]
    return (
        (not domains or entity_id.partition(".")[0] in domains)
        and (not classes or kind.device_class in classes)
        and ("integration" not in wanted or kind.integration == wanted["integration"])
        and (not features or any(kind.features & one == one for one in features))
    )


def _seconds(slot: Slot, ours: Fillings) -> tuple[float, ...]:
    """Return spans that may stand where an input does."""
    parts = {place.part for place in slot.places}
    return ours.holds if "triggers" in parts else ours.delays


def _numbers(slot: Slot, ours: Fillings) -> Iterator[float]:
    """Yield numbers that may stand where an input does, in its unit."""
    for place in slot.places:
        key = place.path[-1] if place.path else ""
        if key in _SPAN_KEYS:
            yield from (_short(each / UNITS.get(key, 1)) for each in _seconds(slot, ours))
        elif key in _LIMIT_KEYS:
            yield from ours.limits
        elif place.acts:
            yield from (one for one in ours.values if _is_number(one))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_within(number: float, wanted: Mapping[str, Any]) -> bool:
    least, most = wanted.get("min"), wanted.get("max")
    return (least is None or number >= least) and (most is None or number <= most)


def _short(number: float) -> float:
    """Return a number as people write it: 120, not 120.0."""
    return int(number) if float(number).is_integer() else number
