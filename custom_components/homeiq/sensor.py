"""What HomeIQ found, and how its runs went."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
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

from custom_components.homeiq import sensor_values as values
from custom_components.homeiq.const import SUGGESTION_SENSORS
from custom_components.homeiq.coordinator import HomeIQConfigEntry, HomeIQCoordinator
from custom_components.homeiq.data import HomeIQData
from custom_components.homeiq.entity import HomeIQEntity
from custom_components.homeiq.mining.pattern import DETECTORS
from custom_components.homeiq.suggestions.suggestion import Suggestion

PARALLEL_UPDATES = 0


def _nothing(_data: HomeIQData) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class HomeIQSensorDescription(SensorEntityDescription):
    """A sensor, with what it reads of the coordinator's memory."""

    value: Callable[[HomeIQData], StateType | datetime]
    attributes: Callable[[HomeIQData], Mapping[str, Any] | None] = _nothing
    reset: Callable[[HomeIQData], datetime | None] = _nothing


SENSORS: Final = (
    HomeIQSensorDescription(
        key="suggestions",
        translation_key="suggestions",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda data: len(data.waiting),
        attributes=values.reasons,
    ),
    HomeIQSensorDescription(
        key="patterns",
        translation_key="patterns",
        state_class=SensorStateClass.MEASUREMENT,
        value=values.patterns,
        attributes=lambda data: data.good.patterns if data.good is not None else None,
    ),
    HomeIQSensorDescription(
        key="acts_spared",
        translation_key="acts_spared",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=values.acts_spared,
        attributes=values.automations,
    ),
    HomeIQSensorDescription(
        key="minutes_saved",
        translation_key="minutes_saved",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=values.minutes_saved,
    ),
    HomeIQSensorDescription(
        key="device_utilization",
        translation_key="device_utilization",
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value=values.utilization,
        attributes=values.least_used,
    ),
    HomeIQSensorDescription(
        key="status",
        translation_key="status",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.ENUM,
        options=[values.IDLE, values.RUNNING, values.FAILED],
        value=values.status,
        attributes=values.progress,
    ),
    HomeIQSensorDescription(
        key="last_analysis",
        translation_key="last_analysis",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.TIMESTAMP,
        value=values.run_ended,
    ),
    HomeIQSensorDescription(
        key="analysis_duration",
        translation_key="analysis_duration",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=values.run_seconds,
    ),
    HomeIQSensorDescription(
        key="openai_tokens",
        translation_key="openai_tokens",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.TOTAL,
        value=values.month_tokens,
        attributes=values.tokens,
        reset=values.month_began,
    ),
    HomeIQSensorDescription(
        key="openai_cost",
        translation_key="openai_cost",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.MONETARY,
        native_unit_of_measurement="USD",
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=4,
        value=values.month_cost,
        attributes=values.cost,
        reset=values.month_began,
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
