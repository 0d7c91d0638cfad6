"""Phase: what those who word suggestions should know of the devices in them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.context import DeviceContext
from custom_components.homeiq.devices.context_of import context_of
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.phases.phase import Added, Phase, PhaseSkippedError, Run
from custom_components.homeiq.suggestions.build import entities


async def _fetch(run: Run) -> Added:
    if run.snapshot is None:
        raise PhaseSkippedError("the home's devices are not known")
    devices = [each for one in run.opportunities or () for each in one.device_ids]
    run.contexts = await async_contexts(run, run.snapshot, _entities(run), devices)
    hits, misses = run.contexts_kept.hits, run.contexts_kept.misses
    return Added(
        f"{len(run.contexts)} devices, {hits} of them known from before",
        {"context_hits": hits, "context_misses": misses},
    )


async def async_contexts(
    run: Run, snapshot: Snapshot, entity_ids: Iterable[str], device_ids: Iterable[str] = ()
) -> Mapping[str, DeviceContext]:
    """Return what is known of some devices and of those of some entities, by device id."""
    inventory = snapshot.inventory
    able = run.abilities.capabilities if run.abilities is not None else Capabilities()
    fetch = context_of(run.hass, inventory, able, run.health)
    device_of = inventory.device_of()
    owners = [device_of[each].device_id for each in entity_ids if each in device_of]
    return await run.contexts_kept.async_prefetch([*device_ids, *owners], fetch)


def _entities(run: Run) -> Iterator[str]:
    """Yield the entities of all that was found."""
    for finding in run.mined.findings if run.mined is not None else ():
        yield from entities(finding.pattern)
    for synergy in run.synergies.found if run.synergies is not None else ():
        yield from synergy.entity_ids


CONTEXT: Final = Phase("context", _fetch)
