"""What keeps the demo from running is said plainly."""

from pathlib import Path
import socket

import pytest

from demo.instance import DemoError, choose_port, started

pytestmark = pytest.mark.usefixtures("socket_enabled")


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(DemoError, match=rf"port {taken} cannot be used .*--port"):
            choose_port(taken)


def test_an_impossible_port_is_refused() -> None:
    with pytest.raises(DemoError, match="port 70000 cannot be used"):
        choose_port(70_000)


def test_a_free_port_is_taken_as_asked_for() -> None:
    free = choose_port(None)
    assert free > 1023
    assert choose_port(free) == free


async def test_a_home_assistant_that_does_not_start_shows_the_end_of_its_log(
    tmp_path: Path,
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "configuration.yaml").mkdir()  # it cannot be read
    (config / ".storage").write_text("no folder")
    with pytest.raises(DemoError, match=r"Home Assistant ended with [1-9].*\n?The end of .*log"):
        async with started(config, choose_port(None)):
            pytest.fail("it started")
