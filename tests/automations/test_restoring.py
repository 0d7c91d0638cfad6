"""Everything as it was before, as far as Home Assistant can."""

import asyncio

from homeassistant.core import Context, HomeAssistant, ServiceCall, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.automations import restoring
from custom_components.homeiq.automations.restoring import async_restore
from custom_components.homeiq.mining.effects import References
from tests.lamps import async_lamps, by_remote


def now(hass: HomeAssistant, *entity_ids: str) -> dict[str, State | None]:
    return {entity_id: hass.states.get(entity_id) for entity_id in entity_ids}


async def restore(hass: HomeAssistant, before: dict[str, State | None]) -> None:
    await async_restore(hass, before, References(), Context())


async def test_states_and_attributes_are_as_before(hass: HomeAssistant) -> None:
    one, two = await async_lamps(hass, "one", "two")
    assert await async_setup_component(
        hass, "input_number", {"input_number": {"n": {"min": 0, "max": 9, "initial": 3}}}
    )
    by_remote(one, 50)
    before = now(hass, "light.one", "light.two", "input_number.n")
    by_remote(one, None)
    by_remote(two, 200)
    await hass.services.async_call(
        "input_number", "set_value", {"entity_id": "input_number.n", "value": 7}, blocking=True
    )
    await restore(hass, before)
    after = now(hass, *before)
    assert [each and each.state for each in after.values()] == ["on", "off", "3.0"]
    lamp = after["light.one"]
    assert lamp is not None
    assert lamp.attributes["brightness"] == 50


async def test_a_group_follows_its_members(hass: HomeAssistant) -> None:
    one, _ = await async_lamps(hass, "one", "two")
    members = ("light.one", "light.two")
    config = {"group": {"both": {"entities": list(members)}}}
    assert await async_setup_component(hass, "group", config)
    by_remote(one, 50)
    await hass.async_block_till_done()
    before = now(hass, "group.both", *members)
    by_remote(one, None)
    await hass.async_block_till_done()
    await async_restore(hass, before, References(groups={"group.both": members}), Context())
    await hass.async_block_till_done()
    after = now(hass, "group.both", *members)
    assert [each and each.state for each in after.values()] == ["on", "on", "off"]


async def test_what_did_not_change_is_left_alone(hass: HomeAssistant) -> None:
    await async_lamps(hass, "one")
    called: list[ServiceCall] = []
    hass.services.async_register("light", "turn_off", called.append)
    await restore(hass, now(hass, "light.one"))
    await restore(hass, {})
    assert called == []


async def test_each_has_its_own_failure_and_the_rest_is_restored(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "PATIENCE", 0.05)
    lamp, *_ = await async_lamps(hass, "one")

    async def fails(_call: ServiceCall) -> None:
        raise HomeAssistantError("the fuse is out")

    async def hangs(_call: ServiceCall) -> None:
        await asyncio.sleep(60)

    hass.services.async_register("switch", "turn_on", fails)
    hass.services.async_register("fan", "turn_on", hangs)
    for entity_id in ("switch.broken", "fan.slow"):
        hass.states.async_set(entity_id, "on")
    before = now(hass, "switch.broken", "fan.slow", "light.one")
    for entity_id in ("switch.broken", "fan.slow"):
        hass.states.async_set(entity_id, "off")
    by_remote(lamp, 9)
    await restore(hass, before)
    assert "switch.broken cannot be brought back to on: the fuse is out" in caplog.text
    assert "fan.slow cannot be brought back to on: TimeoutError" in caplog.text
    state = hass.states.get("light.one")
    assert state is not None
    assert state.state == "off"


async def test_what_home_assistant_cannot_bring_back_is_named_once(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    before: dict[str, State | None] = {
        "valve.water": State("valve.water", "open"),
        "nowhere.known": State("nowhere.known", "on"),
        "light.away": State("light.away", "unavailable"),
        "light.new": None,
    }
    for entity_id in before:
        hass.states.async_set(entity_id, "closed")
    await restore(hass, before)
    told = [each for each in caplog.messages if "cannot be brought back" in each]
    assert told == [
        "These cannot be brought back to what they were: valve.water, nowhere.known, light.away"
    ]


@pytest.mark.parametrize(("was", "stays"), [("off", "off"), ("on", "on")])
async def test_only_a_script_that_was_set_off_is_ended(
    hass: HomeAssistant, was: str, stays: str
) -> None:
    slow = {"slow": {"sequence": [{"delay": 60}]}}
    assert await async_setup_component(hass, "script", {"script": slow})
    await hass.services.async_call("script", "turn_on", {"entity_id": "script.slow"}, blocking=True)
    await restore(
        hass, {"script.slow": State("script.slow", was), "script.gone": State("script.gone", was)}
    )
    state = hass.states.get("script.slow")
    assert state is not None
    assert state.state == stays
    await hass.services.async_call("script", "turn_off", blocking=True, target={"entity_id": "all"})
