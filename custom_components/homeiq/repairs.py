"""The flows behind the issues on the repairs page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import dump
import voluptuous as vol

from custom_components.homeiq.accepting import async_accept_suggestion
from custom_components.homeiq.allowing import NeedsConfirmationError, Wish
from custom_components.homeiq.coordinator import HomeIQCoordinator, loaded_coordinator
from custom_components.homeiq.issues import placeholders
from custom_components.homeiq.issues_blueprint import async_blueprint_told
from custom_components.homeiq.issues_tending import UNDONE, editor_of
from custom_components.homeiq.publish import async_explained
from custom_components.homeiq.repairs_tending import UndoneFlow
from custom_components.homeiq.showing import find
from custom_components.homeiq.suggestions.lifecycle import dismiss, snooze
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion

_SNOOZE_DAYS: Final = 7


class SuggestionFlow(RepairsFlow):
    """A menu of what can be done with a suggestion."""

    def __init__(self, suggestion_id: str) -> None:
        """Remember which suggestion it is about."""
        self._suggestion_id = suggestion_id
        self._wish = Wish()

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show the suggestion and what can be done with it."""
        coordinator, suggestion = self._find()
        options = ["snooze", "dismiss"]
        if suggestion.automation is not None:
            with_blueprint = ["blueprint"] if suggestion.blueprint is not None else []
            options = ["accept", *with_blueprint, *options, "yaml"]
        return self.async_show_menu(
            step_id="init",
            menu_options=options,
            description_placeholders={
                **placeholders(suggestion),
                "blueprint": "" if suggestion.blueprint is None else suggestion.blueprint.name,
                "blueprint_told": await async_blueprint_told(coordinator, suggestion),
            },
        )

    async def async_step_accept(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Add its automation to those of the home."""
        return await self._async_accept(Wish())

    async def async_step_blueprint(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Add it as a use of the home's blueprint that does the same."""
        return await self._async_accept(Wish(as_blueprint=True))

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Add it although it has its risks, which the form has told."""
        return await self._async_accept(replace(self._wish, confirmed=True))

    async def async_step_snooze(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask again in a week."""
        return await self._async_answer(
            "snoozed", lambda each: snooze(each, _SNOOZE_DAYS, dt_util.utcnow())
        )

    async def async_step_dismiss(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Never suggest it again."""
        return await self._async_answer(
            "dismissed", lambda each: dismiss(each, None, dt_util.utcnow())
        )

    async def async_step_yaml(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show the automation to copy; the issue stays, since nothing was decided."""
        _, suggestion = self._find()
        return self.async_abort(
            reason="yaml",
            description_placeholders={
                "title": suggestion.wording.title,
                "yaml": dump(suggestion.automation or {}).strip(),
            },
        )

    async def _async_accept(self, wish: Wish) -> RepairsFlowResult:
        """Accept the suggestion, and end the flow; where that fails, its issue stays."""
        self._wish = wish
        coordinator, suggestion = self._find()
        title = suggestion.wording.title
        try:
            made = await async_accept_suggestion(coordinator, self._suggestion_id, wish)
        except NeedsConfirmationError as err:
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),
                description_placeholders={"title": title, "reasons": err.reasons},
            )
        except HomeAssistantError as err:
            return await self._async_failed("not_accepted", suggestion, err)
        return self.async_create_entry(
            title=title,
            data=made.as_dict(),
            description="accepted",
            description_placeholders={"title": title, "edit": editor_of(made.automation_id)},
        )

    async def _async_answer(
        self, told: str, answer: Callable[[Suggestion], Suggestion]
    ) -> RepairsFlowResult:
        """Answer the suggestion, and end the flow with what is told, which ends its issue too.

        Where that fails, its issue stays.
        """
        coordinator, suggestion = self._find()
        try:
            await coordinator.async_answer(self._suggestion_id, answer)
        except HomeAssistantError as err:
            return await self._async_failed("not_answered", suggestion, err)
        return self.async_create_entry(
            data={},
            description=told,
            description_placeholders={"suggestion_id": self._suggestion_id},
        )

    async def _async_failed(
        self, what: str, suggestion: Suggestion, err: HomeAssistantError
    ) -> RepairsFlowResult:
        """End the flow with the reason why something could not be done."""
        return self.async_abort(
            reason=what,
            description_placeholders={
                "title": suggestion.wording.title,
                "reason": await async_explained(self.hass, err),
            },
        )

    def _find(self) -> tuple[HomeIQCoordinator, Suggestion]:
        """Return the suggestion as it is now; raises AbortFlow where nobody waits for an answer."""
        coordinator = loaded_coordinator(self.hass)
        if coordinator is None:
            raise AbortFlow("not_loaded")
        suggestion = find(coordinator.suggestions, self._suggestion_id)
        if suggestion is None or suggestion.status is not Status.DRAFT:
            raise AbortFlow("no_longer_waiting")
        return coordinator, suggestion


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    if data is not None and (suggestion_id := data.get("suggestion_id")):
        if issue_id.startswith(UNDONE):
            return UndoneFlow(str(suggestion_id))
        return SuggestionFlow(str(suggestion_id))
    return ConfirmRepairFlow()
