"""What stands on the repairs page about words by a language model."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from custom_components.homeiq.const import CONF_WORDING, DOMAIN
from custom_components.homeiq.publish import async_told
from custom_components.homeiq.refusals import async_let_in, async_refused
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.provider import KeyRefusedError, ProviderError

BUDGET_SPENT: Final = "budget_spent"
PROVIDER_UNREACHABLE: Final = "provider_unreachable"


async def async_report_provider(
    hass: HomeAssistant, entry: ConfigEntry, error: ProviderError | None
) -> None:
    """Tell what kept a provider that was asked from saying anything at all; None: it did answer.

    Where it refuses the key, another one is asked for instead.
    """
    if isinstance(error, KeyRefusedError):
        ir.async_delete_issue(hass, DOMAIN, PROVIDER_UNREACHABLE)
        async_refused(hass, entry, CONF_WORDING)
        return
    async_let_in(hass, entry, CONF_WORDING)
    if error is None:
        ir.async_delete_issue(hass, DOMAIN, PROVIDER_UNREACHABLE)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        PROVIDER_UNREACHABLE,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=PROVIDER_UNREACHABLE,
        translation_placeholders={"error": await async_told(hass, error)},
    )


@callback
def async_report_budget(
    hass: HomeAssistant, wanted: Wanted, month: str, spent: float, *, stopped: bool
) -> None:
    """Tell once a month, as 2026-10, that its budget stopped a run; `spent` is in USD.

    It stays, and may stay ignored, until there is another month or another budget: a night on
    which nothing had to be worded says nothing.
    """
    about: dict[str, str | int | float | None] = {"month": month, "budget": wanted.budget_usd}
    issue = ir.async_get(hass).async_get_issue(DOMAIN, BUDGET_SPENT)
    if issue is not None and issue.data == about:
        return
    # Only a new issue is shown to those who ignored the last.
    ir.async_delete_issue(hass, DOMAIN, BUDGET_SPENT)
    if not stopped:
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        BUDGET_SPENT,
        data=about,
        is_fixable=False,
        is_persistent=True,  # with its month, and whether it was ignored
        severity=ir.IssueSeverity.WARNING,
        translation_key=BUDGET_SPENT,
        translation_placeholders={
            "month": month,
            "spent": f"{spent:.2f}",
            "budget": f"{wanted.budget_usd:.2f}",
        },
    )


@callback
def async_delete_wording_issues(hass: HomeAssistant) -> None:
    """Take back what was told of another provider."""
    for an_id in (BUDGET_SPENT, PROVIDER_UNREACHABLE):
        ir.async_delete_issue(hass, DOMAIN, an_id)
