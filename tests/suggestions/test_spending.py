"""What words cost."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.report import Tokens
from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.spending import (
    PRICES,
    Account,
    Price,
    Purse,
    Till,
    answer_tokens,
    is_local,
    month,
    thinks,
    tokens_of,
)
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.openai_settings import DEFAULT_MODEL
from custom_components.homeiq.suggestions.writers.provider import Usage

PROMPT = Prompt("s" * 600, "u" * 300, "words", {})
BERLIN = ZoneInfo("Europe/Berlin")
MINI = PRICES["gpt-4o-mini"]


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("gpt-4o-mini", "gpt-4o-mini"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
        ("openai/GPT-4.1-nano", "gpt-4.1-nano"),
        ("gpt-3.5-turbo-0125", "gpt-3.5-turbo"),
        ("gpt-4o-mini-search-preview", None),
        ("ft:gpt-4o-mini-2024-07-18:home::1", None),
        ("llama3.2", None),
        ("", None),
    ],
)
def test_a_model_is_known_by_its_name_with_or_without_a_date(model: str, known: str | None) -> None:
    expected = None if known is None else PRICES[known]
    assert Account(model).price(Wanted()) == expected


def test_the_default_model_has_a_price_and_what_is_cached_costs_no_more() -> None:
    assert Account(DEFAULT_MODEL).price(Wanted()) == Price(0.15, 0.075, 0.6)
    assert all(0 < price.cached <= price.input <= price.output for price in PRICES.values())


def test_the_model_that_really_answered_is_paid() -> None:
    account = Account("gpt-4o")
    usage = Usage("gpt-4o-mini-2024-07-18", input=1_000_000, output=500_000, cached=400_000)
    assert account.cost(usage, Wanted()) == pytest.approx(0.6 * 0.15 + 0.4 * 0.075 + 0.3)
    assert account.cost(Usage("", 1_000_000), Wanted()) == pytest.approx(2.5)


def test_more_cached_than_sent_costs_nothing_less_than_nothing() -> None:
    assert Account("gpt-4o").cost(Usage("gpt-4o", 10, cached=1_000), Wanted()) > 0


def test_what_the_user_says_of_prices_goes_before_what_is_known() -> None:
    account, usage = Account("gpt-4o"), Usage("gpt-4o", 1_000_000, 1_000_000, 500_000)
    assert account.cost(usage, Wanted(price_in=1.0, price_out=2.0)) == pytest.approx(3.0)
    assert account.cost(usage, Wanted(price_in=0.0)) == pytest.approx(10.0)
    assert account.cost(usage, Wanted(price_out=0.0)) == pytest.approx(1.25 + 0.625)
    house = Account("llama3", "http://ollama.local:11434/v1")
    assert house.cost(Usage("llama3", 1_000_000, 1), Wanted(price_in=0.5)) == pytest.approx(0.5)


def test_a_server_in_the_house_and_a_model_without_a_price_cost_nothing() -> None:
    usage = Usage("gpt-4o", 1_000_000, 1_000_000)
    assert Account("gpt-4o", "http://192.168.1.2/v1").cost(usage, Wanted()) == 0
    assert Account("x").cost(Usage("y", 1_000_000), Wanted()) == 0
    assert Account("x").estimate(PROMPT, Wanted()) == 0
    # Elsewhere the same name most likely means the same model.
    assert Account("gpt-4o", "https://llm.example.com/v1").cost(usage, Wanted()) == 12.5


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("", False),
        ("https://api.openai.com/v1", False),
        ("http://8.8.8.8/v1", False),
        ("http://[2606:4700::1]/v1", False),
        ("http://127.0.0.1:8080/v1", True),
        ("http://10.0.0.5", True),
        ("http://100.64.0.1", True),
        ("http://[::1]:1", True),
        ("http://[fd00::1]/v1", True),
        ("http://localhost:11434", True),
        ("http://ollama:11434", True),
        ("http://LLM.Home.arpa./v1", True),
        ("http://nas.local", True),
        ("http://[::1", False),
        ("no address", False),
    ],
)
def test_a_server_in_the_house_is_told_by_its_name(url: str, *, local: bool) -> None:
    assert is_local(url) is local


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("gpt-5-mini", True),
        ("gpt-5.2", True),
        ("o3-mini", True),
        ("openai/o4-mini", True),
        ("gpt-5-chat-latest", False),
        ("gpt-4o", False),
        ("olmo", False),
    ],
)
def test_models_that_think_are_known(model: str, *, expected: bool) -> None:
    assert thinks(model) is expected
    assert answer_tokens(model, Wanted(max_tokens=100)) == (1_100 if expected else 100)


def test_an_estimate_is_rather_too_high() -> None:
    # A token of English is some four letters: 225, and the answer rarely fills its room.
    assert 225 < tokens_of(PROMPT) < 400
    estimate = Account("gpt-4o-mini").estimate(PROMPT, Wanted())
    assert estimate > Account("gpt-4o-mini").cost(Usage("gpt-4o-mini", 225, 250), Wanted())
    assert tokens_of(Prompt("漢字" * 100, "", "x", {})) >= 200


def test_months_are_local() -> None:
    moment = datetime(2026, 10, 31, 23, 30, tzinfo=BERLIN)
    assert month(moment) == "2026-10"


def purse(budget: float, spent: float = 0.0, model: str = "gpt-4o-mini") -> Purse:
    return Purse(Wanted(budget_usd=budget), Account(model), Till(spent))


def test_calls_at_the_same_time_do_not_spend_the_same_money() -> None:
    estimate = Account("gpt-4o-mini").estimate(PROMPT, Wanted())
    some = purse(10 * estimate, 7.5 * estimate)
    first, second = some.reserve(PROMPT), some.reserve(PROMPT)
    assert first is not None
    assert second is not None
    assert some.reserve(PROMPT) is None
    assert some.is_waiting
    # One has cost less: there is enough for another.
    some.settle(first, Usage("gpt-4o-mini", 1, 1, 1))
    some.settle(second, None)
    assert not some.is_waiting
    assert some.reserve(PROMPT) is not None
    assert some.tokens == Tokens(1, 1, 1)
    assert some.cost_usd == pytest.approx((MINI.cached + MINI.output) / 1e6)


@pytest.mark.parametrize(("lost", "calls"), [(False, 3), (True, 1)])
def test_a_call_whose_end_nobody_saw_counts_for_the_budget_alone(*, lost: bool, calls: int) -> None:
    estimate = Account("gpt-4o-mini").estimate(PROMPT, Wanted())
    some = purse(3.5 * estimate)
    for _ in range(2):
        reserved = some.reserve(PROMPT)
        assert reserved is not None
        some.settle(reserved, None, lost=lost)
    assert sum(some.reserve(PROMPT) is not None for _ in range(4)) == calls
    assert some.cost_usd == 0


def test_no_budget_is_no_limit() -> None:
    assert purse(0.0, 1_000).reserve(PROMPT) is not None


def test_what_costs_nothing_may_be_asked_when_all_is_spent() -> None:
    assert purse(1.0, 1.0, "llama3").reserve(PROMPT) is not None
    assert purse(1.0, 1.0).reserve(PROMPT) is None


def test_a_dear_model_behind_a_name_without_a_price_is_found_out() -> None:
    hidden = purse(0.01, model="best")
    reserved = hidden.reserve(PROMPT)
    assert reserved is not None
    hidden.settle(reserved, Usage("gpt-4o", 1_000, 500))  # 0.0075 USD
    assert hidden.reserve(PROMPT) is None


@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=60),
    st.floats(0.0001, 0.01),
    st.integers(1, 8),
)
def test_a_budget_is_never_overrun_where_estimates_hold(
    outputs: list[int], budget: float, at_once: int
) -> None:
    some, under_way = purse(budget), []
    for output in outputs:
        if (reserved := some.reserve(PROMPT)) is not None:
            under_way.append((reserved, Usage("gpt-4o-mini", 225, output)))
        if len(under_way) >= at_once:
            some.settle(*under_way.pop(0))
    for each in under_way:
        some.settle(*each)
    assert some.cost_usd <= budget
    assert not some.is_waiting


def test_a_purse_keeps_apart_what_each_model_that_answered_was_paid() -> None:
    some = purse(1.0)
    for model, tokens in ((DEFAULT_MODEL, 10), ("gpt-4o", 20), (DEFAULT_MODEL, 30)):
        reserved = some.reserve(PROMPT)
        assert reserved is not None
        some.settle(reserved, Usage(model, tokens, 1))
    assert {model: bill.tokens for model, bill in some.bills.items()} == {
        DEFAULT_MODEL: Tokens(40, 2),
        "gpt-4o": Tokens(20, 1),
    }
    assert some.bill == some.bills[DEFAULT_MODEL] + some.bills["gpt-4o"]
