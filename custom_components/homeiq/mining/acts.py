"""Which events are acts: what somebody did by hand and an automation could have spared them."""

from typing import Final

import numpy as np

from custom_components.homeiq.mining.commands import COMMANDABLE, PASSING, is_commandable
from custom_components.homeiq.mining.event_log import (
    FIRST_KNOWN,
    NOTHING,
    NUMERIC,
    Bools,
    EventLog,
    Floats,
    Ints,
    Origin,
    RawEvents,
    local_clock,
)
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.timeline import by_code

ECHO_SECONDS: Final = 2.0  # a group and its members report within this time of each other
ECHO_SHARE: Final = 0.8  # of an entity's acts; from then on it only repeats another
BUSY_DAY: Final = 50  # events; where the usual day has as many, a day without any is an outage


def build_log(raw: RawEvents, home: Home) -> EventLog:
    """Order the events of a history source, drop what changes nothing and mark the acts.

    Where the same source tells an entity's state twice, the later row changes nothing and goes.
    """
    order = np.argsort(raw.time, kind="stable")
    excluded = np.array([entity in home.excluded for entity in raw.entities], np.bool_)
    if excluded.any():
        order = order[~excluded[raw.entity[order]]]
    time, entity = raw.time[order], raw.entity[order]
    new, number = raw.state[order], raw.number[order]
    old, changed = _previous(entity, new, number, len(raw.entities))
    time, entity, old, new = time[changed], entity[changed], old[changed], new[changed]
    origin = raw.origin[order][changed]
    day, second = local_clock(time, home.timezone)
    act = _by_hand(old, origin) & _commandable(raw, home)[entity, new]
    act &= ~_group_echoes(time, entity, new, act, raw.entities, home)
    act &= ~_device_echoes(time, entity, new, act, raw.entities, home)
    return EventLog(
        time=time,
        entity=entity,
        old=old,
        new=new,
        number=number[changed],
        origin=origin,
        act=act,
        day=day,
        second=second,
        entities=raw.entities,
        states=raw.states,
        timezone=home.timezone,
        days=_observed(day, new),
    )


def _previous(entity: Ints, new: Ints, number: np.ndarray, entities: int) -> tuple[Ints, Bools]:
    """Return each row's previous state of its entity, and whether the row changes anything."""
    by_entity = by_code(entity, entities)
    same = np.zeros(len(entity), np.bool_)
    of_row = entity[by_entity]
    same[1:] = of_row[1:] == of_row[:-1]
    sorted_new, sorted_number = new[by_entity], number[by_entity]
    sorted_old = np.full(len(entity), NOTHING, np.int32)
    sorted_old[1:][same[1:]] = sorted_new[:-1][same[1:]]
    repeated = same & (sorted_old == sorted_new)
    repeated[1:] &= (sorted_new[1:] != NUMERIC) | (sorted_number[1:] == sorted_number[:-1])
    old, changed = np.empty_like(new), np.empty(len(entity), np.bool_)
    old[by_entity], changed[by_entity] = sorted_old, ~repeated
    return old, changed


def _by_hand(old: Ints, origin: np.ndarray) -> Bools:
    by_hand: Bools = (origin == Origin.PERSON) | (origin == Origin.DEVICE)
    return by_hand & (old >= FIRST_KNOWN)


def _commandable(raw: RawEvents, home: Home) -> Bools:
    """Return the shape (entities, states) table of what may be somebody's wish."""
    table = np.zeros((len(raw.entities), len(raw.states)), np.bool_)
    for code, entity_id in enumerate(raw.entities):
        named = home.is_target(entity_id)
        known_domain = entity_id.partition(".")[0] in COMMANDABLE
        if (not named and home.targets) or not (named or known_domain):
            continue
        for state in range(FIRST_KNOWN, len(raw.states)):
            name = raw.states[state]
            table[code, state] = name not in PASSING and is_commandable(
                entity_id, name, named=named
            )
    return table


def _group_echoes(
    time: Floats, entity: Ints, new: Ints, act: Bools, entities: tuple[str, ...], home: Home
) -> Bools:
    """Return the acts that only repeat another: a group's for its members, or the reverse.

    Where all members went along, the group was chosen; else the member was and the group follows.
    """
    codes = {entity_id: code for code, entity_id in enumerate(entities)}
    echo = np.zeros(len(time), np.bool_)
    acts = np.flatnonzero(act)
    for group_id, member_ids in home.groups.items():
        members = [codes[member] for member in member_ids if member in codes]
        if group_id not in codes or not members:
            continue
        of_group = acts[entity[acts] == codes[group_id]]
        of_members = acts[np.isin(entity[acts], members)]
        for row in of_group:
            first = np.searchsorted(time[of_members], time[row] - ECHO_SECONDS)
            last = np.searchsorted(time[of_members], time[row] + ECHO_SECONDS, side="right")
            followed = of_members[first:last]
            followed = followed[new[followed] == new[row]]
            if len(set(entity[followed].tolist())) == len(members) > 1:
                echo[followed] = True
            elif len(followed):
                echo[row] = True
    return echo


def _device_echoes(
    time: Floats, entity: Ints, new: Ints, act: Bools, entities: tuple[str, ...], home: Home
) -> Bools:
    """Return the acts of an entity that repeats what another entity of its device does.

    A light whose relay shows as a switch too is one thing; two lights of one device are not,
    unless they nearly always go together.
    """
    devices: dict[str, list[int]] = {}
    for code, entity_id in enumerate(entities):
        if (device := home.devices.get(entity_id)) is not None:
            devices.setdefault(device, []).append(code)
    echo = np.zeros(len(time), np.bool_)
    acts = np.flatnonzero(act).astype(np.int32)  # few of all events: these alone are gone through
    acts = acts[np.argsort(entity[acts], kind="stable")]
    edges = np.searchsorted(entity[acts], np.arange(len(entities) + 1))
    for family in devices.values():
        rows = {code: acts[edges[code] : edges[code + 1]] for code in family}
        acting = sorted(
            (code for code in family if len(rows[code])), key=lambda c: _rank(entities[c])
        )
        for number, follower in enumerate(acting[1:], 1):
            for leader in acting[:number]:
                repeats = _repeats(time, new, rows[follower], rows[leader])
                if np.count_nonzero(repeats) >= ECHO_SHARE * len(repeats):
                    echo[rows[follower][repeats]] = True
    return echo


def _rank(entity_id: str) -> tuple[bool, str]:
    """Order the entities of a device: a switch is more often the relay of something else."""
    return entity_id.startswith("switch."), entity_id


def _repeats(time: Floats, new: Ints, follower: Ints, leader: Ints) -> Bools:
    """Return which rows of a follower come with the same change of a leader."""
    padded = np.concatenate(([-np.inf], time[leader], [np.inf]))
    after = np.searchsorted(time[leader], time[follower]) + 1
    states = np.concatenate(([-1], new[leader], [-1]))
    repeats = np.zeros(len(follower), np.bool_)
    for side in (after, after - 1):
        near = np.abs(padded[side] - time[follower]) <= ECHO_SECONDS
        repeats |= near & (states[side] == new[follower])
    return repeats


def _observed(day: Ints, new: Ints) -> Ints:
    """Return the local dates on which the home was observed, ascending."""
    seen, counts = np.unique(day[(new >= FIRST_KNOWN)], return_counts=True)
    if not len(seen) or np.median(counts) >= BUSY_DAY:
        return seen.astype(np.int32)
    return np.arange(seen[0], seen[-1] + 1, dtype=np.int32)
