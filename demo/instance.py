"""The demo's Home Assistant: a process of its own, and what is asked of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
import json
from pathlib import Path
import signal
import socket
import sys
from typing import Any, Final

import aiohttp

START_SECONDS: Final = 180
RUN_SECONDS: Final = 900
STOP_SECONDS: Final = 60
USER: Final = "demo"
PASSWORD: Final = "homeiq-demo"  # noqa: S105 - printed for everybody; the port is loopback's
_LOG_LINES: Final = 25


class DemoError(Exception):
    """The demo cannot go on; the text says why and what to do."""


def choose_port(wanted: int | None) -> int:
    """Return a port of the loopback interface that nobody listens on.

    Raises DemoError where the wanted one is taken.
    """
    with socket.socket() as probe:
        # As servers do: a port that was just given back is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except (OSError, OverflowError) as error:
            raise DemoError(
                f"port {wanted} cannot be used ({error}); choose another with --port"
            ) from error
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Instance:
    """A Home Assistant that runs."""

    url: str
    log: Path
    process: asyncio.subprocess.Process
    session: aiohttp.ClientSession
    token: str = ""

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """Perform a request and return its JSON; raises DemoError for a refusal."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.request(
            method, self.url + path, json=body, headers=headers
        ) as answer:
            text = await answer.text()
            if answer.status >= 400:
                raise DemoError(
                    f"Home Assistant refused {method} {path}: {answer.status} {text[:500]}"
                    f"\n{self.tail()}"
                )
            return json.loads(text) if text.strip() else None

    async def action(self, name: str, data: dict[str, Any] | None = None) -> Any:
        """Perform an action and return its response."""
        path = f"/api/services/{name.replace('.', '/')}?return_response"
        return (await self.request("POST", path, data or {}))["service_response"]

    async def onboard(self) -> None:
        """Create the user that people log in with, and log in as them."""
        client = f"{self.url}/"
        about = {"client_id": client, "name": "Demo", "username": USER, "password": PASSWORD}
        created = await self.request("POST", "/api/onboarding/users", {**about, "language": "en"})
        code = {
            "client_id": client,
            "grant_type": "authorization_code",
            "code": created["auth_code"],
        }
        async with self.session.post(f"{self.url}/auth/token", data=code) as answer:
            self.token = (await answer.json())["access_token"]

    async def running(self) -> None:
        """Wait until it says that it runs."""
        while (await self.request("GET", "/api/config"))["state"] != "RUNNING":
            self.alive()
            await asyncio.sleep(0.25)

    async def add_homeiq(self) -> None:
        """Submit the form of HomeIQ's config flow as it stands."""
        flows = "/api/config/config_entries/flow"
        form = await self.request("POST", flows, {"handler": "homeiq"})
        made = await self.request("POST", f"{flows}/{form['flow_id']}", {})
        if made["type"] != "create_entry":
            raise DemoError(f"HomeIQ could not be added: {made}\n{self.tail()}")

    def alive(self) -> None:
        """Raise DemoError where the process has ended."""
        if self.process.returncode is not None:
            raise DemoError(f"Home Assistant ended with {self.process.returncode}.\n{self.tail()}")

    def tail(self) -> str:
        """Return the end of its log, and where the rest is."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()[-_LOG_LINES:]
        return "\n".join([f"The end of {self.log}:", *(f"  {line}" for line in lines)])


@asynccontextmanager
async def started(config: Path, port: int) -> AsyncIterator[Instance]:
    """Start Home Assistant on a configuration, yield it once it answers, and end it again.

    Raises DemoError where it does not start.
    """
    log = config.parent / "home-assistant.log"
    command = ("-m", "homeassistant", "-c", str(config), "--log-no-color")
    with log.open("wb") as output:
        # A session of its own: Ctrl-C is for us, who then end it in good order.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            cwd=config,  # elsewhere, Python would find another custom_components first
            start_new_session=True,
        )
    try:
        timeout = aiohttp.ClientTimeout(total=RUN_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            instance = Instance(f"http://127.0.0.1:{port}", log, process, session)
            try:
                async with asyncio.timeout(START_SECONDS):
                    await _answers(instance)
                    await instance.onboard()
                    await instance.running()
            except TimeoutError:
                raise DemoError(
                    f"Home Assistant was not up after {START_SECONDS} s.\n{instance.tail()}"
                ) from None
            yield instance
    finally:
        await _stop(process)


async def _answers(instance: Instance) -> None:
    while True:
        instance.alive()
        with suppress(aiohttp.ClientError):
            async with instance.session.get(f"{instance.url}/api/onboarding") as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(0.25)


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
