"""History from an InfluxDB, for the days that the recorder has forgotten.

Who made a change is not written there. What an automation is known to do within its patience of
one of its runs counts as its work, all else as the device's own; for days that the recorder
still has, its events, which know more, are the ones that count.
"""

import asyncio
from collections.abc import Collection, Coroutine, Iterator
from functools import partial
from itertools import batched
from typing import Any, Final

from homeassistant.core import HomeAssistant
import numpy as np
from numpy.typing import NDArray

from custom_components.homeiq.history.assemble import RUN_DOMAINS
from custom_components.homeiq.history.cursor import Stop
from custom_components.homeiq.history.influxdb.client import PATIENT, InfluxClient, Patience
from custom_components.homeiq.history.influxdb.dialect import BATCH, Dialect
from custom_components.homeiq.history.influxdb.points import (
    POINT,
    RUNS,
    STATES,
    Question,
    RunPage,
    RunTimes,
    StatePage,
)
from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.history.influxdb.versions import async_open
from custom_components.homeiq.history.keys import NO_KEY
from custom_components.homeiq.history.provenance import (
    SLOW_SECONDS,
    Calls,
    Programs,
    Rows,
    Runs,
    decide,
)
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.scenes import momentary
from custom_components.homeiq.mining.event_log import RawEvents, StateCoder
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.settings import MiningStoppedError

_WINDOW: Final = 90_000.0  # seconds in a page: a day, and the hour before it
_STOP_SECONDS: Final = 0.1  # between two looks whether to stop
_NO_RUNS: Final = Runs(np.empty(0, np.float64), np.empty(0, np.uint64), np.empty(0, np.int32), ())
_NO_CALLS: Final = Calls(
    time=np.empty(0, np.float64),
    context=np.empty(0, np.uint64),
    user=np.empty(0, np.uint64),
    has_parent=np.empty(0, np.bool_),
    what=np.empty(0, np.int32),
    asked=(),
)


class InfluxSource:
    """Reads an InfluxDB; one object for one analysis, as it remembers which entities there are."""

    key: Final = "influxdb"
    stands_alone: Final = True

    def __init__(
        self,
        hass: HomeAssistant,
        settings: InfluxSettings,
        home: Home | None = None,
        patience: Patience = PATIENT,
    ) -> None:
        """Connect to nothing yet; `home` helps to tell who did it."""
        self._hass = hass
        self._client = InfluxClient(hass, settings, patience)
        self._home = home
        self._dialect: Dialect | None = None
        self._known: frozenset[str] | None = None

    @property
    def mark(self) -> str:
        """What days keep of having been asked of it; another database has another."""
        return f"{self.key} {self._client.settings.place}"

    def knows(self, entity_id: str) -> bool:
        """Return whether it may tell anything of an entity; of any, before it was asked."""
        return self._known is None or entity_id in self._known

    async def async_entities(self) -> frozenset[str]:
        """Return the entities that it has points of; raises InfluxError."""
        if self._known is None:
            self._known = await (await self._open()).entities()
        return self._known

    async def async_since(self, entity_ids: Collection[str]) -> float | None:
        """Return the time (UTC seconds) of the earliest point of entities; raises InfluxError."""
        dialect = await self._open()
        wanted = sorted((await self.async_entities()).intersection(entity_ids))
        firsts = [await dialect.first(batch) for batch in batched(wanted, BATCH, strict=False)]
        return min((first for first in firsts if first is not None), default=None)

    async def async_read(self, query: HistoryQuery, stop: Stop) -> RawEvents:
        """Return the state changes, in any order.

        Raises InfluxError, and MiningStoppedError soon after `stop` answers True.
        """
        return await _unless(self._hass, stop, self._read(query))

    async def _open(self) -> Dialect:
        if self._dialect is None:
            self._dialect = await async_open(self._client)
        return self._dialect

    async def _read(self, query: HistoryQuery) -> RawEvents:
        wanted = tuple(sorted((await self.async_entities()).intersection(query.entity_ids)))
        coder = StateCoder()
        points = await self._states(query, wanted, coder)
        runs = await self._runs(query) if len(points) else _NO_RUNS
        return await self._hass.async_add_executor_job(
            _assemble, points, wanted, coder, runs, self._effects()
        )

    async def _states(
        self, query: HistoryQuery, wanted: tuple[str, ...], coder: StateCoder
    ) -> NDArray[Any]:
        dialect = await self._open()
        codes = {entity_id: code for code, entity_id in enumerate(wanted)}
        pages = [np.empty(0, POINT)]
        for start, end in _windows(query.start, query.end):
            for batch in batched(wanted, BATCH, strict=False):
                of_batch = {entity_id: codes[entity_id] for entity_id in batch}
                question = Question(STATES, batch, start, end)
                pages.append(await dialect.page(question, partial(StatePage, of_batch, coder)))
        return np.concatenate(pages)

    async def _runs(self, query: HistoryQuery) -> Runs:
        """Return when automations and scripts ran whose effects are known."""
        dialect = await self._open()
        ran = tuple(sorted((await self.async_entities()).intersection(self._effects())))
        codes = {entity_id: code for code, entity_id in enumerate(ran)}
        pages: list[RunTimes] = []
        for start, end in _windows(query.start - SLOW_SECONDS, query.end):
            for batch in batched(ran, BATCH, strict=False):
                question = Question(RUNS, batch, start, end)
                pages.append(await dialect.page(question, partial(RunPage, codes)))
        time = np.concatenate([_NO_RUNS.time, *(page.time for page in pages)])
        entity = np.concatenate([_NO_RUNS.entity, *(page.entity for page in pages)])
        return Runs(time, np.zeros(len(time), np.uint64), entity, ran)

    def _effects(self) -> dict[str, frozenset[tuple[str, str]]]:
        automations = self._home.automations if self._home is not None else ()
        return {
            one.entity_id: one.effects
            for one in automations
            if one.effects and one.entity_id.startswith(RUN_DOMAINS)
        }


def _windows(start: float, end: float) -> Iterator[tuple[float, float]]:
    while start < end:
        yield start, min(start + _WINDOW, end)
        start += _WINDOW


async def _unless[T](hass: HomeAssistant, stop: Stop, work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of some work, which is cancelled when `stop` answers True."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            if await hass.async_add_executor_job(stop):  # it looks at the memory in use
                raise MiningStoppedError
            await asyncio.wait({task}, timeout=_STOP_SECONDS)
        return task.result()
    finally:
        if task.cancel():
            await asyncio.wait({task})


def _assemble(
    points: NDArray[Any],
    entity_ids: tuple[str, ...],
    coder: StateCoder,
    runs: Runs,
    effects: dict[str, frozenset[tuple[str, str]]],
) -> RawEvents:
    """Return points (of POINT) as events, with who made them as far as that can be told."""
    used, which = np.unique(points["entity"], return_inverse=True)
    names = tuple(entity_ids[code] for code in used.tolist())
    nobody = np.full(len(points), NO_KEY, np.uint64)
    rows = Rows(
        time=points["time"].copy(),
        entity=which.astype(np.int32),
        state=points["state"].copy(),
        context=nobody,
        user=nobody,
        has_parent=np.zeros(len(points), np.bool_),
        entities=names,
        states=coder.states,
    )
    return momentary(
        RawEvents(
            time=rows.time,
            entity=rows.entity,
            state=rows.state,
            number=points["number"].astype(np.float32),
            origin=decide(rows, runs, _NO_CALLS, Programs(effects=effects)),
            entities=names,
            states=coder.states,
        )
    )
