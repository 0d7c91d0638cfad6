"""Actions performed once, by Home Assistant's own script."""

import asyncio
from pathlib import Path
from typing import Any

from homeassistant.core import Context, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.automations import trial as trial_module
from custom_components.homeiq.automations.reach import reach_of
from custom_components.homeiq.automations.trial import (
    Outcome,
    Trial,
    TrialError,
    async_perform,
    async_plan,
)
from custom_components.homeiq.automations.watched import Watched
from custom_components.homeiq.mining.effects import References

HOME = References()


def config(*actions: Any, **more: Any) -> dict[str, Any]:
    return {
        "alias": "Evening",
        "triggers": [{"trigger": "time", "at": "22:00:00", "id": "late"}],
        "actions": list(actions),
        **more,
    }


def act(action: str, entity_id: str | list[str], **data: Any) -> dict[str, Any]:
    return {"action": action, "target": {"entity_id": entity_id}, "data": data}


async def perform(hass: HomeAssistant, automation: dict[str, Any]) -> Trial:
    plan = await async_plan(hass, automation)
    context = Context()
    watched = Watched(hass, reach_of(plan.written, HOME).entity_ids, HOME, context)
    return await async_perform(hass, plan, watched, context)


@pytest.fixture
async def flags(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": {"a": {}, "b": {}}})


@pytest.mark.usefixtures("flags")
async def test_each_entity_is_told_with_what_it_was_was_asked_and_became(
    hass: HomeAssistant,
) -> None:
    trial = await perform(
        hass,
        config(
            act("input_boolean.turn_on", "input_boolean.a"),
            act("input_boolean.toggle", "input_boolean.b"),
        ),
    )
    assert trial == Trial(
        (
            Outcome("input_boolean.a", "off", "on", "on"),
            Outcome("input_boolean.b", "off", None, "on"),
        ),
        delays_shortened=False,
    )
    assert trial.as_dict()["entities"][1] == {
        "entity_id": "input_boolean.b",
        "before": "off",
        "wanted": None,
        "after": "on",
    }


@pytest.mark.usefixtures("flags")
async def test_of_branches_only_what_was_really_asked_is_wanted(hass: HomeAssistant) -> None:
    either = {
        "if": "{{ false }}",
        "then": [act("input_boolean.turn_on", "input_boolean.a")],
        "else": [act("input_boolean.turn_on", "input_boolean.b")],
    }
    assert (await perform(hass, config(either))).outcomes == (
        Outcome("input_boolean.a", "off", None, "off"),
        Outcome("input_boolean.b", "off", "on", "on"),
    )


@pytest.mark.usefixtures("flags")
async def test_variables_of_the_automation_and_its_trigger_are_known(hass: HomeAssistant) -> None:
    said: list[ServiceCall] = []
    hass.services.async_register("radio", "say", said.append)
    text = "{{ greeting }} {{ trigger.id }}"
    automation = config(
        {"action": "radio.say", "data": {"text": text}}, variables={"greeting": "Hi"}
    )
    await perform(hass, automation)
    assert [call.data["text"] for call in said] == ["Hi late"]
    assert "greeting" in automation["variables"], "what was given is left alone"


@pytest.mark.usefixtures("flags")
async def test_old_keys_are_understood(hass: HomeAssistant) -> None:
    old = {
        "trigger": {"platform": "time", "at": "22:00"},
        "action": {"service": "input_boolean.turn_on", "entity_id": "input_boolean.a"},
    }
    assert (await perform(hass, old)).outcomes == (Outcome("input_boolean.a", "off", "on", "on"),)


async def test_what_the_validator_refuses_cannot_be_tried(hass: HomeAssistant) -> None:
    with pytest.raises(TrialError) as error:
        await async_plan(hass, config({"delay": "soon"}))
    assert error.value.key == "test_invalid"
    assert "soon" in error.value.values["problem"]


async def test_a_slow_device_is_waited_for(hass: HomeAssistant) -> None:
    hass.states.async_set("light.slow", "off")

    async def turn_on(_call: ServiceCall) -> None:
        hass.loop.call_later(0.05, hass.states.async_set, "light.slow", "unknown")
        hass.loop.call_later(0.1, hass.states.async_set, "light.slow", "on")

    hass.services.async_register("light", "turn_on", turn_on)
    trial = await perform(hass, config(act("light.turn_on", "light.slow")))
    assert trial.outcomes == (Outcome("light.slow", "off", "on", "on"),)


async def test_a_device_that_never_follows_is_told_as_it_is(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_module, "PATIENCE", 0.05)
    hass.states.async_set("light.dead", "off")
    hass.services.async_register("light", "turn_on", lambda _: None)
    trial = await perform(hass, config(act("light.turn_on", "light.dead")))
    assert trial.outcomes == (Outcome("light.dead", "off", "on", "off"),)


async def test_what_goes_away_or_comes_meanwhile_is_told(hass: HomeAssistant) -> None:
    hass.states.async_set("light.old", "off")

    async def turn_on(_call: ServiceCall) -> None:
        hass.states.async_remove("light.old")
        hass.states.async_set("light.new", "on")

    hass.services.async_register("light", "turn_on", turn_on)
    trial = await perform(hass, config(act("light.turn_on", ["light.old", "light.new"])))
    assert trial.outcomes == (
        Outcome("light.old", "off", "on", None),
        Outcome("light.new", None, "on", "on"),
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (HomeAssistantError("the fuse is out"), "the fuse is out"),
        (TimeoutError(), "TimeoutError"),
        (KeyError("x"), "'x'"),
    ],
)
async def test_an_action_that_fails_ends_it(
    hass: HomeAssistant, error: Exception, told: str
) -> None:
    async def fails(_call: ServiceCall) -> None:
        raise error

    hass.services.async_register("heater", "start", fails)
    with pytest.raises(TrialError) as raised:
        await perform(hass, config({"action": "heater.start"}))
    assert raised.value.key == "test_failed"
    assert raised.value.values == {"error": told}
    assert not hass.data["helpers.script"]


