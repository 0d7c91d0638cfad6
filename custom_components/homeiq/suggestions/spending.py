"""What words cost: the prices of models, months, and a budget that is not overrun."""

from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
import json
import re
from typing import Final
from urllib.parse import urlsplit

from custom_components.homeiq.report import Tokens
from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.provider import Usage

MILLION: Final = 1_000_000

# Models of these names think before they answer, and what they think counts as output.
_THINKS: Final = re.compile(r"(gpt-5(?!.*chat)|o\d)")
THINKING: Final = 1_000  # tokens that such a model gets for that, besides those of its answer

# A token of English is some four bytes, of other languages three or less; never guess too few.
_BYTES_A_TOKEN: Final = 3
_AROUND: Final = 20  # tokens that a provider puts around the texts

_DATED: Final = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{4})$")
_LOCAL_NAMES: Final = (".local", ".lan", ".home", ".home.arpa", ".internal", ".localdomain")


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, in USD."""

    input: float
    cached: float  # of the input, what the provider still had
    output: float


# OpenAI's list prices of December 2025; a name with a date costs what the one without does,
# unless it stands here itself.
PRICES: Final = {
    "chatgpt-4o-latest": Price(5.0, 5.0, 15.0),
    "gpt-3.5-turbo": Price(0.5, 0.5, 1.5),
    "gpt-4": Price(30.0, 30.0, 60.0),
    "gpt-4-turbo": Price(10.0, 10.0, 30.0),
    "gpt-4.1": Price(2.0, 0.5, 8.0),
    "gpt-4.1-mini": Price(0.4, 0.1, 1.6),
    "gpt-4.1-nano": Price(0.1, 0.025, 0.4),
    "gpt-4o": Price(2.5, 1.25, 10.0),
    "gpt-4o-2024-05-13": Price(5.0, 5.0, 15.0),
    "gpt-4o-mini": Price(0.15, 0.075, 0.6),
    "gpt-5": Price(1.25, 0.125, 10.0),
    "gpt-5-chat-latest": Price(1.25, 0.125, 10.0),
    "gpt-5-mini": Price(0.25, 0.025, 2.0),
    "gpt-5-nano": Price(0.05, 0.005, 0.4),
    "gpt-5.1": Price(1.25, 0.125, 10.0),
    "gpt-5.1-chat-latest": Price(1.25, 0.125, 10.0),
    "gpt-5.2": Price(1.75, 0.175, 14.0),
    "gpt-5.2-chat-latest": Price(1.75, 0.175, 14.0),
    "o1": Price(15.0, 7.5, 60.0),
    "o1-mini": Price(1.1, 0.55, 4.4),
    "o3": Price(2.0, 0.5, 8.0),
    "o3-mini": Price(1.1, 0.55, 4.4),
    "o4-mini": Price(1.1, 0.275, 4.4),
}


@dataclass(frozen=True, slots=True)
class Account:
    """Whose words are paid for: a model, at OpenAI or at the server that the URL names."""

    model: str = ""
    base_url: str = ""  # empty: OpenAI's own

    def price(self, wanted: Wanted, answered: str = "") -> Price | None:
        """Return the price of the model that answered; None where nobody told it.

        What the user says goes before what is known; a server in the house costs nothing.
        """
        known = None if is_local(self.base_url) else _known(answered or self.model)
        if wanted.price_in is None and wanted.price_out is None:
            return known
        given = known or Price(0.0, 0.0, 0.0)
        if wanted.price_in is not None:
            given = Price(wanted.price_in, wanted.price_in, given.output)
        if wanted.price_out is not None:
            given = Price(given.input, given.cached, wanted.price_out)
        return given

    def cost(self, usage: Usage, wanted: Wanted) -> float:
        """Return what a call cost, in USD; 0 where there is no price."""
        price = self.price(wanted, usage.model)
        if price is None:
            return 0.0
        cached = min(usage.cached, usage.input)
        total = (usage.input - cached) * price.input + cached * price.cached
        return (total + usage.output * price.output) / MILLION

    def estimate(self, prompt: Prompt, wanted: Wanted) -> float:
        """Return what a call may cost at most, in USD, as far as that is known before."""
        price = self.price(wanted)
        if price is None:
            return 0.0
        output = answer_tokens(self.model, wanted)
        return (tokens_of(prompt) * price.input + output * price.output) / MILLION


def tokens_of(prompt: Prompt) -> int:
    """Return how many tokens a prompt has at most; only the provider knows exactly."""
    texts = (prompt.system, prompt.user, json.dumps(prompt.schema))
    return sum(len(text.encode()) for text in texts) // _BYTES_A_TOKEN + _AROUND


def answer_tokens(model: str, wanted: Wanted) -> int:
    """Return how many tokens an answer may have, with what the model thinks before."""
    return wanted.max_tokens + (THINKING if thinks(model) else 0)


def thinks(model: str) -> bool:
    """Return whether a model is known to think before it answers."""
    return _THINKS.match(_plain(model)) is not None


def is_local(base_url: str) -> bool:
    """Return whether a server stands in the house, by its name or address alone."""
    try:
        host = (urlsplit(base_url).hostname or "").rstrip(".")
    except ValueError:
        return False
    if not host:
        return False
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_NAMES)


def month(moment: datetime) -> str:
    """Return the month of a local time, as 2026-10."""
    return f"{moment:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Bill:
    """What was asked of models, and what that cost in USD."""

    tokens: Tokens = field(default_factory=Tokens)
    cost_usd: float = 0.0

    def __add__(self, other: Bill) -> Bill:
        """Return both together."""
        mine, more = self.tokens, other.tokens
        tokens = Tokens(
            mine.input + more.input, mine.output + more.output, mine.cached + more.cached
        )
        return Bill(tokens, self.cost_usd + other.cost_usd)


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was set aside for a call that is under way, in USD."""

    amount: float


