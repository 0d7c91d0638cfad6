"""The section of the options that concern words by a language model."""

from collections.abc import Mapping
import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import SectionConfig, section
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from custom_components.homeiq.flow_fields import dollars, number
from custom_components.homeiq.options import Options
from custom_components.homeiq.suggestions.wanted import Privacy
from custom_components.homeiq.suggestions.words import translated

SECTION: Final = "wording"

_MAY_BE_EMPTY: Final = ("price_in", "price_out", "language")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


async def async_wording_section(
    hass: HomeAssistant, options: Options, *, collapsed: bool
) -> dict[vol.Marker, Any]:
    """Return the section; it may be left out, then all in it stays as it is."""
    languages = sorted(await hass.async_add_executor_job(translated))
    fields = {
        vol.Required("privacy", default=options.privacy): SelectSelector(
            SelectSelectorConfig(
                options=[level.value for level in Privacy],
                mode=SelectSelectorMode.LIST,
                translation_key="privacy",
            )
        ),
        vol.Required("monthly_budget", default=options.monthly_budget): dollars("monthly_budget"),
        vol.Optional("price_in"): dollars("price_in"),
        vol.Optional("price_out"): dollars("price_out"),
        vol.Optional("language"): SelectSelector(
            SelectSelectorConfig(
                options=languages,
                custom_value=True,
                mode=SelectSelectorMode.DROPDOWN,
                translation_key="language",
            )
        ),
        vol.Required("temperature", default=options.temperature): number("temperature", step=0.1),
        vol.Required("max_tokens", default=options.max_tokens): number("max_tokens", step=10),
        vol.Required("concurrency", default=options.concurrency): number("concurrency"),
    }
    return {vol.Optional(SECTION): section(vol.Schema(fields), SectionConfig(collapsed=collapsed))}


def with_entered(stored: Mapping[str, Any], entered: Mapping[str, Any]) -> dict[str, Any]:
    """Return options with what a form says, all on one level; what was emptied is gone."""
    top = {name: value for name, value in entered.items() if name != SECTION}
    if SECTION not in entered:
        return {**stored, **top}
    kept = {name: value for name, value in stored.items() if name not in _MAY_BE_EMPTY}
    inside = {name: value for name, value in entered[SECTION].items() if value != ""}
    return {**kept, **top, **inside}


def is_language(tag: str) -> bool:
    """Return whether a text has the form of a language's tag, or is empty: Home Assistant's."""
    return not tag or _LANGUAGE.fullmatch(tag) is not None
