"""A server in a process of its own, on the loopback interface."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
import os
from pathlib import Path
import pwd
import signal
import socket
import subprocess
import time
from typing import Final

from tests.e2e.parts import Program

START_SECONDS: Final = 60
STOP_SECONDS: Final = 30


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Return whether somebody listens on a port of the loopback interface."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def somebody_else(*names: str) -> str | None:
    """Return the first of these users that there is, where we are root; else None: ourselves.

    Some servers refuse to be run by root.
    """
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return next(name for name in (*names, "nobody") if name in known)


@dataclass(frozen=True, slots=True)
class Server:
    """How a server is started and stopped."""

    command: Sequence[str]
    port: int
    folder: Path  # where it works, and its output.log
    environment: dict[str, str]
    user: str | None = None  # None: ours
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def log(self) -> str:
        """All that it has said so far."""
        return (self.folder / "output.log").read_text("utf-8", errors="replace")

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, and return when it answers."""
        with (self.folder / "output.log").open("ab") as output:
            process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                user=self.user,
                start_new_session=True,
            )
        try:
            self._wait(process)
        except BaseException:
            self.stop(process)
            raise
        return process

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + START_SECONDS
        while not answers(self.port):
            last = "\n".join(self.log.splitlines()[-20:])
            assert process.poll() is None, f"it has ended; its log ends with:\n{last}"
            assert time.monotonic() < end, f"it does not answer; its log ends with:\n{last}"
            time.sleep(0.05)

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ask it to end, and kill it if it does not."""
        if process.poll() is None:
            process.send_signal(self.stop_signal)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def perform(program: Program, *arguments: str, user: str | None = None, cwd: Path) -> None:
    """Run a program that ends; fail with what it said."""
    done = subprocess.run(
        [program.path, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **program.environment},
        user=user,
        timeout=START_SECONDS,
    )
    assert done.returncode == 0, f"{program.path}: {done.stdout!r} {done.stderr!r}"
