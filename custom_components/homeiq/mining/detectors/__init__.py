"""The detectors, each a file; a new one is a line in this list."""

from typing import Final, Protocol

from custom_components.homeiq.mining.detectors.anomaly import Anomaly
from custom_components.homeiq.mining.detectors.co_occurrence import CoOccurrence
from custom_components.homeiq.mining.detectors.context import Context
from custom_components.homeiq.mining.detectors.duration import Duration
from custom_components.homeiq.mining.detectors.left_on import LeftOn
from custom_components.homeiq.mining.detectors.override import Override
from custom_components.homeiq.mining.detectors.room import Room
from custom_components.homeiq.mining.detectors.sequence import Sequence
from custom_components.homeiq.mining.detectors.time_of_day import TimeOfDay
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.study import Study


class Detector(Protocol):
    """Finds one kind of habit; a frozen dataclass of its parameters."""

    @property
    def name(self) -> str:
        """One of the detectors that the report names."""

    def detect(self, study: Study) -> list[Pattern]:
        """Return the patterns of a log; nothing outside the log may be learned from."""


# Where two find the same, the first one gives it its name.
DETECTORS: Final[tuple[Detector, ...]] = (
    TimeOfDay(),
    CoOccurrence(),
    Sequence(),
    Room(),
    Duration(),
    Context(),
    Override(),
    LeftOn(),
    Anomaly(),
)
