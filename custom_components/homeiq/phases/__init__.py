"""The phases of a run, in their order."""

from typing import Final

from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.context import CONTEXT
from custom_components.homeiq.phases.events import EVENTS
from custom_components.homeiq.phases.features import FEATURES
from custom_components.homeiq.phases.patterns import PATTERNS
from custom_components.homeiq.phases.phase import Phase
from custom_components.homeiq.phases.publish import PUBLISH
from custom_components.homeiq.phases.store import STORE
from custom_components.homeiq.phases.suggestions import SUGGESTIONS
from custom_components.homeiq.phases.synergies import SYNERGIES

PHASES: Final[tuple[Phase, ...]] = (
    CAPABILITIES,
    EVENTS,
    PATTERNS,
    FEATURES,
    SYNERGIES,
    CONTEXT,
    SUGGESTIONS,
    STORE,
    PUBLISH,
)
