"""What people's answers teach, laid upon what a run has found."""

from typing import Final

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.suggestions.learning import ANSWERS, lessons_of, rules_of, weighed
from custom_components.homeiq.suggestions.suggestion import Suggestion

LEARNING_RESET: Final = "learning_reset"  # the moment before which no answer counts any more


async def async_weighed(
    run: Run, snapshot: Snapshot, found: tuple[Suggestion, ...]
) -> tuple[Suggestion, ...]:
    """Return what was found with ranks as people's answers weigh them, best first.

    Without knowing when these were forgotten last, ranks stay as they are.
    """
    kept = run.memory.suggestions
    if not found or not any(each.status in ANSWERS for each in kept):
        return found
    try:
        since = await run.store.moments.of(LEARNING_RESET)
    except StoreError as err:
        LOGGER.warning("What was answered plays no part in this order: %s", err)
        return found

    def work() -> tuple[Suggestion, ...]:
        devices, timezone = snapshot.home.devices, snapshot.home.timezone
        rules = rules_of(lessons_of(kept, since, devices, timezone))
        return weighed(found, rules, devices, timezone)

    return await run.hass.async_add_executor_job(work)
