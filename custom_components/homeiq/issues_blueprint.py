"""What a suggestion's issue says of the blueprint that does the same."""

from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.blueprints import blueprint_sentence
from custom_components.homeiq.suggestions.suggestion import Suggestion


async def async_blueprint_told(coordinator: HomeIQCoordinator, suggestion: Suggestion) -> str:
    """Return a paragraph on what the blueprint would do besides; empty where there is none.

    Who chooses the blueprint must know before what else comes with it.
    """
    use = suggestion.blueprint
    if use is None:
        return ""
    states = [coordinator.hass.states.get(each.partition(" ")[0]) for each in use.more]
    names = Names({state.entity_id: state.name for state in states if state is not None})
    return f"\n\n{blueprint_sentence(use, names, await coordinator.async_words())}"
