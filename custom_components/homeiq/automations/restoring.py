"""Everything brought back to what it was before a try."""

import asyncio
from collections.abc import Mapping
import logging
from typing import Final

from homeassistant.const import ATTR_ENTITY_ID, STATE_OFF, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers.state import async_reproduce_state
from homeassistant.loader import IntegrationNotFound, async_get_integration

from custom_components.homeiq.automations.ending import async_to_the_end
from custom_components.homeiq.mining.effects import References

_LOGGER = logging.getLogger(__name__)

PATIENCE: Final = 10.0  # seconds for one entity


async def async_restore(
    hass: HomeAssistant,
    before: Mapping[str, State | None],
    references: References,
    context: Context,
) -> None:
    """Bring entities back to their states, with their attributes, also while being cancelled.

    What cannot be brought back is named in the log and stays. Groups follow their members.
    """
    changed = [
        state
        for entity_id, state in before.items()
        if state is not None
        and not references.members(entity_id)
        and _has_changed(state, hass.states.get(entity_id))
    ]
    await async_to_the_end(hass, _async_all(hass, changed, context))


def _has_changed(before: State, now: State | None) -> bool:
    return now is None or (now.state, now.attributes) != (before.state, before.attributes)


async def _async_all(hass: HomeAssistant, states: list[State], context: Context) -> None:
    # What still goes on would undo what is restored.
    await asyncio.gather(
        *(_async_stop(hass, state, context) for state in states if state.domain == "script")
    )
    others = [state for state in states if state.domain != "script"]
    able = {domain: await _is_able(hass, domain) for domain in {state.domain for state in others}}
    known = [
        state
        for state in others
        if able[state.domain] and state.state not in {STATE_UNAVAILABLE, STATE_UNKNOWN}
    ]
    await asyncio.gather(*(_async_one(hass, state, context) for state in known))
    left = [state.entity_id for state in others if state not in known]
    if left:
        _LOGGER.warning("These cannot be brought back to what they were: %s", ", ".join(left))


async def _is_able(hass: HomeAssistant, domain: str) -> bool:
    """Return whether Home Assistant knows how to bring a domain's entities to a state."""
    try:
        integration = await async_get_integration(hass, domain)
        await integration.async_get_platform("reproduce_state")
    except IntegrationNotFound, ImportError:
        return False
    return True


async def _async_stop(hass: HomeAssistant, script: State, context: Context) -> None:
    now = hass.states.get(script.entity_id)
    if script.state == STATE_OFF and now is not None and now.state != STATE_OFF:
        await hass.services.async_call(
            "script",
            "turn_off",
            {ATTR_ENTITY_ID: script.entity_id},
            blocking=True,
            context=context,
        )


async def _async_one(hass: HomeAssistant, state: State, context: Context) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await async_reproduce_state(hass, state, context=context)
    except Exception as err:  # noqa: BLE001  # whatever an integration raises, the rest follows
        reason = str(err) or type(err).__name__
        _LOGGER.warning("%s cannot be brought back to %s: %s", state.entity_id, state.state, reason)
