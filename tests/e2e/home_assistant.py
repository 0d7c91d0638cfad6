"""A real Home Assistant in a process of its own, and a client for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
import json
import os
from pathlib import Path
import signal
import sys
from typing import Any, Final
from zoneinfo import ZoneInfo

import aiohttp

from demo.__main__ import spec_until
from demo.config_folder import make_config
from demo.household import simulate
from demo.spec import HouseholdSpec
from tests.servers.process import free_port
from tests.test_repository import PACKAGE

START_SECONDS: Final = 120
STOP_SECONDS: Final = 60
USER: Final = "admin"
PASSWORD: Final = "for-tests-only"

# A lean home: `default_config` would look for devices in the network.
CONFIGURATION: Final = """
homeassistant:
  name: Test home
  latitude: 52.37
  longitude: 4.89
  elevation: 0
  unit_system: metric
  currency: EUR
  country: NL
  time_zone: Europe/Amsterdam
  language: en
logger:
  default: info
api:
automation: !include automations.yaml
config:
diagnostics:
frontend:
history:
logbook:
onboarding:
person:
recorder:
  commit_interval: 1
repairs:
sun:
system_health:
system_log:
websocket_api:
"""


def storage(key: str, version: int, minor: int, data: dict[str, Any]) -> str:
    """Return what Home Assistant keeps in one file of its storage."""
    return json.dumps({"version": version, "minor_version": minor, "key": key, "data": data})


def seed(config: Path, port: int) -> None:
    """Let Home Assistant listen on the loopback interface only, and skip what asks the internet.

    Both live in its storage: `http:` in YAML is on trial for five minutes, and onboarding's
    other steps start integrations that look for a weather service.
    """
    folder = config / ".storage"
    folder.mkdir(parents=True, exist_ok=True)
    server = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    http = {"stable": server, "pending": None, "yaml_migration_done": True}
    (folder / "http").write_text(storage("http", 2, 2, http), "utf-8")
    done = {"done": ["core_config", "analytics", "integration"]}
    (folder / "onboarding").write_text(storage("onboarding", 4, 1, done), "utf-8")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A configuration, and the port that its Home Assistant listens on."""

    config: Path
    port: int


def lean_home(config: Path) -> Prepared:
    """Write the configuration of a home that has nothing yet."""
    port = free_port()
    seed(config, port)
    (config / "configuration.yaml").write_text(CONFIGURATION, "utf-8")
    (config / "automations.yaml").write_text("[]\n", "utf-8")
    (config / "custom_components").mkdir()
    (config / "custom_components" / "homeiq").symlink_to(PACKAGE)
    return Prepared(config, port)


def simulated_home(config: Path, **changes: Any) -> Prepared:
    """Write the configuration and the 30 days of history of the demo's household.

    `changes` are to its spec.
    """
    port = free_port()
    spec = spec_until(datetime.now(ZoneInfo(HouseholdSpec().timezone)), seed=1)
    spec = replace(spec, **changes)
    make_config(config, simulate(spec), port)
    return Prepared(config, port)


