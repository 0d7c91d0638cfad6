"""A suggestion tried once, now: `homeiq.test_suggestion`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.homeiq.automations.careful import Care, careful_of
from custom_components.homeiq.automations.ending import async_to_the_end
from custom_components.homeiq.automations.reach import Reach, reach_of
from custom_components.homeiq.automations.restoring import async_restore
from custom_components.homeiq.automations.trial import (
    Plan,
    Trial,
    TrialError,
    async_perform,
    async_plan,
    async_settle,
)
from custom_components.homeiq.automations.watched import Watched
from custom_components.homeiq.const import DOMAIN, LOGGER
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.devices.context import ContextCache, DeviceContext
from custom_components.homeiq.devices.snapshot import Snapshot, async_snapshot
from custom_components.homeiq.history.provenance import tried_id
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.refusing import refused
from custom_components.homeiq.suggestions.check import ProblemKind, async_check
from custom_components.homeiq.suggestions.words import Words

RARELY: Final = 0.5  # share of the time below which a device is told to be mostly away


@dataclass(frozen=True, slots=True)
class Asked:
    """How a test is wanted."""

    confirm: bool = False  # also where it could do harm
    restore: bool = False  # everything is brought back afterwards


@dataclass(frozen=True, slots=True, eq=False)
class _Ready:
    """All that a test needs, once nothing speaks against it."""

    plan: Plan
    reach: Reach
    snapshot: Snapshot


async def async_test_suggestion(
    coordinator: HomeIQCoordinator, suggestion_id: str, asked: Asked, caller: Context
) -> Trial:
    """Perform the actions of a suggestion's automation once, and return what came of it.

    `caller`: under what it was asked for. Raises ServiceValidationError where it is refused, and
    HomeAssistantError where an action fails or the entry is unloaded meanwhile.
    """
    return await coordinator.async_while_loaded(
        _async_test(coordinator, suggestion_id, asked, caller)
    )


async def _async_test(
    coordinator: HomeIQCoordinator, suggestion_id: str, asked: Asked, caller: Context
) -> Trial:
    automation = coordinator.known(suggestion_id).automation
    if automation is None:
        raise refused("test_advice")
    if coordinator.testing.locked():
        raise refused("test_going_on")  # what one test changes, another would restore
    async with coordinator.testing:
        return await _async_tried(coordinator, automation, asked, caller)


async def _async_tried(
    coordinator: HomeIQCoordinator, automation: Mapping[str, Any], asked: Asked, caller: Context
) -> Trial:
    hass = coordinator.hass
    try:
        ready = await _async_ready(coordinator, automation, asked)
        # With a parent and nobody behind it, so that it is never taken for somebody's habit, and
        # with an id that tells that nobody used anything.
        context = Context(parent_id=caller.id, id=tried_id())
        references = ready.snapshot.references
        watched = Watched(hass, _there(hass, ready.reach), references, context)
        try:
            return await async_perform(hass, ready.plan, watched, context)
        finally:
            if asked.restore:
                await async_to_the_end(hass, _async_put_back(hass, watched, references, context))
    except TrialError as err:
        kind = HomeAssistantError if err.key == "test_failed" else ServiceValidationError
        raise kind(
            translation_domain=DOMAIN,
            translation_key=err.key,
            translation_placeholders=err.values,
        ) from err


async def _async_put_back(
    hass: HomeAssistant, watched: Watched, references: References, context: Context
) -> None:
    """Bring everything back; what a broken off test asked of a slow device comes about first."""
    await async_settle(hass, watched)
    await async_restore(hass, watched.before, references, context)


async def _async_ready(
    coordinator: HomeIQCoordinator, automation: Mapping[str, Any], asked: Asked
) -> _Ready:
    """Look at what is to be performed; raises ServiceValidationError where it had better not be."""
    hass = coordinator.hass
    await _async_refuse_broken(hass, automation)
    plan = await async_plan(hass, automation)
    snapshot = await async_snapshot(hass, coordinator.options)
    reach = reach_of(plan.written, snapshot.references)
    told = _Told.of(snapshot, coordinator.contexts, reach.entity_ids)
    away = [each for each in sorted(reach.named) if not _is_there(hass, each)]
    if away:
        raise refused("test_unavailable", entities=", ".join(map(told.name, away)))
    cares = careful_of(reach, snapshot.names, coordinator.options.careful_entities)
    if cares and not asked.confirm:
        words = await coordinator.async_words()
        reasons = " ".join(told.reason(care, words) for care in cares)
        raise refused("test_careful", reasons=reasons)
    told.warn()
    return _Ready(plan, reach, snapshot)


async def _async_refuse_broken(hass: HomeAssistant, automation: Mapping[str, Any]) -> None:
    problems = await async_check(hass, automation)
    missing = [each.value for each in problems if each.kind is not ProblemKind.INVALID]
    if missing:
        raise refused("test_missing", missing=", ".join(missing))
    if problems:
        raise refused("test_invalid", problem=problems[0].value)


def _is_there(hass: HomeAssistant, entity_id: str) -> bool:
    state = hass.states.get(entity_id)
    return state is not None and state.state != STATE_UNAVAILABLE


def _there(hass: HomeAssistant, reach: Reach) -> list[str]:
    """Return what there is to be reported; an area has entities without any state too."""
    return [each for each in reach.entity_ids if hass.states.get(each) is not None]


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What is known already of the devices that are acted on; nothing is fetched for it."""

    snapshot: Snapshot
    devices: Mapping[str, DeviceContext]  # by entity id; only those that a run has looked at

    @classmethod
    def of(cls, snapshot: Snapshot, kept: ContextCache, entity_ids: Iterable[str]) -> _Told:
        owners = snapshot.inventory.device_of()
        wanted = {each: owners[each].device_id for each in entity_ids if each in owners}
        known = kept.known(wanted.values())
        return cls(
            snapshot,
            {entity: known[device] for entity, device in wanted.items() if device in known},
        )

    def name(self, entity_id: str) -> str:
        """Return what people call an entity, and where it is, if that is known."""
        name = self.snapshot.names.entity(entity_id)
        device = self.devices.get(entity_id)
        return f"{name} ({device.area})" if device is not None and device.area else name

    def reason(self, care: Care, words: Words) -> str:
        """Return why something has to be confirmed, as a sentence."""
        section = "careful" if words.has("careful", care.reason) else "rule"
        text = words.text(section, care.reason)
        return f"{self.name(care.entity_id)}: {text}" if care.entity_id else text

    def warn(self) -> None:
        """Say in the log which devices are so often away that a test may tell little."""
        for device in {each.device_id: each for each in self.devices.values()}.values():
            availability = None if device.health is None else device.health.availability
            if availability is not None and availability < RARELY:
                LOGGER.warning(
                    "%s is tested, but could be reached only %d %% of the time",
                    device.name,
                    round(100 * availability),
                )
