"""Phase: keep what was found."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from homeassistant.util import dt as dt_util

from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.inventory import CONFIG, NOWHERE, DeviceEntity
from custom_components.homeiq.devices.opportunities.find import LEAST_HEALTH
from custom_components.homeiq.history.archive import SETTLED_SECONDS
from custom_components.homeiq.history.gather import ARCHIVE
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.mining.finding import Mined, NearMissReason, NoFindings
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.phases.phase import Added, Phase, PhaseFailedError, Run
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.suggestions.lifecycle import reconcile
from custom_components.homeiq.suggestions.suggestion import Suggestion, SuggestionType


async def _store(run: Run) -> Added:
    patterns = await run.hass.async_add_executor_job(_patterns, run.mined)
    try:
        # The report is not complete yet, but patterns refer to their run.
        await run.store.save_run(run.report)
        await run.store.add_patterns(run.report.run_id, patterns)
        await run.store.add_strengths(_strengths(run))
        await _keep_devices(run)
        kept = await run.memory.async_change(lambda kept: changes(run, kept))
    except StoreError as err:
        raise PhaseFailedError.because(err) from err
    detail = f"{len(patterns)} patterns kept, {len(kept.saved)} suggestions new or changed"
    if kept.skipped:
        detail += f", {len(kept.skipped)} could not be kept"
    return Added(detail)


async def _keep_devices(run: Run) -> None:
    """Keep what devices can do, and what came of looking at them."""
    devices = run.store.devices
    if run.abilities is not None:
        await devices.save_capabilities(run.abilities.anew)
    if run.snapshot is not None:
        await devices.follow(run.snapshot.inventory.devices.keys(), run.started_at)
    await devices.save_opportunities(run.opportunities or (), run.started_at)
    found = run.synergies.found if run.synergies is not None else ()
    await devices.save_synergies(found, run.started_at)


def _patterns(mined: Mined | None) -> tuple[Pattern, ...]:
    """Return all patterns, with those that suggestions refer to, each once."""
    if mined is None:
        return ()
    found = (finding.pattern for finding in mined.findings)
    return tuple({pattern.id: pattern for pattern in (*mined.patterns, *found)}.values())


def _strengths(run: Run) -> tuple[Strength, ...]:
    """Return how habits were kept on whole days: what is told of a day once, stays so.

    What a shorter look back than usual finds is another habit.
    """
    if run.mined is None or run.report.shorter or lacks_days(run):
        return ()
    whole = whole_days(run)
    return tuple(strength for strength in run.mined.strengths if strength.day in whole)


def whole_days(run: Run) -> range:
    """Return the local days that lie in what was read from their beginning to their end."""
    begun = dt_util.as_local(run.started_at - timedelta(days=run.days))
    settled = dt_util.as_local(run.started_at - timedelta(seconds=SETTLED_SECONDS))
    return range(begun.toordinal() + 1, settled.toordinal())


def changes(run: Run, kept: tuple[Suggestion, ...]) -> Iterable[Suggestion]:
    """Return what a run changes of what is kept, as far as it has come."""
    if run.found is None:
        return ()
    return reconcile(
        kept,
        run.found,
        dt_util.utcnow(),
        looked_for=_looked_for(run),
        automated=_automated(run),
        excluded=run.snapshot.home.excluded if run.snapshot is not None else (),
        away=_away(run),
    )


def _away(run: Run) -> frozenset[str]:
    """Return what tells nothing now, of devices that are there for most of the time."""
    if run.snapshot is None:
        return frozenset()
    return frozenset(
        entity.entity_id
        for device, entity in run.snapshot.inventory.entities()
        if _is_away(entity) and _is_mostly_there(run.health.get(device.device_id, Health()))
    )


def _is_away(entity: DeviceEntity) -> bool:
    # A setting is not known until its device has told of it; a scene or a button never is.
    return entity.state in NOWHERE if entity.category == CONFIG else not entity.is_reachable


def _is_mostly_there(health: Health) -> bool:
    return health.availability is None or health.availability >= LEAST_HEALTH


def _looked_for(run: Run) -> frozenset[SuggestionType]:
    """Return the types of suggestions whose evidence is gone where it was not found again.

    Neither a shorter look back than usual nor a history that begins anew, after the recorder was
    reset, nor one that could not be read to its end can tell that.
    """
    anew = run.mined is None or run.mined.nothing is NoFindings.TOO_FEW_DAYS
    if anew or run.report.shorter or lacks_days(run):
        return frozenset()
    looked = {
        SuggestionType.PATTERN: run.mined is not None,
        SuggestionType.FEATURE: run.opportunities is not None,
        SuggestionType.SYNERGY: run.synergies is not None,
    }
    return frozenset(one for one, is_looked_for in looked.items() if is_looked_for)


def lacks_days(run: Run) -> bool:
    """Return whether days that others know were not to be had: the latest, or those kept."""
    return any(trouble.key in {RecorderSource.key, ARCHIVE} for trouble in run.troubles)


def _automated(run: Run) -> frozenset[str]:
    """Return the fingerprints of what an automation of the user does by now."""
    connected = run.synergies.connected if run.synergies is not None else frozenset[str]()
    near_misses = run.mined.near_misses if run.mined is not None else ()
    return (
        connected
        | run.built
        | {
            miss.finding.pattern.fingerprint
            for miss in near_misses
            if miss.reason is NearMissReason.ALREADY_AUTOMATED
        }
    )


STORE: Final = Phase("store", _store, vital=True, always=True)
