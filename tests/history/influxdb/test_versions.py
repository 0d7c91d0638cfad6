"""How each generation is asked."""

from datetime import timedelta

from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util
import pytest

from custom_components.homeiq.history.influxdb.errors import InfluxError, InfluxProblem
from custom_components.homeiq.history.influxdb.flux import Flux
from custom_components.homeiq.history.influxdb.influxql import InfluxQl, QueryEndpoint
from custom_components.homeiq.history.influxdb.settings import InfluxVersion
from custom_components.homeiq.history.influxdb.source import InfluxSource
from custom_components.homeiq.history.influxdb.versions import DIALECTS, LinesEndpoint, async_open
from tests.history.influxdb.fake2 import FakeInfluxDb2
from tests.history.influxdb.fake3 import FakeInfluxDb3
from tests.history.influxdb.fakes import Trouble
from tests.history.influxdb.places import HASTE, client, of_three, of_two


def test_each_generation_has_its_way() -> None:
    assert set(DIALECTS) == set(InfluxVersion)


async def test_a_mapping_names_the_bucket_in_influxql(hass: HomeAssistant) -> None:
    async with FakeInfluxDb2().serving() as fake:
        dialect = await async_open(client(hass, of_two(fake)))
    assert isinstance(dialect, InfluxQl)
    assert dialect.endpoint == QueryEndpoint("old name", "autogen")


@pytest.mark.parametrize("fake", [FakeInfluxDb2(mapped=False), FakeInfluxDb2(database="gone")])
async def test_without_a_mapping_flux_is_asked(hass: HomeAssistant, fake: FakeInfluxDb2) -> None:
    async with fake.serving():
        if fake.database == "gone":
            fake.troubles.append(Trouble(body='{"buckets": null}'))
        assert isinstance(await async_open(client(hass, of_two(fake))), Flux)


async def test_a_mapping_of_another_bucket_is_none(hass: HomeAssistant) -> None:
    other = '{"content": [{"bucketID": "b2", "database": "x", "retention_policy": "y"}]}'
    async with FakeInfluxDb2().serving() as fake:
        fake.troubles.extend([Trouble(), Trouble(body=other)])
        assert isinstance(await async_open(client(hass, of_two(fake))), Flux)


async def test_a_server_that_fails_at_mappings_is_not_asked_otherwise(hass: HomeAssistant) -> None:
    async with FakeInfluxDb2().serving() as fake:
        fake.troubles.extend([Trouble(503)] * 9)
        with pytest.raises(InfluxError) as caught:
            await async_open(client(hass, of_two(fake)))
        assert caught.value.key == InfluxProblem.BUSY
        assert {one.path for one in fake.asked} == {"/api/v2/buckets"}


async def test_the_interface_of_version_3_is_preferred(hass: HomeAssistant) -> None:
    async with FakeInfluxDb3().serving() as fake:
        dialect = await async_open(client(hass, of_three(fake)))
    assert isinstance(dialect, InfluxQl)
    assert dialect.endpoint == LinesEndpoint("home")


@pytest.mark.parametrize("status", [404, 405])
async def test_the_interface_of_version_1_is_asked_where_3_has_no_other(
    hass: HomeAssistant, status: int
) -> None:
    async with FakeInfluxDb3().serving() as fake:
        fake.troubles.append(Trouble(status, "not implemented"))
        dialect = await async_open(client(hass, of_three(fake)))
    assert isinstance(dialect, InfluxQl)
    assert isinstance(dialect.endpoint, QueryEndpoint)
    assert dialect.endpoint.method == "GET"


async def test_what_refuses_version_3_for_another_reason_is_told(hass: HomeAssistant) -> None:
    async with FakeInfluxDb3().serving() as fake:
        fake.troubles.append(Trouble(401))
        with pytest.raises(InfluxError) as caught:
            await async_open(client(hass, of_three(fake)))
        assert caught.value.key == InfluxProblem.UNAUTHORIZED


async def test_a_server_that_may_not_look_at_all_files_at_once_is_asked_for_less(
    hass: HomeAssistant,
) -> None:
    now = dt_util.utcnow()
    states = [
        State("light.hall", state, last_changed=moment, last_updated=moment)
        for days, state in ((40, "on"), (0.1, "off"))
        for moment in (now - timedelta(days=days),)
    ]
    gaps = [now - timedelta(days=days, hours=1) for days in range(40)]
    states += [State("light.hall", "on", last_changed=gap, last_updated=gap) for gap in gaps]
    async with FakeInfluxDb3(file_limit_days=3).serving() as fake:
        fake.fill(states)
        source = InfluxSource(hass, of_three(fake), patience=HASTE)
        assert await source.async_entities() == {"light.hall"}
        since = await source.async_since({"light.hall"})
    assert since == pytest.approx(now.timestamp() - 40 * 86_400, abs=1e-3)


async def test_a_server_that_fails_otherwise_is_not_asked_for_less(hass: HomeAssistant) -> None:
    async with FakeInfluxDb3().serving() as fake:
        fake.fill([State("light.hall", "on")])
        source = InfluxSource(hass, of_three(fake), patience=HASTE)
        await source.async_entities()
        fake.troubles.append(Trouble(400, '{"error": "no"}'))
        with pytest.raises(InfluxError):
            await source.async_since({"light.hall"})
        source = InfluxSource(hass, of_three(fake), patience=HASTE)
        fake.troubles.extend([Trouble(), Trouble(400, '{"error": "no"}')])
        with pytest.raises(InfluxError):
            await source.async_entities()
