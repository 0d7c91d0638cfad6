"""A suggestion changed as somebody asks: understood, applied, checked and proven again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.refusing import failed, refused
from custom_components.homeiq.suggestions.automation import automation_config
from custom_components.homeiq.suggestions.check import async_check
from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.refining.applying import applied_to, leniently
from custom_components.homeiq.suggestions.refining.asking import Request, read_edits, refine_prompt
from custom_components.homeiq.suggestions.refining.edits import Edit
from custom_components.homeiq.suggestions.refining.plain import understood
from custom_components.homeiq.suggestions.refining.refined import Around, refined
from custom_components.homeiq.suggestions.refining.refinement import Refinement, all_edits
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError
from custom_components.homeiq.suggestions.spending import Purse
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.surroundings import Surroundings
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.wording import Item, Patience, Why, async_word
from custom_components.homeiq.suggestions.writers.provider import Said

# Somebody waits for the answer.
PATIENCE: Final = Patience(pauses=15.0, total=60.0)

_WAITING: Final = frozenset({Status.DRAFT, Status.SNOOZED})


@dataclass(frozen=True, slots=True, eq=False)
class Adviser:
    """A language model that is asked what an instruction means, and what that may cost."""

    say: Callable[[Prompt], Awaitable[Said]]  # raises ProviderError
    wanted: Wanted
    purse: Purse
    surroundings: Surroundings


type Change = Callable[[Pattern], Pattern]


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """The habit that a suggestion comes from, and what replays it with a change.

    `prove` is called in a thread; `change` is also asked of what other days teach in its place.
    It raises MiningStoppedError.
    """

    pattern: Pattern  # as it was found: without any edits
    prove: Callable[[Change], Finding]


async def async_refine(
    hass: HomeAssistant,
    suggestion: Suggestion,
    instruction: str,
    around: Around,
    *,
    adviser: Adviser | None = None,
    grounds: Grounds | None = None,
) -> Suggestion:
    """Return a suggestion changed as somebody asks; it is not kept yet.

    Without an adviser a few plain instructions are understood. Without grounds, as for what comes
    from no habit, there is nothing to prove: figures that there are stay, with a warning.

    Raises ServiceValidationError where it stays as it was, and HomeAssistantError where a model
    could not be asked; both say why in the user's language.
    """
    try:
        return await _async_refined(hass, suggestion, instruction, around, adviser, grounds)
    except RefusedError as err:
        raise refused(f"refine_{err.refusal.value}", **err.placeholders) from err


async def _async_refined(
    hass: HomeAssistant,
    suggestion: Suggestion,
    instruction: str,
    around: Around,
    adviser: Adviser | None,
    grounds: Grounds | None,
) -> Suggestion:
    if suggestion.automation is None:
        raise RefusedError(Refusal.ADVICE)
    if suggestion.status not in _WAITING:
        raise RefusedError(Refusal.ANSWERED)
    edits = understood(instruction, suggestion.automation, around.names)
    if edits is None:
        edits = await _async_asked(hass, suggestion, instruction, around, adviser)
    edits = around.known.meant(edits)
    now = dt_util.utcnow()
    refinements = (*suggestion.refinements, Refinement(instruction, edits, now))
    # What is refused is refused before anything is replayed, which takes seconds.
    refined(suggestion, edits, refinements, None, around)
    grounds = _fitting(grounds, suggestion, edits)
    finding = await async_proven(hass, suggestion, all_edits(refinements), grounds)
    changed = refined(suggestion, edits, refinements, finding, around)
    assert changed.automation is not None  # noqa: S101  # it had one
    if problems := await async_check(hass, changed.automation):
        raise RefusedError(Refusal.INVALID, problem=problems[0].value)
    return changed


def _fitting(
    grounds: Grounds | None, suggestion: Suggestion, edits: tuple[Edit, ...]
) -> Grounds | None:
    """Return the grounds where they are those of this automation; raises RefusedError.

    What is known of a habit may be from another night than the suggestion, with other conditions.
    """
    if grounds is None or suggestion.automation is None:
        return None
    before = leniently(all_edits(suggestion.refinements))(grounds.pattern)
    built = automation_config(before, "", "")
    if any(built[part] != suggestion.automation[part] for part in ("triggers", "conditions")):
        return None
    applied_to(before, edits)
    return grounds


async def _async_asked(
    hass: HomeAssistant,
    suggestion: Suggestion,
    instruction: str,
    around: Around,
    adviser: Adviser | None,
) -> tuple[Edit, ...]:
    """Return what a model makes of an instruction."""
    request = None
    if adviser is not None:
        request = await hass.async_add_executor_job(
            refine_prompt, suggestion, instruction, adviser.surroundings, around.known
        )
    if adviser is None or request is None:
        raise RefusedError(Refusal.NOT_UNDERSTOOD)
    item = Item(suggestion.id, request.prompt, _reader(request))
    worded = await async_word([item], adviser.say, adviser.wanted, adviser.purse, patience=PATIENCE)
    (outcome,) = worded.outcomes
    match outcome.words:
        case None:
            LOGGER.info("A model did not help with a change (%s): %s", outcome.why, outcome.error)
            raise _not_helped(outcome.why, outcome.error)
        case ():
            raise RefusedError(Refusal.CANNOT)
        case edits:
            return edits


def _reader(request: Request) -> Callable[[Mapping[str, object]], tuple[Edit, ...]]:
    return partial(read_edits, request=request)


def _not_helped(why: Why | None, error: str) -> HomeAssistantError:
    """Return what to say where a model gave no usable answer."""
    match why:
        case Why.BAD_ANSWER:
            return failed("refine_bad_answer")
        case Why.BUDGET:
            return failed("refine_budget")
        case _:
            return failed("refine_model_failed", error=error or str(why))


async def async_proven(
    hass: HomeAssistant,
    suggestion: Suggestion,
    edits: tuple[Edit, ...],
    grounds: Grounds | None,
) -> Finding | None:
    """Return the habit with all that was asked for, replayed; None where nothing can be.

    Raises MiningStoppedError.
    """
    if grounds is None:
        return None
    edited = leniently(edits)(grounds.pattern)
    before = leniently(all_edits(suggestion.refinements))(grounds.pattern)
    if edited == before and suggestion.evidence is not None:
        # What a replay does not see changes no figures: how bright a lamp is.
        return Finding(edited, suggestion.evidence, suggestion.since_shown)
    return await hass.async_add_executor_job(grounds.prove, leniently(edits))
