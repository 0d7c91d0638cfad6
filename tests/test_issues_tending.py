"""Repairs about accepted automations."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.homeiq.automations.aftercare import AfterCare, Retire
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.issues_tending import async_sync_missing, async_sync_undone
from tests.wards import accepted_of

OFTEN: Final = AfterCare(
    "s1", "Lamp", "automation.l", 28, 9, 4, 5, is_on=True, spares=True, retire=Retire(5, 9)
)
SELDOM: Final = AfterCare("s2", "Fan", "automation.f", 28, 9, 9, 0, is_on=True, spares=True)


def told(hass: HomeAssistant) -> dict[str, str]:
    """Return the issues there are, with what they call the automation."""
    return {
        an_id: (issue.translation_placeholders or {}).get("title", "")
        for (domain, an_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }


async def test_what_is_undone_too_often_is_asked_of_until_it_no_longer_is(
    hass: HomeAssistant,
) -> None:
    async_sync_undone(hass, [OFTEN, SELDOM])
    assert told(hass) == {"undone_s1": "Lamp"}
    hass.states.async_set("automation.l", "on", {"friendly_name": "What people call it"})
    async_sync_undone(hass, [OFTEN])
    assert told(hass) == {"undone_s1": "What people call it"}
    async_sync_undone(hass, [SELDOM])
    assert told(hass) == {}


async def test_each_kind_leaves_the_others_alone(hass: HomeAssistant) -> None:
    ward = accepted_of(3)
    async_sync_missing(hass, {"automation.x": (ward, ("light.a", "light.b"))})
    async_sync_undone(hass, [OFTEN])
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "missing_s3")
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["entities"] == "- `light.a`\n- `light.b`"
    async_sync_undone(hass, [])
    assert set(told(hass)) == {"missing_s3"}
    async_sync_missing(hass, {})
    assert told(hass) == {}
