"""Doors, phones and persons: who comes and goes."""

from typing import Final

import numpy as np

from demo.acts import Intent, Moments
from demo.people import HOUR, MINUTE, RESIDENTS

_DELIVERIES: Final = 0.7  # a day: the front door is opened and nobody leaves
_LOOKS: Final = {"binary_sensor.fridge": 14, "binary_sensor.kitchen_window": 1.2,
                 "binary_sensor.bedroom_window": 1.0}  # fmt: skip


def doors(moments: Moments) -> list[Intent]:
    """Return what the sensors of doors and the persons show."""
    presence, rng = moments.presence, moments.rng
    calendar = presence.calendar
    intents = []
    for resident, leaves, returns in presence.trips:
        key = RESIDENTS[resident].key
        intents += _opened(leaves - rng.uniform(5, 40), rng)
        intents += _opened(returns - rng.uniform(5, 40), rng)
        for moment, state in ((leaves, "not_home"), (returns, "home")):
            seen = moment + rng.uniform(20, 240)
            intents.append(Intent(seen, f"device_tracker.{key}_phone", state, "sensor"))
            intents.append(Intent(seen + 0.01, f"person.{key}", state, "sensor"))
    for day in calendar.at_home.tolist():
        for _ in range(rng.poisson(_DELIVERIES)):
            begin, end = calendar.utc(day, 9 * HOUR), calendar.utc(day, 20 * HOUR)
            intents += _opened(moments.between(begin, end), rng)
        for entity_id, rate in _LOOKS.items():
            for _ in range(rng.poisson(rate)):
                begin, end = calendar.utc(day, 7 * HOUR), calendar.utc(day, 22.5 * HOUR)
                intents += _opened(moments.between(begin, end), rng, entity_id)
    for day in range(len(calendar)):
        rises, sets = float(calendar.sunrise[day]), float(calendar.sunset[day])
        intents.append(Intent(rises, "sun.sun", "above_horizon", "sensor"))
        intents.append(Intent(sets, "sun.sun", "below_horizon", "sensor"))
    return intents


def unlocked(moments: Moments) -> list[Intent]:
    """Return the lock's opening before the first of the day who leaves."""
    first: dict[int, float] = {}
    for _, leaves, _ in moments.presence.trips:
        day = int((leaves - moments.presence.calendar.start) // (24 * HOUR))
        first.setdefault(day, leaves - moments.rng.uniform(60, 180))
    return [
        Intent(time, "lock.front_door", "unlocked", "wall", moments.who(time - 300))
        for time in first.values()
    ]


def _opened(
    time: float, rng: np.random.Generator, entity_id: str = "binary_sensor.front_door"
) -> list[Intent]:
    lasts = rng.uniform(6, 30) if "window" not in entity_id else rng.uniform(5, 60) * MINUTE
    return [
        Intent(time, entity_id, "on", "sensor"),
        Intent(time + lasts, entity_id, "off", "sensor"),
    ]
