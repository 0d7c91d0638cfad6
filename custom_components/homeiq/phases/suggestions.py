"""Phase: from what was found to what is suggested."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from homeassistant.util import dt as dt_util

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.mining.finding import Finding, Mined, NearMiss, NearMissReason
from custom_components.homeiq.phases.blueprints import async_with_blueprints
from custom_components.homeiq.phases.drafting import async_draft
from custom_components.homeiq.phases.judging import async_judged
from custom_components.homeiq.phases.learning import async_weighed
from custom_components.homeiq.phases.phase import Added, Phase, PhaseSkippedError, Run
from custom_components.homeiq.phases.refinements import async_with_refinements
from custom_components.homeiq.phases.wording import async_put_into_words
from custom_components.homeiq.report import NearMissReport
from custom_components.homeiq.suggestions.advice import of_ours
from custom_components.homeiq.suggestions.build import (
    build_suggestion,
    entities,
    excluded_report,
    in_order,
    near_miss_report,
    none_left,
    reason,
    withheld,
)
from custom_components.homeiq.suggestions.features import feature_suggestion, feature_withheld
from custom_components.homeiq.suggestions.lifecycle import involves
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion, SuggestionType
from custom_components.homeiq.suggestions.synergies import synergy_suggestion, synergy_withheld
from custom_components.homeiq.suggestions.words import Words, load_words
from custom_components.homeiq.wards import async_ours


async def _suggest(run: Run) -> Added:
    if run.snapshot is None or _found_nothing(run):
        raise PhaseSkippedError("nothing was looked for")
    words = await run.hass.async_add_executor_job(load_words, run.language)
    habits, misses = await _habits(run, run.snapshot, words)
    features = await _features(run, run.snapshot, words)
    synergies = await _synergies(run, run.snapshot, words)
    drafts = (*in_order(habits), *features, *synergies)
    drafts = await async_with_refinements(run, run.snapshot, drafts, words)
    judged = await async_judged(run, run.snapshot, drafts, words)
    drafts, misses = tuple(judged.kept), [*misses, *judged.misses]
    drafts = await async_with_blueprints(run, run.snapshot, drafts)
    run.found = await async_weighed(run, run.snapshot, drafts)
    mined, types = run.mined, Counter(each.type for each in run.found)
    figures: dict[str, Any] = {
        "pattern_suggestions": types[SuggestionType.PATTERN],
        "feature_suggestions": types[SuggestionType.FEATURE],
        "synergy_suggestions": types[SuggestionType.SYNERGY],
    }
    if mined is not None:
        figures["near_misses"] = tuple(
            near_miss_report(miss, run.snapshot.names, words)
            for miss in (*misses, *mined.near_misses)
        ) + _excluded(run.memory.suggestions, run.snapshot.home.excluded, words)
        figures["reason"] = None if run.found else _reason(mined, run.days, words)
    detail = f"{len(run.found)} suggestions, {len(misses)} withheld"
    # Where wording is stopped for the time it takes, these are found and counted all the same.
    run.report = replace(run.report, **figures)
    return Added(f"{detail}; {await async_put_into_words(run, run.snapshot, words)}", figures)


def _found_nothing(run: Run) -> bool:
    return run.mined is None and run.opportunities is None and run.synergies is None


async def _habits(
    run: Run, snapshot: Snapshot, words: Words
) -> tuple[list[Suggestion], list[NearMiss]]:
    """Return the suggestions of what was mined, best first, and what is withheld."""
    found: list[Suggestion] = []
    misses: list[NearMiss] = []
    for finding in run.mined.findings if run.mined is not None else ():
        await asyncio.sleep(0)  # checking one takes milliseconds: others get a turn in between
        outcome = await _habit(run, snapshot, finding, words)
        if isinstance(outcome, NearMiss):
            misses.append(outcome)
        elif outcome is not None:
            found.append(outcome)
    return found, misses


def _changes_ours(run: Run, finding: Finding) -> bool:
    """Return whether it is advice on an automation that came from HomeIQ."""
    changed = finding.pattern.changes
    return bool(changed) and changed in async_ours(run.hass, run.memory.suggestions)


def _excluded(
    kept: Iterable[Suggestion], excluded: Collection[str], words: Words
) -> tuple[NearMissReport, ...]:
    """Return what was suggested once and the options exclude by now.

    What is excluded is not read at all, so mining cannot know of it.
    """
    return tuple(
        excluded_report(each, words)
        for each in kept
        if each.pattern_type is not None and _could_be_back(each) and involves(each, excluded)
    )


def _could_be_back(kept: Suggestion) -> bool:
    """Return whether people have seen it, or still may, and have not decided on it."""
    if kept.status is Status.EXPIRED:
        return kept.shown_at is not None
    return kept.status in (Status.DRAFT, Status.SNOOZED)


def _reason(mined: Mined, days: int, words: Words) -> str:
    return reason(mined, words, dt_util.now(), days) or none_left(words)


async def _habit(
    run: Run, snapshot: Snapshot, finding: Finding, words: Words
) -> Suggestion | NearMiss | None:
    """Return a finding as a suggestion, or why not; None where it cannot be built at all."""
    if (miss := withheld(finding, snapshot.names)) is not None:
        return miss
    if not snapshot.home.excluded.isdisjoint(entities(finding.pattern)):
        return NearMiss(finding, NearMissReason.EXCLUDED)  # an automation that takes no part

    def build() -> Suggestion:
        home, names = snapshot.home, snapshot.names
        built = build_suggestion(finding, home, names, words, dt_util.utcnow())
        return of_ours(built, words) if _changes_ours(run, finding) else built

    draft = await async_draft(run.hass, finding.pattern.fingerprint, build)
    if draft.suggestion is None and draft.problem:
        return NearMiss(finding, NearMissReason.UNSAFE, draft.problem)
    return draft.suggestion


async def _features(run: Run, snapshot: Snapshot, words: Words) -> list[Suggestion]:
    """Return the suggestions of unused features, best first."""
    inventory, home, names = snapshot.inventory, snapshot.home, snapshot.names
    found = []
    for offer in run.opportunities or ():
        if (rule := feature_withheld(offer, inventory, names)) is not None:
            LOGGER.info("A feature is left to people (%s): %s", rule.name, offer.id)
            continue
        await asyncio.sleep(0)  # as above
        build = partial(feature_suggestion, offer, inventory, home, names, words, dt_util.utcnow())
        found.append(await async_draft(run.hass, offer.fingerprint, build))
    return [draft.suggestion for draft in found if draft.suggestion is not None]


async def _synergies(run: Run, snapshot: Snapshot, words: Words) -> list[Suggestion]:
    """Return the suggestions of devices that could work together, best first."""
    inventory, home, names = snapshot.inventory, snapshot.home, snapshot.names
    found = []
    for synergy in run.synergies.found if run.synergies is not None else ():
        if (rule := synergy_withheld(synergy, names)) is not None:
            LOGGER.info("A synergy is left to people (%s): %s", rule.name, synergy.id)
            continue
        await asyncio.sleep(0)  # as above
        build = partial(
            synergy_suggestion, synergy, inventory, home, names, words, dt_util.utcnow()
        )
        found.append(await async_draft(run.hass, synergy.fingerprint, build))
    return [draft.suggestion for draft in found if draft.suggestion is not None]


SUGGESTIONS: Final = Phase("suggestions", _suggest)
