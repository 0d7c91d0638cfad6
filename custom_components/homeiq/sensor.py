"""What HomeIQ found, and how its runs went."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    MATCH_ALL,
    MAX_LENGTH_STATE_STATE,
    PERCENTAGE,
    EntityCategory,
    Platform,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from custom_components.homeiq.automations.aftercare import minutes_of
from custom_components.homeiq.const import SUGGESTION_SENSORS
from custom_components.homeiq.coordinator import HomeIQConfigEntry, HomeIQCoordinator
from custom_components.homeiq.data import HomeIQData
from custom_components.homeiq.entity import HomeIQEntity
from custom_components.homeiq.mining.pattern import DETECTORS
from custom_components.homeiq.report import Tokens
from custom_components.homeiq.suggestions.spending import Bill
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion

PARALLEL_UPDATES = 0

NEAR_MISSES_SHOWN: Final = 10

IDLE: Final = "idle"
RUNNING: Final = "running"
FAILED: Final = "failed"


def _nothing(_data: HomeIQData) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class HomeIQSensorDescription(SensorEntityDescription):
    """A sensor, with what it reads of the coordinator's memory."""

    value: Callable[[HomeIQData], StateType | datetime]
    attributes: Callable[[HomeIQData], Mapping[str, Any] | None] = _nothing
    reset: Callable[[HomeIQData], datetime | None] = _nothing


def _why(data: HomeIQData) -> dict[str, Any]:
    return {
        "reason": data.reason,
        "days_of_history": data.good.days_of_history if data.good is not None else None,
        "days_needed": data.good.days_needed if data.good is not None else None,
        "near_misses": [
            miss.as_dict()
            for miss in (data.good.near_misses[:NEAR_MISSES_SHOWN] if data.good is not None else ())
        ],
    }


def _status(data: HomeIQData) -> str:
    if data.phase is not None:
        return RUNNING
    return FAILED if data.failed else IDLE


def _acts_spared(data: HomeIQData) -> float:
    """Return what happened, or what the proof promised where there is not yet a week of it.

    What is off, or was deleted, keeps no promise.
    """
    told = {
        each.suggestion_id: each.acts_per_week if each.is_told else 0.0
        for each in data.care
        if each.is_told or not each.is_on
    }
    promised = sum(
        each.evidence.saved_per_week
        for each in data.suggestions
        if each.status is Status.ACCEPTED
        and each.id not in told
        and each.evidence is not None
        and not each.is_reminder
    )
    return sum(told.values()) + promised


def _automations(data: HomeIQData) -> dict[str, Any]:
    return {"automations": [each.as_dict() for each in data.care]}


def _utilization(data: HomeIQData) -> float | None:
    if data.good is None or data.good.utilization is None:
        return None
    return data.good.utilization.share * 100


def _least_used(data: HomeIQData) -> dict[str, Any] | None:
    if data.good is None or data.good.utilization is None:
        return None
    return {
        "least_used": [
            {"device": device.name, "used": device.used, "of": device.of}
            for device in data.good.utilization.least
        ]
    }


def _month(data: HomeIQData) -> Bill:
    return data.spending.bill if data.spending is not None else Bill()


def _month_began(data: HomeIQData) -> datetime | None:
    return data.spending.since if data.spending is not None else None


def _tokens(data: HomeIQData) -> dict[str, Any]:
    """Return the month's tokens by their kind, and those of the latest run."""
    latest = data.good.tokens if data.good is not None else Tokens()
    return {**_month(data).tokens.as_dict(), "last_run": latest.as_dict()}


def _cost(data: HomeIQData) -> dict[str, Any]:
    return {"last_run": round(data.good.cost_usd, 6) if data.good is not None else 0.0}


def _run_ended(data: HomeIQData) -> datetime | None:
    if data.good is None:
        return None
    return data.good.started_at + timedelta(seconds=data.good.duration_seconds)


