"""A suggestion accepted: the action and the repairs page do the same."""

from dataclasses import dataclass, replace

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from custom_components.homeiq.allowing import Wish, async_require_safe, require_waiting
from custom_components.homeiq.automations.adding import NewAutomation
from custom_components.homeiq.automations.intent import Intent
from custom_components.homeiq.automations.recovering import async_recover, async_settle
from custom_components.homeiq.automations.running import uses_blueprint
from custom_components.homeiq.automations.written import (
    label_of,
    written,
    written_as_blueprint,
)
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.issues_accepting import async_yaml
from custom_components.homeiq.report import CausedError
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.suggestions.lifecycle import BY_US, accept
from custom_components.homeiq.suggestions.suggestion import (
    Status,
    Suggestion,
    automation_id_of,
)
from custom_components.homeiq.suggestions.words import Words


@dataclass(frozen=True, slots=True)
class Made:
    """The automation that came of a suggestion."""

    automation_id: str
    entity_id: str

    def as_dict(self) -> dict[str, str]:
        """Return it as the action answers."""
        return {"automation_id": self.automation_id, "entity_id": self.entity_id}


async def async_accept_suggestion(
    coordinator: HomeIQCoordinator, suggestion_id: str, wish: Wish
) -> Made:
    """Write a suggestion's automation, have it run, keep and show that, and return it.

    Accepting what is accepted and there changes nothing. Raises ServiceValidationError where
    there is nothing to accept or it is refused, NeedsConfirmationError where somebody has to
    confirm it, and HomeAssistantError where it cannot be kept or the entry is unloaded meanwhile;
    then all is as it was.
    """
    return await coordinator.async_while_loaded(_async_accept(coordinator, suggestion_id, wish))


async def _async_accept(coordinator: HomeIQCoordinator, suggestion_id: str, wish: Wish) -> Made:
    hass, acceptor = coordinator.hass, coordinator.acceptor
    async with acceptor.lock:
        suggestion = coordinator.known(suggestion_id)
        require_waiting(suggestion, wish)
        words = await coordinator.async_words()
        new = _new(suggestion, words, wish)
        try:
            if suggestion.status is Status.ACCEPTED:
                there = await acceptor.async_there(new)
                if there is not None:
                    return Made(new.automation_id, there)
            await async_require_safe(coordinator, new, wish)
            entity_id = await acceptor.async_add(
                new, lambda: _async_keep(coordinator, new, suggestion)
            )
        except StoreError as err:
            raise await coordinator.async_store_failed(err) from err
        except CausedError as err:
            raise await _async_refused(hass, err, new) from err
    await coordinator.async_show()
    return Made(new.automation_id, entity_id)


def _new(suggestion: Suggestion, words: Words, wish: Wish) -> NewAutomation:
    config = (written_as_blueprint if wish.as_blueprint else written)(suggestion, words)
    assert config is not None  # noqa: S101  # it was looked at before
    return NewAutomation(
        suggestion_id=suggestion.id,
        automation_id=automation_id_of(suggestion.id),
        config=config,
        enabled=wish.enabled,
        label=label_of(words),
    )


async def _async_keep(
    coordinator: HomeIQCoordinator,
    new: NewAutomation | Intent,
    accepted: Suggestion | None = None,
) -> None:
    """Keep that an automation is there, with what was accepted, if known; raises StoreError."""
    now = dt_util.utcnow()
    result = await coordinator.async_change(
        lambda suggestions: [
            accept(_as_accepted(each, accepted), new.automation_id, now)
            for each in suggestions
            if each.id == new.suggestion_id
        ]
    )
    if result.skipped:
        raise StoreError(f"Suggestion {new.suggestion_id} cannot be kept")


def _as_accepted(now: Suggestion, accepted: Suggestion | None) -> Suggestion:
    """Return a suggestion without what was changed of it while it was written."""
    return now if accepted is None else replace(accepted, shown_at=now.shown_at)


async def _async_refused(
    hass: HomeAssistant, err: CausedError, new: NewAutomation
) -> HomeAssistantError:
    """Return what to tell, with what to paste."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=err.key,
        translation_placeholders={**err.values, "yaml": await async_yaml(hass, new, err)},
    )


async def async_recover_accepted(coordinator: HomeIQCoordinator) -> None:
    """Finish or undo what a power cut left, and look once at all that were accepted.

    What the home has to be asked for waits until it has started. Never raises.
    """
    hass, acceptor = coordinator.hass, coordinator.acceptor
    journal = coordinator.store.intents
    words = await coordinator.async_words()
    label = label_of(words)

    async def kept(intent: Intent) -> None:
        await _async_keep(coordinator, intent)

    def is_kept(intent: Intent) -> bool:
        return intent.suggestion_id in {each.id for each in _by_us(coordinator)}

    recovered = await async_recover(hass, journal, kept, is_kept)
    # While Home Assistant runs, what neither runs nor is in the file was removed by somebody.
    again = acceptor.async_look if hass.state is CoreState.running else acceptor.async_add_again

    async def started(hass: HomeAssistant) -> None:
        async with acceptor.lock:
            for intent in recovered.there:
                await async_settle(hass, journal, intent, label)
            # Who had it open before may have it open still; or they delete what did not run.
            begun = {intent.suggestion_id for intent in recovered.there}
            for new in _accepted(coordinator, words):
                if new.suggestion_id in begun:
                    acceptor.async_look_later(new)
        for intent in recovered.lost:
            await again(_lost(coordinator, words, intent))
        await acceptor.async_look_all(_accepted(coordinator, words))

    coordinator.config_entry.async_on_unload(async_at_started(hass, started))


def _lost(coordinator: HomeIQCoordinator, words: Words, intent: Intent) -> NewAutomation:
    suggestion = coordinator.known(intent.suggestion_id)
    as_blueprint = _is_blueprint(coordinator.hass, suggestion)
    return _new(suggestion, words, Wish(enabled=intent.enabled, as_blueprint=as_blueprint))


def _accepted(coordinator: HomeIQCoordinator, words: Words) -> list[NewAutomation]:
    """Return the automations that were accepted, as they were written."""
    hass = coordinator.hass
    return [
        _new(each, words, Wish(as_blueprint=_is_blueprint(hass, each)))
        for each in _by_us(coordinator)
    ]


def _by_us(coordinator: HomeIQCoordinator) -> list[Suggestion]:
    """Return what was accepted and has an automation that we have written."""
    return [
        each
        for each in coordinator.suggestions
        if each.accepted_by == BY_US and each.automation is not None
    ]


def _is_blueprint(hass: HomeAssistant, suggestion: Suggestion) -> bool:
    return suggestion.blueprint is not None and uses_blueprint(
        hass, automation_id_of(suggestion.id)
    )
