"""What a language model is asked: the one place where that is put together."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """The exact texts that are sent, and what the answer must look like."""

    system: str  # the same for all of a kind and a language, so that providers can keep it
    user: str
    name: str  # of what is asked for: a word, for the provider's schema
    schema: dict[str, object]  # JSON schema of the answer: strict, all of it required
