"""A fake that speaks OpenAI's API: a real server on loopback, with no model behind it.

It answers to a schema with something of its shape, and does what goes wrong at real providers:
slowness, errors, rate limits, refused parameters and keys, nonsense. Whatever is drawn is drawn
from a seed by what is asked, not by when, so that each run meets the same.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
import json
import random
from threading import Thread
from typing import Any, Final, Self

from aiohttp import web
from aiohttp.test_utils import TestServer

MODEL: Final = "gpt-4o-mini"
DATED: Final = "gpt-4o-mini-2024-07-18"  # what answers when MODEL is asked
KEY: Final = "sk-fake-0123456789abcdef"

MODELS: Final = (
    "whisper-1",
    "gpt-4o-mini",
    "gpt-4o",
    "gpt-4o-realtime-preview",
    "text-embedding-3-small",
    "o3-mini",
    "o1-pro",
)
# What a provider says to a parameter that a model does not take.
_UNSUPPORTED: Final = "Unsupported parameter: '{0}' is not supported with this model."


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the fake does with one call; the default answers well and at once."""

    seconds: float = 0.0  # before it answers
    status: int = 200
    error: Mapping[str, object] | None = None  # what stands under "error"
    body: str | None = None  # instead of all that would be sent
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: str | None = None  # what the model says
    finish: str = "stop"
    refusal: str | None = None
    reset: bool = False  # the connection is cut instead


GOOD: Final = Trouble()


def limited(seconds: float | None = None, *, code: str = "rate_limit_exceeded") -> Trouble:
    """Return a rate limit, with how long to wait where it says so."""
    headers = {} if seconds is None else {"Retry-After": f"{seconds:g}"}
    error = {"message": "Rate limit reached for requests", "type": "requests", "code": code}
    return Trouble(status=429, error=error, headers=headers)


def broken(status: int = 500) -> Trouble:
    """Return an error of the server's own."""
    return Trouble(status=status, error={"message": "The server had an error", "code": None})


@dataclass(frozen=True, slots=True)
class Chances:
    """What goes wrong how often, and how long answers take, drawn from a seed."""

    seed: int = 1
    failing: float = 0.0
    limited: float = 0.0
    seconds: tuple[float, float] = (0.0, 0.0)
    retry_after: float | None = None
    for_good: bool = False  # what goes wrong once goes wrong whenever it is asked again

    def trouble(self, prompt: str, attempt: int) -> Trouble:
        """Return what to do with the n-th call for a prompt, counted from 0."""
        seed = f"{self.seed} {prompt} {0 if self.for_good else attempt}"
        drawn = random.Random(seed)  # noqa: S311  # no secret
        seconds = drawn.uniform(*self.seconds)
        chance = drawn.random()
        if chance < self.failing:
            kinds = (broken(500), broken(503), Trouble(reset=True))
            return drawn.choice(kinds)
        if chance < self.failing + self.limited:
            return limited(self.retry_after)
        return Trouble(seconds=seconds)


