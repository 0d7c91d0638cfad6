"""The flows behind the issues, as the frontend goes through them."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import yaml

from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.suggestions.suggestion import Status
from tests.automations.living_file import THEIRS, async_automations, put_blueprint, text_of
from tests.lamps import async_lamps
from tests.samples import async_set_up, coordinator_of, habit_of, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")

URL = "/api/repairs/issues/fix"


@pytest.fixture
async def go(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Any:
    """Return a way to open a flow, or to choose its next step."""
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()

    async def post(flow_id: str | None = None, **data: object) -> dict[str, Any]:
        url = URL if flow_id is None else f"{URL}/{flow_id}"
        answer = await client.post(url, json=data)
        assert answer.status == HTTPStatus.OK, await answer.text()
        result: dict[str, Any] = await answer.json()
        return result

    return post


async def test_the_flow_is_a_menu_that_shows_the_suggestion(hass: HomeAssistant, go: Any) -> None:
    await async_set_up(hass, [suggestion_of(1)])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    assert menu["type"] == "menu"
    assert menu["menu_options"] == ["accept", "snooze", "dismiss", "yaml"]
    assert menu["description_placeholders"]["evidence"] == "It would have acted 20 times."


async def test_accepting_adds_the_automation_and_ends_the_issue(
    hass: HomeAssistant, go: Any
) -> None:
    await async_lamps(hass, "l1")
    path = await async_automations(hass)
    entry = await async_set_up(hass, [habit_of(1)])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    done = await go(menu["flow_id"], next_step_id="accept")
    assert done["type"] == "create_entry"
    assert done["title"] == "Lamp 1 at ten"
    assert (done["description"], done["description_placeholders"]) == (
        "accepted",
        {"title": "Lamp 1 at ten", "edit": "/config/automation/edit/homeiq_s1"},
    )
    assert hass.states.is_state("automation.lamp_1_at_ten", "on")
    assert "homeiq_s1" in text_of(path)
    assert coordinator_of(entry).suggestions[0].status is Status.ACCEPTED
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is None


async def test_a_blueprint_of_the_home_can_be_chosen(hass: HomeAssistant, go: Any) -> None:
    await async_lamps(hass, "l1")
    path = await async_automations(hass)
    await async_set_up(hass, [habit_of(1, blueprint=put_blueprint(hass))])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    assert menu["menu_options"] == ["accept", "blueprint", "snooze", "dismiss", "yaml"]
    assert menu["description_placeholders"]["blueprint"] == "Dusk"
    told = "\n\nYour blueprint “Dusk” does the same."
    assert menu["description_placeholders"]["blueprint_told"] == told
    done = await go(menu["flow_id"], next_step_id="blueprint")
    assert done["type"] == "create_entry"
    assert "use_blueprint" in text_of(path)


async def test_what_has_its_risks_is_asked_once_more_with_the_reasons(
    hass: HomeAssistant, go: Any
) -> None:
    assert await async_setup_component(hass, "valve", {})
    hass.states.async_set("valve.garden", "closed")
    path = await async_automations(hass)
    water = [{"action": "valve.open_valve", "target": {"entity_id": "valve.garden"}}]
    habit = habit_of(1)
    assert habit.automation is not None
    await async_set_up(hass, [replace(habit, automation={**habit.automation, "actions": water})])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    form = await go(menu["flow_id"], next_step_id="accept")
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    assert form["description_placeholders"] == {
        "title": "Lamp 1 at ten",
        "reasons": "Water or gas would flow with nobody watching.",
    }
    assert text_of(path) == THEIRS
    done = await go(form["flow_id"])
    assert done["type"] == "create_entry"
    assert "homeiq_s1" in text_of(path)


async def test_a_blueprint_stays_chosen_though_its_risks_are_asked_about(
    hass: HomeAssistant, go: Any
) -> None:
    assert await async_setup_component(hass, "valve", {})
    await async_lamps(hass, "l1")
    hass.states.async_set("valve.garden", "closed")
    path = await async_automations(hass)
    water = "{action: valve.open_valve, target: {entity_id: valve.garden}}"
    await async_set_up(hass, [habit_of(1, blueprint=put_blueprint(hass, water))])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    form = await go(menu["flow_id"], next_step_id="blueprint")
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    done = await go(form["flow_id"])
    assert done["type"] == "create_entry"
    assert "use_blueprint" in text_of(path)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "does not exist"), ("de", "was es nicht (mehr) gibt")]
)
async def test_what_cannot_be_accepted_is_told_and_the_issue_stays(
    hass: HomeAssistant, go: Any, language: str, told: str
) -> None:
    hass.config.language = language
    path = await async_automations(hass)
    entry = await async_set_up(hass, [habit_of(1)])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    done = await go(menu["flow_id"], next_step_id="accept")
    assert (done["type"], done["reason"]) == ("abort", "not_accepted")
    reason = done["description_placeholders"]["reason"]
    assert told in reason
    assert "- id: homeiq_s1" in reason
    assert text_of(path) == THEIRS
    assert coordinator_of(entry).suggestions[0].status is Status.DRAFT
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is not None


@pytest.mark.parametrize(
    ("step", "status"), [("snooze", Status.SNOOZED), ("dismiss", Status.DISMISSED)]
)
async def test_an_answer_ends_the_issue(
    hass: HomeAssistant, go: Any, step: str, status: Status
) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    done = await go(menu["flow_id"], next_step_id=step)
    assert (done["type"], done["description"]) == ("create_entry", status.value)
    assert done["description_placeholders"] == {"suggestion_id": "s1"}
    assert coordinator_of(entry).suggestions[0].status is status
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is None


@pytest.mark.parametrize("step", ["snooze", "dismiss"])
async def test_an_answer_that_cannot_be_kept_is_told_and_the_issue_stays(
    hass: HomeAssistant, go: Any, step: str
) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    await coordinator_of(entry).store.async_close()
    done = await go(menu["flow_id"], next_step_id=step)
    assert (done["type"], done["reason"]) == ("abort", "not_answered")
    assert "database cannot be used" in done["description_placeholders"]["reason"]
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is not None
    assert coordinator_of(entry).suggestions[0].status is Status.DRAFT


async def test_yaml_can_be_copied_and_the_issue_stays(hass: HomeAssistant, go: Any) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    done = await go(menu["flow_id"], next_step_id="yaml")
    assert (done["type"], done["reason"]) == ("abort", "yaml")
    text = done["description_placeholders"]["yaml"]
    assert yaml.safe_load(text) == suggestion_of(1).automation
    assert text.startswith("alias:"), "keys keep the order that people know"
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is not None
    assert coordinator_of(entry).suggestions[0].status is Status.DRAFT


async def test_advice_shows_the_change_and_has_no_yaml(hass: HomeAssistant, go: Any) -> None:
    change = replace(suggestion_of(1).wording, description="Add a condition to Evening lights.")
    advice = suggestion_of(1, automation=None, evidence=None, wording=change)
    await async_set_up(hass, [advice])
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    assert menu["menu_options"] == ["snooze", "dismiss"]
    assert menu["description_placeholders"]["description"] == change.description


@pytest.mark.parametrize("step", [None, "accept", "snooze", "dismiss", "yaml"])
async def test_what_was_answered_meanwhile_cannot_be_answered_again(
    hass: HomeAssistant, go: Any, step: str | None
) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    coordinator = coordinator_of(entry)
    menu = await go(handler=DOMAIN, issue_id="suggestion_s1")
    answered = suggestion_of(1, status=Status.ACCEPTED)
    await coordinator.async_change(lambda _kept: (answered,))
    if step is None:
        done = await go(handler=DOMAIN, issue_id="suggestion_s1")
    else:
        done = await go(menu["flow_id"], next_step_id=step)
    assert (done["type"], done["reason"]) == ("abort", "no_longer_waiting")
    assert coordinator.suggestions[0].status is Status.ACCEPTED


async def test_while_homeiq_is_not_loaded_nothing_can_be_answered(
    hass: HomeAssistant, go: Any
) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    assert await hass.config_entries.async_unload(entry.entry_id)
    done = await go(handler=DOMAIN, issue_id="suggestion_s1")
    assert (done["type"], done["reason"]) == ("abort", "not_loaded")
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is not None


async def test_other_issues_only_need_to_be_read(hass: HomeAssistant, go: Any) -> None:
    await async_set_up(hass)
    ir.async_create_issue(
        hass,
        DOMAIN,
        "database_set_aside",
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key="database_set_aside",
        translation_placeholders={"file": "a", "problem": "b"},
    )
    form = await go(handler=DOMAIN, issue_id="database_set_aside")
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    done = await go(form["flow_id"])
    assert done["type"] == "create_entry"
    assert ir.async_get(hass).async_get_issue(DOMAIN, "database_set_aside") is None
