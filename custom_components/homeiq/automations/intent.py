"""What is about to be done to the user's automations: kept before it is begun."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Intent:
    """An automation that is about to be added to a file.

    Whoever finds one that was begun and not ended knows by the file whether it was added: then
    the suggestion is accepted, or else nothing has happened.
    """

    suggestion_id: str
    automation_id: str  # the `id` of the automation in the file
    path: str  # of the file
    enabled: bool  # whether it is to be on
    before: str  # SHA-256 of the file's bytes, as hexadecimal digits; empty: there is no file
    after: str  # likewise, with the automation in it
    begun_at: datetime


class Journal(Protocol):
    """Where intents are kept until they have ended; raises CausedError where they cannot be."""

    async def begin(self, intent: Intent) -> None:
        """Keep an intent; one of the same suggestion is replaced."""

    async def end(self, suggestion_id: str) -> None:
        """Forget the intent of a suggestion; harmless where there is none."""

    async def begun(self) -> list[Intent]:
        """Return what was begun and has not ended, oldest first."""
