"""Word many things at the same time: each by a model, or left to the templates with a reason."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
import logging
from typing import Final

from custom_components.homeiq.report import Tokens
from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.spending import Purse, Reserved
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.provider import (
    BadAnswerError,
    KeyRefusedError,
    ProviderError,
    RateLimitedError,
    Said,
    Usage,
)

_LOGGER: Final = logging.getLogger(__name__)

_WATCH: Final = 0.5  # seconds between two looks at whether to stop


class Why(StrEnum):
    """Why something is left to the templates."""

    BAD_ANSWER = "bad_answer"  # twice
    FAILED = "failed"
    RATE_LIMITED = "rate_limited"
    KEY_REFUSED = "key_refused"
    BUDGET = "budget"
    TOO_LONG = "too_long"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Item[T]:
    """One thing to be worded."""

    key: str
    prompt: Prompt
    read: Callable[[Mapping[str, object]], T]  # of an answer; raises BadAnswerError


@dataclass(frozen=True, slots=True)
class Outcome[T]:
    """What became of it: words, or why there are none."""

    key: str
    words: T | None = None
    why: Why | None = None
    error: str = ""  # the cause in English, without secrets


@dataclass(frozen=True, slots=True)
class Worded[T]:
    """What became of all, in the order in which they came."""

    outcomes: tuple[Outcome[T], ...]
    ended: Why | None  # what kept all the rest from being asked; None: nothing did
    error: str  # its cause
    tokens: Tokens
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Patience:
    """How long words are waited for, in seconds."""

    pause: float = 2.0  # the least after a rate limit; doubles until there is an answer
    pauses: float = 60.0  # for rate limits, all in all
    total: float = 480.0


PATIENT: Final = Patience()


async def async_word[T](
    items: Sequence[Item[T]],
    say: Callable[[Prompt], Awaitable[Said]],
    wanted: Wanted,
    purse: Purse,
    *,
    should_stop: Callable[[], bool] | None = None,
    patience: Patience = PATIENT,
) -> Worded[T]:
    """Return words for each item, or why it is left to the templates; the first come first.

    `say` raises ProviderError. `should_stop` is asked in a thread. Whoever cancels this finds
    in the purse what was paid until then, and no task left.
    """
    asking = _Round(items, say, wanted.concurrency, purse, patience)
    await asking.run(should_stop)
    return asking.worded()


@dataclass(slots=True)
class _Turn[T]:
    """An item that waits, and what came of asking for it."""

    place: int
    item: Item[T]
    bad: int = 0  # answers
    limited: int = 0  # times that the provider wanted fewer calls


class _Round[T]:
    """The state of one call of `async_word`."""

    def __init__(
        self,
        items: Sequence[Item[T]],
        say: Callable[[Prompt], Awaitable[Said]],
        concurrency: int,
        purse: Purse,
        patience: Patience,
    ) -> None:
        self._items = items
        self._say = say
        self._purse = purse
        self._patience = patience
        self._waiting = deque(_Turn(place, item) for place, item in enumerate(items))
        self._outcomes: dict[int, Outcome[T]] = {}
        self._allowed = max(concurrency, 1)  # calls at the same time
        self._most = self._allowed  # of those, as long as the provider bears them
        self._well = 0  # calls that went well since that changed
        self._asking = 0
        self._settled = asyncio.Event()
        self._resume_at = 0.0  # by the loop's clock
        self._next_pause = patience.pause
        self._paused = 0.0  # seconds, all in all
        self._ended: Why | None = None
        self._error = ""

    def worded(self) -> Worded[T]:
        """Return what became of all."""
        why = self._ended or Why.STOPPED
        rest = [Outcome[T](item.key, why=why, error=self._error) for item in self._items]
        outcomes = tuple(self._outcomes.get(place, rest[place]) for place in range(len(rest)))
        purse = self._purse
        return Worded(outcomes, self._ended, self._error, purse.tokens, purse.cost_usd)

    async def run(self, should_stop: Callable[[], bool] | None) -> None:
        """Ask for all, as many at the same time as may be."""
        try:
            async with asyncio.timeout(self._patience.total), asyncio.TaskGroup() as group:
                count = min(self._allowed, len(self._items))
                workers = [group.create_task(self._work()) for _ in range(count)]
                if should_stop is not None and workers:
                    watcher = group.create_task(self._watch(should_stop, workers))
                    await asyncio.wait(workers)
                    watcher.cancel()
        except TimeoutError:
            self._end(Why.TOO_LONG, f"all words took more than {self._patience.total:g} seconds")

    async def _watch(
        self, should_stop: Callable[[], bool], workers: Sequence[asyncio.Task[None]]
    ) -> None:
        while not await asyncio.to_thread(should_stop):  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(_WATCH)
        self._end(Why.STOPPED)
        for worker in workers:
            worker.cancel()

    async def _work(self) -> None:
        while (ready := await self._next()) is not None:
            await self._ask(*ready)

    async def _next(self) -> tuple[_Turn[T], Reserved] | None:
        """Return what to ask now, with the money for it; None where nothing is left to ask."""
        clock = asyncio.get_running_loop().time
        while self._waiting and self._ended is None:
            if (pause := self._resume_at - clock()) > 0:
                await asyncio.sleep(pause)
            elif self._asking >= self._most:
                await self._settled.wait()
            elif (reserved := self._purse.reserve(self._waiting[0].item.prompt)) is not None:
                self._asking += 1
                return self._waiting.popleft(), reserved
            elif self._purse.is_waiting:
                # Calls mostly cost less than was set aside: there may be enough yet.
                await self._settled.wait()
            else:
                self._end(Why.BUDGET)
        return None

    async def _ask(self, turn: _Turn[T], reserved: Reserved) -> None:
        usage: Usage | None = None
        lost = True  # unless it is told what it took, or was turned away
        try:
            said = await self._say(turn.item.prompt)
            usage = said.usage
            self._speed_up()
            self._outcomes[turn.place] = Outcome(turn.item.key, turn.item.read(said.answer))
        except BadAnswerError as error:
            usage = usage or error.usage
            self._take_bad(turn, error)
        except RateLimitedError as error:
            lost = False
            self._slow_down(turn, error)
        except KeyRefusedError as error:
            lost = False
            self._leave(turn, Why.KEY_REFUSED, str(error))
            self._end(Why.KEY_REFUSED, str(error))
        except ProviderError as error:
            self._leave(turn, Why.FAILED, str(error))
        except Exception as error:  # one failing call never stops the others
            _LOGGER.exception("Something went wrong while words were asked for")
            self._leave(turn, Why.FAILED, type(error).__name__)
        finally:
            self._asking -= 1
            self._purse.settle(reserved, usage, lost=lost)
            self._settled.set()
            self._settled = asyncio.Event()

    def _take_bad(self, turn: _Turn[T], error: BadAnswerError) -> None:
        """Ask once more after a bad answer, before all others; then leave it."""
        turn.bad += 1
        if turn.bad > 1:
            self._leave(turn, Why.BAD_ANSWER, str(error))
        else:
            self._waiting.appendleft(turn)

    def _speed_up(self) -> None:
        """Take an answer for a sign that one call more may be borne, when many have come."""
        self._next_pause = self._patience.pause
        self._well += 1
        if self._well >= self._most < self._allowed:
            self._most, self._well = self._most + 1, 0

    def _slow_down(self, turn: _Turn[T], error: RateLimitedError) -> None:
        """Wait as long as the provider wants, then go on with half as many at the same time.

        Several that hit the limit at once have hit one limit: it is waited for once.
        """
        turn.limited += 1
        if turn.limited > 1:
            # It may be too large for the limit, and would keep all others from being asked.
            self._leave(turn, Why.RATE_LIMITED, str(error))
        else:
            self._waiting.appendleft(turn)
        now = asyncio.get_running_loop().time()
        until = now + (error.retry_after or 0.0)
        if self._resume_at <= now:
            until = max(until, now + self._next_pause)
            self._next_pause *= 2
            self._most, self._well = max(self._most // 2, 1), 0
        longer = until - max(self._resume_at, now)
        if longer <= 0:
            return
        if self._paused + longer > self._patience.pauses:
            self._end(Why.RATE_LIMITED, str(error))
            return
        self._paused += longer
        self._resume_at = until

    def _leave(self, turn: _Turn[T], why: Why, error: str) -> None:
        self._outcomes[turn.place] = Outcome(turn.item.key, why=why, error=error)

    def _end(self, why: Why, error: str = "") -> None:
        """Ask nothing more; the first reason stays."""
        if self._ended is None:
            self._ended, self._error = why, error
