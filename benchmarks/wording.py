"""Words by a language model: how long they take, whether any is lost, and what they cost."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from operator import attrgetter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.tokens import prompt_tokens
from benchmarks.worded.many import Scheduled, Troubled, async_scheduled, async_troubled, home
from benchmarks.worded.nights import Nights, async_nights, make_home
from benchmarks.worded.sizes import prompt_sizes
from tests.fake_openai import Chances

COUNT: Final = 30
SEEDS: Final = range(1, 6)
LATENCIES: Final = (0.5, 3.0)  # seconds
TROUBLE_LATENCIES: Final = (0.1, 0.5)
ENTITIES: Final = (500, 3_000)
TOKENS: Final = 700


def run() -> Iterator[Figure]:
    """Measure one after the other: two at once would slow each other."""
    yield from asyncio.run(_async_together())
    for entities in ENTITIES:
        yield from sizes(f"a home of {entities:,} entities", prompt_sizes(entities))
    with TemporaryDirectory(prefix="homeiq-bench-") as folder:
        config = Path(folder) / "config"
        # In a process of its own, so that this one, which is the server, stays small.
        with ProcessPoolExecutor(1) as pool:
            port = pool.submit(make_home, config).result()
        chances = Chances(seconds=LATENCIES)
        yield from nights(asyncio.run(async_nights(config, port, chances)))


async def _async_together() -> list[Figure]:
    async with home() as hass:
        seen = [
            await async_scheduled(hass, COUNT, Chances(seed, seconds=LATENCIES)) for seed in SEEDS
        ]
        figures = list(schedule(seen))
        for name, for_good in (
            ("20 % of calls fail, 10 % are rate-limited", False),
            ("the same calls go wrong each time", True),
        ):
            chances = Chances(
                1, failing=0.2, limited=0.1, seconds=TROUBLE_LATENCIES, for_good=for_good
            )
            figures += trouble(name, COUNT, await async_troubled(hass, COUNT, chances))
    return figures


def schedule(seen: list[Scheduled]) -> Iterator[Figure]:
    """Yield how long words take, beside other ways to ask for them."""
    usual = sorted(seen, key=attrgetter("times"))[len(seen) // 2]
    name = f"{COUNT} suggestions, five at once, beside the best possible schedule"
    yield at_most(
        f"{name} (median of {len(seen)})", median(each.times for each in seen), 1.2, "times"
    )
    yield Figure("  the worst of these", max(each.times for each in seen), "times")
    yield at_least("  worded by the model, the fewest", min(each.worded for each in seen), COUNT)
    yield Figure("  the median one", usual.took, "s")
    yield Figure("  best possible, by the sum of all latencies", usual.best, "s")
    yield Figure("  the longest first, with all latencies known", usual.longest_first, "s")
    yield Figure("  batches of five with a barrier", usual.batches, "s")
    yield Figure("  one after the other", usual.sequential, "s")


def trouble(name: str, count: int, seen: Troubled) -> Iterator[Figure]:
    """Yield what becomes of suggestions where calls go wrong."""
    unit = f"of {count}; {seen.by_model} by model, {seen.by_template} by template"
    yield at_least(f"{name}: worded", seen.by_model + seen.by_template, count, unit)
    yield at_most("  lost", seen.lost, 0)
    yield at_most("  doubled", seen.doubled, 0, f"in {seen.calls} calls")
    yield Figure("  took", seen.seconds, "s")


def sizes(name: str, found: list[int]) -> Iterator[Figure]:
    """Yield how large prompts are."""
    unit = f"tokens; of {len(found)} prompts"
    yield at_most(f"{name}: largest prompt", max(found, default=None), TOKENS, unit)
    yield Figure("  median", median(found) if found else None, "tokens")


def nights(seen: Nights) -> Iterator[Figure]:
    """Yield what is to be seen of a simulated household in a real Home Assistant."""
    yield from sizes("the simulated household", [prompt_tokens(each) for each in seen.prompts])
    yield at_least("first night: worded by the model", seen.worded, len(seen.prompts))
    yield Figure("  words took", seen.seconds, "s")
    yield Figure("  longest stall while words are asked for", seen.stalled * 1000, "ms")
    yield Figure("  while the server is chosen and tried out", seen.choosing * 1000, "ms")
    yield at_most("second night without changes: calls", seen.again, 0)
    yield at_least("  still in the model's words", seen.kept, seen.worded)
