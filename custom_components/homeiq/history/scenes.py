"""Choosing a scene is a moment; Home Assistant keeps it as a time, mining wants a change."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Origin, RawEvents

CHOSEN: Final = "on"
RESTING: Final = "off"
SAME_MOMENT: Final = 10.0  # seconds; a scene's state is written within this time of the choice
_BEFORE: Final = 0.001
_AFTER: Final = 1.0


def is_scene(entity_id: str) -> bool:
    """Return whether the states of an entity are times of choosing it."""
    return entity_id.startswith("scene.")


def scene_state(text: str, time: float | None) -> str:
    """Return CHOSEN, or RESTING where the state tells of a choice long before `time`.

    A restart writes the old time again. Without a time every state is a choice; a text that
    is no time is left as it is.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    if time is not None and abs(moment.timestamp() - time) > SAME_MOMENT:
        return RESTING
    return CHOSEN


def momentary(raw: RawEvents) -> RawEvents:
    """Let scenes rest before and after each choice, so that each choice is a change."""
    scenes = np.array([is_scene(entity_id) for entity_id in raw.entities], np.bool_)
    if not scenes.any() or CHOSEN not in raw.states:
        return raw
    chosen = np.flatnonzero(scenes[raw.entity] & (raw.state == raw.states.index(CHOSEN)))
    states = raw.states if RESTING in raw.states else (*raw.states, RESTING)
    resting = np.full(2 * len(chosen), states.index(RESTING), np.int32)
    times = (raw.time[chosen] - _BEFORE, raw.time[chosen] + _AFTER)
    return replace(
        raw,
        time=np.concatenate((raw.time, *times)),
        entity=np.concatenate((raw.entity, raw.entity[chosen], raw.entity[chosen])),
        state=np.concatenate((raw.state, resting)),
        number=np.concatenate((raw.number, np.full(2 * len(chosen), np.nan, np.float32))),
        origin=np.concatenate(
            (raw.origin, np.full(2 * len(chosen), Origin.CONSEQUENCE, np.int8)), dtype=np.int8
        ),
        states=states,
    )
