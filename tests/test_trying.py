"""A suggestion tried once, as the action does it, with Home Assistant's own devices."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.components.demo.lock import DemoLock
from homeassistant.components.lock import DATA_COMPONENT as LOCKS, LockState
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.automations import trial as trial_module
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.devices.context import DeviceContext, Fetch
from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.snapshot import async_snapshot
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.source import RecorderSource, async_read_features
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.options import Options
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.lamps import async_lamps, by_remote
from tests.samples import async_set_up, coordinator_of, suggestion_of
from tests.test_translations import ENGLISH

pytestmark = pytest.mark.usefixtures("recorder_mock")

HOUR = {"delay": {"hours": 1}}


def on(*entity_ids: str, **data: Any) -> dict[str, Any]:
    return act("light.turn_on", *entity_ids, **data)


def act(action: str, *entity_ids: str, **data: Any) -> dict[str, Any]:
    return {"action": action, "target": {"entity_id": list(entity_ids)}, "data": data}


def doing(number: int, *actions: dict[str, Any], **changes: Any) -> Suggestion:
    automation = {
        "alias": "Something",
        "triggers": [{"trigger": "time", "at": "22:00:00"}],
        "conditions": [{"condition": "time", "after": "03:00:00", "before": "03:00:01"}],
        "actions": list(actions),
    }
    return suggestion_of(number, automation=automation, **changes)


async def tried(hass: HomeAssistant, suggestion_id: str = "s1", **data: Any) -> Any:
    return await hass.services.async_call(
        DOMAIN,
        "test_suggestion",
        {"suggestion_id": suggestion_id, **data},
        blocking=True,
        return_response=True,
    )


async def refused(hass: HomeAssistant, **data: Any) -> ServiceValidationError:
    with pytest.raises(ServiceValidationError) as error:
        await tried(hass, **data)
    text = ENGLISH["exceptions"][error.value.translation_key]["message"]
    assert "{" not in text.format(**error.value.translation_placeholders or {})
    return error.value


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


def brightness_of(hass: HomeAssistant, entity_id: str) -> int:
    state = hass.states.get(entity_id)
    assert state is not None
    return int(state.attributes["brightness"])


async def lock(hass: HomeAssistant, state: LockState = LockState.LOCKED) -> str:
    assert await async_setup_component(hass, "lock", {})
    front = DemoLock("Front", state)
    front.entity_id = "lock.front"
    await hass.data[LOCKS].async_add_entities([front])
    return front.entity_id


async def test_actions_are_performed_whatever_conditions_say(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen", "hall")
    await async_set_up(hass, [doing(1, on("light.kitchen"), on("light.hall"))])
    assert await tried(hass) == {
        "entities": [
            {"entity_id": "light.kitchen", "before": "off", "wanted": "on", "after": "on"},
            {"entity_id": "light.hall", "before": "off", "wanted": "on", "after": "on"},
        ],
        "delays_shortened": False,
    }
    assert state_of(hass, "light.kitchen") == "on"


async def test_nothing_is_answered_where_nothing_is_asked(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen")
    await async_set_up(hass, [doing(1, on("light.kitchen"))])
    answer = await hass.services.async_call(
        DOMAIN, "test_suggestion", {"suggestion_id": "s1"}, blocking=True
    )
    assert answer is None
    assert state_of(hass, "light.kitchen") == "on"


async def test_a_delay_of_an_hour_takes_a_second(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen")
    await async_set_up(
        hass, [doing(1, on("light.kitchen"), HOUR, act("light.turn_off", "light.kitchen"))]
    )
    async with asyncio.timeout(20):
        response = await tried(hass)
    assert response["delays_shortened"] is True
    assert response["entities"] == [
        {"entity_id": "light.kitchen", "before": "off", "wanted": "off", "after": "off"}
    ]


async def test_everything_is_restored_with_its_brightness(hass: HomeAssistant) -> None:
    lamp, _ = await async_lamps(hass, "kitchen", "hall")
    by_remote(lamp, 77)
    await async_set_up(
        hass, [doing(1, on("light.kitchen", brightness=250), on("light.hall", brightness=9))]
    )
    response = await tried(hass, restore=True)
    assert [each["after"] for each in response["entities"]] == ["on", "on"]
    assert brightness_of(hass, "light.kitchen") == 77
    assert state_of(hass, "light.hall") == "off"


async def test_without_restoring_things_stay_as_they_became(hass: HomeAssistant) -> None:
    lamp, *_ = await async_lamps(hass, "kitchen")
    by_remote(lamp, 77)
    await async_set_up(hass, [doing(1, on("light.kitchen", brightness=250))])
    await tried(hass)
    assert brightness_of(hass, "light.kitchen") == 250


@pytest.mark.parametrize("status", list(Status))
async def test_whatever_its_status_it_may_be_tried_and_keeps_it(
    hass: HomeAssistant, status: Status
) -> None:
    await async_lamps(hass, "kitchen")
    suggestion = doing(
        1,
        on("light.kitchen"),
        status=status,
        snoozed_until=dt_util.utcnow() + timedelta(days=3),
    )
    entry = await async_set_up(hass, [suggestion])
    before = coordinator_of(entry).known("s1")
    await tried(hass)
    assert coordinator_of(entry).known("s1") == before
    assert before.status is status


async def test_a_reminder_is_told_and_is_about_no_entity(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "persistent_notification", {})
    told = {"action": "persistent_notification.create", "data": {"message": "The lamp is on."}}
    done = {"condition": "state", "entity_id": "light.kitchen", "state": ["off", "unknown"]}
    await async_lamps(hass, "kitchen")
    await async_set_up(hass, [doing(1, HOUR, {"condition": "not", "conditions": [done]}, told)])
    assert await tried(hass) == {"entities": [], "delays_shortened": True}
    notices = hass.data["persistent_notification"].values()
    assert [each["message"] for each in notices] == ["The lamp is on."]


async def test_an_automation_that_does_nothing_does_nothing(hass: HomeAssistant) -> None:
    await async_set_up(hass, [doing(1)])
    assert await tried(hass) == {"entities": [], "delays_shortened": False}


async def test_of_branches_by_trigger_the_first_is_performed(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen")

    def way(number: str, action: str) -> dict[str, Any]:
        triggered = {"condition": "trigger", "id": [number]}
        never = {"condition": "time", "after": "03:00:00", "before": "03:00:01"}
        return {"conditions": [triggered, never], "sequence": [act(action, "light.kitchen")]}

    ways = {"choose": [way("2", "light.turn_on"), way("1", "light.turn_off")]}
    suggestion = doing(1, ways)
    assert suggestion.automation is not None
    triggers = [
        {"trigger": "time", "at": f"{hour}:00:00", "id": str(number)}
        for number, hour in enumerate((21, 22), 1)
    ]
    suggestion = replace(suggestion, automation={**suggestion.automation, "triggers": triggers})
    await async_set_up(hass, [suggestion])
    response = await tried(hass)
    assert [each["wanted"] for each in response["entities"]] == ["on"]
    assert state_of(hass, "light.kitchen") == "on"


async def test_an_unknown_suggestion_is_refused(hass: HomeAssistant) -> None:
    await async_set_up(hass)
    assert (await refused(hass)).translation_key == "unknown_suggestion"


async def test_advice_is_refused(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1, automation=None, evidence=None)])
    assert (await refused(hass)).translation_key == "test_advice"


async def test_what_is_missing_is_named(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen")
    await async_set_up(hass, [doing(1, on("light.kitchen"), on("light.gone"))])
    error = await refused(hass)
    assert error.translation_key == "test_missing"
    assert error.translation_placeholders == {"missing": "light.gone"}
    assert state_of(hass, "light.kitchen") == "off", "nothing was performed"


async def test_what_home_assistant_does_not_accept_is_refused(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen")
    await async_set_up(hass, [doing(1, {"delay": "soon"})])
    error = await refused(hass)
    assert error.translation_key == "test_invalid"
    assert error.translation_placeholders is not None
    assert "soon" in error.translation_placeholders["problem"]


async def test_what_cannot_be_reached_is_named_as_people_call_it(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen", "hall")
    await async_set_up(hass, [doing(1, on("light.kitchen"), on("light.hall"))])
    hass.states.async_set("light.hall", "unavailable", {"friendly_name": "Big lamp"})
    error = await refused(hass)
    assert error.translation_key == "test_unavailable"
    assert error.translation_placeholders == {"entities": "Big lamp"}
    assert state_of(hass, "light.kitchen") == "off", "nothing was performed"


async def test_a_lock_is_turned_only_where_somebody_confirms(hass: HomeAssistant) -> None:
    door = await lock(hass)
    await async_set_up(hass, [doing(1, act("lock.unlock", door))])
    error = await refused(hass)
    assert error.translation_key == "test_careful"
    assert error.translation_placeholders is not None
    assert error.translation_placeholders["reasons"] == "Front: a lock would be turned."
    assert state_of(hass, door) == "locked"
    response = await tried(hass, confirm=True, restore=True)
    assert response["entities"] == [
        {"entity_id": door, "before": "locked", "wanted": "unlocked", "after": "unlocked"}
    ]
    assert state_of(hass, door) == "locked", "it is restored"


async def test_what_the_user_named_is_tried_only_where_somebody_confirms(
    hass: HomeAssistant,
) -> None:
    await async_lamps(hass, "kitchen")
    suggestion = doing(1, on("light.kitchen"))
    await async_set_up(hass, [suggestion], options={"careful_entities": ["light.kitchen"]})
    assert (await refused(hass)).translation_key == "test_careful"
    assert (await tried(hass, confirm=True))["entities"][0]["after"] == "on"


async def test_reasons_are_told_in_the_language_of_suggestions(hass: HomeAssistant) -> None:
    door = await lock(hass)
    await async_set_up(hass, [doing(1, act("lock.lock", door))], options={"language": "de"})
    error = await refused(hass)
    assert error.translation_placeholders == {"reasons": "Front: Ein Schloss würde betätigt."}


async def test_one_test_goes_on_at_a_time(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen", "hall")
    await async_set_up(hass, [doing(1, on("light.kitchen"), HOUR), doing(2, on("light.hall"))])
    going = hass.async_create_task(tried(hass, "s1"))
    await until_on(hass, "light.kitchen")
    with pytest.raises(ServiceValidationError) as error:
        await tried(hass, "s2")
    assert error.value.translation_key == "test_going_on"
    assert state_of(hass, "light.hall") == "off"
    await going
    assert (await tried(hass, "s2"))["entities"][0]["after"] == "on", "the next one may begin"


async def until_on(hass: HomeAssistant, entity_id: str) -> None:
    async with asyncio.timeout(10):
        while state_of(hass, entity_id) != "on":  # noqa: ASYNC110  # a lamp sets no event
            await asyncio.sleep(0.01)


async def test_an_action_that_fails_is_told_and_the_rest_is_restored(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen")

    async def broken(_call: Any) -> None:
        raise HomeAssistantError("the fuse is out")

    hass.services.async_register("heater", "start", broken)
    await async_set_up(
        hass, [doing(1, on("light.kitchen"), {"action": "heater.start"}, on("light.kitchen"))]
    )
    with pytest.raises(HomeAssistantError) as error:
        await tried(hass, restore=True)
    assert error.value.translation_key == "test_failed"
    assert error.value.translation_placeholders == {"error": "the fuse is out"}
    assert state_of(hass, "light.kitchen") == "off"
    assert not hass.data["helpers.script"], "nothing is left of it"


async def test_a_slow_device_is_brought_back_though_the_next_action_fails(
    hass: HomeAssistant,
) -> None:
    """As lamps behind a message broker are: the action ends before anything has changed."""
    hass.states.async_set("light.slow", "off")
    asked = []

    async def slowly(call: Any) -> None:
        asked.append(call.service)
        hass.loop.call_later(0.1, hass.states.async_set, "light.slow", "on")

    async def at_once(call: Any) -> None:
        asked.append(call.service)
        hass.states.async_set("light.slow", "off")

    async def broken(_call: Any) -> None:
        raise HomeAssistantError("the fuse is out")

    hass.services.async_register("light", "turn_on", slowly)
    hass.services.async_register("light", "turn_off", at_once)
    hass.services.async_register("heater", "start", broken)
    await async_set_up(hass, [doing(1, on("light.slow"), {"action": "heater.start"})])
    with pytest.raises(HomeAssistantError) as error:
        await tried(hass, restore=True)
    assert error.value.translation_key == "test_failed"
    assert asked == ["turn_on", "turn_off"]


async def test_unloading_ends_a_test_and_restores(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen")
    entry = await async_set_up(hass, [doing(1, on("light.kitchen"), HOUR, HOUR, HOUR, HOUR)])
    going = hass.async_create_task(tried(hass, restore=True))
    await until_on(hass, "light.kitchen")
    await hass.config_entries.async_unload(entry.entry_id)
    assert state_of(hass, "light.kitchen") == "off"
    with pytest.raises(HomeAssistantError) as error:
        await going
    assert error.value.translation_key == "run_interrupted"
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_who_gives_up_waiting_has_everything_restored(hass: HomeAssistant) -> None:
    await async_lamps(hass, "kitchen")
    entry = await async_set_up(hass, [doing(1, on("light.kitchen"), HOUR, HOUR, HOUR, HOUR)])
    going = hass.async_create_task(tried(hass, restore=True))
    await until_on(hass, "light.kitchen")
    going.cancel()
    async with asyncio.timeout(3):
        async with coordinator_of(entry).testing:  # free again when all is restored
            assert state_of(hass, "light.kitchen") == "off"


async def test_what_takes_too_long_is_stopped(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(trial_module, "TIME_LIMIT", 0.3)
    await async_lamps(hass, "kitchen", "hall")
    await async_set_up(hass, [doing(1, on("light.kitchen"), {"delay": 1}, on("light.hall"))])
    response = await tried(hass)
    assert response["delays_shortened"] is True
    assert [each["after"] for each in response["entities"]] == ["on", "off"]
    assert "Something was stopped" in caplog.text


async def test_a_try_is_nobodys_habit(hass: HomeAssistant) -> None:
    lamp, other = await async_lamps(hass, "kitchen", "hall")
    await async_set_up(hass, [doing(1, on("light.kitchen"))])
    somebody = MockUser(name="Anna", is_owner=True).add_to_hass(hass)
    begin = dt_util.utcnow()
    await hass.services.async_call(
        DOMAIN,
        "test_suggestion",
        {"suggestion_id": "s1", "restore": True},
        blocking=True,
        context=Context(user_id=somebody.id),
    )
    by_remote(other, 100)
    await async_wait_recording_done(hass)
    query = HistoryQuery(
        frozenset({lamp.entity_id, other.entity_id}),
        begin.timestamp(),
        dt_util.utcnow().timestamp() + 1,
    )
    home = (await async_snapshot(hass, Options())).home
    raw = await RecorderSource(hass, home).async_read(query)
    happened = [
        (raw.entities[raw.entity[at]], raw.states[raw.state[at]], Origin(raw.origin[at]))
        for at in raw.time.argsort(kind="stable")
    ]
    features = FeatureQuery(query.entity_ids, frozenset(), frozenset(), query.start, query.end)
    assert (await async_read_features(hass, features)).calls == ()
    assert happened == [
        ("light.kitchen", "on", Origin.CONSEQUENCE),
        ("light.kitchen", "off", Origin.CONSEQUENCE),
        ("light.hall", "on", Origin.DEVICE),
    ]


async def test_what_is_behind_groups_scenes_areas_and_scripts_is_reported(
    hass: HomeAssistant,
) -> None:
    await async_lamps(hass, "one", "two", "three", "four", "five")
    area = ar.async_get(hass).async_create("Attic")
    er.async_get(hass).async_update_entity("light.three", area_id=area.id)
    scene = {"name": "Film", "entities": {"light.four": "on"}}
    assert await async_setup_component(hass, "scene", {"scene": [scene]})
    cosy = {"cosy": {"sequence": [on("light.five")]}}
    assert await async_setup_component(hass, "script", {"script": cosy})
    assert await async_setup_component(hass, "homeassistant", {})
    pair = {"pair": {"name": "Pair", "entities": ["light.one", "light.two"]}}
    assert await async_setup_component(hass, "group", {"group": pair})
    await hass.async_block_till_done()
    await async_set_up(
        hass,
        [
            doing(
                1,
                act("homeassistant.turn_on", "group.pair"),
                {"action": "light.turn_on", "target": {"area_id": area.id}},
                {"scene": "scene.film"},
                {"action": "script.cosy"},
            )
        ],
    )
    response = await tried(hass, restore=True)
    told = {each["entity_id"]: each for each in response["entities"]}
    lamps = {f"light.{name}" for name in ("one", "two", "three", "four", "five")}
    assert lamps | {"group.pair", "scene.film", "script.cosy"} <= told.keys()
    for lamp in lamps:
        assert told[lamp] | {"entity_id": ""} == {
            "entity_id": "",
            "before": "off",
            "wanted": "on",
            "after": "on",
        }
        assert state_of(hass, lamp) == "off", "it is restored"
    assert told["group.pair"]["after"] == "on"
    assert told["script.cosy"] == {
        "entity_id": "script.cosy",
        "before": "off",
        "wanted": None,
        "after": "off",
    }
    assert told["scene.film"]["wanted"] is None


async def test_members_of_a_group_are_brought_back_each_to_its_own(hass: HomeAssistant) -> None:
    lamp, _ = await async_lamps(hass, "one", "two")
    by_remote(lamp, 50)
    assert await async_setup_component(hass, "homeassistant", {})
    pair = {"pair": {"name": "Pair", "entities": ["light.one", "light.two"]}}
    assert await async_setup_component(hass, "group", {"group": pair})
    await hass.async_block_till_done()
    await async_set_up(hass, [doing(1, act("homeassistant.turn_on", "group.pair"))])
    response = await tried(hass, restore=True)
    assert {each["before"] for each in response["entities"]} == {"on", "off"}
    assert (state_of(hass, "light.one"), state_of(hass, "light.two")) == ("on", "off")


async def test_a_script_that_still_goes_on_is_ended_before_things_are_restored(
    hass: HomeAssistant,
) -> None:
    await async_lamps(hass, "one")
    slow = {"slow": {"sequence": [on("light.one"), {"delay": 3600}]}}
    assert await async_setup_component(hass, "script", {"script": slow})
    await async_set_up(hass, [doing(1, act("script.turn_on", "script.slow"), {"delay": 0.1})])
    response = await tried(hass, restore=True)
    assert {each["entity_id"]: each["after"] for each in response["entities"]} == {
        "script.slow": "on",
        "light.one": "on",
    }
    assert state_of(hass, "script.slow") == "off"
    assert state_of(hass, "light.one") == "off"


async def test_what_cannot_be_brought_back_is_named(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    assert await async_setup_component(hass, "input_button", {"input_button": {"bell": {}}})
    await async_set_up(hass, [doing(1, act("input_button.press", "input_button.bell"))])
    response = await tried(hass, restore=True)
    bell = response["entities"][0]
    assert (bell["entity_id"], bell["before"], bell["wanted"]) == (
        "input_button.bell",
        "unknown",
        None,
    )
    assert state_of(hass, "input_button.bell") == bell["after"] != "unknown"
    assert "cannot be brought back to what they were: input_button.bell" in caplog.text


async def test_a_template_is_tried_only_where_somebody_confirms(hass: HomeAssistant) -> None:
    await async_lamps(hass, "one")
    await async_set_up(hass, [doing(1, act("light.turn_on", "{{ 'light.' ~ 'one' }}"))])
    assert (await refused(hass)).translation_key == "test_careful"
    response = await tried(hass, confirm=True, restore=True)
    assert response["entities"] == [
        {"entity_id": "light.one", "before": "off", "wanted": "on", "after": "on"}
    ]
    assert state_of(hass, "light.one") == "off"


async def in_device(hass: HomeAssistant, entity_id: str) -> str:
    """Have an entity be one of a device; return the device's id."""
    owner = MockConfigEntry(domain="test")
    owner.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=owner.entry_id, identifiers={("test", "bulb")}, name="Bulb at the front"
    )
    er.async_get(hass).async_update_entity(entity_id, device_id=device.id)
    await hass.async_block_till_done()
    return device.id


