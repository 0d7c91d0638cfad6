"""How late a task woke up, when, and whether a garbage collection was the cause."""

from time import perf_counter, process_time, time
from typing import Final

from homeassistant.util.json import JsonArrayType, JsonObjectType

_LATE: Final = 0.01  # seconds; gaps from here on are told one by one
_TOLD: Final = 10_000


class Heartbeat:
    """Gaps between beats, and collections that took long."""

    __slots__ = ("_busy", "_collections", "_last", "_late", "_started", "_used")

    def __init__(self) -> None:
        """Start with a beat now."""
        self._started = self._busy = 0.0
        self._last = perf_counter()
        self._used = process_time()
        self._reset()

    def _reset(self) -> None:
        self._late: list[tuple[float, float, float]] = []
        self._collections: list[tuple[float, float, float]] = []

    def beat(self) -> None:
        """Keep how long it is since the last beat, and what this process worked meanwhile."""
        now, used = perf_counter(), process_time()
        gap = now - self._last
        if gap >= _LATE and len(self._late) < _TOLD:
            self._late.append((time(), gap, used - self._used))
        self._last, self._used = now, used

    def collected(self, phase: str, _info: dict[str, int]) -> None:
        """Keep what `gc.callbacks` tells."""
        if phase == "start":
            self._started, self._busy = perf_counter(), process_time()
            return
        took = perf_counter() - self._started
        if took >= _LATE and len(self._collections) < _TOLD:
            self._collections.append((time(), took, process_time() - self._busy))

    def take(self) -> JsonObjectType:
        """Return what was kept, in seconds, and start again."""
        told: JsonObjectType = {
            "late": _told(self._late),
            "collections": _told(self._collections),
        }
        self._reset()
        return told


def _told(spells: list[tuple[float, float, float]]) -> JsonArrayType:
    return [{"at": at, "gap": gap, "used": used} for at, gap, used in spells]
