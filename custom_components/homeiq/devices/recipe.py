"""An automation that no habit teaches: what triggers it, what has to hold, and its actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from custom_components.homeiq.mining.pattern import Condition, Trigger


@dataclass(frozen=True, slots=True)
class StartTrigger:
    """When Home Assistant has started."""

    @property
    def key(self) -> str:
        """What it is known by, as other triggers are."""
        return "start"


@dataclass(frozen=True, slots=True)
class Step:
    """One action on an entity; `data` without its target."""

    action: str  # "light.turn_on"
    entity_id: str = ""  # empty: it has no target
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Branch:
    """What is done upon one trigger."""

    trigger: Trigger | StartTrigger
    steps: tuple[Step, ...]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Notification:
    """To tell people something, in words that are chosen later."""

    key: str  # of the words
    entity_id: str  # that it is about


@dataclass(frozen=True, slots=True)
class Recipe:
    """One automation: its branches, and what it tells people after them, if anything."""

    branches: tuple[Branch, ...]
    notification: Notification | None = None
