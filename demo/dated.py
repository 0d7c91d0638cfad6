"""Habits of single weekdays, habits that move, and habits of a season, declared."""

from typing import Final

from demo.habits import Rest, Timed
from demo.inventory import Entity
from demo.people import HOUR, JONAS, MARA, MINUTE

WINTER: Final = (11, 12, 1, 2)
_A_WHILE: Final = Rest(40 * MINUTE, 150 * MINUTE, "act")
_LATE: Final = Rest(40 * MINUTE, 190 * MINUTE, "act")

WEEKDAY_ENTITIES: Final = (
    Entity("vacuum.robot", "Robot vacuum", "living_room", "robot_vacuum", rest="docked"),
    Entity("light.bins", "Bins light", "garden", "bins_light"),
    Entity("switch.plant_lamp", "Plant lamp", "office", "plant_lamp"),
)
WEEKDAY: Final = (
    Timed("robot vacuum", "vacuum.robot", "cleaning", "living_room", JONAS,
          9.7 * HOUR, 20 * MINUTE, _A_WHILE, weekdays=(1, 4), entry="weekday"),
    Timed("light for the bins", "light.bins", "on", "garden", MARA,
          19.6 * HOUR, 20 * MINUTE, _A_WHILE, weekdays=(2,), entry="weekday"),
    Timed("plant lamp on Sundays", "switch.plant_lamp", "on", "office", JONAS,
          10.8 * HOUR, 20 * MINUTE, _LATE, weekdays=(6,), entry="weekday"),
)  # fmt: skip

DRIFT_ENTITIES: Final = (
    Entity("light.bedside", "Bedside lamp", "bedroom", "bedside_lamp"),
    Entity("light.breakfast_table", "Breakfast table light", "kitchen", "breakfast_table_light"),
)
DRIFT: Final = (
    Timed("earlier and earlier to bed", "light.bedside", "off", "bedroom", MARA,
          22.6 * HOUR, 8 * MINUTE, Rest(18 * HOUR, 21 * HOUR, "midnight"),
          entry="drift", drift=-20 * MINUTE),
    Timed("later and later breakfast", "light.breakfast_table", "on", "kitchen", JONAS,
          8.6 * HOUR, 8 * MINUTE, Rest(15 * MINUTE, 150 * MINUTE, "act"),
          entry="drift", drift=15 * MINUTE),
)  # fmt: skip

SEASON_ENTITIES: Final = (
    Entity("switch.electric_blanket", "Electric blanket", "bedroom", "electric_blanket"),
    Entity("light.winter", "Winter lights", "living_room", "winter_lights"),
)
SEASON: Final = (
    Timed("blanket in winter", "switch.electric_blanket", "on", "bedroom", MARA,
          21.2 * HOUR, 15 * MINUTE, _A_WHILE, entry="season", months=WINTER),
    Timed("winter lights at dusk", "light.winter", "on", "living_room", JONAS,
          25 * MINUTE, 10 * MINUTE, Rest(21 * HOUR, 23.9 * HOUR, "midnight"),
          event="sunset", entry="season", months=WINTER),
)  # fmt: skip
