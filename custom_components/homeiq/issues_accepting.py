"""What stands on the repairs page of an automation that somebody's editor has written over."""

from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from custom_components.homeiq.automations.adding import NewAutomation
from custom_components.homeiq.automations.keeping import ALONE
from custom_components.homeiq.automations.written import as_file, as_item
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.report import CausedError

AUTOMATION_LOST: Final = "automation_lost"


async def async_yaml(hass: HomeAssistant, new: NewAutomation, error: CausedError) -> str:
    """Return an automation as it can be pasted where an error says."""
    return await hass.async_add_executor_job(_yaml, new, error)


def _yaml(new: NewAutomation, error: CausedError) -> str:
    if error.key == ALONE:
        return as_file(new.automation_id, new.config)
    return as_item(new.automation_id, new.config, _text_of(error.values.get("path")))


def _text_of(path: str | None) -> str:
    """Return what is in a file that could not be written; nothing where it cannot be read."""
    try:
        return "" if path is None else Path(path).read_text("utf-8")
    except OSError, ValueError:
        return ""


async def async_report_lost(hass: HomeAssistant, new: NewAutomation, error: CausedError) -> None:
    """Tell that an automation is no longer in its file and cannot be added again."""
    yaml = await async_yaml(hass, new, error)
    told = (await async_told(hass, error)).replace("{yaml}", yaml)
    if yaml not in told:  # whatever has failed, this is what helps
        told = f"{told}\n\n```yaml\n{yaml}\n```"
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(new.suggestion_id),
        is_fixable=True,
        is_persistent=True,  # after the next start nothing tells any more that it was there
        severity=ir.IssueSeverity.ERROR,
        translation_key=AUTOMATION_LOST,
        translation_placeholders={"title": str(new.config["alias"]), "error": told},
    )


@callback
def async_found_again(hass: HomeAssistant, suggestion_id: str) -> None:
    """Take back that an automation got lost."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(suggestion_id))


def _issue_id(suggestion_id: str) -> str:
    return f"{AUTOMATION_LOST}_{suggestion_id}"
