"""The report of one analysis."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from custom_components.homeiq.mining.pattern import DETECTORS


class CausedError(Exception):
    """Something went wrong: in English for logs, by a key of the translations for people."""

    def __init__(self, text: str, key: str | None = None, **values: str) -> None:
        """Remember the text's key among the exceptions, and what its placeholders stand for."""
        super().__init__(text)
        self.key = key
        self.values = values

    @classmethod
    def because(cls, error: CausedError) -> Self:
        """Return an error of this class with the text of another."""
        return cls(str(error), error.key, **error.values)


LAST_PHASE: Final = "publish"


class RunStatus(StrEnum):
    """How a run ended."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"


class PhaseStatus(StrEnum):
    """How a phase ended."""

    OK = "ok"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PhaseReport:
    """One phase of a run."""

    name: str
    status: PhaseStatus
    seconds: float
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class NearMissReport:
    """Why something promising is not suggested, in words."""

    detector: str
    entity_ids: tuple[str, ...]
    reason: str
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return what the contract names."""
        return {
            "detector": self.detector,
            "entity_ids": list(self.entity_ids),
            "reason": self.reason,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a language model."""

    input: int = 0
    output: int = 0
    cached: int = 0

    @property
    def total(self) -> int:
        """All that were sent and received."""
        return self.input + self.output

    def as_dict(self) -> dict[str, int]:
        """Return what the contract names."""
        return {
            "input": self.input,
            "output": self.output,
            "cached": self.cached,
            "total": self.total,
        }


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """How much of what a device can do is used."""

    name: str
    used: int  # capabilities
    of: int


@dataclass(frozen=True, slots=True)
class Utilization:
    """How much of what the devices of a home can do is used."""

    share: float  # 0-1
    least: tuple[DeviceReport, ...] = ()  # the devices with most that nobody uses

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "share": self.share,
            "least": [[device.name, device.used, device.of] for device in self.least],
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """Return what `as_dict` gave."""
        return cls(kept["share"], tuple(DeviceReport(*device) for device in kept["least"]))


@dataclass(frozen=True, slots=True)
class RunReport:
    """One analysis, with its phases and figures; the contract's names."""

    run_id: str
    started_at: datetime
    status: RunStatus
    duration_seconds: float
    events: int = 0
    phases: tuple[PhaseReport, ...] = ()
    patterns: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DETECTORS, 0))
    opportunities: int = 0
    synergies: int = 0
    pattern_suggestions: int = 0
    feature_suggestions: int = 0
    synergy_suggestions: int = 0
    context_hits: int = 0
    context_misses: int = 0
    tokens: Tokens = Tokens()
    cost_usd: float = 0.0
    near_misses: tuple[NearMissReport, ...] = ()
    reason: str | None = None
    days_of_history: int = 0
    days_needed: int = 7
    # Kept with a run, but no part of the contract.
    shorter: bool = False  # looked back less than usual
    utilization: Utilization | None = None  # None: no device can do anything, or nothing is known

    @property
    def is_finished(self) -> bool:
        """Whether the run went through: its report is kept before that, and it may be killed."""
        return bool(self.phases) and self.phases[-1].name == LAST_PHASE

    @property
    def suggestions_generated(self) -> int:
        """Suggestions of all types."""
        return self.pattern_suggestions + self.feature_suggestions + self.synergy_suggestions

    def broken(self, cause: str) -> Self:
        """Return the report of a run that ended in an error of its own."""
        phases = tuple(phase for phase in self.phases if phase.name != LAST_PHASE)
        last = PhaseReport(LAST_PHASE, PhaseStatus.FAILED, 0.0, cause)
        return replace(self, status=RunStatus.FAILED, phases=(*phases, last), reason=cause)

    def as_dict(self) -> dict[str, Any]:
        """Return what the contract names; times as ISO 8601 with offset."""
        return {
            "run_id": self.run_id,
            "started_at": self.started_at.isoformat(),
            "status": self.status.value,
            "duration_seconds": round(self.duration_seconds, 3),
            "events": self.events,
            "phases": [
                {
                    "name": phase.name,
                    "status": phase.status.value,
                    "seconds": round(phase.seconds, 3),
                    "detail": phase.detail,
                }
                for phase in self.phases
            ],
            "patterns": dict(self.patterns),
            "opportunities": self.opportunities,
            "synergies": self.synergies,
            "suggestions_generated": self.suggestions_generated,
            "pattern_suggestions": self.pattern_suggestions,
            "feature_suggestions": self.feature_suggestions,
            "synergy_suggestions": self.synergy_suggestions,
            "context_cache": {"hits": self.context_hits, "misses": self.context_misses},
            "openai_tokens": self.tokens.as_dict(),
            "openai_cost_usd": round(self.cost_usd, 6),
            "near_misses": [miss.as_dict() for miss in self.near_misses],
            "reason": self.reason,
            "days_of_history": self.days_of_history,
            "days_needed": self.days_needed,
        }

    def kept(self) -> dict[str, Any]:
        """Return all that is kept of it, which is more than others are told."""
        utilization = None if self.utilization is None else self.utilization.as_dict()
        return {**self.as_dict(), "shorter": self.shorter, "utilization": utilization}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """Return the report that `kept` gave; what that rounded stays so."""
        cache, tokens = kept["context_cache"], kept["openai_tokens"]
        return cls(
            run_id=kept["run_id"],
            started_at=datetime.fromisoformat(kept["started_at"]),
            status=RunStatus(kept["status"]),
            duration_seconds=kept["duration_seconds"],
            events=kept["events"],
            phases=tuple(
                PhaseReport(
                    phase["name"], PhaseStatus(phase["status"]), phase["seconds"], phase["detail"]
                )
                for phase in kept["phases"]
            ),
            patterns=dict(kept["patterns"]),
            opportunities=kept["opportunities"],
            synergies=kept["synergies"],
            pattern_suggestions=kept["pattern_suggestions"],
            feature_suggestions=kept["feature_suggestions"],
            synergy_suggestions=kept["synergy_suggestions"],
            context_hits=cache["hits"],
            context_misses=cache["misses"],
            tokens=Tokens(tokens["input"], tokens["output"], tokens["cached"]),
            cost_usd=kept["openai_cost_usd"],
            near_misses=tuple(
                NearMissReport(
                    miss["detector"], tuple(miss["entity_ids"]), miss["reason"], miss["text"]
                )
                for miss in kept["near_misses"]
            ),
            reason=kept["reason"],
            days_of_history=kept["days_of_history"],
            days_needed=kept["days_needed"],
            shorter=kept.get("shorter", False),
            utilization=Utilization.from_dict(used) if (used := kept.get("utilization")) else None,
        )
