"""Who words a suggestion: all behind one protocol."""

from typing import Protocol

from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.suggestions.suggestion import Wording


class Writer(Protocol):
    """Chooses the words for a finding; never its automation."""

    def word(self, finding: Finding) -> Wording:
        """Return title, description and rationale, with category and priority."""
