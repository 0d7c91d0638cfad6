"""Many suggestions, worded together: the real client, and a fake that is a server on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import (
    async_test_home_assistant,
)

from benchmarks.schedules import batches, best, longest_first, sequential
from custom_components.homeiq.mining.pattern import ClockTrigger
from custom_components.homeiq.suggestions.answer import ModelWords, read_words
from custom_components.homeiq.suggestions.prompt import word_prompt
from custom_components.homeiq.suggestions.spending import Purse
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.wording import Item, Worded, async_word
from custom_components.homeiq.suggestions.writers.openai import OpenAIProvider
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from custom_components.homeiq.suggestions.writers.trial import TRIAL
from tests.fake_openai import KEY, MODEL, Chances, FakeOpenAI, listening, user_text
from tests.suggestions.typical import LATE, of_pattern, surroundings

WANTED: Final = Wanted()  # five at the same time
_FROM: Final = 72_000  # a second of the day


@asynccontextmanager
async def home() -> AsyncIterator[HomeAssistant]:
    """Start a Home Assistant in this process, and stop it at the end."""
    with TemporaryDirectory(prefix="homeiq-bench-") as folder:
        async with async_test_home_assistant(config_dir=str(Path(folder))) as hass:
            try:
                yield hass
            finally:
                await hass.async_stop(force=True)


def items(count: int) -> list[Item[ModelWords]]:
    """Return as many different things to be worded, as a run has them."""
    around = surroundings()
    made = []
    for number in range(count):
        late = replace(LATE, trigger=ClockTrigger(_FROM + 60 * number))
        if (question := word_prompt(of_pattern(late), around)) is None:
            raise LookupError("nothing may be asked")
        made.append(Item(str(number), question.prompt, partial(read_words, question=question)))
    return made


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Seconds that words took, and that the latencies alone would have taken otherwise."""

    took: float
    best: float
    longest_first: float
    batches: float
    sequential: float
    worded: int

    @property
    def times(self) -> float:
        """How much longer than the best possible schedule."""
        return self.took / self.best


async def async_scheduled(hass: HomeAssistant, count: int, chances: Chances) -> Scheduled:
    """Word as many, each with a latency that is drawn from a seed."""
    asked = items(count)
    latencies = [chances.trouble(each.prompt.user, 0).seconds for each in asked]
    with listening(FakeOpenAI(chances=chances)) as fake:
        took, worded = await _async_timed(hass, fake, asked)
    at_once = WANTED.concurrency
    return Scheduled(
        took,
        best(latencies, at_once),
        longest_first(latencies, at_once),
        batches(latencies, at_once),
        sequential(latencies),
        sum(each.words is not None for each in worded.outcomes),
    )


@dataclass(frozen=True, slots=True)
class Troubled:
    """What became of as many where calls go wrong."""

    seconds: float
    calls: int  # that the server saw
    by_model: int
    by_template: int  # each with a reason
    lost: int  # neither
    doubled: int  # answered well more than once, or told of more than once


async def async_troubled(hass: HomeAssistant, count: int, chances: Chances) -> Troubled:
    """Word as many where some calls fail and some are refused for a while."""
    asked = items(count)
    with listening(FakeOpenAI(chances=chances)) as fake:
        seconds, worded = await _async_timed(hass, fake, asked)
        # The question with which the client is warmed up is none of them.
        answered = [fake.answered[each.prompt.user] for each in asked]
        calls = sum(user_text(each) != TRIAL.user for each in fake.asked)
    outcomes = worded.outcomes
    by_model = {each.key for each in outcomes if each.words is not None}
    by_template = {each.key for each in outcomes if each.words is None and each.why is not None}
    return Troubled(
        seconds,
        calls,
        len(by_model),
        len(by_template),
        lost=len({each.key for each in asked} - by_model - by_template),
        doubled=sum(each > 1 for each in answered) + len(outcomes) - len(by_model | by_template),
    )


async def _async_timed(
    hass: HomeAssistant, fake: FakeOpenAI, asked: list[Item[ModelWords]]
) -> tuple[float, Worded[ModelWords]]:
    settings = OpenAISettings(KEY, fake.url, MODEL)
    provider = OpenAIProvider(hass, settings, WANTED)
    chances, fake.chances = fake.chances, Chances()
    await provider.async_say(TRIAL)  # the client is imported when it is first used
    fake.chances = chances
    begin = perf_counter()
    worded = await async_word(asked, provider.async_say, WANTED, Purse(WANTED, settings.account))
    return perf_counter() - begin, worded
