"""Calls through the `openai` package: its client, and what that brings back.

Imports that package; see `openai` beside it for when.
"""

import asyncio
from typing import Any, Final, cast

from homeassistant.core import HomeAssistant
from homeassistant.helpers.httpx_client import get_async_client
import openai
from openai.types.chat import ChatCompletion

from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.openai_failures import (
    ERRORS,
    failure,
    problem_of,
    said_by,
)
from custom_components.homeiq.suggestions.writers.openai_settings import (
    OpenAISettings,
    Patience,
    is_url,
)
from custom_components.homeiq.suggestions.writers.parsing import parsed
from custom_components.homeiq.suggestions.writers.problems import Problem, failed
from custom_components.homeiq.suggestions.writers.provider import (
    BadAnswerError,
    Said,
    Usage,
)
from custom_components.homeiq.suggestions.writers.shape import Shape

_NO_KEY: Final = "none"  # the client insists on one

# What a list of models has besides those that chat in text.
_NO_CHAT: Final = (
    "audio",
    "babbage",
    "codex",
    "computer-use",
    "dall-e",
    "davinci",
    "deep-research",
    "embed",
    "image",
    "instruct",
    "moderation",
    "realtime",
    "rerank",
    "search",
    "sora",
    "transcribe",
    "tts",
    "whisper",
)
_NEEDS_ANOTHER_API: Final = "-pro"  # of OpenAI's models: they only answer elsewhere


def new_client(
    hass: HomeAssistant, settings: OpenAISettings, patience: Patience
) -> openai.AsyncOpenAI:
    """Return a client on Home Assistant's own HTTP client; connects to nothing yet."""
    if not is_url(settings.url):
        raise failed(Problem.URL, "the address is none of http or https")
    if not (settings.key.isascii() and settings.key.isprintable()):
        raise failed(Problem.KEY, "it has characters that no key has")
    # Both are always given: the client would look for them in the environment.
    return openai.AsyncOpenAI(
        api_key=settings.key or _NO_KEY,
        base_url=settings.url,
        max_retries=patience.retries,
        timeout=openai.Timeout(patience.answer, connect=patience.connect),
        http_client=cast("Any", get_async_client(hass)),  # typed for the client's own kind only
    )


class Asking:
    """Asks one model, and learns what it refuses."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        settings: OpenAISettings,
        wanted: Wanted,
        shapes: dict[tuple[str, str], Shape],
    ) -> None:
        """Remember in `shapes` what is learned, by URL and model."""
        self._client = client
        self._settings = settings
        self._wanted = wanted
        self._shapes = shapes

    async def async_say(self, prompt: Prompt, seconds: float) -> Said:
        """Return what the model says within some seconds, all attempts together."""
        try:
            async with asyncio.timeout(seconds):
                return await self._say(prompt)
        except TimeoutError:
            raise failed(Problem.TIMEOUT, "no answer in time") from None

    async def _say(self, prompt: Prompt) -> Said:
        place = (self._settings.url, self._settings.model)
        while True:  # until nothing is left that could be refused
            shape = self._shapes.get(place, Shape())
            try:
                return await self._once(prompt, shape)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                narrower = shape.refused(str(error.param), said_by(error))
                if problem_of(error) is Problem.ANSWER or narrower is None:
                    raise failure(error, self._settings) from None
                self._shapes[place] = self._shapes.get(place, shape).merged(narrower)
            except ERRORS as error:
                raise failure(error, self._settings) from None

    async def _once(self, prompt: Prompt, shape: Shape) -> Said:
        asked = shape.parameters(prompt, self._settings.model, self._wanted)
        completion: object = await self._client.chat.completions.create(**asked)
        # Servers of all kinds answer, and the client takes what they say for what it should be.
        if not isinstance(completion, ChatCompletion):
            raise failed(Problem.ANSWER, "the server does not speak OpenAI's language")
        usage = usage_of(completion, self._settings.model)
        try:
            return Said(parsed(text_of(completion)), usage)
        except BadAnswerError as error:
            bad = failed(Problem.ANSWER, str(error), self._settings.secrets)
            cast("BadAnswerError", bad).usage = usage
            raise bad from None


async def async_models(
    client: openai.AsyncOpenAI, settings: OpenAISettings, seconds: float
) -> list[str]:
    """Return the models that can chat, in order; none where the server has no list."""
    try:
        async with asyncio.timeout(seconds):
            page = await client.models.list()
    except TimeoutError:
        raise failed(Problem.TIMEOUT, "no answer in time") from None
    except (
        openai.AuthenticationError,
        openai.PermissionDeniedError,
        openai.RateLimitError,
        openai.APIConnectionError,
    ) as error:
        raise failure(error, settings) from None
    except ERRORS:
        return []
    listed = getattr(page, "data", None)
    names = {getattr(model, "id", None) for model in (listed if isinstance(listed, list) else ())}
    own = not settings.base_url
    return sorted(name for name in names if isinstance(name, str) and _chats(name, own=own))


def _chats(model: str, *, own: bool) -> bool:
    name = model.lower()
    if own and _NEEDS_ANOTHER_API in name:
        return False
    return not any(part in name for part in _NO_CHAT)


def text_of(completion: ChatCompletion) -> str:
    """Return what a model says; raises BadAnswerError where it did not finish, or would not."""
    choices = completion.choices if isinstance(completion.choices, list) else []
    message = getattr(choices[0], "message", None) if choices else None
    if message is None:
        raise BadAnswerError("there is no answer in it")
    match getattr(choices[0], "finish_reason", None):
        case "length":
            raise BadAnswerError("it was cut off; more tokens may help")
        case "content_filter":
            raise BadAnswerError("the provider's filter kept it back")
    if getattr(message, "refusal", None):
        raise BadAnswerError("the model refuses to answer")
    content = getattr(message, "content", None)
    if not isinstance(content, str) or not content.strip():
        raise BadAnswerError("it is empty")
    return content


def usage_of(completion: ChatCompletion, asked: str) -> Usage | None:
    """Return the tokens of a call; None where the server does not count them."""
    if completion.usage is None:
        return None
    details = getattr(completion.usage, "prompt_tokens_details", None)
    model = completion.model if isinstance(completion.model, str) else ""
    return Usage(
        model or asked,
        input=_count(completion.usage, "prompt_tokens"),
        output=_count(completion.usage, "completion_tokens"),
        cached=_count(details, "cached_tokens"),
    )


def _count(holder: object, name: str) -> int:
    value = getattr(holder, name, None)
    return max(value, 0) if isinstance(value, int) else 0
