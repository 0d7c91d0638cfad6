"""What stands on the repairs page about accepted automations."""

from collections.abc import Iterable, Mapping
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from custom_components.homeiq.automations.aftercare import RECENT, AfterCare
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.issues import async_delete_others
from custom_components.homeiq.suggestions.suggestion import Suggestion

UNDONE: Final = "undone_"
MISSING: Final = "missing_"


@callback
def async_sync_undone(hass: HomeAssistant, cared: Iterable[AfterCare]) -> None:
    """Ask whether to retire what is undone too often; what no longer is, is not asked of."""
    asked = {f"{UNDONE}{each.suggestion_id}": each for each in cared if each.retire is not None}
    async_delete_others(hass, UNDONE, asked)
    for issue_id, each in asked.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            data={"suggestion_id": each.suggestion_id},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="undone",
            translation_placeholders=undone_placeholders(hass, each),
        )


def undone_placeholders(hass: HomeAssistant, cared: AfterCare) -> dict[str, str]:
    """Return what the texts of an automation that is undone too often are filled with."""
    retire = cared.retire
    assert retire is not None  # noqa: S101  # only those are told of
    return {
        "title": _name(hass, cared.entity_id, cared.title),
        "undone": str(retire.undone),
        "of": str(retire.of),
        "days": str(RECENT),
    }


@callback
def async_sync_missing(
    hass: HomeAssistant, lacking: Mapping[str, tuple[Suggestion, tuple[str, ...]]]
) -> None:
    """Tell of automations, by entity id, what they use that is missing; take back all others."""
    told = {f"{MISSING}{ward.id}" for ward, _ in lacking.values()}
    async_delete_others(hass, MISSING, told)
    for entity_id, (ward, gone) in lacking.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            f"{MISSING}{ward.id}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="missing",
            translation_placeholders={
                "title": _name(hass, entity_id, ward.wording.title),
                "entities": "\n".join(f"- `{each}`" for each in gone),
                "edit": editor_of(ward.automation_id),
            },
        )


def editor_of(automation_id: str | None) -> str:
    """Return the page of Home Assistant's editor that shows an automation."""
    return f"/config/automation/edit/{automation_id}"


def _name(hass: HomeAssistant, entity_id: str | None, title: str) -> str:
    """Return what an automation is called by now."""
    state = None if entity_id is None else hass.states.get(entity_id)
    return title if state is None else state.name