def looked(availability: float) -> Fetch:
    """Return what finds an old bulb that is there so often."""

    async def fetch(device_id: str) -> DeviceContext:
        health = Health(availability=availability)
        return DeviceContext(device_id, "Old bulb", area="Hall", health=health)

    return fetch


async def test_a_device_that_is_mostly_there_is_not_warned_of(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    await async_lamps(hass, "one")
    entry = await async_set_up(hass, [doing(1, on("light.one"))])
    device_id = await in_device(hass, "light.one")
    cache = coordinator_of(entry).contexts
    await cache.async_prefetch([device_id], looked(0.9))
    await tried(hass)
    assert "could be reached only" not in caplog.text


async def test_what_runs_know_of_devices_is_told_and_nothing_is_fetched(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    await async_lamps(hass, "one", "two")
    entry = await async_set_up(
        hass,
        [doing(1, on("light.one"), on("light.two"))],
        options={"careful_entities": ["light.one"]},
    )
    device_id = await in_device(hass, "light.one")
    cache = coordinator_of(entry).contexts
    error = await refused(hass)
    assert len(cache) == 0, "what is not known is not fetched"
    assert error.translation_placeholders == {
        "reasons": "Bulb at the front: you want this one to be treated with care."
    }
    assert "could be reached only" not in caplog.text

    await cache.async_prefetch([device_id], looked(0.3))
    error = await refused(hass)
    assert len(cache) == 1
    assert error.translation_placeholders == {
        "reasons": "Bulb at the front (Hall): you want this one to be treated with care."
    }
    assert "could be reached only" not in caplog.text, "it is not tested"
    await tried(hass, confirm=True)
    assert "Old bulb is tested, but could be reached only 30 % of the time" in caplog.text
