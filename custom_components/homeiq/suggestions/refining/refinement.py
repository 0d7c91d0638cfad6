"""What somebody asked for, and what was made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from custom_components.homeiq.suggestions.refining.edits import Edit
from custom_components.homeiq.suggestions.refining.forms import edit_of, form_of


@dataclass(frozen=True, slots=True)
class Refinement:
    """One change of a suggestion, as it was asked for."""

    instruction: str
    edits: tuple[Edit, ...]
    at: datetime

    def as_dict(self) -> dict[str, Any]:
        """Return it fit for JSON."""
        return {
            "instruction": self.instruction,
            "edits": [form_of(edit) for edit in self.edits],
            "at": self.at.isoformat(),
        }


def refinement_of(kept: Mapping[str, Any]) -> Refinement:
    """Return what `as_dict` told; raises UnknownEditError where a newer version has written it."""
    return Refinement(
        instruction=str(kept["instruction"]),
        edits=tuple(edit_of(each) for each in kept["edits"]),
        at=datetime.fromisoformat(kept["at"]),
    )


def all_edits(refinements: Iterable[Refinement]) -> tuple[Edit, ...]:
    """Return the edits of refinements in the order in which they were asked for."""
    return tuple(edit for each in refinements for edit in each.edits)
