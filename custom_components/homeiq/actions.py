"""The actions (services) of HomeIQ."""

from collections.abc import Callable
from datetime import date
from typing import Final, cast

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util
import voluptuous as vol

from custom_components.homeiq.accepting import async_accept_suggestion
from custom_components.homeiq.allowing import Wish
from custom_components.homeiq.changing import async_refine_suggestion
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.coordinator import HomeIQCoordinator, loaded_coordinator
from custom_components.homeiq.issues import issue_id
from custom_components.homeiq.preview import async_preview
from custom_components.homeiq.refusing import refused
from custom_components.homeiq.store.strengths import Period
from custom_components.homeiq.suggestions.lifecycle import dismiss, restore, snooze
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.teaching import async_reset, async_rules
from custom_components.homeiq.trying import Asked, async_test_suggestion

ATTR_AS_BLUEPRINT: Final = "as_blueprint"
ATTR_CONFIRM: Final = "confirm"
ATTR_DAYS: Final = "days"
ATTR_ENABLED: Final = "enabled"
ATTR_INSTRUCTION: Final = "instruction"
ATTR_LIMIT: Final = "limit"
ATTR_PERIOD: Final = "period"
ATTR_REASON: Final = "reason"
ATTR_RESTORE: Final = "restore"
ATTR_STATUS: Final = "status"
ATTR_SUGGESTION_ID: Final = "suggestion_id"

_DAYS: Final = vol.All(vol.Coerce(int), vol.Range(min=1, max=365))
_ID: Final = {vol.Required(ATTR_SUGGESTION_ID): cv.string}

