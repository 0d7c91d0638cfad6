"""What a run asks of mining."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


class MiningStoppedError(Exception):
    """The caller asked mining to stop before it was done."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class MiningSettings:
    """How sure a finding must be, and what is known of earlier runs."""

    minimum_confidence: float = 0.6
    shown_since: Mapping[str, int] = field(default_factory=dict)  # fingerprint -> local day ordinal
    dismissed: frozenset[str] = frozenset()  # fingerprints that people do not want
    should_stop: Callable[[], bool] = _never  # asked between steps; True ends the run early
