"""The actions of an automation performed once, now, and what became of what they act on."""

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
import logging
from typing import Any, Final

from homeassistant.components.automation.config import AutomationConfig, async_validate_config_item
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.core import Context, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import EventStateChangedData, async_track_state_change_event
from homeassistant.helpers.script import Script
from homeassistant.helpers.script_variables import ScriptVariables
import voluptuous as vol

from custom_components.homeiq.automations.reach import first_branch
from custom_components.homeiq.automations.shortening import Action, shortened
from custom_components.homeiq.automations.watched import Watched
from custom_components.homeiq.report import CausedError

_LOGGER = logging.getLogger(__name__)

TIME_LIMIT: Final = 30.0  # seconds for all actions
PATIENCE: Final = 5.0  # seconds until devices have done what they were asked
_KEY: Final = "homeiq_test"


class TrialError(CausedError):
    """A try that cannot be, or that came to nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is performed."""

    name: str
    written: tuple[Any, ...]  # the actions as people write them, of one branch
    actions: list[Action]  # as the validator returns them, shortened
    has_shortened: bool
    trigger_id: str  # by which they choose
    variables: ScriptVariables | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entity."""

    entity_id: str
    before: str | None  # None: it was not there
    wanted: str | None  # None: nothing was asked of it, or nobody can tell what
    after: str | None

    def as_dict(self) -> dict[str, str | None]:
        """Return what the contract names."""
        return {
            "entity_id": self.entity_id,
            "before": self.before,
            "wanted": self.wanted,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of all that was acted on."""

    outcomes: tuple[Outcome, ...]
    delays_shortened: bool  # whether anything would have taken longer

    def as_dict(self) -> dict[str, Any]:
        """Return what the contract names."""
        return {
            "entities": [outcome.as_dict() for outcome in self.outcomes],
            "delays_shortened": self.delays_shortened,
        }


async def async_plan(hass: HomeAssistant, config: Mapping[str, Any]) -> Plan:
    """Return how to try an automation: the actions of the first of its branches, shortened.

    Raises TrialError where Home Assistant's validator does not accept it.
    """
    whole = await _async_valid(hass, config)
    written = dict(whole.raw_config or config)  # a blueprint's inputs are filled in by now
    branch = first_branch(written)
    written.pop("action", None)
    validated = await _async_valid(hass, {**written, "actions": list(branch.actions)})
    short = shortened(hass, validated["actions"])
    return Plan(
        name=str(written.get("alias", _KEY)),
        written=branch.actions,
        actions=short.actions,
        has_shortened=short.has_changed,
        trigger_id=branch.trigger_id,
        variables=validated.get("variables"),
    )


async def _async_valid(hass: HomeAssistant, config: Mapping[str, Any]) -> AutomationConfig:
    try:
        # The validator gets a copy: it renames keys of old style.
        validated = await async_validate_config_item(hass, _KEY, deepcopy(dict(config)))
    except (vol.Invalid, HomeAssistantError) as err:
        raise TrialError(str(err), "test_invalid", problem=str(err)) from err
    assert validated is not None  # noqa: S101  # what is not valid raises
    return validated


async def async_perform(
    hass: HomeAssistant, plan: Plan, watched: Watched, context: Context
) -> Trial:
    """Perform what is planned, wait until devices have followed, and return what they became.

    What takes too long is stopped. Raises TrialError where an action fails.
    """
    with watched.watching():
        has_ended = await _async_run(hass, plan, context)
        await async_settle(hass, watched)
    outcomes = []
    for entity_id, before in watched.before.items():
        now = hass.states.get(entity_id)
        outcomes.append(
            Outcome(
                entity_id,
                None if before is None else before.state,
                watched.wanted.get(entity_id),
                None if now is None else now.state,
            )
        )
    return Trial(tuple(outcomes), plan.has_shortened or not has_ended)


async def _async_run(hass: HomeAssistant, plan: Plan, context: Context) -> bool:
    """Perform the actions; return whether they came to their end in time."""
    script = Script(
        hass,
        plan.actions,
        plan.name,
        AUTOMATION,
        running_description="test of a suggestion",
        log_exceptions=False,
        logger=_LOGGER,
        variables=plan.variables,
    )
    # As Home Assistant's own "run actions" has it, but for the branch that is chosen.
    trigger = {"platform": None, "id": plan.trigger_id}
    limit = asyncio.timeout(TIME_LIMIT)
    try:
        async with limit:
            await script.async_run({"trigger": trigger}, context)
    except Exception as err:
        if limit.expired():
            _LOGGER.warning("%s was stopped after %d seconds", plan.name, TIME_LIMIT)
            return False
        reason = str(err) or type(err).__name__
        raise TrialError(reason, "test_failed", error=reason) from err
    finally:
        await script.async_unload()
    return True


async def async_settle(hass: HomeAssistant, watched: Watched) -> None:
    """Wait until everything is as it was asked to be, or for some seconds."""
    settled = asyncio.Event()

    @callback
    def look(_event: Event[EventStateChangedData]) -> None:
        if watched.has_settled:
            settled.set()

    if watched.has_settled:
        return
    stop = async_track_state_change_event(hass, watched.wanted, look)
    try:
        async with asyncio.timeout(PATIENCE):
            await settled.wait()
    except TimeoutError:
        _LOGGER.debug("Not everything has become what was asked")
    finally:
        stop()
