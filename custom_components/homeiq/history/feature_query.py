"""What is asked of a source about the use of features."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeatureQuery:
    """What to read of what entities showed, and of the actions that were performed."""

    entity_ids: frozenset[str]  # whose attributes count
    attributes: frozenset[str]  # names of those that do
    stated: frozenset[str]  # entities whose state counts: it is told as an attribute
    start: float  # UTC seconds
    end: float

    @property
    def showing(self) -> frozenset[str]:
        """Return the entities of which any attribute may be told."""
        return self.entity_ids if self.attributes else frozenset()

    @property
    def domains(self) -> frozenset[str]:
        """Return whose actions count."""
        return frozenset(one.partition(".")[0] for one in self.entity_ids | self.stated)
