"""Any sequence of runs, over sources that forget and fail, loses nothing and doubles nothing."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from homeassistant.core import HomeAssistant
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest
from sqlalchemy import text

from custom_components.homeiq.history import gather
from custom_components.homeiq.history.archive import Block, Bounds, Day
from custom_components.homeiq.history.cursor import Stop
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.gather import async_gather
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Origin, RawEvents
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.store.day_blocks import DayBlocks
from custom_components.homeiq.store.repository import Repository

FIRST = 20_000 * DAY_SECONDS
HOUR = 3600
LENGTH = 12  # days that somebody lived there
NAMES = ("light.lamp", "fan.fan", "sensor.lux")

type Event = tuple[float, str]


class Here:
    """Does the work of executors where it is asked for."""

    async def async_add_executor_job[T](self, work: Callable[..., T], *args: object) -> T:
        return work(*args)


class HereArchive:
    """The archive in its database, without threads."""

    def __init__(self, blocks: DayBlocks) -> None:
        self._blocks = blocks

    async def days(self) -> tuple[Day, ...]:
        return self._blocks.days()

    async def known(self) -> frozenset[str]:
        return self._blocks.known()

    async def unasked(self) -> dict[str, int]:
        return self._blocks.unasked()

    async def load(self, first: int, last: int, entity_ids: Collection[str]) -> RawEvents:
        return self._blocks.load(first, last, entity_ids).raw

    async def save(self, blocks: Iterable[Block], asked_about: Collection[str]) -> None:
        self._blocks.save(blocks, asked_about)

    async def reopen(self, source_keys: Collection[str], first: int) -> None:
        self._blocks.reopen(source_keys, first)

    async def prune(self, bounds: Bounds, today: int) -> int:
        return self._blocks.prune(bounds, today)


@dataclass
class ForgetfulSource:
    """A recorder that forgets, an InfluxDB that does not; either may fail at any call."""

    key: str
    events: list[Event]
    stands_alone: bool = True
    failing: list[bool] = field(default_factory=list)
    purged_at: list[float] = field(default_factory=list)  # before each further call

    @property
    def mark(self) -> str:
        return self.key

    def knows(self, _entity_id: str) -> bool:
        return True

    async def async_since(self, entity_ids: Collection[str]) -> float | None:
        self._happen()
        return min((at for at, name in self.events if name in entity_ids), default=None)

    async def async_read(self, query: HistoryQuery, stop: Stop) -> RawEvents:
        if stop():
            raise MiningStoppedError
        self._happen()
        return RawEvents.from_rows(
            [
                (at, name, f"{at:.6f}", Origin.PERSON)
                for at, name in self.events
                if query.start <= at < query.end and name in query.entity_ids
            ]
        )

    def purge(self, before: float) -> None:
        self.events = [event for event in self.events if event[0] >= before]

    def _happen(self) -> None:
        if self.purged_at:
            self.purge(self.purged_at.pop(0))
        if self.failing and self.failing.pop(0):
            raise HistoryError("away")


@dataclass(frozen=True)
class ARun:
    """One run: how long after the last one, over what, and what goes wrong."""

    hours_later: float
    days: int
    entities: frozenset[str]
    users: frozenset[str]
    failing: tuple[bool, ...]
    influx_failing: tuple[bool, ...]
    stopped_after: int  # looks whether to stop
    keeps: float  # days that the recorder keeps
    purges: float  # hours that a purge takes away while it is read


MOMENTS = st.floats(0, LENGTH * DAY_SECONDS - 1, allow_nan=False).map(
    lambda second: FIRST + round(second, 6)
)
EVENTS = st.lists(
    st.tuples(MOMENTS, st.sampled_from(NAMES)), max_size=40, unique_by=lambda event: event[0] // 1
)
RUNS = st.lists(
    st.builds(
        ARun,
        hours_later=st.sampled_from([0.0, 0.1, 1.0, 5.0, 24.0, 24.1, 60.0]),
        days=st.sampled_from([1, 3, 30]),
        entities=st.sets(st.sampled_from(NAMES), min_size=1).map(frozenset),
        users=st.sampled_from([frozenset[str](), frozenset({"a"})]),
        failing=st.lists(st.booleans(), max_size=3).map(tuple),
        influx_failing=st.lists(st.booleans(), max_size=3).map(tuple),
        stopped_after=st.sampled_from([0, 1, 2, 1000, 1000, 1000]),
        keeps=st.sampled_from([1.0, 3.0, 30.0]),
        purges=st.sampled_from([0.0, 0.0, 7.0]),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    repository = Repository(Path(tmp_path_factory.mktemp("runs")) / "homeiq.db")
    repository.open()
    yield repository
    repository.close()


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have even few days kept in several goes, so that a run can end in between."""
    monkeypatch.setattr(gather, "_DAYS_TOLD", 3)
    monkeypatch.setattr(gather, "_DAYS_FILLED", 2)


