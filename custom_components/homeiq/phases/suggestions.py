"""Phase: from what was found to what is suggested."""

import asyncio
from collections.abc import Collection, Iterable
from typing import Final

from homeassistant.util import dt as dt_util

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.mining.finding import Finding, Mined, NearMiss, NearMissReason
from custom_components.homeiq.phases.phase import Added, Phase, PhaseSkippedError, Run
from custom_components.homeiq.report import NearMissReport
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
from custom_components.homeiq.suggestions.check import async_check
from custom_components.homeiq.suggestions.lifecycle import involves
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.words import Words, load_words


async def _suggest(run: Run) -> Added:
    if run.mined is None or run.snapshot is None:
        raise PhaseSkippedError("nothing was mined")
    words = await run.hass.async_add_executor_job(load_words, run.hass.config.language)
    found: list[Suggestion] = []
    misses: list[NearMiss] = []
    for finding in run.mined.findings:
        await asyncio.sleep(0)  # checking one takes milliseconds: others get a turn in between
        outcome = await _build(run, run.snapshot, finding, words)
        if isinstance(outcome, NearMiss):
            misses.append(outcome)
        elif outcome is not None:
            found.append(outcome)
    run.found = in_order(found)
    return Added(
        f"{len(found)} suggestions, {len(misses)} withheld",
        {
            "pattern_suggestions": len(found),
            "near_misses": tuple(
                near_miss_report(miss, run.snapshot.names, words)
                for miss in (*misses, *run.mined.near_misses)
            )
            + _excluded(run.memory.suggestions, run.snapshot.home.excluded, words),
            "reason": None if found else _reason(run.mined, run.days, words),
        },
    )


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


async def _build(
    run: Run, snapshot: Snapshot, finding: Finding, words: Words
) -> Suggestion | NearMiss | None:
    """Return a finding as a suggestion, or why not; None where it cannot be built at all."""
    if (miss := withheld(finding, snapshot.names)) is not None:
        return miss
    if not snapshot.home.excluded.isdisjoint(entities(finding.pattern)):
        return NearMiss(finding, NearMissReason.EXCLUDED)  # an automation that takes no part
    try:
        suggestion = build_suggestion(
            finding, snapshot.home, snapshot.names, words, dt_util.utcnow()
        )
    except Exception:  # noqa: BLE001  # one bad finding must not cost the others
        LOGGER.exception("A finding cannot be suggested: %s", finding.pattern.fingerprint)
        return None
    if suggestion.automation is None:
        return suggestion
    problems = await async_check(run.hass, suggestion.automation)
    if not problems:
        return suggestion
    LOGGER.warning(
        "A suggestion is withheld, since its automation would not work: %s (%s)",
        suggestion.wording.title,
        "; ".join(f"{problem.kind.value} {problem.value}" for problem in problems),
    )
    return NearMiss(finding, NearMissReason.UNSAFE, problems[0].value)


SUGGESTIONS: Final = Phase("suggestions", _suggest)
