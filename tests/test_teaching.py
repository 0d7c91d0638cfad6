"""What answers have taught, as actions tell and forget it."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.phases.learning import LEARNING_RESET
from custom_components.homeiq.phases.store import STORE
from custom_components.homeiq.phases.suggestions import SUGGESTIONS
from custom_components.homeiq.suggestions.build import rank
from custom_components.homeiq.suggestions.lifecycle import dismiss
from custom_components.homeiq.suggestions.suggestion import Status
from custom_components.homeiq.teaching import async_reset, async_rules
from tests.living import Living
from tests.phases.test_suggestions import finding_of, mined_run
from tests.samples import async_set_up, coordinator_of, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


async def test_rules_name_the_devices_of_the_home(hass: HomeAssistant) -> None:
    device_id = Living(hass).lamp("light.l1", "Lamp")
    kept = [suggestion_of(1, status=Status.DISMISSED), suggestion_of(2, status=Status.DISMISSED)]
    entry = await async_set_up(hass, [*kept, suggestion_of(3)])
    rules = [rule.as_dict() for rule in await async_rules(coordinator_of(entry))]
    assert [(rule["about"], rule["value"], rule["dismissed"]) for rule in rules] == [
        ("area", "kitchen", 2),
        ("hour", "22", 2),
        ("kind", "time_of_day", 2),
        *sorted((("device", device_id, 1), ("device", "light.l2", 1))),
    ]


async def test_hours_are_those_of_the_home(hass: HomeAssistant) -> None:
    kept = suggestion_of(1, status=Status.ACCEPTED, automation=None)
    entry = await async_set_up(hass, [kept])
    for timezone, hour in (("UTC", "3"), ("Europe/Berlin", "4")):
        await hass.config.async_set_time_zone(timezone)
        rules = [rule.as_dict() for rule in await async_rules(coordinator_of(entry))]
        assert [rule["value"] for rule in rules if rule["about"] == "hour"] == [hour]


async def test_ignoring_a_repair_teaches_and_taking_it_back_forgets(hass: HomeAssistant) -> None:
    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1)]))
    ir.async_ignore_issue(hass, DOMAIN, "suggestion_s1", ignore=True)
    await hass.async_block_till_done()
    assert {rule.dismissed for rule in await async_rules(coordinator)} == {1}
    ir.async_ignore_issue(hass, DOMAIN, "suggestion_s1", ignore=False)
    await hass.async_block_till_done()
    assert await async_rules(coordinator) == ()


async def test_a_reset_forgets_and_leaves_the_answers_also_after_a_restart(
    hass: HomeAssistant,
) -> None:
    kept = [suggestion_of(1, status=Status.DISMISSED), suggestion_of(2)]
    entry = await async_set_up(hass, kept)
    before = coordinator_of(entry).suggestions
    for _ in range(2):  # harmless when repeated
        await async_reset(coordinator_of(entry))
        assert await async_rules(coordinator_of(entry)) == ()
    assert coordinator_of(entry).suggestions == before
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert await async_rules(coordinator_of(entry)) == ()
    assert await coordinator_of(entry).store.moments.of(LEARNING_RESET) is not None
    await coordinator_of(entry).async_answer("s2", lambda one: dismiss(one, None, dt_util.utcnow()))
    assert {rule.dismissed for rule in await async_rules(coordinator_of(entry))} == {1}


async def test_fifty_dismissals_hide_nothing_of_their_kind(hass: HomeAssistant) -> None:
    for number in (1, 2):
        hass.states.async_set(f"light.l{number}", "off")
    async_mock_service(hass, "light", "turn_on")
    dismissed = [suggestion_of(number, status=Status.DISMISSED) for number in range(10, 60)]
    coordinator = coordinator_of(await async_set_up(hass, dismissed))
    run = mined_run(hass, finding_of(1), finding_of(2))
    run.store, run.memory = coordinator.store, coordinator
    for phase in (SUGGESTIONS, STORE):
        await phase.step(run)
    answer: Any = await hass.services.async_call(
        DOMAIN, "get_suggestions", blocking=True, return_response=True
    )
    assert [each["entity_ids"] for each in answer["suggestions"]] == [["light.l1"], ["light.l2"]]
    best = coordinator.data.waiting[0]
    assert best.evidence is not None
    assert 0.5 * rank(best.evidence) < best.rank < 0.9 * rank(best.evidence)


async def test_a_database_that_cannot_be_used_is_told(hass: HomeAssistant) -> None:
    coordinator = coordinator_of(await async_set_up(hass))
    await coordinator.store.async_close()
    for ask in (async_rules, async_reset):
        with pytest.raises(HomeAssistantError) as error:
            await ask(coordinator)
        assert error.value.translation_key == "store_failed"
