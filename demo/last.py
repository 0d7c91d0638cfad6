"""In which states a simulated household ends."""

from demo.household import SimulatedHome
from demo.inventory import HOME_ZONE, Entity

_PASSING = frozenset({"unavailable", "unknown", "opening", "closing"})


def last_states(home: SimulatedHome) -> dict[str, str]:
    """Return each entity's last known state."""
    last = {one.entity_id: _known(one) for one in home.entities}
    ids = [one.entity_id for one in home.entities]
    table = home.table
    for entity, state, number in zip(
        table.entity.tolist(), table.state.tolist(), table.number.tolist(), strict=True
    ):
        shown = home.vocabulary[state]
        if shown == "#":
            last[ids[entity]] = as_text(ids[entity], number)
        elif shown not in _PASSING:
            last[ids[entity]] = shown
    return last


def as_text(entity_id: str, number: float) -> str:
    """Return a number as the entity's state has it."""
    return f"{number:.0f}" if entity_id == HOME_ZONE else f"{number:.1f}"


def _known(entity: Entity) -> str:
    return "off" if entity.rest == "unknown" else entity.rest
