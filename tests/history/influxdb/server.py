"""A real InfluxDB 1 on loopback, filled as Home Assistant's own integration fills it."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from homeassistant.components.influxdb import CONFIG_SCHEMA, _generate_event_to_json
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, State
from influxdb.line_protocol import make_lines

from tests.e2e.parts import Program
from tests.servers.process import Server, free_port

CONFIGURATION = """
reporting-disabled = true
bind-address = "127.0.0.1:{backup_port}"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  enabled = true
  bind-address = "127.0.0.1:{port}"
  auth-enabled = {auth}
  log-enabled = false
[ifql]
"""


@dataclass(frozen=True, slots=True)
class InfluxServer:
    """A server, and how it is asked outside of what is tested."""

    url: str
    username: str = ""
    password: str = ""

    def query(self, text: str, database: str = "") -> dict[str, Any]:
        answer = self._send("/query", {"db": database, "q": text}, b"")
        parsed: dict[str, Any] = json.loads(answer)
        return parsed

    def write(self, database: str, lines: str) -> None:
        self._send("/write", {"db": database}, lines.encode())

    def fill(self, database: str, states: Iterable[State], **options: Any) -> None:
        """Write states as Home Assistant does, in a new database."""
        self.query(f'CREATE DATABASE "{database}"')
        self.write(database, written(states, **options))

    def _send(self, path: str, params: dict[str, str], body: bytes) -> bytes:
        login = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {login}"} if self.username else {}
        request = Request(f"{self.url}{path}?{urlencode(params)}", body, headers, method="POST")  # noqa: S310  # its own
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310  # our own server
                content: bytes = answer.read()
                return content
        except HTTPError as error:
            raise AssertionError(error.read().decode()) from error


@contextmanager
def running(program: Program, folder: Path, *, auth: bool) -> Iterator[InfluxServer]:
    """Run a server in a folder of its own."""
    port, backup_port = free_port(), free_port()
    configuration = folder / "influxdb.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder, port=port, backup_port=backup_port, auth=str(auth).lower()
        )
    )
    command = (program.path, "run", "-config", str(configuration))
    process = Server(command, port, folder, program.environment)
    started = process.start()
    try:
        server = InfluxServer(f"http://127.0.0.1:{port}")
        if auth:
            server.query("CREATE USER admin WITH PASSWORD 'open sesame' WITH ALL PRIVILEGES")
            server = InfluxServer(server.url, "admin", "open sesame")
        yield server
    finally:
        process.stop(started)


def points(states: Iterable[State], **options: Any) -> list[dict[str, Any]]:
    """Return the points that Home Assistant's own code makes of states."""
    defaults = CONFIG_SCHEMA({"influxdb": {"host": "127.0.0.1", **options}})["influxdb"]
    to_json = _generate_event_to_json(defaults)
    found = [to_json(_event(state)) for state in states]
    return [point for point in found if point is not None]


def written(states: Iterable[State], **options: Any) -> str:
    """Return states in line protocol, by the library that Home Assistant writes with."""
    return make_lines({"points": points(states, **options)})


def _event(state: State) -> Event[Any]:
    return Event(
        EVENT_STATE_CHANGED,
        {"entity_id": state.entity_id, "new_state": state},
        time_fired_timestamp=state.last_updated_timestamp,
    )


def at(moment: str, entity_id: str, state: str, /, **attributes: Any) -> State:
    """Return a state that was written at a time of 10 March 2026, in UTC."""
    changed = datetime.fromisoformat(f"2026-03-10 {moment}").replace(tzinfo=UTC)
    return State(entity_id, state, attributes, last_changed=changed, last_updated=changed)
