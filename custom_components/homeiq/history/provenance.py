"""Who did it: a person, the device itself, an automation, or something that followed from it.

The rules, first match wins, by the columns that the recorder keeps of a change's context:

1. a user is set: that person, or an automation if the account is a program's;
2. the context is one of an automation or script that ran: that automation;
3. a parent is set: a consequence;
4. else the device.

Two things need more than a row's own columns. What somebody sets off under one context is one
act, on the thing that was chosen; whatever else changes is a consequence. And an entity forgets
its context after five seconds, so what a slow device reports later is matched to the last
call that asked for it.

What HomeIQ tries itself is known by the id of its context, so that it counts as nobody's use of
anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from homeassistant.util.ulid import ulid_now, ulid_to_bytes
import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.keys import NO_KEY, Keys, perhaps_repeated, within
from custom_components.homeiq.mining.commands import PASSING
from custom_components.homeiq.mining.effects import ANY
from custom_components.homeiq.mining.event_log import FIRST_KNOWN, Bools, Floats, Ints, Origin

type Origins = NDArray[np.int8]

SLOW_SECONDS: Final = 600.0  # a battery device wakes within this time of the call
SLOW_ANY_SECONDS: Final = 60.0  # where the wanted state is not known, less can be claimed
_ANY_CODE: Final = -1
# What the ids of tries have in common, in the letters and then in the bytes after their time. It
# leaves half of what is random in others, which is plenty for what people set off by hand.
_TRIED: Final = "H0ME1QTR"
_TRIED_AT: Final = 10
TRIED_BYTES: Final = ulid_to_bytes(f"{'0' * _TRIED_AT}{_TRIED}00000000")[6:11]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """State changes with their contexts; columns of one length n, in any order."""

    time: Floats
    entity: Ints  # index into entities
    state: Ints  # index into states
    context: Keys
    user: Keys
    has_parent: Bools
    entities: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a service call asked for."""

    service: str  # domain.name
    named: tuple[str, ...]  # entity ids that it names or targets; () where it cannot be told
    effects: frozenset[tuple[str, str]]  # (entity id, state)


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """Recorded service calls in order of time; columns of one length."""

    time: Floats
    context: Keys
    user: Keys
    has_parent: Bools
    what: Ints  # index into asked
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Automations and scripts that ran; columns of one length, in any order."""

    time: Floats
    context: Keys
    entity: Ints  # index into entities
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Programs:
    """What is known to act by itself."""

    users: frozenset[int] = frozenset()  # keys of accounts that are a program's
    effects: Mapping[str, frozenset[tuple[str, str]]] = field(
        default_factory=dict
    )  # of automations


def tried_id() -> str:
    """Return a new id for the context of a try."""
    an_id = ulid_now()
    return f"{an_id[:_TRIED_AT]}{_TRIED}{an_id[_TRIED_AT + len(_TRIED) :]}"


def is_tried(context_id: str) -> bool:
    """Return whether the id of a context is that of a try."""
    return context_id.startswith(_TRIED, _TRIED_AT)


def decide(rows: Rows, runs: Runs, calls: Calls, programs: Programs) -> Origins:
    """Return the origin of each row."""
    users = np.fromiter(programs.users, np.uint64, len(programs.users))
    origin = _by_columns(rows, runs.context, users)
    first = np.zeros(len(calls.time), np.bool_)
    contexts, heads = np.unique(calls.context, return_index=True)
    first[heads] = True
    _one_act_each(rows, calls, contexts, heads, origin)
    commands = _commands(rows, calls, _by_columns(calls, runs.context, users), first)
    if not within(calls.context, runs.context).any():
        # Calls are not recorded here: what an automation does must do instead.
        commands += _runs_as_commands(rows, runs, programs.effects)
    _slow(rows, commands, origin)
    return origin


def _by_columns(rows: Rows | Calls, runs: Keys, users: Keys) -> Origins:
    origin = np.full(len(rows.time), Origin.DEVICE, np.int8)
    origin[rows.has_parent] = Origin.CONSEQUENCE
    origin[within(rows.context, runs)] = Origin.AUTOMATION
    origin[rows.user != NO_KEY] = Origin.PERSON
    origin[within(rows.user, users)] = Origin.AUTOMATION
    return origin


def _one_act_each(
    rows: Rows, calls: Calls, called: Keys, heads: NDArray[np.intp], origin: Origins
) -> None:
    """Leave of each context one act, on what was chosen.

    The first call of a context tells what was chosen; `called` are the contexts of calls and
    `heads` the positions of their first ones. Where it tells nothing (no call was recorded,
    or it named a label), the scene or script that was set off or the entity that changed
    first stands for all.
    """
    by_hand = (origin == Origin.PERSON) | (origin == Origin.DEVICE)
    candidates = np.flatnonzero(by_hand & (rows.context != NO_KEY))
    candidates = candidates[perhaps_repeated(rows.context[candidates])]
    candidates = candidates[_shared(rows.context[candidates], rows.entity[candidates])]
    codes = _index(rows.entities)
    contexts, which = np.unique(rows.context[candidates], return_inverse=True)
    place = np.searchsorted(called, contexts)
    for number, members in enumerate(_groups(which, len(contexts))):
        of_context = candidates[members]
        at = place[number]
        known = at < len(called) and called[at] == contexts[number]
        asked = calls.asked[calls.what[heads[at]]] if known else None
        chosen = [codes[entity_id] for entity_id in _chosen(asked) if entity_id in codes]
        kept = np.isin(rows.entity[of_context], chosen)
        if not kept.any() and not _stands_for_all(asked):
            kept = rows.entity[of_context] == _leader(rows, of_context)
        origin[of_context[~kept]] = Origin.CONSEQUENCE


def _shared(context: Keys, entity: Ints) -> Bools:
    """Return which rows have a context that several entities changed under."""
    contexts, which = np.unique(context, return_inverse=True)
    lowest = np.full(len(contexts), np.iinfo(np.int32).max, np.int32)
    highest = np.full(len(contexts), -1, np.int32)
    np.minimum.at(lowest, which, entity)
    np.maximum.at(highest, which, entity)
    return np.asarray((lowest != highest)[which])


def _groups(which: NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    order = np.argsort(which, kind="stable")
    return np.split(order, np.searchsorted(which[order], np.arange(1, count))) if count else []


def _chosen(asked: Asked | None) -> tuple[str, ...]:
    if asked is None:
        return ()
    return asked.named or ((asked.service,) if asked.service.startswith("script.") else ())


def _stands_for_all(asked: Asked | None) -> bool:
    """Return whether a scene or script was chosen, though no state of its own was read."""
    return asked is not None and asked.service.startswith(("scene.", "script."))


def _leader(rows: Rows, of_context: NDArray[np.intp]) -> int:
    entities = rows.entity[of_context]
    for code in dict.fromkeys(entities.tolist()):
        if rows.entities[code].startswith(("scene.", "script.")):
            return int(code)
    return int(entities[np.argmin(rows.time[of_context])])


@dataclass(frozen=True, slots=True, eq=False)
class _Command:
    """One state that was asked of one entity, at some times, by whom."""

    entity: int
    state: int  # code, or _ANY_CODE
    time: Floats
    origin: Origins


def _commands(rows: Rows, calls: Calls, origin: Origins, first: Bools) -> list[_Command]:
    by_hand = (origin == Origin.PERSON) | (origin == Origin.DEVICE)
    members = np.where(by_hand, np.int8(Origin.CONSEQUENCE), origin)
    named = np.where(first, origin, members)
    commands: list[_Command] = []
    codes = _Codes.of(rows)
    positions = _groups(calls.what.astype(np.intp), len(calls.asked))
    for asked, at in zip(calls.asked, positions, strict=True):
        for entity_id, entity, state in codes.coded(asked.effects):
            whose = named if entity_id in asked.named else members
            commands.append(_Command(entity, state, calls.time[at], whose[at]))
    return commands


def _runs_as_commands(
    rows: Rows, runs: Runs, effects: Mapping[str, frozenset[tuple[str, str]]]
) -> list[_Command]:
    commands: list[_Command] = []
    codes = _Codes.of(rows)
    for code, automation in enumerate(runs.entities):
        if automation not in effects:
            continue
        time = runs.time[runs.entity == code]
        origin = np.full(len(time), Origin.AUTOMATION, np.int8)
        for _, entity, state in codes.coded(effects[automation]):
            commands.append(_Command(entity, state, time, origin))
    return commands


@dataclass(frozen=True, slots=True)
class _Codes:
    """The codes of entities and states that rows can show."""

    entities: Mapping[str, int]
    states: Mapping[str, int]

    @classmethod
    def of(cls, rows: Rows) -> _Codes:
        return cls(_index(rows.entities), _index(rows.states) | {ANY: _ANY_CODE})

    def coded(self, effects: frozenset[tuple[str, str]]) -> list[tuple[str, int, int]]:
        """Return (entity id, its code, the state's code) of the effects that rows can show."""
        return [
            (entity_id, self.entities[entity_id], self.states[state])
            for entity_id, state in sorted(effects)
            if entity_id in self.entities and state in self.states
        ]


def _slow(rows: Rows, commands: list[_Command], origin: Origins) -> None:
    """Give what a device reported late the origin of the call that asked for it.

    Only the first lasting state after a call can be its answer.
    """
    if not commands:
        return
    lasts = np.array([state not in PASSING for state in rows.states], np.bool_)
    lasts[:FIRST_KNOWN] = False
    asked = np.zeros(len(rows.entities), np.bool_)
    asked[[command.entity for command in commands]] = True
    lasting = np.flatnonzero(asked[rows.entity] & lasts[rows.state])
    if not len(lasting):
        return
    moments = _moments(rows.entity[lasting], rows.time[lasting])
    order = np.argsort(moments, kind="stable")
    lasting, moments = lasting[order], moments[order]
    lengths = [len(command.time) for command in commands]
    time = np.concatenate([command.time for command in commands])
    whose = np.concatenate([command.origin for command in commands])
    entity = np.repeat(np.array([command.entity for command in commands], np.int32), lengths)
    state = np.repeat(np.array([command.state for command in commands], np.int32), lengths)
    place = np.searchsorted(moments, _moments(entity, time))
    answer = lasting[np.minimum(place, len(lasting) - 1)]
    patience = np.where(state == _ANY_CODE, SLOW_ANY_SECONDS, SLOW_SECONDS)
    met = (place < len(lasting)) & (rows.entity[answer] == entity)
    met &= (state == _ANY_CODE) | (rows.state[answer] == state)
    met &= (rows.time[answer] - time <= patience) & (origin[answer] == Origin.DEVICE)
    # Of several calls that a change answers, the last one counts.
    latest = np.flatnonzero(met)[np.argsort(time[met], kind="stable")]
    origin[answer[latest]] = whose[latest]


def _moments(entity: Ints, time: Floats) -> NDArray[np.int64]:
    """Return integers that sort by entity, then time in milliseconds."""
    return (entity.astype(np.int64) << 42) + np.round(time * 1000).astype(np.int64)


def _index(names: tuple[str, ...]) -> dict[str, int]:
    return {name: code for code, name in enumerate(names)}
