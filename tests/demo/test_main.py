"""The demo's command: how it ends, and when it goes on serving."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from homeassistant.util import dt as dt_util
import pytest

from custom_components.homeiq.report import RunReport, RunStatus
from demo import __main__ as command
from tests.samples import suggestion_of

pytestmark = pytest.mark.usefixtures("socket_enabled")


class FakeInstance:
    """Stands in for a Home Assistant: answers, and ends when it is told to."""

    url = "http://127.0.0.1:1"

    def __init__(self, *found: dict[str, Any]) -> None:
        self.found = found
        self.served = False
        self.process = SimpleNamespace(wait=self.serve)

    async def serve(self) -> None:
        self.served = True

    async def add_homeiq(self) -> None:
        """Do nothing."""

    def alive(self) -> None:
        """Do nothing."""

    async def action(self, name: str) -> dict[str, Any]:
        if name == "homeiq.get_suggestions":
            return {"suggestions": list(self.found)}
        return RunReport("r", dt_util.utcnow(), RunStatus.COMPLETED, 1.0, reason="Why.").as_dict()


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("found", [(), (suggestion_of(1).as_dict(),)])
def test_the_exit_status_tells_whether_something_was_found(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    found: tuple[dict[str, Any], ...],
    *,
    once: bool,
) -> None:
    instance = FakeInstance(*found)
    ports: list[int] = []

    @asynccontextmanager
    async def started(_config: Path, port: int) -> AsyncIterator[FakeInstance]:
        ports.append(port)
        yield instance

    monkeypatch.setattr(command, "DAYS", 1)
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    monkeypatch.setattr(command, "make_config", lambda *_: None)
    monkeypatch.setattr(command, "started", started)
    wanted = command.choose_port(None)
    status = command.main([f"--port={wanted}", *(["--once"] if once else [])])
    assert status == (0 if found else 1)
    assert ports == [wanted]
    printed = capsys.readouterr().out
    assert ("Lamp 1 at ten" in printed) == bool(found)
    assert instance.served is not once
    assert ("password" in printed) is not once


def test_a_second_demo_is_refused(tmp_path: Path) -> None:
    async def both() -> None:
        with (tmp_path / "lock").open("w") as lock:
            command.fcntl.flock(lock, command.fcntl.LOCK_EX)
            await command.demo(tmp_path, 1, None, once=True)

    with pytest.raises(command.DemoError, match="another demo runs"):
        asyncio.run(both())
