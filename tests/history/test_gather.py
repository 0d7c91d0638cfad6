"""The archive brought up to date with all sources, and what is read from it."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from pathlib import Path

from homeassistant.core import HomeAssistant
import numpy as np
import pytest

from custom_components.homeiq.history.archive import Bounds
from custom_components.homeiq.history.cursor import Stop, never
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.gather import ARCHIVE, Gathered, async_gather
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.source import Source
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Origin, RawEvents
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store

FIRST = 20_000  # the first day, in UTC days
NOON = DAY_SECONDS / 2
HOUR = 3600.0
LAMP, FAN, SENSOR = "light.lamp", "fan.fan", "sensor.lux"

type Row = tuple[float, str, str, Origin]


@dataclass
class FakeSource:
    """Stands in for a source: holds its events in a list, and remembers what it was asked."""

    key: str = "recorder"
    rows: list[Row] = field(default_factory=list)
    stands_alone: bool = True
    error: HistoryError | None = None  # whatever it is asked
    unreadable: HistoryError | None = None
    asked: list[HistoryQuery] = field(default_factory=list)
    since: float = 0.0  # not before the first event's day
    place: str = ""

    @property
    def mark(self) -> str:
        return self.key + self.place

    def knows(self, entity_id: str) -> bool:
        return self.stands_alone or entity_id.startswith("sensor.")

    async def async_since(self, entity_ids: Collection[str]) -> float | None:
        if self.error is not None:
            raise self.error
        first = min((row[0] for row in self.rows if row[1] in entity_ids), default=None)
        return None if first is None else max(first // DAY_SECONDS * DAY_SECONDS, self.since)

    async def async_read(self, query: HistoryQuery, stop: Stop) -> RawEvents:
        self.asked.append(query)
        if stop():
            raise MiningStoppedError
        if self.unreadable is not None:
            raise self.unreadable
        return RawEvents.from_rows(
            [
                row
                for row in self.rows
                if query.start <= row[0] < query.end and row[1] in query.entity_ids
            ]
        )

    @property
    def days(self) -> set[int]:
        """The days that it was asked of."""
        return {
            day
            for query in self.asked
            for day in range(
                int((query.start + HOUR) // DAY_SECONDS), int((query.end - 1) // DAY_SECONDS) + 1
            )
        }


def at(day: int, seconds: float = NOON) -> float:
    """Return a moment of a day, counted from the first."""
    return (FIRST + day) * DAY_SECONDS + seconds


def lived(days: Collection[int], entity_id: str = LAMP, state: str = "on") -> list[Row]:
    """Return that something was switched at noon, and back an hour later."""
    return [
        (at(day, NOON + later), entity_id, what, Origin.PERSON)
        for day in days
        for later, what in ((0.0, state), (HOUR, "off"))
    ]


def told(gathered: Gathered) -> list[tuple[float, str, str]]:
    raw = gathered.raw
    assert (np.diff(raw.time) >= 0).all()
    return sorted(
        (time, raw.entities[entity], raw.states[state])
        for time, entity, state in zip(
            raw.time.tolist(), raw.entity.tolist(), raw.state.tolist(), strict=True
        )
    )


def plain(rows: Collection[Row]) -> list[tuple[float, str, str]]:
    return sorted(row[:3] for row in rows)


@pytest.fixture
async def store(hass: HomeAssistant, tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store(tmp_path / "homeiq.db")
    await opened.async_open()
    yield opened
    await opened.async_close()


@dataclass
class Nights:
    """Runs at three in the morning, one after the other."""

    hass: HomeAssistant
    store: Store
    days: int = 30
    entities: frozenset[str] = frozenset({LAMP, FAN, SENSOR})
    users: frozenset[str] = frozenset()

    async def run(self, night: int, *sources: Source, stop: Stop = never) -> Gathered:
        """Return what is known in the night that begins a day."""
        for source in sources:
            if isinstance(source, FakeSource):
                source.asked.clear()
        end = at(night, 3 * HOUR)
        query = HistoryQuery(self.entities, end - self.days * DAY_SECONDS, end, self.users)
        bounds = Bounds(180, 200.0)
        return await async_gather(self.hass, self.store.archive, sources, query, bounds, stop)


@pytest.fixture
def nights(hass: HomeAssistant, store: Store) -> Nights:
    return Nights(hass, store)


async def test_the_first_run_reads_all_that_the_recorder_has(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(5)))
    assert told(await nights.run(5, recorder)) == plain(recorder.rows)
    assert recorder.days == {FIRST + day for day in range(6)}


async def test_a_later_run_reads_only_the_day_that_was_not_over(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(5)))
    await nights.run(5, recorder)
    recorder.rows += lived([5])
    assert told(await nights.run(6, recorder)) == plain(recorder.rows)
    assert recorder.days == {FIRST + 5, FIRST + 6}
    assert told(await nights.run(6, recorder)) == plain(recorder.rows)
    assert recorder.days == {FIRST + 6}


async def test_what_the_recorder_forgets_is_known_all_the_same(nights: Nights) -> None:
    everything = []
    recorder = FakeSource()
    for night in range(1, 41):
        everything += lived([night - 1])
        recorder.rows = [row for row in everything if row[0] >= at(night) - 10 * DAY_SECONDS]
        await nights.run(night, recorder)
    nights.days = 60
    assert told(await nights.run(40, recorder)) == plain(everything)
    assert len({int(row[0] // DAY_SECONDS) for row in everything}) == 40


async def test_a_day_that_was_written_late_is_read_again(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(3)))
    end = at(3, 60.0)  # a minute after the day was over
    query = HistoryQuery(nights.entities, at(0), end)
    await async_gather(
        nights.hass, nights.store.archive, [recorder], query, Bounds(180, 200.0), never
    )
    recorder.rows.append((at(2, DAY_SECONDS - 1.0), FAN, "on", Origin.DEVICE))
    assert told(await nights.run(4, recorder)) == plain(recorder.rows)


async def test_an_entity_that_is_new_to_us_is_read_from_all_days_that_are_there(
    nights: Nights,
) -> None:
    recorder = FakeSource(rows=[*lived(range(5)), *lived(range(5), FAN)])
    nights.entities = frozenset({LAMP})
    assert told(await nights.run(5, recorder)) == plain(lived(range(5)))
    nights.entities = frozenset({LAMP, FAN})
    assert told(await nights.run(5, recorder)) == plain(recorder.rows)


async def test_an_entity_that_began_yesterday_costs_no_second_reading(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(5)))
    nights.entities = frozenset({LAMP})
    await nights.run(5, recorder)
    nights.entities = frozenset({LAMP, FAN})
    recorder.rows += lived([5], FAN)
    await nights.run(6, recorder)
    assert recorder.days == {FIRST + 5, FIRST + 6}


async def test_other_accounts_of_programs_have_the_days_told_anew(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(20)))
    await nights.run(20, recorder)
    recorder.rows = [(*row[:3], Origin.AUTOMATION) for row in lived(range(10, 20))]
    nights.users = frozenset({"a" * 32})
    gathered = await nights.run(20, recorder)
    assert told(gathered) == plain(lived(range(20)))
    by = gathered.raw.origin.tolist()
    assert by[:20] == [Origin.PERSON] * 20  # forgotten by the recorder: they stay as they were
    assert by[20:] == [Origin.AUTOMATION] * 20


async def test_a_day_read_anew_keeps_what_was_purged_of_one_entity(nights: Nights) -> None:
    recorder = FakeSource(rows=[*lived(range(5)), *lived(range(5), FAN)])
    everything = list(recorder.rows)
    await nights.run(5, recorder)
    recorder.rows = [row for row in recorder.rows if row[1] != FAN]
    nights.users = frozenset({"a" * 32})
    assert told(await nights.run(5, recorder)) == plain(everything)


async def test_a_recorder_that_began_anew_takes_nothing_from_what_is_kept(nights: Nights) -> None:
    recorder = FakeSource(rows=[*lived(range(5)), (at(5, HOUR), LAMP, "on", Origin.PERSON)])
    before = list(recorder.rows)
    await nights.run(5, recorder)
    recorder.since = at(5, 2 * HOUR)
    recorder.rows = [(at(5, 2.5 * HOUR), LAMP, "off", Origin.PERSON)]
    assert told(await nights.run(5, recorder)) == plain([*before, *recorder.rows])
    recorder.rows += lived([5])
    assert told(await nights.run(6, recorder)) == plain([*before, *recorder.rows])


async def test_a_second_source_tells_of_days_before_the_recorders_and_is_asked_once(
    nights: Nights,
) -> None:
    recorder = FakeSource(rows=lived(range(20, 25)))
    influx = FakeSource("influxdb", lived(range(25), state="brighter"))
    expected = plain([*lived(range(20), state="brighter"), *recorder.rows])
    assert told(await nights.run(25, recorder, influx)) == expected
    await nights.run(25, recorder, influx)
    assert influx.asked == []


async def test_a_second_source_tells_of_what_the_recorder_leaves_out(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(5)))
    influx = FakeSource("influxdb", [*lived(range(5), state="dim"), *lived(range(5), FAN)])
    expected = plain([*recorder.rows, *lived(range(5), FAN)])
    assert told(await nights.run(5, recorder, influx)) == expected


async def test_a_second_source_that_is_added_later_tells_of_all_days(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(20, 25)))
    await nights.run(25, recorder)
    influx = FakeSource("influxdb", lived(range(20)))
    assert told(await nights.run(25, recorder, influx)) == plain(lived(range(25)))


async def test_hourly_means_make_no_day_but_fill_one(nights: Nights) -> None:
    means = [
        (at(day, hour * HOUR), SENSOR, "7", Origin.DEVICE) for day in range(9) for hour in (9, 10)
    ]
    recorder = FakeSource(rows=lived([4]))
    statistics = FakeSource("statistics", means, stands_alone=False)
    gathered = await nights.run(8, recorder, statistics)
    days = {
        int(time // DAY_SECONDS) - FIRST for time, entity, _ in told(gathered) if entity == SENSOR
    }
    # Home Assistant ran from the fifth day on; that nothing else happened since is known.
    assert days == {4, 5, 6, 7}


async def test_a_source_that_fails_costs_only_itself_and_is_asked_again(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(20, 25)))
    influx = FakeSource("influxdb", lived(range(20)), error=HistoryError("away"))
    gathered = await nights.run(25, recorder, influx)
    assert told(gathered) == plain(recorder.rows)
    assert [(each.key, str(each.error)) for each in gathered.troubles] == [("influxdb", "away")]
    influx.error = None
    gathered = await nights.run(25, recorder, influx)
    assert told(gathered) == plain(lived(range(25)))
    assert gathered.troubles == ()


async def test_without_the_recorder_what_is_kept_must_do(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(5)))
    await nights.run(5, recorder)
    away = FakeSource(error=HistoryError("locked"))
    gathered = await nights.run(6, away)
    assert told(gathered) == plain(recorder.rows)
    assert [each.key for each in gathered.troubles] == ["recorder"]


async def test_without_the_recorder_and_anything_kept_nothing_can_be_done(nights: Nights) -> None:
    with pytest.raises(HistoryError, match="locked"):
        await nights.run(6, FakeSource(error=HistoryError("locked")))


async def test_an_archive_that_cannot_be_used_costs_only_itself(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(5)))
    await nights.store.async_close()
    gathered = await nights.run(5, recorder)
    assert told(gathered) == plain(recorder.rows)
    assert [each.key for each in gathered.troubles] == [ARCHIVE]


async def test_it_stops_when_it_is_told_to_and_keeps_what_it_had(nights: Nights) -> None:
    nights.days = 100
    recorder = FakeSource(rows=lived(range(100)))
    answers = iter([False, True])
    with pytest.raises(MiningStoppedError):
        await nights.run(100, recorder, stop=lambda: next(answers))
    kept = await nights.store.archive.days()
    assert 0 < len(kept) < 100
    assert told(await nights.run(100, recorder)) == plain(recorder.rows)
    assert recorder.days.isdisjoint({day.number for day in kept})


async def test_a_home_without_history_has_no_events(nights: Nights) -> None:
    assert told(await nights.run(5, FakeSource())) == []


async def test_another_database_of_the_same_kind_is_asked_of_all_days(nights: Nights) -> None:
    recorder = FakeSource(rows=lived(range(20, 25)))
    await nights.run(25, recorder, FakeSource("influxdb", place="wrong", rows=lived([19])))
    right = FakeSource("influxdb", lived(range(19)), place="right")
    assert told(await nights.run(25, recorder, right)) == plain(lived(range(25)))
    await nights.run(25, recorder, right)
    assert right.asked == []


async def test_who_came_while_a_source_was_away_is_asked_about_when_it_is_back(
    nights: Nights,
) -> None:
    recorder = FakeSource(rows=lived(range(20)))
    influx = FakeSource("influxdb", lived(range(20), FAN))
    nights.entities = frozenset({LAMP})
    await nights.run(20, recorder, influx)
    nights.entities = frozenset({LAMP, FAN})
    influx.error = HistoryError("away")
    await nights.run(21, recorder, influx)
    await nights.run(22, recorder)  # not even configured
    influx.error = None
    everything = plain([*lived(range(20)), *lived(range(20), FAN)])
    assert told(await nights.run(23, recorder, influx)) == everything


async def test_who_was_not_asked_about_for_some_nights_is_asked_about_since_then(
    nights: Nights,
) -> None:
    recorder = FakeSource(rows=[*lived(range(12)), *lived(range(12), FAN)])
    await nights.run(5, recorder)
    nights.entities = frozenset({LAMP})  # the fan is hidden, say
    for night in (6, 7, 8):
        await nights.run(night, recorder)
    nights.entities = frozenset({LAMP, FAN})
    expected = plain([row for row in recorder.rows if row[0] < at(9)])
    assert told(await nights.run(9, recorder)) == expected
    assert recorder.days == {FIRST + day for day in range(5, 10)}
    await nights.run(10, recorder)
    assert recorder.days == {FIRST + 9, FIRST + 10}


async def test_what_a_clock_that_was_ahead_took_for_quiet_days_is_read_again(
    nights: Nights,
) -> None:
    recorder = FakeSource(rows=lived(range(5)))
    await nights.run(9, recorder)
    recorder.rows += lived(range(5, 8))
    assert told(await nights.run(5, recorder)) == plain(lived(range(5)))
    assert told(await nights.run(10, recorder)) == plain(recorder.rows)


async def test_half_a_day_that_the_recorder_knows_is_completed_by_a_second_source(
    nights: Nights,
) -> None:
    everything = [(at(4, hour * HOUR), LAMP, "on", Origin.DEVICE) for hour in (9, 13, 14)]
    recorder = FakeSource(rows=everything[1:], since=at(4, NOON))
    influx = FakeSource("influxdb", everything)
    assert told(await nights.run(5, recorder, influx)) == plain(everything)


async def test_a_day_that_the_recorder_forgot_half_way_is_completed_by_a_second_source(
    nights: Nights,
) -> None:
    everything = [(at(4, hour * HOUR), LAMP, "on", Origin.DEVICE) for hour in (1, 2, 9)]
    await nights.run(4, FakeSource(rows=everything[:2]))
    influx = FakeSource("influxdb", everything)
    assert told(await nights.run(20, FakeSource(), influx)) == plain(everything)


async def test_what_is_kept_counts_though_nothing_more_can_be_kept(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = lived(range(20))
    await nights.run(15, FakeSource(rows=everything[:30]))

    async def save(_blocks: object, _asked_about: object) -> None:
        raise StoreError("The disk is full")

    monkeypatch.setattr(nights.store.archive, "save", save)
    recorder = FakeSource(rows=everything[20:])
    gathered = await nights.run(20, recorder)
    assert told(gathered) == plain(everything)
    assert [(each.key, str(each.error)) for each in gathered.troubles] == [
        (ARCHIVE, "The disk is full")
    ]


async def test_what_is_kept_must_do_where_neither_archive_nor_recorder_can_be_used(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = lived(range(5))
    await nights.run(5, FakeSource(rows=rows))

    async def prune(_bounds: object, _today: object) -> int:
        raise StoreError("The disk is full")

    monkeypatch.setattr(nights.store.archive, "prune", prune)
    locked = FakeSource(rows=rows, unreadable=HistoryError("locked"))
    gathered = await nights.run(6, locked)
    assert told(gathered) == plain(rows)
    assert [each.key for each in gathered.troubles] == [ARCHIVE, "recorder"]