class Till:
    """What a month has cost and what is set aside, in USD: one for all who pay at the same time."""

    def __init__(self, spent: float = 0.0) -> None:
        """Begin with what was kept of the month."""
        self.spent = spent
        self.set_aside: list[float] = []  # for calls that are under way
        self.users = 0


class Purse:
    """What one run may still spend of the month's budget, and what it has spent.

    Each call sets aside what it may cost before it begins, so that several at once do not spend
    the same money; nor do several purses that share a till.
    """

    def __init__(self, wanted: Wanted, account: Account, till: Till | None = None) -> None:
        """Begin with what the month has cost already."""
        self.bills: dict[str, Bill] = {}  # by the model that really answered
        self._wanted = wanted
        self._account = account
        self._till = till or Till()
        self._dearest = 0.0
        self._under_way: list[float] = []

    @property
    def bill(self) -> Bill:
        """What all models were paid together."""
        return sum(self.bills.values(), Bill())

    @property
    def tokens(self) -> Tokens:
        """What was sent and received."""
        return self.bill.tokens

    @property
    def cost_usd(self) -> float:
        """What it cost."""
        return self.bill.cost_usd

    @property
    def is_waiting(self) -> bool:
        """Whether calls are under way whose true cost is not known yet."""
        return bool(self._under_way)

    def reserve(self, prompt: Prompt) -> Reserved | None:
        """Set aside what a call may cost; None where that is more than there is."""
        # An alias may hide a dear model: what calls did cost teaches.
        amount = max(self._account.estimate(prompt, self._wanted), self._dearest)
        committed = self._till.spent + sum(self._till.set_aside)
        if amount and 0 < self._wanted.budget_usd < committed + amount:
            return None
        self._under_way.append(amount)
        self._till.set_aside.append(amount)
        return Reserved(amount)

    def settle(self, reserved: Reserved, usage: Usage | None, *, lost: bool = False) -> None:
        """Put back what was set aside for a call, and pay what it really took.

        `lost`: nobody waited for its end, and some providers want to be paid all the same. Then
        what was set aside counts for the budget, though for no figure that is shown.
        """
        self._under_way.remove(reserved.amount)
        self._till.set_aside.remove(reserved.amount)
        if usage is None:
            self._till.spent += reserved.amount if lost else 0.0
            return
        cost = self._account.cost(usage, self._wanted)
        self._dearest = max(self._dearest, cost)
        self._till.spent += cost
        bill = Bill(Tokens(usage.input, usage.output, usage.cached), cost)
        self.bills[usage.model] = self.bills.get(usage.model, Bill()) + bill


def _known(model: str) -> Price | None:
    name = _plain(model)
    return PRICES.get(name) or PRICES.get(_DATED.sub("", name))


def _plain(model: str) -> str:
    """Return a model's name without who serves it, as in `openai/gpt-4o-mini`."""
    return model.lower().rpartition("/")[2]
