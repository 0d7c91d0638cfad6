"""What a power cut has left half-done in the user's automations: finished, or undone."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
import logging
from pathlib import Path
from typing import Final

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import restore_state

from custom_components.homeiq.automations.editor import Editor
from custom_components.homeiq.automations.intent import Intent, Journal
from custom_components.homeiq.automations.keeping import AUTOMATIONS
from custom_components.homeiq.automations.running import (
    NotRunningError,
    async_label,
    async_load,
    async_switch,
    entity_of,
    is_loaded,
)
from custom_components.homeiq.report import CausedError

_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the home still has to be brought to, once it has started."""

    there: tuple[Intent, ...] = ()  # in the file
    lost: tuple[Intent, ...] = ()  # kept as accepted, and written over before it was looked at


async def async_recover(
    hass: HomeAssistant,
    journal: Journal,
    kept: Callable[[Intent], Awaitable[object]],
    is_kept: Callable[[Intent], bool],
) -> Recovered:
    """Bring our database to what the file says; return what the home has to be brought to.

    `kept` keeps that an automation is there, `is_kept` tells whether that was done. Never raises:
    what cannot be told now is looked at again at the next start.
    """
    there, lost = [], []
    # Where the folder could not be written, they stayed although nothing goes on any more.
    await hass.async_add_executor_job(_tidy, Path(hass.config.path(AUTOMATIONS)))
    try:
        for intent in await journal.begun():
            try:
                if await hass.async_add_executor_job(_is_written, intent):
                    there.append(await _async_found(hass, intent, kept, is_kept))
                elif is_kept(intent):
                    lost.append(intent)
                else:
                    _LOGGER.info("%s was not written: nothing has happened", intent.automation_id)
                    await journal.end(intent.suggestion_id)
            except CausedError as err:
                _LOGGER.warning("What became of %s cannot be told: %s", intent.automation_id, err)
            except Exception:  # whatever it is, all else of HomeIQ can do without it
                _LOGGER.exception("What became of %s cannot be told", intent.automation_id)
    except CausedError as err:
        _LOGGER.warning("What was begun cannot be read: %s", err)
    return Recovered(tuple(there), tuple(lost))


async def _async_found(
    hass: HomeAssistant,
    intent: Intent,
    kept: Callable[[Intent], Awaitable[object]],
    is_kept: Callable[[Intent], bool],
) -> Intent:
    entity_id = entity_of(hass, intent.automation_id)
    if not is_kept(intent):
        await kept(intent)
    elif _is_as_it_was(hass, entity_id):
        # It was switched as wanted then, and is as somebody has switched it since.
        return replace(intent, enabled=True)
    if entity_id is not None and is_loaded(hass, intent.automation_id) and not intent.enabled:
        # Once Home Assistant has started it would begin to act.
        await async_switch(hass, entity_id, enabled=False)
    return intent


def _is_as_it_was(hass: HomeAssistant, entity_id: str | None) -> bool:
    """Return whether Home Assistant knows how an automation was switched last.

    It does not where a power cut took the new entity, and the file has another name for it now.
    """
    known = restore_state.async_get(hass).last_states
    return hass.state is CoreState.running or entity_id in known


def _tidy(path: Path) -> None:
    with suppress(OSError):
        Editor(path).tidy()


def _is_written(intent: Intent) -> bool:
    return Editor(Path(intent.path)).holds(intent.automation_id)


async def async_settle(hass: HomeAssistant, journal: Journal, intent: Intent, label: str) -> None:
    """Have the home load what was found in the file, with our label; never raises.

    One that was not to be on is switched off. One that is off is not switched on: somebody may
    have done that meanwhile. Where this fails it is tried again at the next start.
    """
    try:
        entity_id = await async_load(hass, intent.automation_id)
        if not intent.enabled:
            await async_switch(hass, entity_id, enabled=False)
        async_label(hass, entity_id, label)
        await journal.end(intent.suggestion_id)
    except NotRunningError as err:
        _LOGGER.warning("%s is in the file and does not run: %s", intent.automation_id, err)
    except CausedError as err:
        _LOGGER.warning("That %s was finished cannot be kept: %s", intent.automation_id, err)
