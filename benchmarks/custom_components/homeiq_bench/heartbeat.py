"""How late a task woke up, when, and whether a garbage collection was the cause."""

from threading import current_thread
from time import perf_counter, time
from typing import Any, Final

from homeassistant.util.json import JsonObjectType

_LATE: Final = 0.02  # seconds; gaps from here on are told one by one
_TOLD: Final = 1_000


class Heartbeat:
    """Gaps between beats, and collections that took long."""

    __slots__ = ("_beats", "_collections", "_late", "_longest", "_started")

    def __init__(self) -> None:
        """Start without any."""
        self._started = 0.0
        self._reset()

    def _reset(self) -> None:
        self._beats = 0
        self._longest = 0.0
        self._late: list[tuple[float, float]] = []
        self._collections: list[tuple[float, float, int, str]] = []

    def beat(self, gap: float) -> None:
        """Keep a gap (seconds) that ends now."""
        self._beats += 1
        self._longest = max(self._longest, gap)
        if gap >= _LATE and len(self._late) < _TOLD:
            self._late.append((time(), gap))

    def collected(self, phase: str, info: dict[str, Any]) -> None:
        """Keep what `gc.callbacks` tells."""
        if phase == "start":
            self._started = perf_counter()
            return
        took = perf_counter() - self._started
        if took >= _LATE and len(self._collections) < _TOLD:
            told = (time(), took, info["generation"], current_thread().name)
            self._collections.append(told)

    def take(self) -> JsonObjectType:
        """Return what was kept, in seconds, and start again."""
        told: JsonObjectType = {
            "beats": self._beats,
            "longest": self._longest,
            "late": [{"at": at, "gap": gap} for at, gap in self._late],
            "collections": [
                {"at": at, "seconds": took, "generation": generation, "thread": thread}
                for at, took, generation, thread in self._collections
            ],
        }
        self._reset()
        return told
