"""What a run had to do without, on the repairs page."""

from dataclasses import replace
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.const import CONF_WORDING, DOMAIN
from custom_components.homeiq.issues_wording import BUDGET_SPENT, PROVIDER_UNREACHABLE
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.phase import Asked, Run
from custom_components.homeiq.suggestions.writers.choice import as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from custom_components.homeiq.suggestions.writers.problems import Problem, failed
from custom_components.homeiq.troubles import async_tell
from tests.samples import run_of

SETTINGS = OpenAISettings("sk-secret-0123456789")
WELL = Asked(None, has_answered=True, month="2026-11", spent=1.25, out_of_money=False)


pytestmark = pytest.mark.usefixtures("recorder_mock")


@pytest.fixture
def entry(recorder_mock: Recorder, hass: HomeAssistant) -> MockConfigEntry:
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_WORDING: as_kept(SETTINGS)})
    entry.add_to_hass(hass)
    return entry


def asked(hass: HomeAssistant, what: Asked | None = WELL, **options: Any) -> Run:
    return run_of(hass, provider=SETTINGS, asked=what, options=Options(**options))


def issues(hass: HomeAssistant) -> set[str]:
    return {an_id for domain, an_id in ir.async_get(hass).issues if domain == DOMAIN}


async def test_a_provider_that_says_nothing_is_told_until_it_does(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    silent = asked(hass, replace(WELL, error=failed(Problem.URL, "refused")))
    await async_tell(hass, entry, silent, silent.report)
    assert issues(hass) == {PROVIDER_UNREACHABLE}
    # Nothing had to be worded, or could be asked: nothing is known.
    for quiet in (asked(hass, None), asked(hass, replace(WELL, has_answered=False))):
        await async_tell(hass, entry, quiet, quiet.report)
        assert issues(hass) == {PROVIDER_UNREACHABLE}
    well = asked(hass)
    await async_tell(hass, entry, well, well.report)
    assert issues(hass) == set()


async def test_a_budget_that_is_spent_is_told_once_a_month(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    spent = asked(hass, replace(WELL, out_of_money=True), monthly_budget=1.0)
    for run in (spent, asked(hass, monthly_budget=1.0), spent):
        await async_tell(hass, entry, run, run.report)
        assert issues(hass) == {BUDGET_SPENT}
    later = asked(hass, replace(WELL, month="2026-12"), monthly_budget=1.0)
    await async_tell(hass, entry, later, later.report)
    assert issues(hass) == set()


async def test_a_key_that_is_refused_is_asked_for_until_it_is_taken(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    refused = asked(hass, replace(WELL, error=failed(Problem.KEY, "wrong")))
    await async_tell(hass, entry, refused, refused.report)
    await hass.async_block_till_done()
    (flow,) = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    assert flow["step_id"] == "reauth_wording"
    well = asked(hass)
    await async_tell(hass, entry, well, well.report)
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))


@pytest.mark.parametrize("options", [{}, {"privacy": "nothing"}])
async def test_templates_have_no_troubles(
    hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any]
) -> None:
    for an_id in (BUDGET_SPENT, PROVIDER_UNREACHABLE):
        ir.async_create_issue(
            hass,
            DOMAIN,
            an_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=an_id,
        )
    run = asked(hass, None, **options)
    if not options:
        run.provider = None
    await async_tell(hass, entry, run, run.report)
    assert issues(hass) == set()
