"""Habits that begin when somebody comes into a room and end when it is left, declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.mining.event_log import Floats
from custom_components.homeiq.mining.pattern import StateTrigger
from demo.acts import PASSED, Intent, Moments, opposite
from demo.episodes import which_kept
from demo.habits import way_of
from demo.inventory import Entity
from demo.motion import Motion
from demo.people import MINUTE, RESIDENTS
from demo.spec import PlantedHabit

_AT_ONCE: Final = (5.0, 30.0)  # seconds after coming in
_SOON: Final = (5.0, 110.0)  # seconds after the room has been empty for long enough
_LINGERS: Final = 20.0  # seconds that a presence sensor takes to see that a room is empty


@dataclass(frozen=True, slots=True)
class Stay:
    """What is on while somebody is in a room, at any hour."""

    room: str
    sensor: str
    entity: Entity
    state: str
    came: str  # the habit, in words
    left: str
    empty: int  # seconds that the room is empty before somebody ends it


PRESENCE: Final = Entity(
    "binary_sensor.office_presence", "Office presence", "office", "office_presence", "occupancy"
)
STAYS: Final = (
    Stay("office", PRESENCE.entity_id,
         Entity("media_player.office_radio", "Office radio", "office", "office_radio",
                rest="idle"),
         "playing", "radio in the office", "radio off when the office is left", 3 * MINUTE),
    Stay("utility_room", "binary_sensor.utility_room_motion",
         Entity("fan.utility_room", "Utility room fan", "utility_room", "utility_room_fan"),
         "on", "fan in the utility room", "fan off when the utility room is left", 2 * MINUTE),
)  # fmt: skip
ENTITIES: Final = (PRESENCE, *(stay.entity for stay in STAYS))


def seen(motion: Sequence[Motion], stay: Stay) -> tuple[Floats, Floats]:
    """Return when the sensor of a room goes on and off."""
    one = next(one for one in motion if one.room == stay.room)
    if stay.sensor == PRESENCE.entity_id:
        return one.begins, one.ends + _LINGERS
    return one.on, one.off


def present(motion: Sequence[Motion]) -> tuple[str, Floats, Floats]:
    """Return (entity, on, off) of the presence sensor."""
    return PRESENCE.entity_id, *seen(motion, STAYS[0])


def rooms(
    motion: Sequence[Motion], moments: Moments, first: int
) -> tuple[list[PlantedHabit], list[Intent]]:
    """Return the habits, the first of which has the index `first`, and all that is done."""
    habits: list[PlantedHabit] = []
    intents: list[Intent] = []
    for stay in STAYS:
        entity_id = stay.entity.entity_id
        came = StateTrigger(stay.sensor, "on", "off")
        left = StateTrigger(stay.sensor, "off", "on", hold=stay.empty)
        index = first + len(habits)
        habits += [
            _habit(stay.came, entity_id, stay.state, came),
            _habit(stay.left, entity_id, opposite(entity_id, stay.state), left),
        ]
        on, off = seen(motion, stay)
        intents += _came(stay, on, off, index, moments)
        intents += _left(stay, on, off, index + 1, moments)
    return habits, intents


def _habit(kind: str, entity_id: str, state: str, trigger: StateTrigger) -> PlantedHabit:
    return PlantedHabit(
        kind=kind,
        entity_id=entity_id,
        state=state,
        trigger=trigger,
        resident=" and ".join(one.name for one in RESIDENTS),
        expected_detector="room",
        entry="room",
    )


def _came(stay: Stay, on: Floats, off: Floats, habit: int, moments: Moments) -> list[Intent]:
    rng, entity_id = moments.rng, stay.entity.entity_id
    intents = []
    for begin, end, kept in zip(on, off, which_kept(moments, len(on)), strict=True):
        soon, late = _AT_ONCE
        time = begin + rng.uniform(soon, max(soon + 1, min(late, end - begin)))
        who = moments.who(time)
        state = stay.state if kept else PASSED
        intents.append(Intent(time, entity_id, state, way_of(entity_id, who, rng), who, habit))
    return intents


def _left(stay: Stay, on: Floats, off: Floats, habit: int, moments: Moments) -> list[Intent]:
    """Return how somebody ends it from another room, unless anybody is back by then."""
    rng, entity_id = moments.rng, stay.entity.entity_id
    until = [*on[1:], moments.presence.calendar.end]
    intents = []
    for left, back, kept in zip(off, until, which_kept(moments, len(off)), strict=True):
        empty = left + stay.empty
        soon, late = _SOON
        if back < empty + soon:
            continue
        time = empty + rng.uniform(soon, min(late, back - empty))
        state = opposite(entity_id, stay.state) if kept else PASSED
        intents.append(Intent(time, entity_id, state, "app", moments.who(time), habit))
    return intents
