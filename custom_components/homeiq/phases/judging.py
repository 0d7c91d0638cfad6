"""What was found, held against what the home's automations, scenes and scripts do already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.mining.finding import NearMiss, NearMissReason
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.suggestions.duplicates import duplicate_of
from custom_components.homeiq.suggestions.judging import Judge, Judgement, config_of
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.words import Words


@dataclass(slots=True)
class Judged:
    """What is suggested after all, with all that people should know of it."""

    kept: list[Suggestion] = field(default_factory=list)
    misses: list[NearMiss] = field(default_factory=list)  # of habits


async def async_judged(
    run: Run, snapshot: Snapshot, drafts: tuple[Suggestion, ...], words: Words
) -> Judged:
    """Return which drafts are suggested, and note what an automation does by now.

    That counts for what waits since an earlier run, too: people do not act by hand any more
    where an automation does it, so it may not be found again.
    """
    judged, built = await run.hass.async_add_executor_job(_judged, run, snapshot, drafts, words)
    run.built |= built
    return judged


def _judged(
    run: Run, snapshot: Snapshot, drafts: Iterable[Suggestion], words: Words
) -> tuple[Judged, frozenset[str]]:
    judge = Judge.of(snapshot.home, snapshot.names, snapshot.references)
    judged = Judged()
    built = {each.fingerprint for each in _waiting(run) if _is_there(each, snapshot)}
    for draft in drafts:
        try:
            judgement = _judgement(judge, draft, snapshot)
        except Exception:  # noqa: BLE001  # one odd draft must not cost the others
            LOGGER.exception("A suggestion cannot be judged: %s", draft.id)
            continue
        if judgement.duplicate is not None:
            built.add(draft.fingerprint)
        reason = _reason(judgement)
        if reason is None:
            said = judgement.warnings(snapshot.names, words)
            warnings = tuple(dict.fromkeys((*draft.warnings, *said)))
            judged.kept.append(replace(draft, warnings=warnings))
            continue
        LOGGER.info("A suggestion is withheld (%s): %s", ": ".join(reason), draft.id)
        judged.misses.extend(_misses(run, draft, *reason))
    return judged, frozenset(built)


def _waiting(run: Run) -> Iterator[Suggestion]:
    waiting = (Status.DRAFT, Status.SNOOZED)
    return (each for each in run.memory.suggestions if each.status in waiting)


def _is_there(suggestion: Suggestion, snapshot: Snapshot) -> bool:
    try:
        config = config_of(suggestion, snapshot.references)
        return config is not None and duplicate_of(config, snapshot.home) is not None
    except Exception:  # noqa: BLE001  # one odd suggestion must not cost the others
        LOGGER.exception("A suggestion cannot be judged: %s", suggestion.id)
        return False


def _judgement(judge: Judge, draft: Suggestion, snapshot: Snapshot) -> Judgement:
    config = config_of(draft, snapshot.references)
    return Judgement() if config is None else judge.judge(config)


def _reason(judgement: Judgement) -> tuple[NearMissReason, str] | None:
    """Return why something is not suggested, and the automation or the rule that is behind it."""
    if judgement.duplicate is not None:
        return NearMissReason.ALREADY_AUTOMATED, judgement.duplicate.name
    if judgement.withheld_by is not None:
        return NearMissReason.UNSAFE, judgement.withheld_by
    return None


def _misses(run: Run, draft: Suggestion, reason: NearMissReason, other: str) -> Iterator[NearMiss]:
    """Yield the habit that a draft came from as a near miss; what came from none is not told."""
    for finding in run.mined.findings if run.mined is not None else ():
        if finding.pattern.fingerprint == draft.fingerprint:
            yield NearMiss(finding, reason, other)