@dataclass(slots=True)
class Home:
    """A running Home Assistant."""

    config: Path
    url: str
    process: asyncio.subprocess.Process
    session: aiohttp.ClientSession
    token: str = ""
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def log(self) -> str:
        """All that it has logged so far."""
        return (self.config / "output.log").read_text("utf-8", errors="replace")

    async def rest(self, method: str, path: str, body: Any = None) -> Any:
        """Perform a request; raise unless its answer is a good one."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.request(
            method, self.url + path, json=body, headers=headers
        ) as answer:
            text = await answer.text()
            assert answer.status < 400, f"{method} {path}: {answer.status} {text[:500]}"
            return json.loads(text)

    async def command(self, kind: str, **data: Any) -> Any:
        """Send one websocket command and return its result."""
        async with self.session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": self.token})
            assert (await socket.receive_json())["type"] == "auth_ok"
            await socket.send_json({"id": 1, "type": kind, **data})
            answer = await socket.receive_json()
            assert answer["success"], answer
            return answer["result"]

    async def action(self, name: str, data: dict[str, Any] | None = None) -> Any:
        """Perform an action that responds, and return its response."""
        path = f"/api/services/{name.replace('.', '/')}?return_response"
        return (await self.rest("POST", path, data or {}))["service_response"]

    async def state(self, entity_id: str) -> dict[str, Any]:
        """Return an entity's state; an empty mapping where there is none."""
        states: list[dict[str, Any]] = await self.rest("GET", "/api/states")
        return next((state for state in states if state["entity_id"] == entity_id), {})

    async def issues(self) -> list[dict[str, Any]]:
        """Return our repairs that wait."""
        listed = (await self.command("repairs/list_issues"))["issues"]
        return [issue for issue in listed if issue["domain"] == "homeiq" and not issue["ignored"]]

    async def add_homeiq(self) -> dict[str, Any]:
        """Submit the form of the config flow as it stands, and return what came of it."""
        flows = "/api/config/config_entries/flow"
        form = await self.rest("POST", flows, {"handler": "homeiq"})
        assert form["type"] == "form", form
        done: dict[str, Any] = await self.rest("POST", f"{flows}/{form['flow_id']}", {})
        assert done["type"] == "create_entry", done
        return done["result"]

    async def choose(self, entry: dict[str, Any], **options: Any) -> None:
        """Change options of HomeIQ in their form, which loads its entry anew."""
        flows = "/api/config/config_entries/options/flow"
        form = await self.rest("POST", flows, {"handler": entry["entry_id"]})
        done = await self.rest("POST", f"{flows}/{form['flow_id']}", options)
        assert done["type"] == "create_entry", done

        async def is_loaded() -> bool:
            return (await self.state("sensor.homeiq_status")).get("state") == "idle"

        await eventually("the entry is loaded again", is_loaded, START_SECONDS)

    async def run(self) -> dict[str, Any]:
        """Have HomeIQ analyse, and return the report."""
        report: dict[str, Any] = await self.action("homeiq.run_analysis")
        return report

    async def stop(self) -> int:
        """Ask it to end, as a service manager does, and return its exit status."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), STOP_SECONDS)


async def eventually[Result](
    what: str, look: Callable[[], Awaitable[Result | None]], seconds: float
) -> Result:
    """Look again and again until there is something; fail with its name when time is over."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                if found := await look():
                    return found
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {what}") from None


@asynccontextmanager
async def running(prepared: Prepared, python: str = sys.executable) -> AsyncIterator[Home]:
    """Start Home Assistant with HomeIQ's code on a configuration; stop it in the end."""
    config, port = prepared.config, prepared.port
    with (config / "output.log").open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(python, "-m", "homeassistant", "-c", str(config), "--log-no-color"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=config,
            env={**os.environ, "PATH": f"{Path(python).parent}:{os.environ['PATH']}"},
            start_new_session=True,
        )
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=180)) as session:
        home = Home(config, f"http://127.0.0.1:{port}", process, session)
        try:
            await sign_in(home)
            await wait_until_running(home)
            yield home
        except BaseException as err:
            err.add_note("\n".join(["Its log ends with:", *home.log.splitlines()[-40:]]))
            raise
        finally:
            with suppress(TimeoutError):
                await home.stop()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


async def sign_in(home: Home) -> None:
    """Make the first user, or sign in as the one who is there, and keep a token."""
    client = {"client_id": f"{home.url}/"}

    async def answers() -> bool:
        assert home.process.returncode is None, "it has ended"
        with suppress(aiohttp.ClientError):
            async with home.session.get(f"{home.url}/manifest.json") as response:
                return response.status == 200
        return False

    await eventually("Home Assistant answers", answers, START_SECONDS)
    async with home.session.get(f"{home.url}/api/onboarding") as response:
        # Once there is a user, these pages are no more.
        is_new = response.status == 200
    if is_new:
        user = {"name": "Admin", "username": USER, "password": PASSWORD, "language": "en"}
        made = await home.rest("POST", "/api/onboarding/users", client | user)
        code = made["auth_code"]
    else:
        flow = {"handler": ["homeassistant", None], "redirect_uri": f"{home.url}/"}
        form = await home.rest("POST", "/auth/login_flow", client | flow)
        answer = client | {"username": USER, "password": PASSWORD}
        code = (await home.rest("POST", f"/auth/login_flow/{form['flow_id']}", answer))["result"]
    granted = client | {"grant_type": "authorization_code", "code": code}
    async with home.session.post(f"{home.url}/auth/token", data=granted) as response:
        home.token = (await response.json())["access_token"]


async def wait_until_running(home: Home) -> None:
    """Wait until everything that is configured has started."""

    async def is_running() -> bool:
        config = await home.rest("GET", "/api/config")
        return bool(config["state"] == "RUNNING")

    await eventually("Home Assistant has started", is_running, START_SECONDS)
