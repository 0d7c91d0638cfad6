"""Processes that begin with everything imported: a fork and a start of Home Assistant are one case.

One server process imports all of it and starts Home Assistant once (`warm`); each case is forked
from it. So a thousand of them take minutes, not hours.
"""

from collections.abc import Callable
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
import signal
from threading import Lock
from typing import Any, Final

BROKE_OFF: Final = "broke off"  # the name of what a process tells that did not mean to end
_WARM: Final = "benchmarks.accepting.warm"
_SECONDS: Final = 60.0  # after which a process hangs

# Whoever starts a process asks all others for their end, which each tells once only.
_one: Final = Lock()


class HungError(Exception):
    """A process did not come to its end."""


def context() -> ForkServerContext:
    """Return where processes come from; the server begins with the first of them."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([_WARM])
    return made


def lived(
    where: ForkServerContext,
    work: Callable[..., None],
    *args: object,
    seconds: float = _SECONDS,
) -> dict[str, Any]:
    """Return all that a process told before its end, by name; the last one of each name.

    `work` gets the arguments and a connection to tell it through. Raises HungError where it tells
    nothing for so many seconds, and RuntimeError where it broke off by itself.
    """
    ours, theirs = where.Pipe(duplex=False)
    process = where.Process(target=work, args=(*args, theirs))
    with _one:
        process.start()
    theirs.close()
    told: dict[str, Any] = {}
    try:
        _listen(ours, told, seconds)
        with _one:  # it has ended, or does so at once
            process.join(_SECONDS)
        if process.exitcode is None:
            raise HungError(work.__name__)
        if BROKE_OFF in told or process.exitcode != -signal.SIGKILL:
            why = told.get(BROKE_OFF, process.exitcode)
            raise RuntimeError(f"{work.__name__} ended with {why}")
    finally:
        with _one:
            process.kill()
            process.join()
            process.close()
        ours.close()
    return told


def _listen(ours: Connection, told: dict[str, Any], seconds: float) -> None:
    while True:
        if not ours.poll(seconds):
            raise HungError(f"after {sorted(told)}")
        try:
            name, value = ours.recv()
        except EOFError:
            return
        told[name] = value
