"""Actions that take a second where they took an hour."""

from datetime import timedelta
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.homeiq.automations.shortening import LONGEST, MOST, Shortened, shortened

SECOND = {"seconds": 1}
HOUR = {"hours": 1}
TICK = {"event": "tick", "event_data": {"round": "{{ repeat.index }}"}}
TRIGGER = [{"trigger": "event", "event_type": "never"}]


async def short(hass: HomeAssistant, *actions: dict[str, Any]) -> Shortened:
    valid = await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(list(actions)))
    return shortened(hass, valid)


async def ticks(hass: HomeAssistant, *actions: dict[str, Any], **variables: Any) -> list[int]:
    """Perform actions and return in which rounds something happened."""
    happened = async_capture_events(hass, "tick")
    script = Script(hass, (await short(hass, *actions)).actions, "Test", "test")
    await script.async_run(variables, Context())
    await script.async_unload()
    await hass.async_block_till_done()
    return [event.data["round"] for event in happened]


@pytest.mark.parametrize(
    "action",
    [
        {"delay": HOUR},
        {"delay": "01:00:00"},
        {"delay": "{{ 3600 }}"},
        {"delay": {"seconds": "{{ 0 }}"}},
        {"wait_template": "{{ false }}"},
        {"wait_template": "{{ false }}", "timeout": HOUR, "continue_on_timeout": False},
        {"wait_template": "{{ false }}", "timeout": "{{ 3 }}"},
        {"wait_for_trigger": TRIGGER},
        {"wait_for_trigger": TRIGGER, "timeout": HOUR},
    ],
)
@pytest.mark.parametrize(
    "inside",
    [
        lambda action: action,
        lambda action: {"sequence": [action]},
        lambda action: {"if": "{{ true }}", "then": [action]},
        lambda action: {"if": "{{ true }}", "then": [], "else": [action]},
        lambda action: {"choose": [{"conditions": "{{ true }}", "sequence": [action]}]},
        lambda action: {"choose": [], "default": [action]},
        lambda action: {"parallel": [{"sequence": [action]}, TICK]},
        lambda action: {"repeat": {"count": 1, "sequence": [action]}},
        lambda action: {"repeat": {"for_each": [1], "sequence": [{"sequence": [action]}]}},
    ],
)
async def test_every_wait_is_a_second_and_goes_on_wherever_it_is(
    hass: HomeAssistant, action: dict[str, Any], inside: Any
) -> None:
    done = await short(hass, inside(action))
    assert done.has_changed
    waits = list(waits_of(done.actions))
    assert len(waits) == 1
    assert waits[0].get("delay", waits[0].get("timeout")) == LONGEST == timedelta(seconds=1)
    assert "delay" in waits[0] or waits[0]["continue_on_timeout"] is True


def waits_of(value: Any) -> Any:
    if isinstance(value, list):
        for item in value:
            yield from waits_of(item)
    elif isinstance(value, dict):
        if value.keys() & {"delay", "wait_template", "wait_for_trigger"}:
            yield value
        else:
            for inner in value.values():
                yield from waits_of(inner)


@pytest.mark.parametrize(
    "action",
    [
        {"delay": SECOND},
        {"delay": 0},
        {"wait_template": "{{ false }}", "timeout": SECOND, "continue_on_timeout": False},
        {"repeat": {"count": MOST, "sequence": [TICK]}},
        {"repeat": {"for_each": ["a"] * 9, "sequence": [TICK]}},
        {"event": "tick"},
        {"if": "{{ true }}", "then": [TICK]},
        {"choose": [{"conditions": "{{ true }}", "sequence": [TICK]}], "default": [TICK]},
    ],
)
async def test_what_is_short_stays_as_it_is(hass: HomeAssistant, action: dict[str, Any]) -> None:
    valid = await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA([action]))
    done = shortened(hass, valid)
    assert not done.has_changed
    assert done.actions == valid


async def test_no_actions_are_none(hass: HomeAssistant) -> None:
    done = await short(hass)
    assert (done.actions, done.has_changed) == ([], False)


async def test_what_was_given_is_left_alone(hass: HomeAssistant) -> None:
    valid = await async_validate_actions_config(
        hass, cv.SCRIPT_SCHEMA([{"repeat": {"while": "{{ true }}", "sequence": [{"delay": HOUR}]}}])
    )
    shortened(hass, valid)
    assert valid[0]["repeat"].keys() == {"while", "sequence"}
    assert valid[0]["repeat"]["sequence"][0]["delay"] == timedelta(hours=1)


async def test_conditions_among_the_actions_are_left_out_but_not_in_branches(
    hass: HomeAssistant,
) -> None:
    never: dict[str, Any] = {"condition": "template", "value_template": "{{ false }}"}
    inside = {"sequence": [never, {"event": "tick", "event_data": {"round": 7}}]}
    outside = {"event": "tick", "event_data": {"round": 8}}
    assert await ticks(hass, never, {"not": ["{{ true }}"]}, inside, outside) == [8]


@pytest.mark.parametrize(
    ("repeat", "rounds"),
    [
        ({"count": 2}, [1, 2]),
        ({"count": 1000}, [1, 2, 3]),
        ({"count": "{{ 2 }}"}, [1, 2]),
        ({"count": "{% set n = 500 %}{{ n * 2 }}"}, [1, 2, 3]),
        ({"count": "{{ 0 }}"}, []),
        ({"for_each": [1, 2, 3, 4, 5]}, [1, 2, 3, 4, 5]),
        ({"while": "{{ true }}"}, [1, 2, 3]),
        ({"while": "{{ repeat.index < 3 }}"}, [1, 2]),
        ({"while": "{{ false }}"}, []),
        ({"until": "{{ false }}"}, [1, 2, 3]),
        ({"until": "{{ true }}"}, [1]),
        ({"until": ["{{ true }}", "{{ false }}"]}, [1, 2, 3]),
    ],
)
async def test_a_loop_goes_round_three_times_at_most(
    hass: HomeAssistant, repeat: dict[str, Any], rounds: list[int]
) -> None:
    assert await ticks(hass, {"repeat": {**repeat, "sequence": [TICK]}}) == rounds


@pytest.mark.parametrize("repeat", [{"count": 4}, {"while": "{{ true }}"}, {"count": "{{ 1 }}"}])
async def test_a_loop_that_may_be_longer_is_told(
    hass: HomeAssistant, repeat: dict[str, Any]
) -> None:
    assert (await short(hass, {"repeat": {**repeat, "sequence": [TICK]}})).has_changed
