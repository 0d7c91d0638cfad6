"""How a language model is to be used, as the user chose it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from custom_components.homeiq.options import Options


class Privacy(StrEnum):
    """What of the home a provider gets to see."""

    FULL = "full"  # names as they are
    PSEUDONYMS = "pseudonyms"  # stand-ins for names and ids, put back in the answer
    NOTHING = "nothing"  # nothing leaves: templates word all


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options that concern wording; the defaults send nothing anywhere."""

    temperature: float = 0.7
    max_tokens: int = 300
    concurrency: int = 5  # calls at the same time
    budget_usd: float = 5.0  # a month; 0: no limit
    price_in: float | None = None  # USD for a million tokens; None: the known model's
    price_out: float | None = None
    language: str = ""  # empty: Home Assistant's
    privacy: Privacy = Privacy.FULL

    @classmethod
    def of(cls, options: Options) -> Self:
        """Return what the options say; a level of privacy that is not known lets nothing out."""
        known = options.privacy in Privacy
        return cls(
            temperature=options.temperature,
            max_tokens=options.max_tokens,
            concurrency=options.concurrency,
            budget_usd=options.monthly_budget,
            price_in=options.price_in,
            price_out=options.price_out,
            language=options.language,
            privacy=Privacy(options.privacy) if known else Privacy.NOTHING,
        )
