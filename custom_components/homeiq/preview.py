"""What a language model would be sent for one suggestion, for whoever wants to see it first."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.context import async_contexts
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.phases.wording import surroundings_of
from custom_components.homeiq.suggestions.composing import plainly
from custom_components.homeiq.suggestions.prompt import Prompt, word_prompt
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.wanted import Privacy
from custom_components.homeiq.suggestions.words import load_words
from custom_components.homeiq.suggestions.writers.choice import TEMPLATES


@dataclass(frozen=True, slots=True)
class Preview:
    """The exact texts, and the provider's name; without texts where nothing would be sent."""

    system: str = ""
    user: str = ""
    provider: str = TEMPLATES

    def as_dict(self) -> dict[str, str]:
        """Return what the contract names."""
        return {"system": self.system, "user": self.user, "provider": self.provider}


_NOTHING: Final = Preview()


async def async_preview(run: Run, suggestion: Suggestion) -> Preview:
    """Return what a run that has not begun would send of a kept suggestion.

    The home is looked at as a run does it, so that this also works after a restart; the suggestion
    is told by the words of templates, which are kept beside those of a model.
    """
    settings = run.provider
    if settings is None or run.wanted.privacy is Privacy.NOTHING:
        return _NOTHING
    await CAPABILITIES.step(run)
    prompt = await _async_prompt(run, plainly(suggestion))
    return _NOTHING if prompt is None else Preview(prompt.system, prompt.user, settings.provider)


async def _async_prompt(run: Run, suggestion: Suggestion) -> Prompt | None:
    snapshot = run.snapshot
    assert snapshot is not None  # noqa: S101  # the phase has looked
    run.contexts = await async_contexts(run, snapshot, suggestion.entity_ids)

    def prompt() -> Prompt | None:
        words = load_words(run.language)
        question = word_prompt(suggestion, surroundings_of(run, snapshot, words))
        return None if question is None else question.prompt

    return await run.hass.async_add_executor_job(prompt)
