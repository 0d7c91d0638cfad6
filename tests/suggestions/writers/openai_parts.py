"""What the tests of words by OpenAI's API share."""

import asyncio
from collections.abc import Callable

from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings, Patience
from tests.fake_openai import KEY, MODEL, FakeOpenAI

HASTE = Patience(retries=0, connect=1.0, answer=2.0, total=5.0)
PROMPT = Prompt(
    system="You word suggestions.",
    user="The lamp in the hall",
    name="words",
    schema={
        "type": "object",
        "properties": {"title": {"type": "string"}, "priority": {"enum": ["high", "low"]}},
        "required": ["title", "priority"],
        "additionalProperties": False,
    },
)
ANSWER = {"title": "The title", "priority": "high"}


def settings_of(fake: FakeOpenAI, model: str = MODEL, key: str = KEY) -> OpenAISettings:
    return OpenAISettings(key, fake.url, model)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):  # who asks first loads a library, which takes its time
        while not true():  # noqa: ASYNC110  # a server sets no event
            await asyncio.sleep(0.01)
