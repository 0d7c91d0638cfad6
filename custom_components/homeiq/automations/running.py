"""One automation in the running home: loaded anew, found, switched on or off, labelled."""

import asyncio
from typing import Any, Final

from homeassistant.components.automation import blueprint_in_automation
from homeassistant.config import async_hass_config_yaml, config_per_platform
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_RESTORED,
    CONF_ID,
    SERVICE_RELOAD,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er, label_registry as lr, restore_state

from custom_components.homeiq.report import CausedError

AUTOMATION: Final = "automation"
LABEL: Final = "HomeIQ"

_ICON: Final = "mdi:home-lightbulb"
_SECONDS: Final = 60  # an action of Home Assistant that takes longer will not end


class NotRunningError(CausedError):
    """Home Assistant does not run the automation as it should."""


@callback
def is_set_up(hass: HomeAssistant) -> bool:
    """Return whether this home has automations at all."""
    return hass.services.has_service(AUTOMATION, SERVICE_RELOAD)


@callback
def entity_of(hass: HomeAssistant, automation_id: str) -> str | None:
    """Return the entity of an automation; one that is not loaded may have one too."""
    return er.async_get(hass).async_get_entity_id(AUTOMATION, AUTOMATION, automation_id)


@callback
def is_loaded(hass: HomeAssistant, automation_id: str) -> bool:
    """Return whether Home Assistant has an automation loaded, be it one that cannot run."""
    return _state(hass, entity_of(hass, automation_id)) is not None


@callback
def uses_blueprint(hass: HomeAssistant, automation_id: str) -> bool:
    """Return whether an automation, as it is loaded, is the use of a blueprint."""
    entity_id = entity_of(hass, automation_id)
    return entity_id is not None and blueprint_in_automation(hass, entity_id) is not None


async def async_configured(hass: HomeAssistant) -> frozenset[str]:
    """Return the ids of all automations, in whichever files Home Assistant reads them from.

    Raises NotRunningError where it cannot read them.
    """
    try:
        config = await async_hass_config_yaml(hass)
    except Exception as err:
        raise _not_read(err) from err
    items = (item for _, item in config_per_platform(config, AUTOMATION))
    return frozenset(
        str(item[CONF_ID]) for item in items if isinstance(item, dict) and CONF_ID in item
    )


async def async_reload(hass: HomeAssistant, automation_id: str) -> None:
    """Have Home Assistant read one automation from its file; raises NotRunningError."""
    await _async_call(hass, SERVICE_RELOAD, {CONF_ID: automation_id})


async def async_load(hass: HomeAssistant, automation_id: str) -> str:
    """Load an automation anew and return its entity.

    Raises NotRunningError where Home Assistant cannot read its configuration, has no such
    automation afterwards, or would not accept it.
    """
    await async_reload(hass, automation_id)
    entity_id = entity_of(hass, automation_id)
    state = _state(hass, entity_id)
    if entity_id is None or state is None:
        raise NotRunningError(
            f"{automation_id} is not there after the reload",
            "accept_not_loaded",
            automation_id=automation_id,
        )
    if state.state == STATE_UNAVAILABLE:
        raise NotRunningError(
            f"{entity_id} is not accepted", "accept_unavailable", entity_id=entity_id
        )
    return entity_id


async def async_run(hass: HomeAssistant, automation_id: str, *, enabled: bool) -> str:
    """Load an automation anew, switch it on or off, and return its entity.

    Raises NotRunningError as `async_load`, and where it does not become so.
    """
    entity_id = await async_load(hass, automation_id)
    await async_switch(hass, entity_id, enabled=enabled)
    return entity_id


async def async_switch(hass: HomeAssistant, entity_id: str, *, enabled: bool) -> None:
    """Switch an automation on or off unless it is so; raises NotRunningError where it stays."""
    wanted = STATE_ON if enabled else STATE_OFF
    if not hass.states.is_state(entity_id, wanted):
        action = SERVICE_TURN_ON if enabled else SERVICE_TURN_OFF
        await _async_call(hass, action, {ATTR_ENTITY_ID: entity_id})
        # Home Assistant keeps states every 15 minutes: after a power cut it would be on again.
        await restore_state.async_get(hass).async_dump_states()
    if not hass.states.is_state(entity_id, wanted):
        raise NotRunningError(
            f"{entity_id} does not become {wanted}", "accept_not_switched", entity_id=entity_id
        )


@callback
def async_label(hass: HomeAssistant, entity_id: str, description: str) -> None:
    """Put our label on an automation, besides those that it has; make the label if need be."""
    labels = lr.async_get(hass)
    label = labels.async_get_label_by_name(LABEL) or labels.async_create(
        LABEL, icon=_ICON, description=description
    )
    registry = er.async_get(hass)
    if (entry := registry.async_get(entity_id)) is not None:
        registry.async_update_entity(entity_id, labels={*entry.labels, label.label_id})


@callback
def async_forget(hass: HomeAssistant, automation_id: str) -> None:
    """Take the entity of an automation that is no longer loaded out of the registry."""
    entity_id = entity_of(hass, automation_id)
    if entity_id is not None and not is_loaded(hass, automation_id):
        er.async_get(hass).async_remove(entity_id)


def _state(hass: HomeAssistant, entity_id: str | None) -> State | None:
    """Return the state of an entity that is loaded; what was removed may leave one behind."""
    state = None if entity_id is None else hass.states.get(entity_id)
    return None if state is None or state.attributes.get(ATTR_RESTORED) else state


async def _async_call(hass: HomeAssistant, action: str, data: dict[str, Any]) -> None:
    try:
        async with asyncio.timeout(_SECONDS):
            await hass.services.async_call(AUTOMATION, action, data, blocking=True)
    except TimeoutError as err:
        raise NotRunningError(
            f"{AUTOMATION}.{action} took too long", "accept_too_slow", action=action
        ) from err
    except Exception as err:
        raise _not_read(err) from err


def _not_read(err: Exception) -> NotRunningError:
    # Any part of the configuration of any integration may be what cannot be read.
    told = str(err) or type(err).__name__
    return NotRunningError(
        f"{AUTOMATION}s cannot be read: {told}", "accept_reload_failed", error=told
    )
