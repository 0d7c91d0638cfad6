"""The options of the entry, typed; one place for their ranges and defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from typing import Any, Final, Self


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose; the defaults are a good configuration."""

    history_days: int = 30
    run_at: time = time(3)
    max_suggestions: int = 10
    minimum_confidence: float = 0.6
    repairs_shown: int = 3
    excluded_entities: tuple[str, ...] = ()
    excluded_areas: tuple[str, ...] = ()
    excluded_labels: tuple[str, ...] = ()
    excluded_domains: tuple[str, ...] = ()
    automation_users: tuple[str, ...] = ()
    careful_entities: tuple[str, ...] = ()  # tried only where somebody confirms it
    archive_days: int = 180
    archive_megabytes: int = 200
    mqtt_topic: str = "homeiq/analysis"
    mqtt_retain: bool = False
    zigbee2mqtt_topic: str = "zigbee2mqtt"
    temperature: float = 0.7
    max_tokens: int = 300
    concurrency: int = 5
    monthly_budget: float = 5.0  # USD; 0: no limit
    price_in: float | None = None  # USD for a million tokens; None: the known model's
    price_out: float | None = None
    language: str = ""  # empty: Home Assistant's
    privacy: str = "full"

    @classmethod
    def from_mapping(cls, stored: Mapping[str, Any]) -> Self:
        """Read what the entry stores; what it lacks takes its default."""
        known: dict[str, Any] = {
            field.name: stored[field.name] for field in fields(cls) if field.name in stored
        }
        for name, value in known.items():
            if isinstance(value, list):
                known[name] = tuple(value)
        if isinstance(known.get("run_at"), str):
            known["run_at"] = time.fromisoformat(known["run_at"])
        return cls(**whole_numbers(known))


_WHOLE: Final = frozenset(
    {
        "history_days",
        "max_suggestions",
        "repairs_shown",
        "archive_days",
        "archive_megabytes",
        "max_tokens",
        "concurrency",
    }
)


def whole_numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return options with integers where the number selectors of forms give floats."""
    return {name: int(value) if name in _WHOLE else value for name, value in values.items()}


RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "history_days": (7, 365),
    "max_suggestions": (1, 10),
    "minimum_confidence": (0.5, 0.95),
    "repairs_shown": (0, 10),
    "archive_days": (30, 730),
    "archive_megabytes": (20, 2000),
    "temperature": (0, 2),
    "max_tokens": (50, 2000),
    "concurrency": (1, 20),
    "monthly_budget": (0, 1000),
    "price_in": (0, 1000),
    "price_out": (0, 1000),
}
