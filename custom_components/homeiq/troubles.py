"""What a run had to do without, told on the repairs page, and what works again taken back."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from custom_components.homeiq.issues import async_report_history, async_report_troubles
from custom_components.homeiq.issues_wording import (
    async_delete_wording_issues,
    async_report_budget,
    async_report_provider,
)
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.suggestions.wanted import Privacy


async def async_tell(
    hass: HomeAssistant, entry: ConfigEntry[Any], run: Run, report: RunReport
) -> None:
    """Tell of history that could not be read, and of words that nobody would give."""
    async_report_history(hass, report)
    if run.log is not None:
        await async_report_troubles(hass, entry, run.troubles)
    if run.provider is None or run.wanted.privacy is Privacy.NOTHING:
        async_delete_wording_issues(hass)
    elif (asked := run.asked) is not None:
        if asked.has_answered or asked.error is not None:
            await async_report_provider(hass, entry, asked.error)
        async_report_budget(hass, run.wanted, asked.month, asked.spent, stopped=asked.out_of_money)
