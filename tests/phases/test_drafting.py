"""Drafts that Home Assistant would accept."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.homeiq.phases.drafting import Draft, async_draft
from custom_components.homeiq.suggestions.suggestion import Suggestion
from tests.samples import suggestion_of


async def test_what_home_assistant_accepts_becomes_a_draft(hass: HomeAssistant) -> None:
    hass.states.async_set("light.l1", "off")
    async_mock_service(hass, "light", "turn_on")
    assert await async_draft(hass, "f", lambda: suggestion_of(1)) == Draft(suggestion_of(1))


async def test_what_would_not_work_is_told_by_the_first_thing_that_it_lacks(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    async_mock_service(hass, "light", "turn_on")
    assert await async_draft(hass, "f", lambda: suggestion_of(1)) == Draft(None, "light.l1")
    assert "Lamp 1 at ten (entity light.l1)" in caplog.text


async def test_advice_has_nothing_that_could_fail(hass: HomeAssistant) -> None:
    advice = replace(suggestion_of(1), automation=None)
    assert await async_draft(hass, "f", lambda: advice) == Draft(advice)


async def test_what_cannot_be_built_costs_only_itself_and_is_told_in_the_log(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    def build() -> Suggestion:
        raise KeyError("no such text")

    assert await async_draft(hass, "feature|odd", build) == Draft(None)
    assert "cannot be suggested: feature|odd" in caplog.text
    assert "no such text" in caplog.text
