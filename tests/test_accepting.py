"""A suggestion accepted: in a home with a real file and the real automation integration."""

import asyncio
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir, label_registry as lr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import yaml

from custom_components.homeiq.accepting import async_accept_suggestion
from custom_components.homeiq.allowing import Wish
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.automations.living_file import THEIRS, async_automations, file_of, put
from tests.lamps import async_lamps
from tests.samples import async_set_up, coordinator_of, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


def habit(number: int = 1, **changes: Any) -> Suggestion:
    """Return a draft that switches a lamp on when something happens; no clock runs for it."""
    automation = {
        "alias": "Lamp",
        "triggers": [{"trigger": "event", "event_type": f"dusk_{number}"}],
        "conditions": [],
        "actions": [{"action": "light.turn_on", "target": {"entity_id": f"light.l{number}"}}],
        "mode": "single",
    }
    return suggestion_of(number, automation={**automation, **changes.pop("automation", {})}, **changes)


async def async_home(hass: HomeAssistant, *kept: Suggestion) -> HomeIQCoordinator:
    """Return HomeIQ in a home of two lamps and one automation."""
    await async_lamps(hass, "l1", "l2")
    await async_automations(hass)
    return coordinator_of(await async_set_up(hass, kept or [habit()]))


def items(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return the automations in the file."""
    found: list[dict[str, Any]] = yaml.safe_load(file_of(hass).read_text("utf-8"))
    return found


async def test_accepting_writes_the_automation_and_it_runs(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    made = await async_accept_suggestion(coordinator, "s1", Wish())
    assert made.as_dict() == {
        "automation_id": "homeiq_s1",
        "entity_id": "automation.lamp_1_at_ten",
    }
    assert file_of(hass).read_text("utf-8").startswith(THEIRS)
    theirs, ours = items(hass)
    assert ours["id"] == "homeiq_s1"
    assert "suggestion s1" in ours["description"]
    assert hass.states.is_state(made.entity_id, "on")
    kept = coordinator.known("s1")
    assert (kept.status, kept.accepted_by) == (Status.ACCEPTED, "homeiq")
    assert kept.automation_id == made.automation_id
    assert await coordinator.store.suggestion("s1") == kept
    assert await coordinator.store.intents.begun() == []
    label = lr.async_get(hass).async_get_label_by_name("HomeIQ")
    entry = er.async_get(hass).async_get(made.entity_id)
    assert label is not None
    assert entry is not None
    assert entry.labels == {label.label_id}
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is None
    assert theirs["id"] == "theirs"
    hass.bus.async_fire("dusk_1")
    await hass.async_block_till_done()
    assert hass.states.is_state("light.l1", "on")
