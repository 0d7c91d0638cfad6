"""Nights of a real Home Assistant, with words by a fake that is a server on loopback."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks.live.config import add_heartbeat
from custom_components.homeiq.suggestions.prompt import Prompt
from demo.__main__ import spec_until
from demo.config_folder import make_config
from demo.household import simulate
from demo.instance import Instance, choose_port, started
from demo.spec import HouseholdSpec
from tests.fake_openai import KEY, MODEL, Chances, FakeOpenAI, listening

_FLOWS: Final = "/api/config/config_entries/flow"
_ENTRY: Final = "/api/config/config_entries/entry"
_LOAD_SECONDS: Final = 60
_FELT: Final = 0.01  # seconds: what the heartbeat does not tell was shorter


@dataclass(frozen=True, slots=True)
class Nights:
    """What was seen."""

    prompts: Sequence[Prompt]  # that were sent in the first night
    worded: int  # suggestions that had a model's words after it
    tokens: int  # of the first night, as the server counts them
    seconds: float  # that words took in it
    choosing: float  # seconds: longest stall while the server is chosen and tried out
    stalled: float  # seconds: longest stall while words are asked for
    again: int  # calls of the second night
    kept: int  # suggestions that had a model's words after that


def make_home(folder: Path, **changes: Any) -> int:
    """Write the configuration of the demo's household, and return its port.

    `changes` are to its spec. It takes memory that is better left to a process of its own.
    """
    spec = spec_until(datetime.now(ZoneInfo(HouseholdSpec().timezone)), seed=1)
    port = choose_port(None)
    make_config(folder, simulate(replace(spec, **changes)), port)
    add_heartbeat(folder)
    return port


async def async_nights(config: Path, port: int, chances: Chances) -> Nights:
    """Let templates word all in a first run; then a model, and once more without any change."""
    with listening(FakeOpenAI(chances=chances)) as fake:
        async with started(config, port) as instance:
            await instance.add_homeiq()
            await instance.action("homeiq.run_analysis")
            await _longest_stall(instance, 0.0)
            await _choose(instance, fake)
            choosing = await _longest_stall(instance, 0.0)
            fake.asked.clear()
            first = await instance.action("homeiq.run_analysis")
            begin, seconds = _span(first, "suggestions")
            stalled = await _longest_stall(instance, begin, begin + seconds)
            prompts = [_prompt(each) for each in fake.asked]
            worded = await _worded(instance)
            fake.asked.clear()
            await instance.action("homeiq.run_analysis")
            kept = await _worded(instance)
            return Nights(
                prompts=prompts,
                worded=worded,
                tokens=first["openai_tokens"]["input"],
                seconds=seconds,
                choosing=choosing,
                stalled=stalled,
                again=len(fake.asked),
                kept=kept,
            )


async def _choose(instance: Instance, fake: FakeOpenAI) -> None:
    """Choose the server from reconfigure's menu."""
    (entry,) = await instance.request("GET", f"{_ENTRY}?domain=homeiq")
    begun = {"handler": "homeiq", "entry_id": entry["entry_id"]}
    flow = await instance.request("POST", _FLOWS, begun)
    for form in ({"next_step_id": "openai"}, {"key": KEY, "base_url": fake.url}, {"model": MODEL}):
        flow = await instance.request("POST", f"{_FLOWS}/{flow['flow_id']}", form)
    if flow.get("reason") != "reconfigure_successful":
        raise RuntimeError(f"the server could not be chosen: {flow}")
    async with asyncio.timeout(_LOAD_SECONDS):
        while not await _is_loaded(instance):  # noqa: ASYNC110  # another process sets no event
            await asyncio.sleep(0.1)


async def _is_loaded(instance: Instance) -> bool:
    (entry,) = await instance.request("GET", f"{_ENTRY}?domain=homeiq")
    return bool(entry["state"] == "loaded")


async def _longest_stall(instance: Instance, begin: float, end: float = float("inf")) -> float:
    """Return the longest stall (seconds) that lay in a span since this was last asked."""
    told = await instance.action("homeiq_bench.take")
    within = (one["gap"] for one in told["late"] if begin <= one["at"] <= end + one["gap"])
    return max(within, default=_FELT)


def _span(report: dict[str, Any], phase: str) -> tuple[float, float]:
    """Return when a phase began (UTC seconds), and what it took."""
    begin = datetime.fromisoformat(report["started_at"]).timestamp()
    for one in report["phases"]:
        if one["name"] == phase:
            return begin, float(one["seconds"])
        begin += float(one["seconds"])
    raise LookupError(phase)


def _prompt(body: Mapping[str, Any]) -> Prompt:
    """Return what was asked, as it was sent."""
    system, user = (each["content"] for each in body["messages"])
    asked = body["response_format"]["json_schema"]
    return Prompt(system, user, asked["name"], asked["schema"])


async def _worded(instance: Instance) -> int:
    """Return how many suggestions have a model's words."""
    told = await instance.action("homeiq.get_suggestions")
    return sum(one["wording"] == "openai" for one in told["suggestions"])
