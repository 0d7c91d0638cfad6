"""Homes whose recorder keeps its history on a database server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket

from tests.e2e.parts import keep_together, need
from tests.history.conftest import expected_lingering_timers, recorded_home
from tests.servers.databases import DatabaseServer, mariadb, postgresql

__all__ = ["expected_lingering_timers", "recorded_home"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in the worker of the end-to-end tests: each server is started once."""
    keep_together(items, Path(__file__).parent)


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[DatabaseServer]:
    program = need("MariaDB")
    pytest_socket.enable_socket()
    with mariadb(program) as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[DatabaseServer]:
    program = need("PostgreSQL")
    pytest_socket.enable_socket()
    with postgresql(program) as running:
        yield running


@pytest.fixture(params=["mariadb_server", "postgresql_server"])
def server(request: pytest.FixtureRequest) -> DatabaseServer:
    """Return a running server, one after the other."""
    running: DatabaseServer = request.getfixturevalue(request.param)
    return running


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use sockets, of the loopback interface still."""


@pytest.fixture
def recorder_db_url(server: DatabaseServer, hass_fixture_setup: list[bool]) -> Iterator[str]:
    """Let the recorder use a database of its own on the server."""
    assert not hass_fixture_setup
    with server.database() as name:
        yield server.url(name)
