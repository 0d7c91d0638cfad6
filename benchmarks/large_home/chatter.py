"""What sensors tell all day, and what changes although nobody operates it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.large_home.columns import NO_CAUSE, Changes
from benchmarks.large_home.kinds import BUSY, READINGS, STILL, Readings, busy_of, kind_of
from custom_components.homeiq.mining.event_log import Floats, Ints
from demo.inventory import Entity

type Random = np.random.Generator

DAY: Final = 86_400
_TALKATIVE: Final = 0.6  # how differently often sensors of a class report (sigma of a log)
_RISES: Final = 50_000  # readings until a meter starts again


class Vocabulary:
    """States by number; a text and its number stay together."""

    __slots__ = ("_texts",)

    def __init__(self) -> None:
        """Start without any."""
        self._texts: dict[str, int] = {}

    def code(self, text: str) -> int:
        """Return the number of a state."""
        return self._texts.setdefault(text, len(self._texts))

    @property
    def texts(self) -> NDArray[np.object_]:
        """All states, by number."""
        return np.array(list(self._texts), np.object_)


@dataclass(frozen=True, slots=True)
class Rates:
    """Rows a day."""

    readings: float
    busy: float


def _tables(vocabulary: Vocabulary) -> tuple[Ints, ...]:
    """Return the states that each kind may show, READINGS first, in order of value."""
    shown = (*map(_steps, READINGS), *(kind.states for kind in BUSY))
    return tuple(np.array([vocabulary.code(text) for text in texts], np.int32) for texts in shown)


def _steps(kind: Readings) -> list[str]:
    step = 10.0**-kind.decimals
    if kind.rises:
        return [f"{kind.level + number * step:.{kind.decimals}f}" for number in range(_RISES)]
    low, high = kind.level - _reach(kind), kind.level + _reach(kind)
    steps = np.arange(round(low / step), round(high / step) + 1)
    return [f"{number * step:.{kind.decimals}f}" for number in steps.tolist()]


def _reach(kind: Readings) -> float:
    return kind.sway + 5 * kind.noise


class Chatter:
    """All that chatters in a home."""

    __slots__ = ("_entity", "_kind", "_rate", "_still", "_tables", "_told")

    def __init__(
        self,
        entities: tuple[Entity, ...],
        silent: frozenset[str],
        rates: Rates,
        vocabulary: Vocabulary,
        rng: Random,
    ) -> None:
        """Share rows out; `silent` are the entities that the household itself tells of."""
        sources = list(_sources(entities, silent))
        entity, kind, weight, still = (np.array(column) for column in zip(*sources, strict=True))
        weight = weight * np.exp(rng.normal(0, _TALKATIVE, len(weight)))
        is_reading = kind < len(READINGS)
        rate = np.where(
            is_reading,
            weight / weight[is_reading].sum() * rates.readings,
            weight / weight[~is_reading].sum() * rates.busy,
        )
        self._entity, self._kind = entity.astype(np.int32), kind.astype(np.int32)
        self._rate, self._still = rate, still
        self._tables = _tables(vocabulary)
        self._told = np.zeros(len(entity), np.int64)

    def day(self, start: float, end: float, rng: Random) -> Changes:
        """Return what changes between two moments, not in order."""
        counts = rng.poisson(self._rate * (end - start) / DAY)
        source = np.repeat(np.arange(len(counts)), counts)
        time = rng.uniform(start, end, len(source))
        stays = rng.random(len(source)) < self._still[source]
        # In the order of their times, so that each differs from the one before.
        order = np.lexsort((time, source))
        source, time, stays = source[order], time[order], stays[order]
        begin = np.cumsum(counts) - counts
        rank = np.arange(len(source)) - begin[source] + self._told[source]
        self._told += counts
        return Changes(
            time,
            self._entity[source],
            self._texts(source, time, rank, rng),
            stays,
            np.full(len(source), NO_CAUSE, np.int32),
        )

    def _texts(
        self,
        source: NDArray[np.int64],
        time: Floats,
        rank: NDArray[np.int64],
        rng: Random,
    ) -> Ints:
        kinds = self._kind[source]
        text = np.zeros(len(source), np.int32)
        noon = -np.cos(2 * np.pi * time / DAY)
        noise = rng.normal(0, 1, len(source))
        for number, code in enumerate(self._tables):
            rows = np.flatnonzero(kinds == number)
            if number >= len(READINGS) or READINGS[number].rises:
                text[rows] = code[rank[rows] % len(code)]
                continue
            kind = READINGS[number]
            value = kind.sway * noon[rows] + kind.noise * noise[rows] + _reach(kind)
            step = np.rint(value * 10.0**kind.decimals).astype(np.int64)
            # Even and odd by turns: a reading is written only where it differs.
            step += (step + rank[rows]) % 2
            text[rows] = code[np.clip(step, 0, len(code) - 1)]
        return text


def _sources(
    entities: tuple[Entity, ...], silent: frozenset[str]
) -> list[tuple[int, int, float, float]]:
    """Return (entity, kind, weight, share of attributes alone) of all that chatters."""
    sensors = [
        (at, kind)
        for at, one in enumerate(entities)
        if one.entity_id not in silent and (kind := kind_of(one)) is not None
    ]
    many = {kind: sum(other is kind for _, other in sensors) for kind in READINGS}
    found = [(at, READINGS.index(kind), kind.share / many[kind], 0.0) for at, kind in sensors]
    for at, one in enumerate(entities):
        if (busy := busy_of(one)) is not None:
            number = len(READINGS) + BUSY.index(busy)
            found.append((at, number, busy.share / busy.count, busy.still))
        elif one.entity_id in STILL:
            found.append((at, len(READINGS), STILL[one.entity_id], 1.0))
    return found