@pytest.mark.usefixtures("flags")
async def test_what_takes_too_long_is_stopped_and_told(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(trial_module, "TIME_LIMIT", 0.2)

    async def hangs(_call: ServiceCall) -> None:
        await asyncio.sleep(60)

    hass.services.async_register("heater", "start", hangs)
    turn_on = "input_boolean.turn_on"
    trial = await perform(
        hass,
        config(
            act(turn_on, "input_boolean.a"),
            {"action": "heater.start"},
            act(turn_on, "input_boolean.b"),
        ),
    )
    assert trial == Trial(
        (
            Outcome("input_boolean.a", "off", "on", "on"),
            Outcome("input_boolean.b", "off", None, "off"),
        ),
        delays_shortened=True,
    )
    assert "Evening was stopped" in caplog.text
    assert not hass.data["helpers.script"]


@pytest.mark.usefixtures("flags")
async def test_cancelling_ends_the_actions_at_once(hass: HomeAssistant) -> None:
    turn_on = "input_boolean.turn_on"
    automation = config(
        act(turn_on, "input_boolean.a"), {"delay": 3600}, act(turn_on, "input_boolean.b")
    )
    is_on = asyncio.Event()
    async_track_state_change_event(hass, "input_boolean.a", callback(lambda _: is_on.set()))
    going = hass.async_create_task(perform(hass, automation))
    async with asyncio.timeout(5):
        await is_on.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    await asyncio.sleep(1.2)
    state = hass.states.get("input_boolean.b")
    assert state is not None
    assert state.state == "off"
    assert not hass.data["helpers.script"]


BLUEPRINT = """
blueprint:
  name: Flag
  domain: automation
  input:
    flag:
triggers:
  - trigger: time
    at: "22:00:00"
actions:
  - action: input_boolean.turn_on
    target:
      entity_id: !input flag
  - delay: 3600
"""


@pytest.mark.usefixtures("flags")
async def test_a_blueprint_is_tried_with_its_inputs(hass: HomeAssistant) -> None:
    path = Path(hass.config.path("blueprints", "automation", "flag.yaml"))
    await hass.async_add_executor_job(write, path, BLUEPRINT)
    assert await async_setup_component(hass, "automation", {})
    use = {"path": "flag.yaml", "input": {"flag": "input_boolean.a"}}
    trial = await perform(hass, {"alias": "Flag", "use_blueprint": use})
    assert trial == Trial((Outcome("input_boolean.a", "off", "on", "on"),), delays_shortened=True)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
