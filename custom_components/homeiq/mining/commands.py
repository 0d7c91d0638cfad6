"""Which states Home Assistant can be told to bring an entity to."""

from typing import Final

ON_OFF: Final = frozenset({"on", "off"})

# domain -> the states that an action of that domain leads to
COMMANDABLE: Final[dict[str, frozenset[str]]] = {
    "climate": frozenset({"off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only"}),
    "cover": frozenset({"open", "closed"}),
    "fan": ON_OFF,
    "humidifier": ON_OFF,
    "input_boolean": ON_OFF,
    "light": ON_OFF,
    "lock": frozenset({"locked", "unlocked"}),
    "media_player": frozenset({"on", "off", "playing", "paused", "idle"}),
    "scene": frozenset({"on"}),
    "script": frozenset({"on"}),
    "siren": ON_OFF,
    "switch": ON_OFF,
    "vacuum": frozenset({"cleaning", "docked"}),
    "valve": frozenset({"open", "closed"}),
}

# On the way to a state: nobody asked for these.
PASSING: Final = frozenset({"opening", "closing", "locking", "unlocking", "buffering", "returning"})

# Domains whose changes are no reason for anybody to act.
SILENT: Final = frozenset({"automation", "event", "scene", "script", "update", "button"})


def is_commandable(entity_id: str, state: str, *, named: bool = False) -> bool:
    """Return whether an action can bring this entity to this state.

    `named`: the user says that people operate this entity, whatever its domain tells.
    """
    states = COMMANDABLE.get(entity_id.partition(".")[0])
    if states is None:
        return named and state in ON_OFF
    return state in states
