"""Have the `openai` package do once, beside the event loop, what takes it long.

It imports and builds much only when the first call needs it: in the event loop that would hold
everything up for more than a second.
"""

import asyncio
from functools import cache
from typing import Any, Final, cast

import httpx
import openai

_NO_KEY: Final = "none"
_SAID: Final = {
    "id": "",
    "object": "chat.completion",
    "created": 0,
    "model": "",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "{}"},
        }
    ],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}


def is_warm() -> bool:
    """Return whether that has been done."""
    return warm.cache_info().currsize > 0


@cache
def warm() -> None:
    """Make a call that goes through no wire; takes seconds, in no event loop."""
    asyncio.run(_warm())


async def _warm() -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=_SAID)

    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport) as http:
        client = openai.AsyncOpenAI(
            api_key=_NO_KEY, base_url="http://localhost", http_client=cast("Any", http)
        )
        await client.models.list()
        await client.chat.completions.create(model="", messages=[])
