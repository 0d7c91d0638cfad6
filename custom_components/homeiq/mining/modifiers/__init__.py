"""What changes when a habit holds: on some days of the week, in a season, or at a moving time.

A new modifier is a file and a line in this list.
"""

from typing import Final

from custom_components.homeiq.mining.modifiers.day_type import DayType
from custom_components.homeiq.mining.modifiers.drift import Drift
from custom_components.homeiq.mining.modifiers.modifier import Modifier
from custom_components.homeiq.mining.modifiers.season import Season

MODIFIERS: Final[tuple[Modifier, ...]] = (DayType(), Drift(), Season())
