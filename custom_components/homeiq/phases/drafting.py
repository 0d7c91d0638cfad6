"""From something that was found to a draft that Home Assistant would accept."""

from collections.abc import Callable
from dataclasses import dataclass

from homeassistant.core import HomeAssistant

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.suggestions.check import async_check
from custom_components.homeiq.suggestions.suggestion import Suggestion


@dataclass(frozen=True, slots=True)
class Draft:
    """A suggestion, or what keeps it from being one."""

    suggestion: Suggestion | None
    problem: str = ""  # the first thing that its automation lacks; empty where it cannot be built


async def async_draft(
    hass: HomeAssistant, fingerprint: str, build: Callable[[], Suggestion]
) -> Draft:
    """Build a suggestion and check its automation; one that fails is told in the log only."""
    try:
        suggestion = build()
    except Exception:  # noqa: BLE001  # one bad finding must not cost the others
        LOGGER.exception("A finding cannot be suggested: %s", fingerprint)
        return Draft(None)
    if suggestion.automation is None:
        return Draft(suggestion)
    problems = await async_check(hass, suggestion.automation)
    if not problems:
        return Draft(suggestion)
    LOGGER.warning(
        "A suggestion is withheld, since its automation would not work: %s (%s)",
        suggestion.wording.title,
        "; ".join(f"{problem.kind.value} {problem.value}" for problem in problems),
    )
    return Draft(None, problems[0].value)
