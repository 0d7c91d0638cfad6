"""Fields that several forms share."""

from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TimeSelector,
)
import voluptuous as vol

from custom_components.homeiq.options import RANGES, Options


def number(name: str, step: float = 1, unit: str | None = None) -> NumberSelector:
    """Return the slider of an option, over its range."""
    low, high = RANGES[name]
    config = NumberSelectorConfig(min=low, max=high, step=step, mode=NumberSelectorMode.SLIDER)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def dollars(name: str) -> NumberSelector:
    """Return the box of an option that is an amount of money, within its range."""
    low, high = RANGES[name]
    return NumberSelector(
        NumberSelectorConfig(
            min=low,
            max=high,
            step="any",
            mode=NumberSelectorMode.BOX,
            unit_of_measurement="USD",
        )
    )


def basics(options: Options) -> vol.Schema:
    """Return the form of the user step; as it stands, it is a good configuration."""
    return vol.Schema(
        {
            vol.Required("history_days", default=options.history_days): number(
                "history_days", unit="d"
            ),
            vol.Required("run_at", default=options.run_at.isoformat()): TimeSelector(),
        }
    )
