"""Phases of a test's own for runs to go through."""

import asyncio
from functools import partial

import pytest

from custom_components.homeiq import runs
from custom_components.homeiq.analysis import async_analyse
from custom_components.homeiq.phases.phase import Added, Phase, Run
from tests.samples import pattern_of, suggestion_of


def use_phases(monkeypatch: pytest.MonkeyPatch, *phases: Phase) -> None:
    """Have runs go through these phases and no others."""
    monkeypatch.setattr(runs, "async_analyse", partial(async_analyse, phases=phases))


class Gate:
    """A phase that goes on when it is told to, and counts how often it began."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.entered = asyncio.Event()
        self.begun: list[Run] = []

    async def step(self, run: Run) -> Added:
        self.begun.append(run)
        self.entered.set()
        await self.opened.wait()
        return Added("through", {"events": 7})

    @property
    def phase(self) -> Phase:
        return Phase("events", self.step)


async def finding(run: Run) -> Added:
    """Find lamp 1, as the store phase would keep it."""
    await run.store.save_run(run.report)
    await run.store.add_patterns(run.report.run_id, [pattern_of(1)])
    await run.memory.async_change(lambda kept: () if kept else (suggestion_of(1),))
    return Added("1 kept", {"pattern_suggestions": 1})
