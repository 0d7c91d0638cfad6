"""Who is asked for words: a language model behind one protocol, whatever serves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from custom_components.homeiq.report import CausedError
from custom_components.homeiq.suggestions.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that one call took, of the model that really answered."""

    model: str
    input: int = 0
    output: int = 0
    cached: int = 0  # of the input


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said: an object as it was asked for, not yet looked at."""

    answer: Mapping[str, object]
    usage: Usage | None = None  # None: the provider does not tell


class ProviderError(CausedError):
    """A model cannot be asked, or does not answer; the text is the cause, without any secret."""


class KeyRefusedError(ProviderError):
    """The provider does not take the key: somebody has to enter another one."""


class RateLimitedError(ProviderError):
    """The provider wants fewer calls; its own retries are used up."""

    retry_after: float | None = None  # seconds, where it said


class BadAnswerError(ProviderError):
    """A model answered with something else than it was asked for."""

    usage: Usage | None = None  # it has to be paid all the same


class Provider(Protocol):
    """Answers a prompt; nothing is kept between two of them."""

    @property
    def name(self) -> str:
        """What the wording of a suggestion names: openai or ai_task."""

    async def async_say(self, prompt: Prompt) -> Said:
        """Return what the model says; raises ProviderError."""
