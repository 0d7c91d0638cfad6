"""What a household leaves behind besides states: events, and attributes."""

from collections.abc import Iterator, Mapping
import json
from typing import Final

import numpy as np

from custom_components.homeiq.history.attribute_sets import AttributeSets, attribute_set
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.mining.event_log import NUMERIC
from custom_components.homeiq.mining.shown import Call, FeatureHistory, Shown
from demo.household import SimulatedHome
from demo.inventory import Entity
from demo.last import as_text
from demo.shown import NOWHERE, UNRECORDED, Look, attributes_at
from demo.spec import Cause, CauseKind
from demo.written import all_rules

_BEFORE: Final = 0.02  # seconds by which a call comes before what it changes
_STATE: Final = "state"  # the attribute as which a state is told


class Looks:
    """What entities show besides their states, one moment after the other."""

    __slots__ = ("_later", "_now")

    def __init__(self, home: SimulatedHome) -> None:
        """Begin where the household does."""
        self._now = {one.entity_id: one.shows for one in home.entities}
        self._later: dict[str, list[Look]] = {}
        for look in reversed(home.looks):
            self._later.setdefault(look.entity_id, []).append(look)

    def recorded(self, entity: Entity, state: str, time: float) -> dict[str, object]:
        """Return what the recorder keeps of that; moments have to come in order."""
        if not entity.model:
            return {}
        later = self._later.get(entity.entity_id, [])
        while later and later[-1].time <= time:
            self._now[entity.entity_id] = later.pop().shows
        shown = attributes_at(entity, state, self._now[entity.entity_id])
        left_out = UNRECORDED.get(entity.domain, frozenset())
        return {name: value for name, value in shown.items() if name not in left_out}


def events_of(home: SimulatedHome) -> Iterator[tuple[int, str, float, Mapping[str, object]]]:
    """Yield (index of the cause, event type, time, data) of the events that causes leave behind."""
    end = float(home.table.time[-1])
    rules = all_rules(home.spec.kinds, home.furnishing)
    doors = {rule.entity_id: rule.opens for rule in rules}
    for number, cause in enumerate(home.causes):
        for kind, moment, said in _events(cause, home.names.entities, doors):
            if moment <= end:
                yield number, kind, moment, said


def _events(
    cause: Cause, names: Mapping[str, str], doors: Mapping[str, str | None]
) -> Iterator[tuple[str, float, Mapping[str, object]]]:
    """Yield (event type, time, data) of the events that a cause leaves behind."""
    about = {"name": names.get(cause.source, ""), "entity_id": cause.source}
    targets = {"entity_id": list(cause.targets)} if cause.targets else {}
    call = {
        "domain": cause.action.partition(".")[0],
        "service": cause.action.partition(".")[2],
        "service_data": {**targets, **dict(cause.data)},
    }
    match cause.kind:
        case CauseKind.CALL:
            yield "call_service", cause.time - _BEFORE, call
            if cause.source.startswith("script."):
                yield "script_started", cause.time - _BEFORE / 2, about
        case CauseKind.AUTOMATION:
            trigger = "time" if cause.parent < 0 else f"state of {doors[cause.source]}"
            yield "automation_triggered", cause.time, {**about, "source": trigger}
            yield "call_service", cause.time + _BEFORE, call


def feature_history(home: SimulatedHome, query: FeatureQuery) -> FeatureHistory:
    """Return what a reader of the recorder would tell of the use of features."""
    calls = sorted(
        (
            _called(moment, said)
            for _, kind, moment, said in events_of(home)
            if kind == "call_service" and said["domain"] in query.domains
            if query.start <= moment < query.end
        ),
        key=lambda call: call.at,
    )
    return FeatureHistory(_shown(home, query), tuple(calls))


def _called(moment: float, said: Mapping[str, object]) -> Call:
    data = json.loads(json.dumps(said["service_data"]))
    return Call(moment, f"{said['domain']}.{said['service']}", data)


def _shown(home: SimulatedHome, query: FeatureQuery) -> Shown:
    looks, sets, names = Looks(home), AttributeSets(), sorted(query.attributes)
    wanted = {
        number: one
        for number, one in enumerate(home.entities)
        if one.entity_id in query.showing | query.stated
    }
    rows: list[tuple[float, int, int]] = []
    last: dict[int, int] = {}
    table = home.table
    chosen = table.where(np.isin(table.entity, list(wanted)))
    for time, entity, code, number in zip(
        chosen.time.tolist(), chosen.entity.tolist(), chosen.state.tolist(),
        chosen.number.tolist(), strict=True,
    ):  # fmt: skip
        one = wanted[entity]
        state = as_text(one.entity_id, number) if code == NUMERIC else home.vocabulary[code]
        shown = looks.recorded(one, state, time)
        if state in NOWHERE or not query.start <= time < query.end:
            continue
        told = one.entity_id in query.showing
        kept = attribute_set(json.dumps(shown), names) if told else None
        found = {**(kept or {}), **({_STATE: state} if one.entity_id in query.stated else {})}
        which = sets.code(found)
        if last.get(entity) != which:
            last[entity] = which
            rows.append((time, entity, which))
    entities = sorted({entity for _, entity, _ in rows})
    return Shown(
        time=np.array([time for time, _, _ in rows], np.float64),
        entity=np.array([entities.index(entity) for _, entity, _ in rows], np.int32),
        shown=np.array([which for _, _, which in rows], np.int32),
        entities=tuple(wanted[entity].entity_id for entity in entities),
        sets=sets.all(),
    )
