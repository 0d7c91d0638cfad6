"""Words by OpenAI's API: the real client, a real server, and a fake behind it."""

import asyncio
from collections.abc import AsyncIterator
import json
import logging
import math
import subprocess
import sys
import traceback
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.openai import (
    OpenAIProvider,
    async_models,
    async_test,
)
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings, Patience
from custom_components.homeiq.suggestions.writers.problems import Problem
from custom_components.homeiq.suggestions.writers.provider import (
    BadAnswerError,
    KeyRefusedError,
    ProviderError,
    RateLimitedError,
    Usage,
)
from tests.conftest import ROOT
from tests.fake_openai import DATED, KEY, FakeOpenAI, Trouble, broken, limited
from tests.servers.process import free_port
from tests.suggestions.writers.openai_parts import ANSWER, HASTE, PROMPT, settings_of, until

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def fake(socket_enabled: None) -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI().serving() as serving:
        yield serving


def provider(
    hass: HomeAssistant,
    fake: FakeOpenAI,
    model: str = "gpt-4o-mini",
    wanted: Wanted | None = None,
    patience: Patience = HASTE,
) -> OpenAIProvider:
    return OpenAIProvider(hass, settings_of(fake, model), wanted or Wanted(), patience)


async def test_asks_for_a_schema_with_the_users_options_and_counts_tokens(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    asking = provider(hass, fake, wanted=Wanted(temperature=0.2, max_tokens=120))
    assert asking.name == "openai"
    assert (await asking.async_say(PROMPT)).answer == ANSWER
    said = await asking.async_say(PROMPT)
    first, second = fake.asked
    assert first == second
    assert first["messages"] == [
        {"role": "system", "content": PROMPT.system},
        {"role": "user", "content": PROMPT.user},
    ]
    assert first["temperature"] == 0.2
    assert first["max_completion_tokens"] == 120
    assert first["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "words", "strict": True, "schema": PROMPT.schema},
    }
    assert "reasoning_effort" not in first
    letters = len(PROMPT.system) + len(PROMPT.user)
    output = len(json.dumps(ANSWER)) // 4
    assert said.usage == Usage(DATED, letters // 4, output, letters // 8)


async def test_a_model_that_thinks_gets_room_for_it(hass: HomeAssistant, fake: FakeOpenAI) -> None:
    await provider(hass, fake, "o3-mini").async_say(PROMPT)
    (asked,) = fake.asked
    assert asked["reasoning_effort"] == "low"
    assert asked["max_completion_tokens"] == 1_300


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("refused", "lacks"),
    [
        ("temperature", {"temperature"}),
        ("max_completion_tokens", {"max_completion_tokens"}),
        ("json_schema", set()),
        ("response_format", {"response_format"}),
    ],
)
async def test_what_a_model_refuses_is_left_out_from_then_on(
    hass: HomeAssistant, fake: FakeOpenAI, *, refused: str, lacks: set[str], named: bool
) -> None:
    fake.refuses = frozenset({refused})
    fake.names_what_it_refuses = named
    fake.answering = lambda _: f"```json\n{json.dumps(ANSWER)}\n```"
    for _ in range(2):
        # Each is another one, as after another run.
        assert (await provider(hass, fake).async_say(PROMPT)).answer == ANSWER
    refusals = 2 if refused == "response_format" else 1
    assert len(fake.asked) == refusals + 2
    assert fake.asked[-1] == fake.asked[-2]
    assert not lacks & fake.asked[-1].keys()
    if refused == "max_completion_tokens":
        assert fake.asked[-1]["max_tokens"] == 300
    if refused == "json_schema":
        assert fake.asked[-1]["response_format"] == {"type": "json_object"}
    # Another model is another matter.
    await provider(hass, fake, "gpt-4o").async_say(PROMPT)
    assert len(fake.asked) == 2 * refusals + 3


async def test_calls_at_the_same_time_learn_together_and_none_is_lost(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    fake.refuses = frozenset({"temperature", "max_completion_tokens", "json_schema"})
    asking = provider(hass, fake)
    said = await asyncio.gather(*(asking.async_say(PROMPT) for _ in range(5)))
    assert [each.answer for each in said] == [
        {**{name: f"The {name}" for name in ("title", "description", "rationale")}}
        | {"category": "comfort", "priority": "medium"}
    ] * 5
    assert len(fake.asked) <= 5 * 4
    before = len(fake.asked)
    await asking.async_say(PROMPT)
    assert len(fake.asked) == before + 1
    assert fake.asked[-1]["response_format"] == {"type": "json_object"}


async def test_a_refusal_of_something_else_is_an_error(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    fake.troubles.append(Trouble(status=400, error={"message": "no", "param": ["messages"]}))
    with pytest.raises(ProviderError, match="400 no") as caught:
        await provider(hass, fake).async_say(PROMPT)
    assert caught.value.key == Problem.FAILED


async def test_a_server_that_refuses_whatever_is_asked_is_not_asked_for_ever(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    names = "temperature, reasoning_effort, max_completion_tokens, max_tokens, response_format"
    refusal = Trouble(status=422, error={"message": f"I do not know {names}"})
    fake.troubles.extend([refusal] * 20)
    with pytest.raises(ProviderError):
        await provider(hass, fake).async_say(PROMPT)
    assert len(fake.asked) == 7


async def test_the_clients_own_retries_get_over_errors_and_rate_limits(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    soon = {"retry-after-ms": "10"}
    fake.troubles.extend(
        [
            Trouble(status=500, error={}, headers=soon),
            Trouble(status=503, body="<html>", content_type="text/html", headers=soon),
            Trouble(status=429, error={}, headers=soon),
        ]
    )
    patience = Patience(retries=3)
    assert (await provider(hass, fake, patience=patience).async_say(PROMPT)).answer == ANSWER
    assert len(fake.asked) == 4


@pytest.mark.parametrize(
    ("trouble", "kind", "key", "text"),
    [
        (broken(), ProviderError, Problem.FAILED, "500 The server had an error"),
        (broken(503), ProviderError, Problem.FAILED, "503"),
        (Trouble(reset=True), ProviderError, Problem.URL, "no language model answers"),
        (Trouble(seconds=30), ProviderError, Problem.TIMEOUT, "in time"),
        (limited(), RateLimitedError, Problem.BUSY, "429 Rate limit reached"),
        (limited(code="insufficient_quota"), RateLimitedError, Problem.QUOTA, "429"),
        (Trouble(status=402, error={}), RateLimitedError, Problem.QUOTA, "402"),
        (Trouble(status=403, error={}), KeyRefusedError, Problem.KEY, "403"),
        (
            Trouble(status=403, error={"code": "unsupported_country_region_territory"}),
            ProviderError,
            Problem.FAILED,
            "403",
        ),
        (Trouble(status=404, body="no"), ProviderError, Problem.URL, "404"),
        (Trouble(status=404, error={"message": "Model x?"}), ProviderError, Problem.MODEL, "404"),
        (
            Trouble(status=400, error={"code": "json_validate_failed"}),
            BadAnswerError,
            Problem.ANSWER,
            "400",
        ),
        (Trouble(body="{half"), BadAnswerError, Problem.ANSWER, "JSONDecodeError"),
        (
            Trouble(body="<html>", content_type="text/html"),
            BadAnswerError,
            Problem.ANSWER,
            "does not speak",
        ),
        (Trouble(body="[]"), BadAnswerError, Problem.ANSWER, "does not speak"),
        (Trouble(body="{}"), BadAnswerError, Problem.ANSWER, "no answer in it"),
        (Trouble(body='{"choices": [null]}'), BadAnswerError, Problem.ANSWER, "no answer in it"),
        (Trouble(body='{"choices": 1}'), BadAnswerError, Problem.ANSWER, "no answer in it"),
        (Trouble(content="So bright!"), BadAnswerError, Problem.ANSWER, "no JSON object"),
        (Trouble(content=" "), BadAnswerError, Problem.ANSWER, "empty"),
        (Trouble(finish="length"), BadAnswerError, Problem.ANSWER, "cut off"),
        (Trouble(finish="content_filter"), BadAnswerError, Problem.ANSWER, "filter"),
        (Trouble(refusal="I can't."), BadAnswerError, Problem.ANSWER, "refuses to answer"),
    ],
)
async def test_what_goes_wrong_is_told_by_kind(
    hass: HomeAssistant,
    fake: FakeOpenAI,
    trouble: Trouble,
    kind: type[ProviderError],
    key: Problem,
    text: str,
) -> None:
    fake.troubles.append(trouble)
    patience = Patience(retries=0, answer=0.3 if trouble.seconds else 5.0)
    with pytest.raises(ProviderError, match=text) as caught:
        await provider(hass, fake, patience=patience).async_say(PROMPT)
    assert type(caught.value) is kind
    assert caught.value.key == key
    if isinstance(caught.value, BadAnswerError):
        # It has to be paid all the same, where it was counted.
        assert (caught.value.usage is None) == (trouble.body is not None or trouble.status != 200)
    if isinstance(caught.value, RateLimitedError):
        assert caught.value.retry_after == (math.inf if key is Problem.QUOTA else None)


async def test_all_attempts_together_end_in_time(hass: HomeAssistant, fake: FakeOpenAI) -> None:
    fake.troubles.append(limited(60))
    patience = Patience(retries=1, total=0.3)
    with pytest.raises(ProviderError, match="in time"):
        await provider(hass, fake, patience=patience).async_say(PROMPT)


async def test_tokens_that_a_server_does_not_count_are_not_known(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    fake.counts = False
    assert (await provider(hass, fake).async_say(PROMPT)).usage is None


@pytest.mark.parametrize(
    ("model", "usage", "expected"),
    [
        ('"m"', '{"prompt_tokens": 5}', Usage("m", 5)),
        ("null", '{"completion_tokens": -1, "prompt_tokens": "9"}', Usage("gpt-4o-mini")),
        (
            '"m"',
            '{"prompt_tokens": 5, "prompt_tokens_details": {"cached_tokens": null}}',
            Usage("m", 5),
        ),
    ],
)
async def test_odd_counts_of_tokens_do_no_harm(
    hass: HomeAssistant, fake: FakeOpenAI, model: str, usage: str, expected: Usage
) -> None:
    choice = '{"message": {"content": "{\\"title\\": \\"x\\"}"}}'
    body = f'{{"model": {model}, "usage": {usage}, "choices": [{choice}]}}'
    fake.troubles.append(Trouble(body=body))
    said = await provider(hass, fake).async_say(PROMPT)
    assert (said.answer, said.usage) == ({"title": "x"}, expected)


async def test_a_server_in_the_house_needs_no_key_and_is_told_none(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/elsewhere")
    async with FakeOpenAI(key=None).serving() as fake:
        settings = settings_of(fake, key="")
        assert (
            await OpenAIProvider(hass, settings, Wanted(), HASTE).async_say(PROMPT)
        ).answer == ANSWER
        assert KEY not in fake.keys


async def test_nobody_listens(hass: HomeAssistant) -> None:
    settings = OpenAISettings(KEY, f"http://127.0.0.1:{free_port()}/v1")
    with pytest.raises(ProviderError, match="no language model answers") as caught:
        await OpenAIProvider(hass, settings, Wanted(), HASTE).async_say(PROMPT)
    assert caught.value.key == Problem.URL


@pytest.mark.parametrize("url", ["ollama", "ftp://host", "http://", "http://[::1", "http://h:x"])
async def test_an_address_that_is_none(hass: HomeAssistant, url: str) -> None:
    with pytest.raises(ProviderError, match="none of http") as caught:
        await OpenAIProvider(hass, OpenAISettings(KEY, url), Wanted(), HASTE).async_say(PROMPT)
    assert caught.value.key == Problem.URL


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines"])
async def test_a_key_that_can_be_none_is_refused_before_it_is_sent(
    hass: HomeAssistant, fake: FakeOpenAI, key: str
) -> None:
    with pytest.raises(KeyRefusedError, match="characters") as caught:
        await async_models(hass, key, fake.url)
    assert key not in str(caught.value)
    assert fake.keys == set()


async def test_no_text_tells_the_key(
    hass: HomeAssistant, fake: FakeOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    """In no error, however it is shown, and in no line that anybody logs."""
    caplog.set_level(logging.DEBUG)
    secret = "sk-proj-nobody-may-see-this-1234"
    address = fake.url.replace("http://", f"http://anna:{secret}@") + f"?api_key={secret}#{secret}"
    settings = OpenAISettings(secret, address)
    echoed = {"message": f"{secret} is limited\n(Bearer {secret})", "code": secret, "type": secret}
    fake.key = None
    fake.troubles.extend(
        [
            Trouble(status=429, error=echoed),
            Trouble(status=500, body=f"Authorization: Bearer {secret}", content_type="text/plain"),
            Trouble(status=404, error=echoed),
            Trouble(content=f"my key is {secret}"),
            Trouble(body=f"{{{secret}"),
            Trouble(reset=True),
        ]
    )
    texts = [repr(settings), settings.url]
    for key in (None,) * len(fake.troubles) + (KEY,):
        fake.key = key
        asking = OpenAIProvider(hass, settings, Wanted(), HASTE)
        with pytest.raises(ProviderError) as caught:
            await asking.async_say(PROMPT)
        error = caught.value
        texts += [str(error), repr(error), str(error.values), *traceback.format_exception(error)]
        texts += [f"{error.__cause__!r}", str(vars(asking))]
    assert fake.keys == {secret}
    for text in (*texts, caplog.text):
        assert secret not in text
        assert "nobody-may" not in text


async def test_models_that_chat_are_listed_in_order(hass: HomeAssistant, fake: FakeOpenAI) -> None:
    assert await async_models(hass, KEY, fake.url) == ["gpt-4o", "gpt-4o-mini", "o1-pro", "o3-mini"]


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(status=501, error={}),
        Trouble(body="<html>", content_type="text/html"),
        Trouble(body="{half"),
        Trouble(body="{}"),
        Trouble(body='{"data": 3}'),
        Trouble(body='{"data": [{"name": "x"}, {"id": 4}, null]}'),
    ],
)
async def test_a_server_without_a_list_of_models_has_none(
    hass: HomeAssistant, fake: FakeOpenAI, trouble: Trouble
) -> None:
    fake.troubles.extend([trouble] * 2)
    assert await async_models(hass, KEY, fake.url) == []
    fake.troubles.clear()
    fake.models = None
    assert await async_models(hass, KEY, fake.url) == []


async def test_a_list_of_models_tells_a_wrong_key_and_a_wrong_address(
    hass: HomeAssistant, fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyRefusedError, match="401"):
        await async_models(hass, "sk-wrong-wrong", fake.url)
    with pytest.raises(ProviderError) as caught:
        await async_models(hass, KEY, f"http://127.0.0.1:{free_port()}")
    assert caught.value.key == Problem.URL
    monkeypatch.setattr(
        "custom_components.homeiq.suggestions.writers.openai.BRISK", Patience(total=0.1)
    )
    fake.troubles.append(Trouble(seconds=30))
    with pytest.raises(ProviderError, match="in time"):
        await async_models(hass, KEY, fake.url)


async def test_a_model_is_tried_with_the_users_own_options(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    fake.refuses = frozenset({"temperature"})
    assert await async_test(hass, settings_of(fake), Wanted(max_tokens=50)) == DATED
    assert fake.asked[-1]["max_completion_tokens"] == 50
    with pytest.raises(ProviderError) as caught:
        await async_test(hass, settings_of(fake, "gpt-9"), Wanted())
    assert caught.value.key == Problem.MODEL
    fake.counts = False
    assert await async_test(hass, settings_of(fake), Wanted()) == "gpt-4o-mini"


async def test_a_call_that_is_given_up_leaves_no_connection(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    fake.troubles.extend([Trouble(seconds=30)] * 3)
    asking = provider(hass, fake, patience=Patience())
    calls = [asyncio.create_task(asking.async_say(PROMPT)) for _ in range(3)]
    await until(lambda: fake.busy == 3)
    for call in calls:
        call.cancel()
    await asyncio.wait(calls)
    assert all(call.cancelled() for call in calls)
    await until(lambda: not fake.busy and not fake.connections)


IMPORTING: Any = """
import sys
import custom_components.homeiq
import custom_components.homeiq.config_flow
import custom_components.homeiq.suggestions.writers.choice
assert "openai" not in sys.modules
"""


def test_the_client_is_imported_only_for_those_who_chose_it() -> None:
    """It takes seconds, and as much memory as all the rest of HomeIQ."""
    subprocess.run([sys.executable, "-c", IMPORTING], cwd=ROOT, check=True)


STALLS: Any = """
import asyncio, sys, time
from homeassistant.core import HomeAssistant
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.openai import OpenAIProvider
from tests.fake_openai import FakeOpenAI, listening
from tests.suggestions.writers.openai_parts import HASTE, PROMPT, settings_of
from custom_components.homeiq.suggestions.writers import openai as ours

async def main(fake):
    hass = HomeAssistant(sys.argv[1])
    provider = OpenAIProvider(hass, settings_of(fake), Wanted(), HASTE)
    await ours._async_load(hass)
    known = set(sys.modules)
    longest, last = 0.0, time.process_time()
    call = asyncio.create_task(provider.async_say(PROMPT))
    while not call.done():
        await asyncio.sleep(0)
        now = time.process_time()
        longest, last = max(longest, now - last), now
    await call
    print(longest, len({name for name in set(sys.modules) - known if "openai" in name}))
    await hass.async_stop(force=True)

with listening(FakeOpenAI()) as fake:
    asyncio.run(main(fake))
"""


def test_the_first_call_does_not_hold_up_the_event_loop(tmp_path: Any) -> None:
    """Without what is done beside the event loop before, it takes more than a second."""
    ran = subprocess.run(
        [sys.executable, "-c", STALLS, str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    longest, imported = ran.stdout.split()
    assert int(imported) == 0
    assert float(longest) < 0.1
