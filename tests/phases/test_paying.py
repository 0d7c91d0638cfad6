"""What words cost: before they are asked for, and after."""

import asyncio
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.homeiq.const import DATABASE_FILE
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.paying import async_pay, async_paying
from custom_components.homeiq.report import Tokens
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.spending import month
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from custom_components.homeiq.suggestions.writers.provider import Usage
from tests.samples import run_of

PROMPT = Prompt("You word.", "A lamp", "words", {})
MODEL = "gpt-4o-mini-2024-07-18"


async def test_what_one_run_pays_another_no_longer_has(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    for before in (0.0, 0.6):
        run = run_of(
            hass,
            store=store,
            provider=OpenAISettings("sk-secret-0123456789"),
            options=Options(monthly_budget=1.0),
        )
        paying = await async_paying(run)
        assert paying.month == month(dt_util.now())
        assert paying.spent == before
        reserved = paying.purse.reserve(PROMPT)
        assert reserved is not None
        paying.purse.settle(reserved, Usage(MODEL, output=1_000_000))
        assert paying.spent == pytest.approx(before + 0.6)
        await async_pay(run, paying)
        assert (run.report.tokens, run.report.cost_usd) == (Tokens(output=1_000_000), 0.6)
    paying = await async_paying(run)
    assert paying.purse.reserve(PROMPT) is None
    await store.async_close()
    await async_pay(run, paying)  # the run goes on
    assert "cannot be kept" in caplog.text
    with pytest.raises(StoreError):
        await async_paying(run)


async def test_who_pays_at_the_same_time_does_not_spend_the_same_money(
    hass: HomeAssistant,
) -> None:
    store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    settings = OpenAISettings("sk-secret-0123456789")
    options = Options(monthly_budget=1.0)
    one, other = (run_of(hass, store=store, provider=settings, options=options) for _ in range(2))
    first, second = await asyncio.gather(async_paying(one), async_paying(other))
    reserved = first.purse.reserve(PROMPT)
    assert reserved is not None
    first.purse.settle(reserved, Usage(MODEL, output=1_660_000))  # 0.996 USD
    await async_pay(one, first)
    reserved = second.purse.reserve(PROMPT)
    assert reserved is not None, "there is a little left"
    second.purse.settle(reserved, Usage(MODEL, output=6_600))
    assert second.purse.reserve(PROMPT) is None
    assert second.spent == pytest.approx(0.99996)
    await async_pay(other, second)
    assert other.report.cost_usd == pytest.approx(0.00396)
    assert (await store.spending.of(first.month)).cost_usd == pytest.approx(0.99996)
    await store.async_close()
