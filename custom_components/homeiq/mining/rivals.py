"""Which patterns compete for the same act."""

from typing import Final

from custom_components.homeiq.mining.pattern import Act, Pattern

FINALISTS: Final = 3  # for one kind of act; choosing among more on the proof is winner's curse

# Telling of an act, doing it and changing an automation that does it are three things; a chain
# of acts is another than each of them.
type Rivalry = tuple[type, str, frozenset[Act]]


def rivalry(pattern: Pattern) -> Rivalry:
    """Return what is the same for patterns of which only the best few may meet the proof."""
    return type(pattern.target), pattern.changes, pattern.acts
