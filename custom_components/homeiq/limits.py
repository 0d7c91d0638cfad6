"""How long a run may take and how much memory it may use."""

from collections.abc import Callable
from os import sysconf
from pathlib import Path
from threading import Event
from time import CLOCK_MONOTONIC, clock_gettime
from typing import Final

from custom_components.homeiq.const import RUN_MEGABYTES, RUN_SECONDS
from custom_components.homeiq.report import CausedError

_STATM: Final = Path("/proc/self/statm")
_MEGABYTE: Final = 1024 * 1024


class LimitExceededError(CausedError):
    """A run took longer or more memory than it may; the text says which."""


def resident_megabytes() -> float:
    """Return the memory of this process, 0 where the system does not tell; reads a file."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except OSError, ValueError, IndexError:
        return 0.0
    return pages * sysconf("SC_PAGE_SIZE") / _MEGABYTE


def monotonic() -> float:
    """Return the seconds of a clock that only goes forward.

    That of `time.monotonic`, which a test that freezes time freezes for some threads only: a run
    would seem to have taken years.
    """
    return clock_gettime(CLOCK_MONOTONIC)


class Limits:
    """Watches one run; may be asked from any thread but the event loop's."""

    def __init__(
        self,
        *,
        seconds: float = RUN_SECONDS,
        megabytes: float = RUN_MEGABYTES,
        memory: Callable[[], float] = resident_megabytes,
    ) -> None:
        """Start the clock and remember how much memory is in use."""
        self._seconds = seconds
        self._megabytes = megabytes
        self._memory = memory
        self._started = monotonic()
        self._found = memory()
        self._stopped = Event()
        self.exceeded: LimitExceededError | None = None

    def stop(self) -> None:
        """Have whatever works for the run end soon."""
        self._stopped.set()

    def should_stop(self) -> bool:
        """Return whether the run has to end, and keep why."""
        if self._stopped.is_set():
            return True
        if monotonic() - self._started > self._seconds:
            seconds = f"{self._seconds:g}"
            self.exceeded = LimitExceededError(
                f"stopped: it took more than {seconds} seconds", "too_long", seconds=seconds
            )
        elif self._memory() - self._found > self._megabytes:
            megabytes = f"{self._megabytes:g}"
            self.exceeded = LimitExceededError(
                f"stopped: it took {megabytes} MB more memory than was in use",
                "too_much_memory",
                megabytes=megabytes,
            )
        if self.exceeded is not None:
            self._stopped.set()
        return self._stopped.is_set()