@dataclass(slots=True)
class FakeOpenAI:
    """Answers chat completions, and keeps what it was asked."""

    key: str | None = KEY  # None: takes any
    models: tuple[str, ...] | None = MODELS  # None: cannot list them
    refuses: frozenset[str] = frozenset()  # parameters, and forms of answers by their type
    names_what_it_refuses: bool = True  # else only in its words
    chances: Chances = Chances()
    troubles: deque[Trouble] = field(default_factory=deque)  # before all chances
    answering: Callable[[Mapping[str, Any]], str] | None = None
    counts: bool = True  # tokens
    cached: float = 0.5  # of the input, from the second call of a system text on
    asked: list[Mapping[str, Any]] = field(default_factory=list)  # bodies
    answered: Counter[str] = field(default_factory=Counter)  # well, by user text
    keys: set[str] = field(default_factory=set)
    busy: int = 0  # calls under way
    busiest: int = 0
    url: str = ""
    server: TestServer | None = None

    def application(self) -> web.Application:
        application = web.Application()
        application.router.add_get("/v1/models", self.list_models)
        application.router.add_post("/v1/chat/completions", self.complete)
        return application

    async def list_models(self, request: web.Request) -> web.StreamResponse:
        if (refusal := self.refusal(request)) is not None:
            return refusal
        if self.troubles:
            return await self.act(request, self.troubles.popleft(), {})
        if self.models is None:
            return web.json_response({"error": {"message": "no such route"}}, status=404)
        data = [{"id": each, "object": "model", "owned_by": "fake"} for each in self.models]
        return web.json_response({"object": "list", "data": data})

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            if (refusal := self.refusal(request)) is not None:
                return refusal
            attempt = sum(user_text(each) == user_text(body) for each in self.asked)
            self.asked.append(body)
            if (wrong := self.wrong(body)) is not None:
                return wrong
            if self.troubles:
                return await self.act(request, self.troubles.popleft(), body)
            return await self.act(request, self.chances.trouble(user_text(body), attempt), body)
        finally:
            self.busy -= 1

    def refusal(self, request: web.Request) -> web.Response | None:
        """Return the answer to a wrong key; like the real one it repeats some of it."""
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.keys.add(key)
        if self.key is None or key == self.key:
            return None
        message = f"Incorrect API key provided: {key}. You sent Authorization: Bearer {key}."
        error = {"message": message, "type": "invalid_request_error", "code": "invalid_api_key"}
        return web.json_response({"error": error}, status=401)

    def wrong(self, body: Mapping[str, Any]) -> web.Response | None:
        """Return the answer to what this model does not take."""
        form = body.get("response_format", {}).get("type")
        for name in body:
            refused = name in self.refuses or (name == "response_format" and form in self.refuses)
            if refused:
                named = self.names_what_it_refuses
                error = {"message": _UNSUPPORTED.format(name), "param": name if named else None}
                return web.json_response({"error": error}, status=400)
        if self.models is not None and body["model"] not in self.models:
            error = {"message": "The model does not exist", "code": "model_not_found"}
            return web.json_response({"error": error}, status=404)
        return None

    async def act(
        self, request: web.Request, trouble: Trouble, body: Mapping[str, Any]
    ) -> web.StreamResponse:
        await asyncio.sleep(trouble.seconds)
        if trouble.reset:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if trouble.body is not None or trouble.error is not None:
            text = json.dumps({"error": trouble.error}) if trouble.body is None else trouble.body
            return web.Response(
                status=trouble.status,
                text=text,
                content_type=trouble.content_type,
                headers=trouble.headers,
            )
        self.answered[user_text(body)] += 1
        return web.json_response(self.completion(body, trouble), headers=trouble.headers)

    def completion(self, body: Mapping[str, Any], trouble: Trouble) -> dict[str, Any]:
        answering = self.answering or answer_of
        content = answering(body) if trouble.content is None else trouble.content
        message = {"role": "assistant", "content": content, "refusal": trouble.refusal}
        choice = {"index": 0, "message": message, "finish_reason": trouble.finish}
        model = DATED if body["model"] == MODEL else body["model"]
        done = {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "created": 0,
            "model": model,
            "choices": [choice],
        }
        return done | ({"usage": self.usage(body, content)} if self.counts else {})

    def usage(self, body: Mapping[str, Any], content: str) -> dict[str, Any]:
        """Return tokens as a provider counts them: about four letters each."""
        system = body["messages"][0]["content"]
        known = sum(each["messages"][0]["content"] == system for each in self.asked) > 1
        texts = sum(len(message["content"]) for message in body["messages"])
        prompt, output = texts // 4, len(content) // 4
        return {
            "prompt_tokens": prompt,
            "completion_tokens": output,
            "total_tokens": prompt + output,
            "prompt_tokens_details": {"cached_tokens": int(prompt * self.cached) if known else 0},
        }

    @property
    def connections(self) -> int:
        """How many connections are open, idle ones too."""
        assert self.server is not None
        assert self.server.runner is not None
        assert self.server.runner.server is not None
        return len(self.server.runner.server.connections)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Self]:
        """Run it in this event loop."""
        await self.start()
        try:
            yield self
        finally:
            assert self.server is not None
            await self.server.close()

    async def start(self) -> None:
        self.server = TestServer(self.application(), host="127.0.0.1")
        await self.server.start_server()
        self.url = str(self.server.make_url("/v1"))


def user_text(body: Mapping[str, Any]) -> str:
    messages = body.get("messages") or [{"content": ""}]
    return str(messages[-1]["content"])


def answer_of(body: Mapping[str, Any]) -> str:
    """Return an object of the shape that is asked for, or of that of a suggestion's words."""
    schema = body.get("response_format", {}).get("json_schema", {}).get("schema")
    if schema is not None:
        return json.dumps({name: value_of(name, shape) for name, shape in fields_of(schema)})
    words = {name: f"The {name}" for name in ("title", "description", "rationale")}
    return json.dumps(words | {"category": "comfort", "priority": "medium"})


def fields_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from schema.get("properties", {}).items()


def value_of(name: str, shape: Mapping[str, Any]) -> object:
    if "enum" in shape:
        return shape["enum"][0]
    kinds = shape.get("type", "string")
    match kinds[0] if isinstance(kinds, list) else kinds:
        case "integer" | "number":
            return shape.get("minimum", 0)
        case "boolean":
            return True
        case "array":
            return []
        case "object":
            return {each: value_of(each, inner) for each, inner in fields_of(shape)}
        case "null":
            return None
    return f"The {name}"


@contextmanager
def listening(fake: FakeOpenAI) -> Iterator[FakeOpenAI]:
    """Run it in a thread of its own, for those who have no event loop or measure theirs."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="fake OpenAI")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(fake.start(), loop).result()
        yield fake
        assert fake.server is not None
        asyncio.run_coroutine_threadsafe(fake.server.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