def done[T](work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of work that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("it waits")


@dataclass
class Life:
    """A home over some days, with runs whenever they come."""

    events: list[Event]
    blocks: DayBlocks
    now: float = float(FIRST + 2 * DAY_SECONDS)
    influx: bool = False
    owed: set[Event] = field(default_factory=set)  # has been seen by a run that went well
    forgotten: float = 0.0  # until when the recorder has forgotten

    def run(self, one: ARun) -> list[Event]:
        """Return the events that a run tells; None of them may be doubled."""
        self.now += one.hours_later * HOUR
        self.forgotten = max(self.forgotten, self.now - one.keeps * DAY_SECONDS)
        recorder = ForgetfulSource("recorder", self._written(), failing=list(one.failing))
        recorder.purge(self.forgotten)
        if one.purges:
            self.forgotten += one.purges * HOUR
            recorder.purged_at = [0.0, self.forgotten]
        sources = [recorder]
        if self.influx:
            failing = list(one.influx_failing)
            sources.append(ForgetfulSource("influxdb", self._written(), failing=failing))
        query = HistoryQuery(one.entities, self.now - one.days * DAY_SECONDS, self.now, one.users)
        answers = iter([False] * one.stopped_after)
        gathered = done(
            async_gather(
                cast(HomeAssistant, Here()),
                cast(Any, HereArchive(self.blocks)),
                sources,
                query,
                Bounds(180, 200.0),
                lambda: next(answers, True),
            )
        )
        told = _told(gathered.raw)
        if not gathered.troubles:
            self.owed |= {event for event in recorder.events if event[1] in one.entities} & {
                event for event in self._written() if event[0] >= query.start
            }
        return told

    def _written(self) -> list[Event]:
        return [event for event in self.events if event[0] < self.now]


def _told(raw: RawEvents) -> list[Event]:
    """Return the events as they were before their times were rounded."""
    return sorted(
        (float(raw.states[state]), raw.entities[entity])
        if raw.entities[entity] != "sensor.lux"
        else (round(time, 3), "sensor.lux")
        for time, entity, state in zip(
            raw.time.tolist(), raw.entity.tolist(), raw.state.tolist(), strict=True
        )
    )


def _rounded(events: Iterable[Event]) -> set[Event]:
    return {(round(at, 3) if name == "sensor.lux" else at, name) for at, name in events}


@pytest.mark.parametrize("influx", [False, True])
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=EVENTS, runs=RUNS)
def test_no_sequence_of_runs_loses_or_doubles_what_was_seen(
    events: list[Event], runs: list[ARun], repository: Repository, *, influx: bool
) -> None:
    with repository.writing() as connection:
        connection.execute(text("DELETE FROM day_blocks"))
        connection.execute(text("DELETE FROM archive_entities"))
    # To a millisecond, or the rounded times of readings could not be compared.
    events = [(round(at, 6 if name != "sensor.lux" else 3), name) for at, name in events]
    life = Life(events, DayBlocks(repository), influx=influx)
    for one in runs:
        with suppress(HistoryError, MiningStoppedError):
            life.run(one)
    last = ARun(0.0, 365, frozenset(NAMES), frozenset(), (), (), 1000, 365.0, 0.0)
    told = life.run(last)
    assert len(set(told)) == len(told), "doubled"
    assert set(told) <= _rounded(events), "invented"
    assert _rounded(life.owed) <= set(told), "lost"
