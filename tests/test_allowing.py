"""What is refused, and why: each refusal in the user's words, and nothing is written."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.accepting import async_accept_suggestion
from custom_components.homeiq.allowing import NeedsConfirmationError, Wish, require_waiting
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.automations.living_file import (
    THEIRS,
    async_automations,
    file_of,
    put_blueprint,
    text_of,
)
from tests.lamps import async_lamps
from tests.samples import async_set_up, coordinator_of, habit_of

pytestmark = pytest.mark.usefixtures("recorder_mock")

AS_BLUEPRINT = Wish(as_blueprint=True)


def doing(action: str, entity_id: str, **changes: Any) -> Suggestion:
    """Return a draft that does something else."""
    habit = habit_of(1)
    automation = {
        **(habit.automation or {}),
        "actions": [{"action": action, "target": {"entity_id": entity_id}}],
        **changes,
    }
    return replace(habit, automation=automation)


async def async_refused(
    hass: HomeAssistant, suggestion: Suggestion, wish: Wish | None = None, text: str = THEIRS
) -> ServiceValidationError:
    """Return how a suggestion is refused; nothing must have changed."""
    await async_lamps(hass, "l1")
    path = await async_automations(hass, text)
    coordinator = coordinator_of(await async_set_up(hass, [suggestion]))
    with pytest.raises(ServiceValidationError) as error:
        await async_accept_suggestion(coordinator, "s1", wish or Wish())
    assert text_of(path) == text
    assert coordinator.known("s1").status is suggestion.status
    assert await coordinator.store.intents.begun() == []
    return error.value


@pytest.mark.parametrize(
    ("changes", "wish", "key", "told"),
    [
        ({"automation": None}, Wish(), "accept_advice", "advice about a setting"),
        (
            {"automation": None, "pattern_type": "override"},
            Wish(),
            "accept_change",
            "an automation that is there already",
        ),
        ({"status": Status.DISMISSED}, Wish(), "cannot_become_accepted", "s1"),
        ({"status": Status.EXPIRED}, Wish(), "cannot_become_accepted", "s1"),
        (
            {"status": Status.ACCEPTED, "accepted_by": "user"},
            Wish(),
            "accept_by_hand",
            "built this automation yourself",
        ),
        ({}, AS_BLUEPRINT, "accept_no_blueprint", "None of your blueprints"),
    ],
)
async def test_what_there_is_nothing_to_accept_of_is_refused(
    hass: HomeAssistant, changes: dict[str, Any], wish: Wish, key: str, told: str
) -> None:
    error = await async_refused(hass, habit_of(1, **changes), wish)
    assert error.translation_key == key
    assert told in str(error)


def test_what_waits_or_was_accepted_by_us_may_be_accepted() -> None:
    for changes in (
        {},
        {"status": Status.SNOOZED},
        {"status": Status.ACCEPTED, "accepted_by": "homeiq"},
    ):
        require_waiting(habit_of(1, **changes), Wish())
    require_waiting(habit_of(1, blueprint="home/dusk.yaml"), AS_BLUEPRINT)


async def test_a_home_without_automations_is_told_how_to_have_some(hass: HomeAssistant) -> None:
    coordinator = coordinator_of(await async_set_up(hass, [habit_of(1)]))
    with pytest.raises(ServiceValidationError, match=r"not set up(.|\n)*id: homeiq_s1"):
        await async_accept_suggestion(coordinator, "s1", Wish())
    assert not file_of(hass).exists() or text_of(file_of(hass)) == "[]\n"


async def test_what_home_assistant_would_not_accept_is_told_with_its_yaml(
    hass: HomeAssistant,
) -> None:
    error = await async_refused(
        hass, doing("light.turn_on", "light.l1", triggers=[{"trigger": "no_such_kind"}])
    )
    assert error.translation_key == "accept_invalid"
    assert "no_such_kind" in str(error)
    assert "id: homeiq_s1" in str(error)


async def test_what_is_missing_is_named(hass: HomeAssistant) -> None:
    error = await async_refused(hass, doing("light.turn_on", "light.gone"))
    assert error.translation_key == "accept_missing"
    assert "light.gone" in str(error).split("```")[0]


async def test_a_blueprint_that_is_gone_is_told(hass: HomeAssistant) -> None:
    error = await async_refused(hass, habit_of(1, blueprint="home/gone.yaml"), AS_BLUEPRINT)
    assert error.translation_key == "accept_invalid"
    assert "use_blueprint" in str(error)


async def test_what_a_blueprint_acts_on_is_looked_at_too(hass: HomeAssistant) -> None:
    path = put_blueprint(hass, "action: light.turn_on\n    target:\n      entity_id: light.gone")
    error = await async_refused(hass, habit_of(1, blueprint=path), AS_BLUEPRINT)
    assert error.translation_key == "accept_missing"
    assert "light.gone" in str(error).split("```")[0]


@pytest.mark.parametrize("wish", [Wish(), Wish(confirmed=True)])
async def test_what_is_left_to_people_is_refused_even_when_confirmed(
    hass: HomeAssistant, wish: Wish
) -> None:
    assert await async_setup_component(hass, "lock", {})
    hass.states.async_set("lock.front", "locked")
    error = await async_refused(hass, doing("lock.unlock", "lock.front"), wish)
    assert error.translation_key == "accept_unsafe"
    assert "Unlocking is left to people." in str(error)


async def test_what_has_its_risks_has_to_be_confirmed(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "valve", {})
    hass.states.async_set("valve.garden", "closed")
    error = await async_refused(hass, doing("valve.open_valve", "valve.garden"))
    assert isinstance(error, NeedsConfirmationError)
    assert error.reasons == "Water or gas would flow with nobody watching."
    assert error.reasons in str(error)


async def test_what_was_confirmed_is_done(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "valve", {})
    hass.states.async_set("valve.garden", "closed")
    await async_automations(hass)
    suggestion = doing("valve.open_valve", "valve.garden")
    coordinator = coordinator_of(await async_set_up(hass, [suggestion]))
    made = await async_accept_suggestion(coordinator, "s1", Wish(confirmed=True))
    assert hass.states.is_state(made.entity_id, "on")


DOOR = [{"trigger": "state", "entity_id": "binary_sensor.door", "to": "on"}]


async def test_what_an_automation_does_already_is_refused_by_its_name(hass: HomeAssistant) -> None:
    hass.states.async_set("binary_sensor.door", "off")
    same = """\
- id: same
  alias: Welcome
  triggers:
    - trigger: state
      entity_id: binary_sensor.door
      to: "on"
  actions:
    - action: light.turn_on
      target:
        entity_id: light.l1
"""
    suggestion = doing("light.turn_on", "light.l1", triggers=DOOR)
    error = await async_refused(hass, suggestion, text=same)
    assert error.translation_key == "accept_duplicate"
    assert "Welcome (automation.welcome)" in str(error)


async def test_its_own_automation_is_no_duplicate(hass: HomeAssistant) -> None:
    hass.states.async_set("binary_sensor.door", "off")
    await async_lamps(hass, "l1")
    await async_automations(hass)
    suggestion = doing("light.turn_on", "light.l1", triggers=DOOR)
    coordinator = coordinator_of(await async_set_up(hass, [suggestion]))
    first = await async_accept_suggestion(coordinator, "s1", Wish())
    path = file_of(hass)
    path.write_text(THEIRS, encoding="utf-8")  # while it is still loaded
    assert await async_accept_suggestion(coordinator, "s1", Wish()) == first
    assert "homeiq_s1" in text_of(path)
