"""What people's answers have taught so far, and how to forget it, as actions do it."""

from homeassistant.util import dt as dt_util

from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.devices.snapshot import registry_of
from custom_components.homeiq.devices.taken import async_take
from custom_components.homeiq.phases.learning import LEARNING_RESET
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.suggestions.learning import LearningRule, lessons_of, rules_of


async def async_rules(coordinator: HomeIQCoordinator) -> tuple[LearningRule, ...]:
    """Return the rules by which the next run orders suggestions, strongest first.

    Raises HomeAssistantError where the database cannot be read.
    """
    try:
        since = await coordinator.store.moments.of(LEARNING_RESET)
    except StoreError as err:
        raise await coordinator.async_store_failed(err) from err
    taken, kept = async_take(coordinator.hass), coordinator.suggestions
    timezone = dt_util.get_default_time_zone()

    def work() -> tuple[LearningRule, ...]:
        devices = registry_of(taken).entity_devices()
        return rules_of(lessons_of(kept, since, devices, timezone))

    return await coordinator.hass.async_add_executor_job(work)


async def async_reset(coordinator: HomeIQCoordinator) -> None:
    """Forget what all answers so far have taught; the answers themselves stay as they are.

    The order changes with the next run. Raises HomeAssistantError where this cannot be kept.
    """
    try:
        await coordinator.store.moments.save(LEARNING_RESET, dt_util.utcnow())
    except StoreError as err:
        raise await coordinator.async_store_failed(err) from err
