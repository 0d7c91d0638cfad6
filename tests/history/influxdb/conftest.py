"""What tests of InfluxDB share."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_socket

from tests.e2e.parts import need
from tests.history.influxdb.fake2 import FakeInfluxDb2
from tests.history.influxdb.fake3 import FakeInfluxDb3
from tests.history.influxdb.places import (
    NUMBERS,
    FakePlace,
    Place,
    RealPlace,
    of_three,
    of_two,
)
from tests.history.influxdb.server import InfluxServer, running


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use sockets, of the loopback interface still."""


@pytest.fixture(scope="package")
def influxdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxServer]:
    """Return a real InfluxDB 1 that lets everybody in."""
    pytest_socket.enable_socket()
    with running(need("InfluxDB"), tmp_path_factory.mktemp("influxdb"), auth=False) as server:
        yield server


@pytest.fixture(scope="package")
def guarded_influxdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxServer]:
    """Return a real InfluxDB 1 that asks who is there."""
    pytest_socket.enable_socket()
    with running(need("InfluxDB"), tmp_path_factory.mktemp("guarded"), auth=True) as server:
        yield server


@pytest.fixture(params=["1", "2 in InfluxQL", "2 in Flux", "3", "3 like 1"])
async def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    """Return a database of each generation."""
    match request.param:
        case "1":
            server: InfluxServer = request.getfixturevalue("influxdb")
            yield RealPlace(server, f"home {next(NUMBERS)}")
        case "2 in InfluxQL" | "2 in Flux":
            async with FakeInfluxDb2(mapped="InfluxQL" in request.param).serving() as two:
                yield FakePlace(two, of_two(two))
        case _:
            async with FakeInfluxDb3(has_own=request.param == "3").serving() as three:
                yield FakePlace(three, of_three(three))
