"""What people asked to change of a suggestion, done again to what a later run has found."""

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.devices.synergies import declaration_of
from custom_components.homeiq.mining.declared import Declaration
from custom_components.homeiq.mining.edited import prove_edited
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.refining import Change, Grounds, async_proven
from custom_components.homeiq.suggestions.check import async_check
from custom_components.homeiq.suggestions.refining.refined import Around, refined_again
from custom_components.homeiq.suggestions.refining.refinement import all_edits
from custom_components.homeiq.suggestions.refining.refusal import RefusedError
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.words import Words


async def async_with_refinements(
    run: Run, snapshot: Snapshot, found: tuple[Suggestion, ...], words: Words
) -> tuple[Suggestion, ...]:
    """Return what was found, each changed and proven as people asked when it was there before.

    What cannot be changed so any more is no suggestion: people did not want it as it was.
    """
    asked = {
        each.fingerprint: each
        for each in run.memory.suggestions
        if each.refinements and each.status not in (Status.ACCEPTED, Status.DISMISSED)
    }
    if asked.keys().isdisjoint(each.fingerprint for each in found):
        return found
    around = await async_around(run, snapshot, words)
    changed = []
    for draft in found:
        before = asked.get(draft.fingerprint)
        after = (
            draft if before is None else await _async_again(run, snapshot, draft, before, around)
        )
        if after is not None:
            changed.append(after)
    return tuple(changed)


async def async_around(run: Run, snapshot: Snapshot, words: Words) -> Around:
    """Return what of the home and its user a change depends on."""
    return await run.hass.async_add_executor_job(
        Around.of,
        snapshot.home,
        snapshot.names,
        snapshot.inventory,
        words,
        run.options.minimum_confidence,
    )


def grounds_of(
    run: Run, snapshot: Snapshot, pattern: Pattern, declaration: Declaration | None, day: int
) -> Grounds | None:
    """Return what proves a habit with changes; None without a history to replay.

    `day`: the local one on which the latest was asked for.
    """
    log, home, settings = run.log, snapshot.home, run.mining_settings
    if log is None:
        return None

    def prove(change: Change) -> Finding:
        return prove_edited(
            log, home, settings, pattern, change, declaration=declaration, since_day=day
        )

    return Grounds(pattern, prove)


async def _async_again(
    run: Run, snapshot: Snapshot, draft: Suggestion, before: Suggestion, around: Around
) -> Suggestion | None:
    refinements = before.refinements
    finding = await async_proven(
        run.hass, draft, all_edits(refinements), _grounds(run, snapshot, before)
    )
    try:
        after = refined_again(draft, refinements, finding, around)
    except RefusedError as err:
        LOGGER.info("A suggestion cannot be changed as asked any more (%s): %s", err, draft.id)
        return None
    assert after.automation is not None  # noqa: S101  # advice is never changed
    if problems := await async_check(run.hass, after.automation):
        LOGGER.info("A changed suggestion would not work (%s): %s", problems[0].value, draft.id)
        return None
    return after


def _grounds(run: Run, snapshot: Snapshot, before: Suggestion) -> Grounds | None:
    """Return what this run can prove a suggestion by; None where it comes from no habit."""
    day = before.refinements[-1].at.astimezone(snapshot.home.timezone).toordinal()
    for finding in run.mined.findings if run.mined is not None else ():
        if finding.pattern.fingerprint == before.fingerprint:
            return grounds_of(run, snapshot, finding.pattern, None, day)
    for synergy in run.synergies.found if run.synergies is not None else ():
        if synergy.fingerprint == before.fingerprint and isinstance(synergy.plan, Pattern):
            return grounds_of(run, snapshot, synergy.plan, declaration_of(synergy), day)
    return None
