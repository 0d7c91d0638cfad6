"""The same use of features is told, whatever database the recorder writes to."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
import json
from pathlib import Path
import sqlite3
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.db_schema import Base
from homeassistant.core import HomeAssistant
import numpy as np
import pytest
from sqlalchemy import create_engine, text

from custom_components.homeiq.history.cursor import FETCH
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.recorder.database import open_file
from custom_components.homeiq.history.recorder.features import read_features
from custom_components.homeiq.history.recorder.source import async_read_features
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.mining.shown import FeatureHistory
from tests.history.demo_devices import SHOWN, DemoDevices, calls, in_words
from tests.history.recording import START, Recording
from tests.servers.databases import DatabaseServer

COUNT, CALLS = FETCH + 40, 99
EVER = FeatureQuery(
    entity_ids=frozenset({"light.a", "light.b"}),
    attributes=frozenset({"brightness", "rgb_color"}),
    stated=frozenset({"select.mode"}),
    start=-np.inf,
    end=np.inf,
)
ENTITIES = ("light.a", "light.b", "select.mode", "sensor.other")
STATES = ("on", "größer ☂", "unavailable", "x", "off")
SETS = (
    *(json.dumps({"brightness": level, "friendly_name": f"{level}"}) for level in range(700)),
    *('{"rgb_color": [255, 0, 7], "brightness": null}', "{", "[]"),
)


def state_rows() -> list[dict[str, Any]]:
    """Return rows of all kinds; some have no attributes."""
    return [
        {
            "state": STATES[at % len(STATES)],
            "metadata": at % len(ENTITIES) + 1,
            "time": START + at,
            "attributes": None if at % 50 == 0 else at * 7 % len(SETS) + 1,
        }
        for at in range(COUNT)
    ]


def event_rows() -> list[dict[str, Any]]:
    return [
        {"time": START + at, "data": None if at % 50 == 0 else at % CALLS + 1}
        for at in range(COUNT)
    ]


def data_of_calls() -> list[str]:
    return [
        json.dumps(
            {
                "domain": ("light", "notify", "mqtt")[number % 3],
                "service": ("turn_on", "me", "publish")[number % 3],
                "service_data": {"brightness": number, "topic": "größer ☂"},
            }
        )
        for number in range(CALLS)
    ]


def fill(connection: Any) -> None:
    """Write it all in order of time."""

    def insert(table: str, columns: str, values: str, rows: Sequence[dict[str, Any]]) -> None:
        connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), rows)  # noqa: S608  # all ours

    def numbered(texts: Sequence[str]) -> list[dict[str, Any]]:
        return [{"id": at, "text": one} for at, one in enumerate(texts, start=1)]

    insert("states_meta", "metadata_id, entity_id", ":id, :text", numbered(ENTITIES))
    insert("state_attributes", "attributes_id, shared_attrs", ":id, :text", numbered(SETS))
    insert("event_types", "event_type_id, event_type", ":id, :text", numbered(["call_service"]))
    insert("event_data", "data_id, shared_data", ":id, :text", numbered(data_of_calls()))
    insert(
        "states",
        "state, metadata_id, last_updated_ts, attributes_id",
        ":state, :metadata, :time, :attributes",
        state_rows(),
    )
    insert("events", "event_type_id, time_fired_ts, data_id", "1, :time, :data", event_rows())


@dataclass(frozen=True, slots=True)
class Filled:
    """Two databases with the same rows."""

    recording: Recording
    server: DatabaseServer
    name: str
    dialect: Any

    def on_sqlite(self, query: FeatureQuery) -> FeatureHistory:
        with closing(open_file(self.recording.path)) as connection:
            return read_features(connection, query, dialect="sqlite", errors=sqlite3.Error)

    def on_server(self, query: FeatureQuery, **more: Any) -> FeatureHistory:
        with closing(self.server.connect(self.name)) as driver:
            errors = self.dialect.loaded_dbapi.Error
            return read_features(driver, query, dialect=self.dialect.name, errors=errors, **more)


@pytest.fixture
def filled(server: DatabaseServer, tmp_path: Path) -> Iterator[Filled]:
    recording = Recording(tmp_path / "home-assistant_v2.db")
    with server.database() as name:
        dialects = []
        for url in (f"sqlite:///{recording.path}", server.url(name)):
            engine = create_engine(url)
            Base.metadata.create_all(engine)
            with engine.begin() as connection:
                fill(connection)
            dialects.append(engine.dialect)
            engine.dispose()
        yield Filled(recording, server, name, dialects[-1])


@pytest.mark.parametrize(
    "query",
    [
        EVER,
        replace(EVER, start=START + 100, end=START + 200),
        replace(EVER, attributes=frozenset()),
        replace(EVER, stated=EVER.entity_ids),
        replace(EVER, entity_ids=frozenset(), stated=frozenset({"light.never"})),
    ],
    ids=["ever", "span", "no attributes", "both", "nothing"],
)
def test_the_same_rows_tell_the_same(filled: Filled, query: FeatureQuery) -> None:
    here, there = filled.on_sqlite(query), filled.on_server(query)
    assert in_words(here.shown, START) == in_words(there.shown, START)
    assert here.calls == there.calls
    assert bool(here.calls) == bool(query.domains)


def test_a_read_stops_between_two_pages(filled: Filled) -> None:
    looks = 0

    def stop() -> bool:
        nonlocal looks
        looks += 1
        return looks > 9

    with pytest.raises(MiningStoppedError):
        filled.on_server(EVER, should_stop=stop)
    assert looks == 10


async def test_devices_that_live_tell_the_same(
    recorder_mock: Any, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    home = DemoDevices(hass, freezer)
    await home.set_up()
    await home.live()
    history = await home.read()
    assert sorted(in_words(history.shown, home.start), key=lambda row: row[:2]) == SHOWN
    assert list(history.calls) == calls(home.start)
    with pytest.raises(MiningStoppedError):
        await async_read_features(hass, home.query(), lambda: True)