RUN_SCHEMA: Final = vol.Schema({vol.Optional(ATTR_DAYS): _DAYS})
GET_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(ATTR_STATUS, default=[Status.DRAFT.value]): vol.All(
            cv.ensure_list, [vol.In([status.value for status in Status])]
        ),
        vol.Optional(ATTR_LIMIT, default=100): vol.All(vol.Coerce(int), vol.Range(min=1, max=1000)),
    }
)
HISTORY_SCHEMA: Final = vol.Schema(
    {**_ID, vol.Optional(ATTR_PERIOD, default=Period.WEEK.value): vol.Coerce(Period)}
)
ACCEPT_SCHEMA: Final = vol.Schema(
    {
        **_ID,
        vol.Optional(ATTR_ENABLED, default=True): cv.boolean,
        vol.Optional(ATTR_CONFIRM, default=False): cv.boolean,
        vol.Optional(ATTR_AS_BLUEPRINT, default=False): cv.boolean,
    }
)
DISMISS_SCHEMA: Final = vol.Schema({**_ID, vol.Optional(ATTR_REASON): cv.string})
SNOOZE_SCHEMA: Final = vol.Schema({**_ID, vol.Optional(ATTR_DAYS, default=7): _DAYS})
RESTORE_SCHEMA: Final = vol.Schema(_ID)
TEST_SCHEMA: Final = vol.Schema(
    {
        **_ID,
        vol.Optional(ATTR_CONFIRM, default=False): cv.boolean,
        vol.Optional(ATTR_RESTORE, default=False): cv.boolean,
    }
)
PREVIEW_SCHEMA: Final = vol.Schema(_ID)
LEARNING_SCHEMA: Final = vol.Schema({})
REFINE_SCHEMA: Final = vol.Schema(
    {**_ID, vol.Required(ATTR_INSTRUCTION): vol.All(cv.string, str.strip, vol.Length(1, 500))}
)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register all actions; they tell when no entry is loaded."""
    optional, only = SupportsResponse.OPTIONAL, SupportsResponse.ONLY
    for name, handler, schema in (
        ("get_suggestions", _async_get_suggestions, GET_SCHEMA),
        ("get_pattern_history", _async_get_pattern_history, HISTORY_SCHEMA),
    ):
        hass.services.async_register(DOMAIN, name, handler, schema, only)
    for name, handler, schema, response in (
        ("run_analysis", _async_run_analysis, RUN_SCHEMA, optional),
        ("accept_suggestion", _async_accept, ACCEPT_SCHEMA, optional),
        ("dismiss_suggestion", _async_dismiss, DISMISS_SCHEMA, optional),
        ("snooze_suggestion", _async_snooze, SNOOZE_SCHEMA, optional),
        ("restore_suggestion", _async_restore, RESTORE_SCHEMA, optional),
        ("refine_suggestion", _async_refine, REFINE_SCHEMA, optional),
        ("test_suggestion", _async_test, TEST_SCHEMA, optional),
        ("preview_prompt", _async_preview_prompt, PREVIEW_SCHEMA, only),
        ("get_learning", _async_get_learning, LEARNING_SCHEMA, only),
        ("reset_learning", _async_reset_learning, LEARNING_SCHEMA, optional),
    ):
        async_register_admin_service(hass, DOMAIN, name, handler, schema, response)


def _coordinator(hass: HomeAssistant) -> HomeIQCoordinator:
    coordinator = loaded_coordinator(hass)
    if coordinator is None:
        raise refused("not_loaded")
    return coordinator


async def _async_run_analysis(call: ServiceCall) -> ServiceResponse:
    report = await _coordinator(call.hass).async_run_analysis(call.data.get(ATTR_DAYS))
    return report.as_dict() if call.return_response else None


async def _async_get_suggestions(call: ServiceCall) -> ServiceResponse:
    wanted = [
        each.as_dict()
        for each in _coordinator(call.hass).suggestions
        if each.status.value in call.data[ATTR_STATUS]
    ]
    return cast(ServiceResponse, {"suggestions": wanted[: call.data[ATTR_LIMIT]]})


async def _async_get_pattern_history(call: ServiceCall) -> ServiceResponse:
    period: Period = call.data[ATTR_PERIOD]
    suggestion, kept = await _coordinator(call.hass).async_history(
        call.data[ATTR_SUGGESTION_ID], period
    )
    history = [
        {
            "start": date.fromordinal(one.day).isoformat(),
            "right": one.right,
            "wrong": one.wrong,
            "already": one.already,
            "missed": one.missed,
            "strength": None if one.share is None else round(one.share, 4),
        }
        for one in kept
    ]
    return cast(
        ServiceResponse,
        {"pattern_id": suggestion.pattern_id, "period": period.value, "history": history},
    )


async def _async_preview_prompt(call: ServiceCall) -> ServiceResponse:
    coordinator = _coordinator(call.hass)
    suggestion = coordinator.known(call.data[ATTR_SUGGESTION_ID])
    preview = await async_preview(await coordinator.async_new_run(), suggestion)
    return cast(ServiceResponse, preview.as_dict())


async def _async_refine(call: ServiceCall) -> ServiceResponse:
    suggestion = await async_refine_suggestion(
        _coordinator(call.hass), call.data[ATTR_SUGGESTION_ID], call.data[ATTR_INSTRUCTION]
    )
    return suggestion.as_dict() if call.return_response else None


async def _async_get_learning(call: ServiceCall) -> ServiceResponse:
    rules = await async_rules(_coordinator(call.hass))
    return cast(ServiceResponse, {"rules": [each.as_dict() for each in rules]})


async def _async_reset_learning(call: ServiceCall) -> ServiceResponse:
    await async_reset(_coordinator(call.hass))
    return {} if call.return_response else None


async def _async_test(call: ServiceCall) -> ServiceResponse:
    trial = await async_test_suggestion(
        _coordinator(call.hass),
        call.data[ATTR_SUGGESTION_ID],
        Asked(confirm=call.data[ATTR_CONFIRM], restore=call.data[ATTR_RESTORE]),
        call.context,
    )
    return trial.as_dict() if call.return_response else None


async def _async_accept(call: ServiceCall) -> ServiceResponse:
    wish = Wish(
        enabled=call.data[ATTR_ENABLED],
        confirmed=call.data[ATTR_CONFIRM],
        as_blueprint=call.data[ATTR_AS_BLUEPRINT],
    )
    made = await async_accept_suggestion(
        _coordinator(call.hass), call.data[ATTR_SUGGESTION_ID], wish
    )
    return cast(ServiceResponse, made.as_dict()) if call.return_response else None


async def _async_dismiss(call: ServiceCall) -> ServiceResponse:
    def answer(suggestion: Suggestion) -> Suggestion:
        dismissed = dismiss(suggestion, call.data.get(ATTR_REASON), dt_util.utcnow())
        # With its issue there, the reason "ignored" would be Ignore that was taken back.
        ir.async_delete_issue(call.hass, DOMAIN, issue_id(suggestion.id))
        return dismissed

    return await _async_answer(call, answer)


async def _async_snooze(call: ServiceCall) -> ServiceResponse:
    days = call.data[ATTR_DAYS]
    return await _async_answer(call, lambda each: snooze(each, days, dt_util.utcnow()))


async def _async_restore(call: ServiceCall) -> ServiceResponse:
    def answer(suggestion: Suggestion) -> Suggestion:
        restored = restore(suggestion, dt_util.utcnow())
        # An issue that is still ignored would dismiss it again.
        ir.async_delete_issue(call.hass, DOMAIN, issue_id(suggestion.id))
        return restored

    return await _async_answer(call, answer)


async def _async_answer(
    call: ServiceCall, answer: Callable[[Suggestion], Suggestion]
) -> ServiceResponse:
    suggestion = await _coordinator(call.hass).async_answer(call.data[ATTR_SUGGESTION_ID], answer)
    return suggestion.as_dict() if call.return_response else None
