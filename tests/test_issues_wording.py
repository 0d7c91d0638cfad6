"""What the repairs page tells of words by a language model."""

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.const import CONF_WORDING, DOMAIN
from custom_components.homeiq.issues_wording import (
    BUDGET_SPENT,
    PROVIDER_UNREACHABLE,
    async_delete_wording_issues,
    async_report_budget,
    async_report_provider,
)
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.choice import as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from custom_components.homeiq.suggestions.writers.problems import Problem, failed

pytestmark = pytest.mark.usefixtures("recorder_mock")


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_WORDING: as_kept(OpenAISettings("outdated"))})
    entry.add_to_hass(hass)
    return entry


def issue(hass: HomeAssistant, an_id: str) -> ir.IssueEntry | None:
    return ir.async_get(hass).async_get_issue(DOMAIN, an_id)


def asking(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    return [flow["step_id"] for flow in entry.async_get_active_flows(hass, {SOURCE_REAUTH})]


async def test_a_provider_that_does_not_answer_is_an_issue_until_it_does(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await async_report_provider(hass, entry, failed(Problem.URL, "Connection refused"))
    raised = issue(hass, PROVIDER_UNREACHABLE)
    assert raised is not None
    assert not raised.is_fixable
    error = (raised.translation_placeholders or {})["error"]
    assert error.startswith("No language model answers at this address.")
    assert "Connection refused" in error
    assert asking(hass, entry) == []
    await async_report_provider(hass, entry, None)
    assert issue(hass, PROVIDER_UNREACHABLE) is None


async def test_a_key_that_is_refused_is_asked_for_until_one_is_taken(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await async_report_provider(hass, entry, failed(Problem.TIMEOUT, "slow"))
    for _ in range(2):
        await async_report_provider(hass, entry, failed(Problem.KEY, "wrong"))
        await hass.async_block_till_done()
        assert asking(hass, entry) == ["reauth_wording"]
        assert issue(hass, PROVIDER_UNREACHABLE) is None
    await async_report_provider(hass, entry, None)
    assert asking(hass, entry) == []


async def test_a_budget_that_is_used_up_is_told_once_a_month(hass: HomeAssistant) -> None:
    wanted = Wanted(budget_usd=5.0)
    async_report_budget(hass, wanted, "2026-10", 1.0, stopped=False)
    assert issue(hass, BUDGET_SPENT) is None
    async_report_budget(hass, wanted, "2026-10", 4.987, stopped=True)
    raised = issue(hass, BUDGET_SPENT)
    assert raised is not None
    assert (raised.is_fixable, raised.is_persistent) == (False, True)
    assert raised.translation_placeholders == {
        "month": "2026-10",
        "spent": "4.99",
        "budget": "5.00",
    }
    ir.async_ignore_issue(hass, DOMAIN, BUDGET_SPENT, ignore=True)
    # A night on which nothing is to be worded does not take it back, nor is it told again.
    for stopped in (False, True):
        async_report_budget(hass, wanted, "2026-10", 4.99, stopped=stopped)
        kept = issue(hass, BUDGET_SPENT)
        assert kept is not None
        assert kept.dismissed_version is not None
    async_report_budget(hass, wanted, "2026-11", 5.0, stopped=True)
    again = issue(hass, BUDGET_SPENT)
    assert again is not None
    assert again.dismissed_version is None
    async_report_budget(hass, wanted, "2026-12", 0.0, stopped=False)
    assert issue(hass, BUDGET_SPENT) is None


async def test_a_larger_budget_takes_the_issue_back(hass: HomeAssistant) -> None:
    async_report_budget(hass, Wanted(budget_usd=5.0), "2026-10", 5.0, stopped=True)
    async_report_budget(hass, Wanted(budget_usd=10.0), "2026-10", 5.0, stopped=False)
    assert issue(hass, BUDGET_SPENT) is None


async def test_all_that_was_told_can_be_taken_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    async_report_budget(hass, Wanted(), "2026-10", 5.0, stopped=True)
    await async_report_provider(hass, entry, failed(Problem.TIMEOUT, "slow"))
    assert len(ir.async_get(hass).issues) == 2
    async_delete_wording_issues(hass)
    assert ir.async_get(hass).issues == {}
