"""A suggestion changed because somebody asks, while no run goes on: `homeiq.refine_suggestion`."""

from dataclasses import replace

from homeassistant.util import dt as dt_util

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.phases.blueprints import async_with_blueprints
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.context import async_contexts
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.learning import async_weighed
from custom_components.homeiq.phases.paying import async_pay, async_paying
from custom_components.homeiq.phases.phase import PhaseFailedError, Run
from custom_components.homeiq.phases.refinements import async_around, grounds_of
from custom_components.homeiq.phases.wording import surroundings_of
from custom_components.homeiq.refining import Adviser, Grounds, async_refine
from custom_components.homeiq.refusing import failed, refused
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.suggestions.composing import plainly
from custom_components.homeiq.suggestions.judging import Judge, config_of
from custom_components.homeiq.suggestions.spending import Purse
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.words import Words, load_words, sentence
from custom_components.homeiq.suggestions.writers.choice import provider_of


async def async_refine_suggestion(
    coordinator: HomeIQCoordinator, suggestion_id: str, instruction: str
) -> Suggestion:
    """Change a suggestion as somebody asks, keep and show it, and return it.

    It is told by templates then, since a model's words were for what it was; the next run asks
    for others. Raises ServiceValidationError where it stays as it was, and HomeAssistantError
    where it could not be understood or kept, or the entry is unloaded meanwhile.
    """
    return await coordinator.async_while_loaded(
        _async_refine(coordinator, suggestion_id, instruction)
    )


async def _async_refine(
    coordinator: HomeIQCoordinator, suggestion_id: str, instruction: str
) -> Suggestion:
    before = coordinator.known(suggestion_id)
    run = await coordinator.async_new_run()
    try:
        changed = await _async_changed(run, before, instruction)
    except MiningStoppedError as err:
        raise failed("run_interrupted") from err
    except StoreError as err:
        raise await coordinator.async_store_failed(err) from err
    finally:
        run.limits.stop()
        await coordinator.async_read_spending()
        coordinator.async_update_listeners()  # it may have cost something all the same

    def answer(now: Suggestion) -> Suggestion:
        if (now.status, now.refinements) != (before.status, before.refinements):
            # Somebody has answered or changed it meanwhile.
            raise refused("refine_answered")
        return replace(
            changed,
            shown_at=now.shown_at,
            snoozed_until=now.snoozed_until,
            updated_at=dt_util.utcnow(),
        )

    return await coordinator.async_answer(suggestion_id, answer)


async def _async_changed(run: Run, before: Suggestion, instruction: str) -> Suggestion:
    await CAPABILITIES.step(run)
    snapshot = run.snapshot
    assert snapshot is not None  # noqa: S101  # the phase has looked
    words = await run.hass.async_add_executor_job(load_words, run.language)
    around = await async_around(run, snapshot, words)
    grounds = await _async_grounds(run, snapshot, before)
    paying = await async_paying(run)
    try:
        changed = await async_refine(
            run.hass,
            plainly(before),
            instruction,
            around,
            adviser=await _async_adviser(run, snapshot, before, words, paying.purse),
            grounds=grounds,
        )
    finally:
        await async_pay(run, paying)
    changed = await run.hass.async_add_executor_job(_harmless, changed, snapshot, words)
    # The blueprint that did the same as it was may not do what it is now.
    (changed,) = await async_with_blueprints(run, snapshot, (changed,))
    if changed.rank == before.rank:  # nothing was proven again, so it is weighed already
        return changed
    (weighed,) = await async_weighed(run, snapshot, (changed,))
    return weighed


def _harmless(changed: Suggestion, snapshot: Snapshot, words: Words) -> Suggestion:
    """Return a changed suggestion with what people should mind now.

    Raises ServiceValidationError where it could do harm, or an automation does it already.
    """
    config = config_of(changed, snapshot.references)
    assert config is not None  # noqa: S101  # advice cannot be changed
    judge = Judge.of(snapshot.home, snapshot.names, snapshot.references)
    judgement = judge.judge(config)
    if (rule := judgement.withheld_by) is not None:
        reason = sentence(words.text("rule", rule))
        raise refused("refine_unsafe", rule=reason)
    if judgement.duplicate is not None:
        raise refused("refine_duplicate", name=judgement.duplicate.name)
    said = judgement.warnings(snapshot.names, words)
    return replace(changed, warnings=tuple(dict.fromkeys((*changed.warnings, *said))))


async def _async_grounds(run: Run, snapshot: Snapshot, before: Suggestion) -> Grounds | None:
    """Return what proves the change; None where it comes from no habit, or nothing can be read.

    What connects devices as people do by hand is only known to a run: the next one proves it.
    """
    pattern = None
    if before.pattern_id is not None and before.evidence is not None:
        pattern = await run.store.pattern(before.pattern_id)
    if pattern is None:
        return None
    try:
        await EVENTS.step(run)
    except PhaseFailedError as err:
        LOGGER.warning("A change cannot be tried on the history: %s", err)
        return None
    return grounds_of(run, snapshot, pattern, None, dt_util.now().toordinal())


async def _async_adviser(
    run: Run, snapshot: Snapshot, before: Suggestion, words: Words, purse: Purse
) -> Adviser | None:
    """Return the model that is asked what an instruction means; None where templates word all."""
    provider = provider_of(run.hass, run.provider, run.wanted)
    if provider is None:
        return None
    run.contexts = await async_contexts(run, snapshot, before.entity_ids)
    surroundings = await run.hass.async_add_executor_job(surroundings_of, run, snapshot, words)
    return Adviser(provider.async_say, run.wanted, purse, surroundings)
