"""Words of a language model for what people are about to see; templates for all the rest.

Only those that will be shown are worded: each costs money, and what nobody sees needs no words
that are a pleasure to read. What was worded once keeps its words, wherever it stands by now.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.phases.paying import async_pay, async_paying
from custom_components.homeiq.phases.phase import Asked, Run
from custom_components.homeiq.phases.store import changes
from custom_components.homeiq.showing import merge, seen
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.suggestions.answer import ModelWords, read_words
from custom_components.homeiq.suggestions.composing import composed, said_before
from custom_components.homeiq.suggestions.material import material
from custom_components.homeiq.suggestions.prompt import Prompt, Question, word_prompt
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.surroundings import Surroundings
from custom_components.homeiq.suggestions.wording import Item, Outcome, Why, async_word
from custom_components.homeiq.suggestions.words import Words
from custom_components.homeiq.suggestions.writers.choice import ProviderSettings, provider_of
from custom_components.homeiq.suggestions.writers.provider import (
    BadAnswerError,
    KeyRefusedError,
    Provider,
    ProviderError,
    Said,
)

_TEMPLATE: Final = "template"  # who has worded what nobody else has
_BEFORE: Final = "as before"
# Why templates word something that nobody was asked about.
_NOT_SHOWN: Final = "not among the best"
_REFUSED: Final = "no usable answer before"
_PRIVATE: Final = "no stand-ins for all names"


@dataclass(frozen=True, slots=True)
class _Open:
    """A suggestion that is to be worded."""

    draft: Suggestion  # in the words of templates
    mark: str  # of what its words depend on
    question: Question


@dataclass(frozen=True, slots=True)
class _Plan:
    """What became of all that were found before anybody is asked."""

    found: tuple[Suggestion, ...]
    open: Mapping[str, _Open]  # by fingerprint
    by: Counter[str]  # who words the others, or why templates do


async def async_put_into_words(run: Run, snapshot: Snapshot, words: Words) -> str:
    """Have what was found worded by whom the user chose; return how that went."""
    settings = run.provider
    provider = provider_of(run.hass, settings, run.wanted)
    if provider is None or settings is None:
        return "worded by templates"
    plan = await run.hass.async_add_executor_job(_planned, run, snapshot, words, settings)
    run.found = plan.found
    by = plan.by
    if plan.open:
        outcomes = await _async_ask(run, plan.open, provider)
        finished = _finished(plan.open, outcomes, run, provider.name, words)
        run.found = tuple(finished.get(each.fingerprint, each) for each in plan.found)
        by = by + Counter(each.why or provider.name for each in outcomes)
    return ", ".join(f"{count} {_told(who, provider.name)}" for who, count in sorted(by.items()))


def surroundings_of(run: Run, snapshot: Snapshot, words: Words) -> Surroundings:
    """Return what a model is told besides a suggestion; not for the event loop."""
    return Surroundings.of(
        snapshot.names,
        snapshot.inventory,
        run.contexts.values(),
        words,
        run.language,
        run.wanted.privacy,
    )


def _planned(run: Run, snapshot: Snapshot, words: Words, settings: ProviderSettings) -> _Plan:
    """Give their words to those that have some, and choose those that get new ones; blocks."""
    surroundings = surroundings_of(run, snapshot, words)
    kept = {each.fingerprint: each for each in run.memory.suggestions}
    shown = _shown(run)
    found: list[Suggestion] = []
    to_ask: dict[str, _Open] = {}
    by: Counter[str] = Counter()
    for draft in run.found or ():
        mark = material(draft, surroundings, settings.provider, settings.model)
        before = kept.get(draft.fingerprint)
        had = _had(draft, before, mark, run, words)
        question = None
        if had is not None:
            by[_REFUSED if had.wording.source == _TEMPLATE else _BEFORE] += 1
        elif draft.fingerprint not in shown:
            by[_NOT_SHOWN] += 1
        elif (question := word_prompt(draft, surroundings)) is None:
            by[_PRIVATE] += 1
        else:
            to_ask[draft.fingerprint] = _Open(draft, mark, question)
        found.append(had or draft)
    return _Plan(tuple(found), to_ask, by)


def _shown(run: Run) -> Collection[str]:
    """Return the fingerprints of those that people will be shown when this run is kept."""
    kept = run.memory.suggestions
    return {each.fingerprint for each in seen(merge(kept, changes(run, kept)), run.options)}


def _had(
    draft: Suggestion, before: Suggestion | None, mark: str, run: Run, words: Words
) -> Suggestion | None:
    """Return a draft with what a model said of it on another night; None where it must be asked."""
    if before is None:
        return None
    wording = before.wording
    if wording.source == _TEMPLATE:
        refused = _refused(mark, run)
        return _marked(draft, refused) if wording.material == refused else None
    if wording.material != mark:
        return None
    return composed(draft, said_before(wording, words), wording.source, mark, words)


def _refused(mark: str, run: Run) -> str:
    """Return the mark of what a model could not word, so that it is not paid for every night.

    With room for more it might.
    """
    return f"{mark} in {run.wanted.max_tokens}"


def _marked(draft: Suggestion, mark: str) -> Suggestion:
    return replace(draft, wording=replace(draft.wording, material=mark))


async def _async_ask(
    run: Run, to_ask: Mapping[str, _Open], provider: Provider
) -> tuple[Outcome[ModelWords], ...]:
    """Ask for all together, pay, and keep what people have to hear of it."""
    try:
        paying = await async_paying(run)
    except StoreError as err:
        # Without knowing what is left nothing is spent.
        LOGGER.warning("What words have cost this month cannot be read: %s", err)
        return tuple(Outcome(each, why=Why.FAILED, error=str(err)) for each in to_ask)
    asking = _Asking(provider)
    items = [Item(each, one.question.prompt, _reader(one.question)) for each, one in to_ask.items()]
    try:
        worded = await async_word(
            items, asking.async_say, run.wanted, paying.purse, should_stop=run.limits.should_stop
        )
    finally:
        await async_pay(run, paying)
    why = {each.why for each in worded.outcomes}
    for each in worded.outcomes:
        if each.error:
            LOGGER.info("Templates word a suggestion (%s): %s", each.why, each.error)
    run.asked = Asked(
        asking.error, asking.has_answered, paying.month, paying.spent, Why.BUDGET in why
    )
    return worded.outcomes


class _Asking:
    """Asks a provider, and remembers whether it says anything at all."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self.has_answered = False
        self._refused: KeyRefusedError | None = None
        self._error: ProviderError | None = None

    @property
    def error(self) -> ProviderError | None:
        """What kept it from saying anything; of a refused key one has to hear in any case."""
        return self._refused or (None if self.has_answered else self._error)

    async def async_say(self, prompt: Prompt) -> Said:
        """Return what it says; raises ProviderError."""
        try:
            said = await self._provider.async_say(prompt)
        except BadAnswerError:
            self.has_answered = True
            raise
        except KeyRefusedError as err:
            self._refused = err
            raise
        except ProviderError as err:
            self._error = self._error or err
            raise
        self.has_answered = True
        return said


def _reader(question: Question) -> Callable[[Mapping[str, object]], ModelWords]:
    return partial(read_words, question=question)


def _finished(
    to_ask: Mapping[str, _Open],
    outcomes: Iterable[Outcome[ModelWords]],
    run: Run,
    source: str,
    words: Words,
) -> dict[str, Suggestion]:
    """Return what was asked for by fingerprint: in a model's words, or in those of templates."""
    finished = {}
    for outcome in outcomes:
        one = to_ask[outcome.key]
        if outcome.words is not None:
            finished[outcome.key] = composed(one.draft, outcome.words, source, one.mark, words)
        elif outcome.why is Why.BAD_ANSWER:
            finished[outcome.key] = _marked(one.draft, _refused(one.mark, run))
    return finished


def _told(who: str, provider: str) -> str:
    """Return who has worded, or why templates have."""
    if who == provider:
        return f"worded by {provider}"
    return f"by {provider} {who}" if who == _BEFORE else f"by templates ({who})"