SENSORS: Final = (
    HomeIQSensorDescription(
        key="suggestions",
        translation_key="suggestions",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda data: len(data.waiting),
        attributes=_why,
    ),
    HomeIQSensorDescription(
        key="patterns",
        translation_key="patterns",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda data: sum(data.good.patterns.values()) if data.good is not None else None,
        attributes=lambda data: data.good.patterns if data.good is not None else None,
    ),
    HomeIQSensorDescription(
        key="acts_spared",
        translation_key="acts_spared",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=_acts_spared,
        attributes=_automations,
    ),
    HomeIQSensorDescription(
        key="minutes_saved",
        translation_key="minutes_saved",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=lambda data: minutes_of(_acts_spared(data)),
    ),
    HomeIQSensorDescription(
        key="device_utilization",
        translation_key="device_utilization",
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value=_utilization,
        attributes=_least_used,
    ),
    HomeIQSensorDescription(
        key="status",
        translation_key="status",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.ENUM,
        options=[IDLE, RUNNING, FAILED],
        value=_status,
        attributes=lambda data: {
            "phase": data.phase,
            "progress": data.progress if data.phase is not None else None,
            "error": data.error,
        },
    ),
    HomeIQSensorDescription(
        key="last_analysis",
        translation_key="last_analysis",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.TIMESTAMP,
        value=_run_ended,
    ),
    HomeIQSensorDescription(
        key="analysis_duration",
        translation_key="analysis_duration",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=lambda data: data.good.duration_seconds if data.good is not None else None,
    ),
    HomeIQSensorDescription(
        key="openai_tokens",
        translation_key="openai_tokens",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.TOTAL,
        value=lambda data: _month(data).tokens.total,
        attributes=_tokens,
        reset=_month_began,
    ),
    HomeIQSensorDescription(
        key="openai_cost",
        translation_key="openai_cost",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.MONETARY,
        native_unit_of_measurement="USD",
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=4,
        value=lambda data: round(_month(data).cost_usd, 6),
        attributes=_cost,
        reset=_month_began,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: HomeIQConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add all sensors."""
    coordinator = entry.runtime_data
    async_add_entities(HomeIQSensor(coordinator, Platform.SENSOR, each) for each in SENSORS)
    async_add_entities(
        SuggestionSensor(coordinator, number) for number in range(1, SUGGESTION_SENSORS + 1)
    )


class HomeIQSensor(HomeIQEntity, SensorEntity):
    """A figure of the coordinator's memory."""

    entity_description: HomeIQSensorDescription
    # All but `last_reset`, which statistics need: long texts would only fill the database.
    _unrecorded_attributes = frozenset(
        {
            *DETECTORS,
            *("reason", "days_of_history", "days_needed", "near_misses"),
            *("phase", "progress", "error"),
            *("input", "output", "cached", "total", "last_run", "least_used"),
            "automations",
        }
    )

    @property
    def native_value(self) -> StateType | datetime:
        """Return the figure."""
        return self.entity_description.value(self.coordinator.data)

    @property
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what explains the figure."""
        return self.entity_description.attributes(self.coordinator.data)

    @property
    def last_reset(self) -> datetime | None:
        """Return when a total began."""
        return self.entity_description.reset(self.coordinator.data)


class SuggestionSensor(HomeIQEntity, SensorEntity):
    """The suggestion of one rank."""

    _unrecorded_attributes = frozenset({MATCH_ALL})

    def __init__(self, coordinator: HomeIQCoordinator, number: int) -> None:
        """Remember the rank, 1 is the best."""
        description = SensorEntityDescription(
            key=f"suggestion_{number}",
            translation_key="suggestion",
            translation_placeholders={"number": str(number)},
        )
        super().__init__(coordinator, Platform.SENSOR, description)
        self._number = number

    @property
    def _suggestion(self) -> Suggestion | None:
        if self._number > self.coordinator.options.max_suggestions:
            return None
        waiting = self.coordinator.data.waiting
        return waiting[self._number - 1] if self._number <= len(waiting) else None

    @property
    def native_value(self) -> str | None:
        """Return the title."""
        if (suggestion := self._suggestion) is None:
            return None
        title = suggestion.wording.title
        if len(title) <= MAX_LENGTH_STATE_STATE:
            return title
        return f"{title[: MAX_LENGTH_STATE_STATE - 1]}…"

    @property
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """Return the whole suggestion."""
        suggestion = self._suggestion
        return suggestion.as_dict() if suggestion is not None else None
