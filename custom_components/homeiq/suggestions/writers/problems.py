"""What keeps a model from wording, by kind, so that people are told what to do about it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
import re
from typing import Final

from custom_components.homeiq.suggestions.writers.provider import (
    BadAnswerError,
    KeyRefusedError,
    ProviderError,
    RateLimitedError,
)

_CAUSE_LENGTH: Final = 200
_HIDDEN: Final = "***"
# Keys as OpenAI and those who speak its language make them, whoever's they are.
_KEYS: Final = re.compile(r"\b(?:sk|pk|gsk|xai|hf|key)[-_][\w*.-]{6,}|(?<=Bearer )\S+")


class Problem(StrEnum):
    """The kinds of failure that people can do something about; keys of the translations."""

    KEY = "words_key"
    URL = "words_url"
    TIMEOUT = "words_timeout"
    BUSY = "words_busy"
    QUOTA = "words_quota"
    MODEL = "words_model"
    ENTITY = "words_entity"
    ANSWER = "words_answer"
    FAILED = "words_failed"


_TEXTS: Final = {
    Problem.KEY: "the provider refuses the key ({error})",
    Problem.URL: "no language model answers at this address ({error})",
    Problem.TIMEOUT: "the language model does not answer in time ({error})",
    Problem.BUSY: "the provider wants fewer calls ({error})",
    Problem.QUOTA: "the account has nothing left to spend at the provider ({error})",
    Problem.MODEL: "the provider does not have this model ({error})",
    Problem.ENTITY: "Home Assistant has no AI task to ask ({error})",
    Problem.ANSWER: "the language model answers with something else than it was asked for"
    " ({error})",
    Problem.FAILED: "the language model cannot be asked ({error})",
}
_CLASSES: Final[Mapping[Problem, type[ProviderError]]] = {
    Problem.KEY: KeyRefusedError,
    Problem.BUSY: RateLimitedError,
    Problem.QUOTA: RateLimitedError,
    Problem.ANSWER: BadAnswerError,
}


def failed(problem: Problem, cause: str, secrets: Iterable[str] = ()) -> ProviderError:
    """Return a failure, with what a server or library said of it in one line without secrets."""
    cause = redacted(cause, secrets)[:_CAUSE_LENGTH] or problem.name.lower()
    kind = _CLASSES.get(problem, ProviderError)
    return kind(_TEXTS[problem].format(error=cause), problem.value, error=cause)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text in one line without these secrets, and without what looks like a key."""
    line = " ".join(text.split())
    for secret in secrets:
        if secret:
            line = line.replace(secret, _HIDDEN)
    return _KEYS.sub(_HIDDEN, line)
