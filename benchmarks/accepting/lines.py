"""Lines of code as moments: how often each is reached, and something to be done at one of them.

`sys.monitoring` sees the lines of all threads. Code that is watched knows nothing of it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
import sys
from threading import Lock
from types import CodeType
from typing import Final

_TOOL: Final = sys.monitoring.PROFILER_ID
_EVENTS: Final = sys.monitoring.events


@dataclass(frozen=True, order=True, slots=True)
class Moment:
    """Just before a line is executed for the n-th time, counted from 1."""

    file: str  # its path below one of the folders that are watched
    line: int
    nth: int = 1


class Lines:
    """Counts lines of the code below some folders, and does something once at a moment."""

    def __init__(
        self,
        folders: Sequence[str],
        moment: Moment | None = None,
        act: Callable[[], None] | None = None,
    ) -> None:
        """Take the beginnings of paths, and what to do when; both may be missing."""
        self.seen: Counter[tuple[str, int]] = Counter()  # in the order in which they came first
        self._folders = folders
        self._known: dict[CodeType, str | None] = {}
        self._moment = moment
        self._act = act
        self._lock = Lock()

    @property
    def has_acted(self) -> bool:
        """Whether the moment has come."""
        return self._act is None

    def reached(self, code: CodeType, line: int) -> object:
        """Take an event of `sys.monitoring`."""
        if code not in self._known:
            path = code.co_filename
            self._known[code] = next(
                (path.removeprefix(each) for each in self._folders if path.startswith(each)), None
            )
        if (file := self._known[code]) is None:
            return sys.monitoring.DISABLE
        with self._lock:
            self.seen[file, line] += 1
            moment = Moment(file, line, self.seen[file, line])
            if moment != self._moment or self._act is None:
                return None
            act, self._act = self._act, None
        act()
        return None


@contextmanager
def watching(lines: Lines) -> Iterator[None]:
    """Have lines counted until the end of the block, in all threads."""
    monitoring = sys.monitoring
    monitoring.use_tool_id(_TOOL, "homeiq-bench")
    monitoring.register_callback(_TOOL, _EVENTS.LINE, lines.reached)
    monitoring.restart_events()
    monitoring.set_events(_TOOL, _EVENTS.LINE)
    try:
        yield
    finally:
        monitoring.set_events(_TOOL, _EVENTS.NO_EVENTS)
        monitoring.register_callback(_TOOL, _EVENTS.LINE, None)
        monitoring.free_tool_id(_TOOL)
