"""Many things worded at the same time, whatever goes wrong with some."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
import gc
import math
from statistics import median
import time

from homeassistant.core import HomeAssistant
import pytest

from benchmarks.schedules import batches, best, in_order, sequential
from custom_components.homeiq.report import Tokens
from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.spending import Account, Purse, Till
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.wording import (
    Item,
    Outcome,
    Patience,
    Why,
    Worded,
    async_word,
)
from custom_components.homeiq.suggestions.writers.openai import OpenAIProvider
from custom_components.homeiq.suggestions.writers.openai_settings import Patience as Waiting
from custom_components.homeiq.suggestions.writers.provider import (
    BadAnswerError,
    KeyRefusedError,
    ProviderError,
    RateLimitedError,
    Said,
    Usage,
)
from tests.fake_openai import Chances, FakeOpenAI, Trouble, broken
from tests.suggestions.writers.openai_parts import settings_of, until

HASTE = Patience(pause=0.02, pauses=2.0, total=20.0)
MODEL = "gpt-4o-mini"
SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}


def title(answer: Mapping[str, object]) -> str:
    match answer.get("title"):
        case str(text):
            return text
    raise BadAnswerError("no title")


def items(count: int) -> list[Item[str]]:
    return [
        Item(f"s{number}", Prompt("Word it.", f"Lamp {number}", "words", SCHEMA), title)
        for number in range(count)
    ]


def purse(wanted: Wanted, spent: float = 0.0) -> Purse:
    return Purse(wanted, Account(MODEL), Till(spent))


def limited(seconds: float | None = None) -> RateLimitedError:
    error = RateLimitedError("fewer")
    error.retry_after = seconds
    return error


class FakeModel:
    """Answers each prompt as it is told to; what is raised is raised once each."""

    def __init__(self, **troubles: list[Exception | Said]) -> None:
        self.troubles = {key.replace("_", " "): list(each) for key, each in troubles.items()}
        self.asked: list[str] = []
        self.busy = 0
        self.busiest: list[int] = []
        self.seconds = 0.001

    async def __call__(self, prompt: Prompt) -> Said:
        self.asked.append(prompt.user)
        self.busy += 1
        self.busiest.append(self.busy)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.busy -= 1
        troubles = self.troubles.get(prompt.user, self.troubles.get("all", []))
        if troubles:
            match troubles.pop(0):
                case Exception() as error:
                    raise error
                case said:
                    return said
        return Said({"title": f"Title of {prompt.user}"}, Usage(MODEL, 100, 50, 10))


async def worded(
    say: Callable[[Prompt], Awaitable[Said]],
    count: int = 8,
    wanted: Wanted | None = None,
    **options: object,
) -> Worded[str]:
    wanted = wanted or Wanted()
    options.setdefault("patience", HASTE)
    return await async_word(items(count), say, wanted, purse(wanted), **options)  # type: ignore[arg-type]


def whys(result: Worded[str]) -> list[Why | None]:
    return [outcome.why for outcome in result.outcomes]


async def test_all_are_worded_in_their_order_and_counted() -> None:
    model = FakeModel()
    result = await worded(model)
    assert result.outcomes == tuple(
        Outcome(f"s{number}", f"Title of Lamp {number}") for number in range(8)
    )
    assert model.asked == [f"Lamp {number}" for number in range(8)]
    assert max(model.busiest) == 5
    assert result.tokens == Tokens(800, 400, 80)
    assert result.cost_usd == pytest.approx(8 * (90 * 0.15 + 10 * 0.075 + 50 * 0.6) / 1e6)
    assert result.ended is None


async def test_nothing_to_word_asks_nobody() -> None:
    assert (await worded(FakeModel(), 0, should_stop=lambda: True)).outcomes == ()


async def test_one_failing_call_never_stops_the_others(caplog: pytest.LogCaptureFixture) -> None:
    model = FakeModel(Lamp_1=[ProviderError("broken")], Lamp_3=[KeyError("bug")])
    result = await worded(model)
    assert whys(result) == [None, Why.FAILED, None, Why.FAILED, None, None, None, None]
    assert result.outcomes[1].error == "broken"
    assert result.outcomes[3].error == "KeyError"
    assert result.ended is None
    assert len(model.asked) == 8
    # One of our own making is to be found.
    assert caplog.text.count("Traceback") == 1


async def test_a_bad_answer_is_asked_for_once_more_and_paid_twice() -> None:
    cut = BadAnswerError("cut off")
    cut.usage = Usage(MODEL, 7, 3)
    model = FakeModel(
        Lamp_1=[cut],
        Lamp_2=[Said({"name": "x"}, Usage(MODEL, 5, 2)), BadAnswerError("again")],
        Lamp_3=[BadAnswerError("no"), BadAnswerError("no")],
    )
    result = await worded(model, 4)
    assert whys(result) == [None, None, Why.BAD_ANSWER, Why.BAD_ANSWER]
    assert result.outcomes[2].error == "again"
    assert Counter(model.asked) == {"Lamp 0": 1, "Lamp 1": 2, "Lamp 2": 2, "Lamp 3": 2}
    assert result.tokens == Tokens(200 + 7 + 5, 100 + 3 + 2, 20)


async def test_a_rate_limit_slows_down_waits_and_goes_on() -> None:
    model = FakeModel(Lamp_0=[limited(0.2)], Lamp_1=[limited()])
    model.seconds = 0.01
    began = time.monotonic()
    result = await worded(model, 12)
    assert whys(result) == [None] * 12
    assert time.monotonic() - began >= 0.2
    # Five at first; after what was one limit, however many ran into it, two, and then ever more.
    assert model.busiest[:5] == [1, 2, 3, 4, 5]
    assert max(model.busiest[5:7]) == 2
    assert max(model.busiest[5:9]) == 3
    assert max(model.busiest[5:]) == 4


@pytest.mark.parametrize("seconds", [3.0, math.inf])
async def test_a_provider_that_is_to_be_left_alone_for_long_is(seconds: float) -> None:
    model = FakeModel(Lamp_2=[limited(seconds)])
    began = time.monotonic()
    result = await worded(model, 12)
    assert time.monotonic() - began < 1
    assert result.ended is Why.RATE_LIMITED
    # What was under way is worded yet.
    asked = len(model.asked)
    assert 5 <= asked <= 7
    assert whys(result) == [
        None if number < asked and number != 2 else Why.RATE_LIMITED for number in range(12)
    ]
    assert result.outcomes[-1].error == "fewer"


async def test_a_provider_that_never_wants_to_be_asked_ends_in_templates() -> None:
    model = FakeModel(all=[limited(0.01) for _ in range(1_000)])
    result = await worded(model, 30, patience=Patience(pause=0.01, pauses=0.1))
    assert set(whys(result)) == {Why.RATE_LIMITED}
    assert result.ended is Why.RATE_LIMITED
    assert len(model.asked) < 20


async def test_one_that_is_too_large_for_the_limit_does_not_keep_the_others_from_words() -> None:
    model = FakeModel(Lamp_1=[limited(), limited(), limited()])
    result = await worded(model, 8)
    assert whys(result) == [None, Why.RATE_LIMITED] + [None] * 6
    assert result.ended is None


async def test_a_refused_key_stops_at_once_and_is_told_once() -> None:
    model = FakeModel(all=[KeyRefusedError("wrong key"), KeyRefusedError("also wrong")] * 20)
    result = await worded(model, 30)
    assert whys(result) == [Why.KEY_REFUSED] * 30
    assert (result.ended, result.error) == (Why.KEY_REFUSED, "wrong key")
    assert len(model.asked) == 5


async def test_a_spent_budget_asks_nobody() -> None:
    model, wanted = FakeModel(), Wanted(budget_usd=1.0)
    result = await async_word(items(5), model, wanted, purse(wanted, spent=1.0))
    assert whys(result) == [Why.BUDGET] * 5
    assert result.ended is Why.BUDGET
    assert model.asked == []


async def test_calls_at_the_same_time_do_not_overrun_the_budget() -> None:
    """What they may cost is set aside, and what is left of that is used by others."""
    wanted = Wanted(budget_usd=0.001)
    model = FakeModel()
    result = await worded(model, 40, wanted)
    asked = len(model.asked)
    each = (90 * 0.15 + 10 * 0.075 + 50 * 0.6) / 1e6
    assert result.cost_usd == pytest.approx(asked * each)
    assert result.cost_usd <= 0.001
    # Not one call more would have fitted with what it might have cost.
    estimate = Account(MODEL).estimate(items(1)[0].prompt, wanted)
    assert result.cost_usd + estimate > 0.001
    assert whys(result) == [None] * asked + [Why.BUDGET] * (40 - asked)


async def test_a_budget_for_one_call_at_a_time_words_one_after_the_other() -> None:
    wanted = Wanted()
    some = items(3)
    estimate = Account(MODEL).estimate(some[0].prompt, wanted)
    model = FakeModel()
    wanted = Wanted(budget_usd=estimate * 1.6)
    result = await async_word(some, model, wanted, purse(wanted))
    assert max(model.busiest) == 1
    assert None in whys(result)


async def test_all_words_together_end_in_time() -> None:
    model = FakeModel()
    model.seconds = 0.3
    result = await worded(model, 12, patience=Patience(total=0.5))
    assert whys(result) == [None] * 5 + [Why.TOO_LONG] * 7
    assert model.busy == 0
    assert result.tokens.input == 500


async def test_whoever_wants_it_to_stop_does_not_wait_for_calls_under_way() -> None:
    model = FakeModel()
    model.seconds = 30
    began = time.monotonic()
    stop = False

    async def soon() -> None:
        nonlocal stop
        await until(lambda: model.busy == 5)
        stop = True

    async with asyncio.TaskGroup() as group:
        group.create_task(soon())
        asking = group.create_task(worded(model, should_stop=lambda: stop))
    result = asking.result()
    assert time.monotonic() - began < 5
    assert result.ended is Why.STOPPED
    assert whys(result) == [Why.STOPPED] * 8
    assert model.busy == 0


async def test_who_never_wants_it_to_stop_gets_all() -> None:
    result = await worded(FakeModel(), should_stop=lambda: False)
    assert whys(result) == [None] * 8


async def test_whoever_cancels_finds_what_was_paid_and_no_task() -> None:
    wanted = Wanted()
    model, paid = FakeModel(), purse(wanted)
    before = asyncio.all_tasks()
    asking = asyncio.create_task(async_word(items(30), model, wanted, paid))
    await until(lambda: len(model.asked) > 10)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert asyncio.all_tasks() == before
    assert model.busy == 0
    assert paid.tokens.input >= 500
    assert not paid.is_waiting


def asking_of(hass: HomeAssistant, fake: FakeOpenAI, retries: int = 0) -> OpenAIProvider:
    return OpenAIProvider(hass, settings_of(fake), Wanted(), Waiting(retries=retries))


@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("seed", range(3))
async def test_of_many_calls_that_fail_none_is_lost_and_none_is_doubled(
    hass: HomeAssistant, socket_enabled: None, *, seed: int, retries: int, for_good: bool
) -> None:
    """A fifth fails and a tenth is limited, at a real server asked by the real client."""
    chances = Chances(seed, 0.2, 0.1, (0.0, 0.02), retry_after=0.02, for_good=for_good)
    async with FakeOpenAI(chances=chances).serving() as fake:
        patient = replace(HASTE, pauses=60.0)  # however slow the machine is
        result = await worded(asking_of(hass, fake, retries).async_say, 30, patience=patient)
        assert [outcome.key for outcome in result.outcomes] == [f"s{n}" for n in range(30)]
        assert result.ended is None
        for outcome in result.outcomes:
            # Words or a reason for templates, and never both.
            assert (outcome.words is None) == (outcome.why in {Why.FAILED, Why.RATE_LIMITED})
        worded_by_model = [outcome for outcome in result.outcomes if outcome.words is not None]
        # Each answer that was paid is used, and none was paid twice.
        assert set(fake.answered.values()) == {1}
        assert len(fake.answered) == len(worded_by_model)
        assert len(worded_by_model) >= (15 if for_good or not retries else 29)
        assert fake.busiest <= 5


async def test_a_cancelled_run_leaves_no_task_and_no_connection(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    async with FakeOpenAI(chances=Chances(seconds=(0.02, 0.05))).serving() as fake:
        asking = asking_of(hass, fake)
        await asking.async_say(items(1)[0].prompt)  # whatever is built once is built
        fake.chances = Chances(seconds=(20, 30))
        fake.troubles.extend([Trouble(seconds=0.01)] * 10)
        before = asyncio.all_tasks()
        run = asyncio.create_task(worded(asking.async_say, 30))
        await until(lambda: fake.busy == 5 and len(fake.asked) == 16)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        await until(lambda: not fake.busy and not fake.connections)
        # What is left is the server's own, and it is about to end.
        await until(lambda: not {task for task in asyncio.all_tasks() - before if ours(task)})
        gc.collect()


def ours(task: asyncio.Task[object]) -> bool:
    return "homeiq" in repr(task.get_coro()) or "openai" in repr(task.get_coro())


async def test_errors_of_a_server_that_goes_down_leave_the_rest_to_templates(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    async with FakeOpenAI().serving() as fake:
        fake.troubles.extend([Trouble()] * 10 + [broken(503)] * 20)
        result = await worded(asking_of(hass, fake).async_say, 30)
        assert Counter(whys(result)) == {None: 10, Why.FAILED: 20}


class FakeClock(asyncio.SelectorEventLoop):
    """A loop in which time passes only by waiting, and then at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def test_thirty_take_hardly_longer_than_who_knows_all_latencies_needs(
    socket_enabled: None,
) -> None:
    """None waits for the slowest of a batch: a call begins as soon as any has ended."""
    ratios = []
    for seed in range(20):
        chances = Chances(seed, seconds=(0.5, 3.0))
        durations = [chances.trouble(item.prompt.user, 0).seconds for item in items(30)]

        async def say(prompt: Prompt, chances: Chances = chances) -> Said:
            await asyncio.sleep(chances.trouble(prompt.user, 0).seconds)
            return Said({"title": prompt.user})

        loop = FakeClock()
        try:
            result = loop.run_until_complete(worded(say, 30))
        finally:
            loop.close()
        assert whys(result) == [None] * 30
        assert loop.now == pytest.approx(in_order(durations, 5))
        assert loop.now < batches(durations, 5) < sequential(durations)
        ratios.append(loop.now / best(durations, 5))
    assert median(ratios) < 1.15
    assert max(ratios) < 1.25


async def test_a_real_server_is_kept_as_busy_as_may_be(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    async with FakeOpenAI(chances=Chances(seconds=(0.05, 0.1))).serving() as fake:
        result = await worded(asking_of(hass, fake).async_say, 30)
        assert whys(result) == [None] * 30
        assert fake.busiest == 5
        assert result.tokens.cached > 0
