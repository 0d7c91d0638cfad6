"""History out of databases that Home Assistant's own code has filled, of each generation."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import time

from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util
import numpy as np
import pytest

from custom_components.homeiq.history.cursor import never
from custom_components.homeiq.history.influxdb.client import PATIENT
from custom_components.homeiq.history.influxdb.source import InfluxSource
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.mining.event_log import NUMERIC, Origin, RawEvents
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.settings import MiningStoppedError
from tests.history.influxdb.fake2 import FakeInfluxDb2
from tests.history.influxdb.fakes import Trouble
from tests.history.influxdb.places import HASTE, Place, RealPlace, of_two
from tests.history.influxdb.server import InfluxServer, at

DAY = datetime(2026, 3, 10, tzinfo=UTC).timestamp()
DEVICE, AUTOMATION = Origin.DEVICE, Origin.AUTOMATION
EVENING = ExistingAutomation(
    "automation.evening", "Evening", frozenset(), frozenset({("light.hall", "on")})
)


def home(*automations: ExistingAutomation) -> Home:
    return Home(timezone=dt_util.get_time_zone("UTC"), automations=automations)


async def read(
    hass: HomeAssistant,
    place: Place,
    entity_ids: Iterable[str],
    *automations: ExistingAutomation,
    start: float = DAY,
    end: float = DAY + 86_400,
) -> RawEvents:
    source = InfluxSource(hass, place.settings, home(*automations), HASTE)
    return await source.async_read(HistoryQuery(frozenset(entity_ids), start, end), never)


def told(raw: RawEvents) -> list[tuple[str, str, str, Origin]]:
    """Return (time of day, entity, state, origin) in order of time; readings as numbers."""
    rows = []
    for row in np.argsort(raw.time, kind="stable"):
        state = raw.states[raw.state[row]]
        if raw.state[row] == NUMERIC:
            state = f"{raw.number[row]:.1f}"
        moment = datetime.fromtimestamp(raw.time[row], UTC)
        entity_id = raw.entities[raw.entity[row]]
        rows.append((f"{moment:%H:%M:%S}", entity_id, state, Origin(raw.origin[row])))
    return rows


async def test_all_generations_tell_the_same(hass: HomeAssistant, place: Place) -> None:
    place.fill(
        [
            at("06:00:00", "light.kitchen", "on", brightness=3, friendly_name='Kitchen\'s "lamp"'),
            at("06:10:00", "light.kitchen", "on", brightness=30),
            at("06:20:00", "light.kitchen", "unavailable"),
            at("06:30:00", "light.kitchen", "off"),
            at("06:40:00", "sensor.porch", "20.5", unit_of_measurement="°C"),
            at("06:41:00", "sensor.porch", "20.50", unit_of_measurement="°C"),
            at("06:42:00", "sensor.porch", "21", unit_of_measurement="°C"),
            at("06:50:00", "media_player.tv", "playing", media_title='It\'s \\ "here", ok'),
            at("06:51:00", "media_player.tv", "playing", media_title="two", media_position=3),
            at("06:52:00", "media_player.tv", "idle"),
            at("07:00:00", "select.mode", "3"),
            at("07:01:00", "lock.door", "locked"),
            at("07:02:00", "person.anna", 'Grandma\'s, "the farm"'),
        ]
    )
    wanted = {
        *("light.kitchen", "sensor.porch", "media_player.tv", "select.mode"),
        *("lock.door", "person.anna", "light.of_nobody"),
    }
    assert told(await read(hass, place, wanted)) == [
        ("06:00:00", "light.kitchen", "on", DEVICE),
        ("06:30:00", "light.kitchen", "off", DEVICE),
        ("06:40:00", "sensor.porch", "20.5", DEVICE),
        ("06:42:00", "sensor.porch", "21.0", DEVICE),
        ("06:50:00", "media_player.tv", "playing", DEVICE),
        ("06:52:00", "media_player.tv", "idle", DEVICE),
        ("07:00:00", "select.mode", "3", DEVICE),
        ("07:01:00", "lock.door", "locked", DEVICE),
        ("07:02:00", "person.anna", 'Grandma\'s, "the farm"', DEVICE),
    ]


async def test_only_what_is_wanted_and_lies_within_is_read(
    hass: HomeAssistant, place: Place
) -> None:
    place.fill(
        [
            at("06:00:00", "light.kitchen", "on"),
            at("07:00:00", "light.kitchen", "off"),
            at("08:00:00", "light.kitchen", "on"),
            at("07:00:00", "light.hall", "on"),
        ]
    )
    hour = 3600
    raw = await read(hass, place, {"light.kitchen"}, start=DAY + 7 * hour, end=DAY + 8 * hour)
    assert told(raw) == [("07:00:00", "light.kitchen", "off", DEVICE)]


async def test_a_run_of_a_known_automation_explains_what_follows(
    hass: HomeAssistant, place: Place
) -> None:
    ran = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
    place.fill(
        [
            at("06:00:00", "automation.evening", "on", last_triggered=None, current=0),
            at("06:00:30", "light.hall", "on"),
            at("06:10:00", "light.hall", "off"),
            at("18:00:00", "automation.evening", "on", last_triggered=ran, current=1),
            at("18:00:02", "light.hall", "on"),
            at("18:05:00", "automation.evening", "on", last_triggered=ran, current=0),
            at("18:06:00", "light.hall", "off"),
            at("18:06:30", "light.hall", "on"),
        ]
    )
    raw = await read(hass, place, {"light.hall"}, EVENING)
    assert told(raw) == [
        ("06:00:30", "light.hall", "on", DEVICE),
        ("06:10:00", "light.hall", "off", DEVICE),
        ("18:00:02", "light.hall", "on", AUTOMATION),
        ("18:06:00", "light.hall", "off", DEVICE),
        ("18:06:30", "light.hall", "on", DEVICE),
    ]


async def test_an_automation_that_ran_just_before_the_time_still_explains(
    hass: HomeAssistant, place: Place
) -> None:
    ran = datetime(2026, 3, 10, 17, 59, tzinfo=UTC)
    place.fill(
        [
            at("17:59:00", "automation.evening", "on", last_triggered=ran),
            at("18:00:02", "light.hall", "on"),
        ]
    )
    raw = await read(hass, place, {"light.hall"}, EVENING, start=DAY + 18 * 3600)
    assert told(raw) == [("18:00:02", "light.hall", "on", AUTOMATION)]


async def test_choosing_a_scene_is_a_moment(hass: HomeAssistant, place: Place) -> None:
    place.fill(
        [
            at("06:00:00", "scene.film", "2026-03-09T20:00:00+00:00"),
            at("20:00:00", "scene.film", "2026-03-10T20:00:00+00:00"),
            at("21:00:00", "scene.film", "2026-03-10T21:00:00+00:00"),
        ]
    )
    chosen = [one for one in told(await read(hass, place, {"scene.film"})) if one[2] == "on"]
    assert chosen == [
        ("20:00:00", "scene.film", "on", DEVICE),
        ("21:00:00", "scene.film", "on", DEVICE),
    ]


async def test_more_entities_and_days_than_fit_in_a_page(hass: HomeAssistant, place: Place) -> None:
    lights = [f"light.lamp_{number:03}" for number in range(120)]
    states = []
    for day in (0, 1, 2):
        for number, light in enumerate(lights):
            moment = datetime.fromtimestamp(DAY, UTC) + timedelta(days=day, seconds=number)
            state = ("on", "off")[day % 2]
            states.append(State(light, state, last_changed=moment, last_updated=moment))
    place.fill(states)
    raw = await read(hass, place, lights, end=DAY + 3 * 86_400)
    assert len(raw.time) == 360
    assert raw.entities == tuple(lights)
    by_entity = raw.state[np.lexsort((raw.time, raw.entity))].reshape(120, 3)
    assert {tuple(raw.states[code] for code in row) for row in by_entity} == {("on", "off", "on")}


async def test_says_since_when_it_knows(hass: HomeAssistant, place: Place) -> None:
    place.fill([at("06:00:00", "light.hall", "on"), at("05:00:00", "sensor.x", "3")])
    source = InfluxSource(hass, place.settings, patience=HASTE)
    assert source.knows("light.of_nobody")  # it may
    assert await source.async_since({"light.hall", "light.of_nobody"}) == DAY + 6 * 3600
    assert await source.async_since({"light.hall", "sensor.x"}) == DAY + 5 * 3600
    assert await source.async_since({"light.of_nobody"}) is None
    assert await source.async_since([]) is None
    assert source.knows("light.hall")
    assert not source.knows("light.of_nobody")


async def test_nothing_wanted_is_nothing_read(hass: HomeAssistant, place: Place) -> None:
    place.fill([at("06:00:00", "light.hall", "on")])
    raw = await read(hass, place, set())
    assert told(raw) == []


@pytest.mark.parametrize(
    "options",
    [
        {"measurement_attr": "entity_id"},
        {"measurement_attr": "domain__device_class"},
        {"override_measurement": "state"},
        {"default_measurement": "state"},
        {"tags": {"source": 'it\'s "me"'}, "tags_attributes": ["friendly_name"]},
    ],
)
async def test_names_of_measurements_and_further_tags_do_not_matter(
    hass: HomeAssistant, influxdb: InfluxServer, options: dict[str, object]
) -> None:
    place = RealPlace(influxdb, f"named {sorted(options)} {len(str(options))}")
    states = [
        at("06:00:00", "light.hall", "on", friendly_name="A"),
        at("06:10:00", "light.hall", "off", friendly_name="B"),
        at("06:20:00", "sensor.porch", "3.5", unit_of_measurement="°C", device_class="temperature"),
    ]
    influxdb.fill(place.database, states, **options)
    assert told(await read(hass, place, {"light.hall", "sensor.porch"})) == [
        ("06:00:00", "light.hall", "on", DEVICE),
        ("06:10:00", "light.hall", "off", DEVICE),
        ("06:20:00", "sensor.porch", "3.5", DEVICE),
    ]


async def test_a_number_that_is_called_state_elsewhere_hides_no_text(
    hass: HomeAssistant, influxdb: InfluxServer
) -> None:
    place = RealPlace(influxdb, "typed")
    place.fill(
        [
            at("06:00:00", "light.hall", "on"),
            at("06:10:00", "sensor.washer", "55", unit_of_measurement="min", state=3),
        ]
    )
    assert told(await read(hass, place, {"light.hall", "sensor.washer"})) == [
        ("06:00:00", "light.hall", "on", DEVICE),
        ("06:10:00", "sensor.washer", "55.0", DEVICE),
    ]


async def test_stopping_ends_it_at_once_and_leaves_no_connection(hass: HomeAssistant) -> None:
    async with FakeInfluxDb2().serving() as fake:
        fake.troubles.append(Trouble(silent=True))
        source = InfluxSource(hass, of_two(fake), patience=PATIENT)
        begun = time.monotonic()
        with pytest.raises(MiningStoppedError):
            await source.async_read(
                HistoryQuery(frozenset({"light.hall"}), DAY, DAY + 1), lambda: bool(fake.asked)
            )
        assert time.monotonic() - begun < 2
        await fake.until_alone()


async def test_cancelling_ends_it_at_once_and_leaves_no_connection(hass: HomeAssistant) -> None:
    async with FakeInfluxDb2().serving() as fake:
        fake.troubles.append(Trouble(silent=True))
        source = InfluxSource(hass, of_two(fake), patience=PATIENT)
        query = HistoryQuery(frozenset({"light.hall"}), DAY, DAY + 1)
        reading = asyncio.create_task(source.async_read(query, never))
        await fake.was_asked.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await fake.until_alone()


async def test_a_bucket_whose_mappings_may_not_be_read_is_asked_in_flux(
    hass: HomeAssistant,
) -> None:
    async with FakeInfluxDb2(may_read_buckets=False).serving() as fake:
        fake.fill([at("06:00:00", "light.hall", "on")])
        source = InfluxSource(hass, of_two(fake), patience=HASTE)
        assert await source.async_entities() == {"light.hall"}
    assert {one.path for one in fake.asked} == {"/api/v2/buckets", "/api/v2/query"}


async def test_a_path_of_a_proxy_and_slashes_at_the_end_belong_to_the_address(
    hass: HomeAssistant,
) -> None:
    async with FakeInfluxDb2().serving() as fake:
        fake.fill([at("06:00:00", "light.hall", "on")])
        settings = replace(of_two(fake), url=f"{fake.url}/influx//")
        source = InfluxSource(hass, settings, patience=HASTE)
        assert await source.async_entities() == {"light.hall"}
    assert {one.path for one in fake.asked} == {
        *("/influx/api/v2/buckets", "/influx/api/v2/dbrps", "/influx/query")
    }
