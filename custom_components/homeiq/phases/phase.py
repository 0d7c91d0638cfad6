"""What a phase of a run is, and what phases hand on to each other."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from homeassistant.core import HomeAssistant

from custom_components.homeiq.devices.abilities import Abilities
from custom_components.homeiq.devices.context import ContextCache, DeviceContext
from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.devices.synergies import Synergies
from custom_components.homeiq.devices.synergy import taught_by
from custom_components.homeiq.devices.watching import Watching
from custom_components.homeiq.history.gather import Trouble
from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.limits import Limits
from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.finding import Mined
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.options import Options
from custom_components.homeiq.report import CausedError, RunReport
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.choice import ProviderSettings
from custom_components.homeiq.suggestions.writers.provider import ProviderError


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


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking a provider for words, as far as somebody has to hear of it."""

    error: ProviderError | None  # what kept it from saying anything at all
    has_answered: bool  # without either nobody knows: nothing could be asked
    month: str  # that was paid, as 2026-10
    spent: float  # in that month, in USD
    out_of_money: bool  # whether the budget has kept some from being asked for


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
    contexts_kept: ContextCache = field(default_factory=ContextCache)  # over runs
    watching: Watching | None = None  # of what no recorder keeps; None: nobody watches
    influx: InfluxSettings | None = None  # None: the recorder only
    snapshot: Snapshot | None = None
    abilities: Abilities | None = None  # None where nobody could look at what devices can do
    troubles: tuple[Trouble, ...] = ()  # what kept part of the history from being known
    log: EventLog | None = None
    mined: Mined | None = None
    health: Mapping[str, Health] = field(default_factory=dict)  # by device id
    opportunities: tuple[Opportunity, ...] | None = None  # None where nobody could look
    synergies: Synergies | None = None  # likewise
    built: frozenset[str] = frozenset()  # fingerprints of features that automations use by now
    contexts: Mapping[str, DeviceContext] = field(default_factory=dict)  # by device id
    provider: ProviderSettings | None = None  # of words; None: templates word all
    found: tuple[Suggestion, ...] | None = None  # None where nothing could be looked for
    asked: Asked | None = None  # None: nobody was asked for words

    @property
    def look_back(self) -> timedelta:
        """How far back the history is read."""
        return timedelta(days=self.days)

    @property
    def wanted(self) -> Wanted:
        """How a language model is to be used."""
        return Wanted.of(self.options)

    @property
    def language(self) -> str:
        """What suggestions are worded in, as a code."""
        return self.options.language or self.hass.config.language

    def fingerprints(self, *statuses: Status) -> frozenset[str]:
        """Return those of kept suggestions that stand somewhere."""
        return frozenset(
            each.fingerprint for each in self.memory.suggestions if each.status in statuses
        )

    @property
    def decided(self) -> frozenset[str]:
        """The fingerprints of what people have answered for good."""
        return self.fingerprints(Status.DISMISSED, Status.ACCEPTED)

    @property
    def mining_settings(self) -> MiningSettings:
        """What mining, and what is declared beforehand, are to look for.

        Who does not want two devices to work together does not want it as a habit either.
        """
        timezone = self.snapshot.home.timezone if self.snapshot is not None else UTC
        dismissed = self.fingerprints(Status.DISMISSED)
        shown = sorted(
            (each.shown_at, taught_by(each.fingerprint))
            for each in self.memory.suggestions
            if each.shown_at is not None
        )
        return MiningSettings(
            minimum_confidence=self.options.minimum_confidence,
            # Of a synergy that became a habit the first time counts.
            shown_since={
                fingerprint: shown_at.astimezone(timezone).toordinal()
                for shown_at, fingerprint in reversed(shown)
            },
            dismissed=dismissed.union(map(taught_by, dismissed)),
            should_stop=self.limits.should_stop,
        )


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
