"""How the state of an entity is told where it is what shows a use: as one more attribute."""

from typing import Final

STATE: Final = "state"
