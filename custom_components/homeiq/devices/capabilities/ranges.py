"""Between which numbers a capability may be set, where attributes tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Range:
    """The attributes that tell the lowest and the highest, and the unit of both."""

    lowest: str
    highest: str
    unit: str


RANGES: Final[Mapping[str, Range]] = {
    "climate.target_humidity": Range("min_humidity", "max_humidity", "%"),
    "climate.target_temperature_range": Range("min_temp", "max_temp", "°"),
    "humidifier.target_humidity": Range("min_humidity", "max_humidity", "%"),
    "light.color_temperature": Range("min_color_temp_kelvin", "max_color_temp_kelvin", "K"),
    "water_heater.target_temperature": Range("min_temp", "max_temp", "°"),
}
