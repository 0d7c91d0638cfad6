"""Whether a suggestion may be accepted now, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from custom_components.homeiq.automations.adding import NewAutomation
from custom_components.homeiq.automations.running import is_set_up
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.devices.snapshot import Snapshot, async_snapshot
from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.refusing import refused
from custom_components.homeiq.report import CausedError
from custom_components.homeiq.suggestions.check import Problem, ProblemKind, async_check
from custom_components.homeiq.suggestions.judging import Judge
from custom_components.homeiq.suggestions.lifecycle import BY_HAND, StatusError, allow_accepting
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.words import Words, sentence

_ABOUT_AN_AUTOMATION: Final = "override"  # the detector whose findings are advice on one


class NotAllowedError(CausedError):
    """A suggestion cannot be accepted as things are now."""


class NeedsConfirmationError(ServiceValidationError):
    """Somebody has to read first why it is asked whether to accept a suggestion."""

    def __init__(self, reasons: str) -> None:
        """Remember the reasons, in sentences."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key="accept_confirm",
            translation_placeholders={"reasons": reasons},
        )
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a suggestion accepted."""

    enabled: bool = True  # whether the automation is to be on
    confirmed: bool = False  # whether somebody has read why it is asked
    as_blueprint: bool = False  # as a use of the home's blueprint that does the same


def require_waiting(suggestion: Suggestion, wish: Wish) -> None:
    """Raise ServiceValidationError where there is nothing to accept, or it was decided on."""
    if suggestion.automation is None:
        about_one = suggestion.pattern_type == _ABOUT_AN_AUTOMATION
        raise refused("accept_change" if about_one else "accept_advice")
    if wish.as_blueprint and suggestion.blueprint is None:
        raise refused("accept_no_blueprint")
    if suggestion.status is Status.ACCEPTED and suggestion.accepted_by == BY_HAND:
        raise refused("accept_by_hand")
    try:
        allow_accepting(suggestion)
    except StatusError as err:
        raise refused("cannot_become_accepted", suggestion_id=suggestion.id) from err


async def async_require_safe(
    coordinator: HomeIQCoordinator, new: NewAutomation, wish: Wish
) -> None:
    """Look at a suggestion's automation as the home is now.

    Raises NotAllowedError where it would not work, could do harm or does what another one does
    already, and NeedsConfirmationError where somebody has to confirm it.
    """
    hass = coordinator.hass
    if not is_set_up(hass):
        raise NotAllowedError("this home has no automations", "accept_no_automations")
    _require_working(await async_check(hass, new.config))
    config = await _async_filled_in(hass, new.config)
    _require_working(await async_check(hass, config))
    snapshot = await async_snapshot(hass, coordinator.options)
    words = await coordinator.async_words()
    known = {**config, "id": new.automation_id}  # it may be one of the home's by now
    await hass.async_add_executor_job(_require_harmless, known, snapshot, wish, words)


def _require_working(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        key = "accept_invalid" if problem.kind is ProblemKind.INVALID else "accept_missing"
        raise NotAllowedError(f"{problem.kind}: {problem.value}", key, problem=problem.value)


async def _async_filled_in(hass: HomeAssistant, config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a use of a blueprint stands for; anything else as it is."""
    if "use_blueprint" not in config:
        return config
    inputs = await async_get_blueprints(hass).async_inputs_from_config(dict(config))
    filled: dict[str, Any] = inputs.async_substitute()
    return filled


def _require_harmless(
    config: Mapping[str, Any], snapshot: Snapshot, wish: Wish, words: Words
) -> None:
    """Hold an automation against the home: what it could do, and what is there already."""
    judge = Judge.of(snapshot.home, snapshot.names, snapshot.references)
    judgement = judge.judge(existing_automation("", "", config, snapshot.references))
    if (rule := judgement.withheld_by) is not None:
        reason = sentence(words.text("rule", rule))
        raise NotAllowedError(f"withheld by {rule}", "accept_unsafe", reason=reason)
    if (other := judgement.duplicate) is not None:
        raise NotAllowedError(
            f"{other.entity_id} does it already",
            "accept_duplicate",
            name=other.name,
            entity_id=other.entity_id,
        )
    asking = judgement.asks(snapshot.names, words)
    if asking and not wish.confirmed:
        raise NeedsConfirmationError(" ".join(asking))
