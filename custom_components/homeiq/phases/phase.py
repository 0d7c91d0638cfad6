"""What a phase of a run is, and what phases hand on to each other."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from homeassistant.core import HomeAssistant

from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.history.gather import Trouble
from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.finding import Mined
from custom_components.homeiq.options import Options
from custom_components.homeiq.report import CausedError, RunReport
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Suggestion


class PhaseSkippedError(Exception):
    """A phase has nothing to do; the text says why."""


class PhaseFailedError(CausedError):
    """A phase cannot be done; the text is for people and needs no traceback."""


type Change = Callable[[tuple[Suggestion, ...]], Iterable[Suggestion]]


class Memory(Protocol):
    """What is kept of suggestions, which people may answer while a run goes on."""

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """All that are kept, best first."""

    async def async_change(self, change: Change) -> SaveResult:
        """Keep what `change` returns of those that are kept; nothing comes in between."""

    async def async_show(self) -> None:
        """Show people what there is now."""


@dataclass(slots=True, eq=False)
class Run:
    """One analysis while it goes: each phase reads what earlier ones left and adds its own."""

    hass: HomeAssistant
    store: Store
    options: Options
    limits: Limits
    started_at: datetime
    days: int  # how far back the history is read
    memory: Memory
    report: RunReport
    influx: InfluxSettings | None = None  # None: the recorder only
    snapshot: Snapshot | None = None
    troubles: tuple[Trouble, ...] = ()  # what kept part of the history from being known
    log: EventLog | None = None
    mined: Mined | None = None
    found: tuple[Suggestion, ...] | None = None  # None where nothing could be looked for


@dataclass(frozen=True, slots=True)
class Added:
    """What a phase says of itself, and the fields of the report that it sets."""

    detail: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phase:
    """A name, an async step and what it adds to the report."""

    name: str
    step: Callable[[Run], Awaitable[Added]]
    vital: bool = False  # without it the run has failed
    always: bool = False  # done even when the run has been stopped for its time or memory
