"""Which model is asked through OpenAI's API, where, and what opens it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Final, Self
from urllib.parse import urlsplit

from custom_components.homeiq.suggestions.spending import Account

NAME: Final = "openai"
DEFAULT_MODEL: Final = "gpt-4o-mini"
OPENAI_URL: Final = "https://api.openai.com/v1"

_SCHEMES: Final = ("http", "https")
_VERSION: Final = "/v1"  # where nearly all servers have their API
_CALL: Final = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a model is waited for; all in seconds but the retries."""

    retries: int = 2  # of the client, after longer and longer pauses
    connect: float = 10.0
    answer: float = 120.0  # one attempt; a model in the house may take its time
    total: float = 240.0  # all attempts


PATIENT: Final = Patience()
BRISK: Final = Patience(retries=1, connect=5.0, answer=60.0, total=90.0)  # somebody waits


@dataclass(frozen=True, slots=True)
class OpenAISettings:
    """One model of OpenAI, or of a server that speaks its language.

    The URL is brought into its one form, without credentials and without a query, so that it
    can be shown and logged.
    """

    provider: ClassVar[str] = NAME

    key: str = field(default="", repr=False)  # servers in the house often want none
    base_url: str = ""  # empty: OpenAI's own
    model: str = DEFAULT_MODEL

    def __post_init__(self) -> None:
        """Take what was entered as it was meant."""
        object.__setattr__(self, "key", self.key.strip())
        object.__setattr__(self, "base_url", _plain(self.base_url.strip()))
        object.__setattr__(self, "model", self.model.strip())

    @property
    def url(self) -> str:
        """Where its API is."""
        return self.base_url or OPENAI_URL

    @property
    def account(self) -> Account:
        """Who is paid for its words."""
        return Account(self.model, self.base_url)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen."""
        return (self.key,) if self.key else ()

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> Self:
        """Return what `as_dict` gave."""
        return cls(kept.get("key", ""), kept.get("base_url", ""), kept.get("model", DEFAULT_MODEL))

    def as_dict(self) -> dict[str, Any]:
        """Return what a config entry keeps; with the key."""
        return asdict(self)


def is_url(url: str) -> bool:
    """Return whether a server can be asked at this address."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.hostname)


def _plain(url: str) -> str:
    """Return an address in its one form; one that is none as it is: asking it will tell."""
    if not is_url(url):
        return url
    parts = urlsplit(url)
    path = parts.path.rstrip("/").removesuffix(_CALL) or _VERSION
    host = parts.netloc.rpartition("@")[2]
    plain = f"{parts.scheme}://{host}{path}"
    return "" if plain == OPENAI_URL else plain
