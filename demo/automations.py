"""The automations that the household has already."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from custom_components.homeiq.mining.home import ExistingAutomation
from demo.acts import Intent
from demo.calendar_days import Calendar
from demo.people import HOUR

SETS_OFF: Final = "#run"  # the state by which an intent runs an automation


@dataclass(frozen=True, slots=True)
class Rule:
    """An automation with one trigger: a clock time, or a door."""

    entity_id: str
    alias: str
    effects: tuple[tuple[str, str], ...]  # (entity, state)
    action: str
    data: tuple[tuple[str, str], ...] = ()
    at: int | None = None  # local seconds
    opens: str | None = None  # the door
    in_the_dark: bool = True  # only then, where a door triggers it
    undone_after: int = 0  # seconds; 0: never

    @property
    def clock(self) -> str:
        """The clock time as a configuration has it."""
        second = self.at or 0
        return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"

    def existing(self) -> ExistingAutomation:
        """Return it as mining sees it."""
        trigger = self.clock if self.opens is None else self.opens
        return ExistingAutomation(
            self.entity_id, self.alias, frozenset({trigger}), frozenset(self.effects)
        )

    def config(self) -> dict[str, Any]:
        """Return it as a configuration of Home Assistant."""
        target = {"entity_id": [entity_id for entity_id, _ in self.effects]}
        actions: list[dict[str, Any]] = [
            {
                "action": self.action,
                "target": target,
                **({"data": dict(self.data)} if self.data else {}),
            }
        ]
        conditions: list[dict[str, Any]] = []
        trigger: dict[str, Any] = {"trigger": "time", "at": self.clock}
        if self.opens is not None:
            trigger = {"trigger": "state", "entity_id": self.opens, "from": "off", "to": "on"}
        if self.opens is not None and self.in_the_dark:
            conditions = [{"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}]
        if self.undone_after:
            actions += [
                {"delay": {"seconds": self.undone_after}},
                {"action": "homeassistant.turn_off", "target": target},
            ]
        return {
            "id": self.entity_id.partition(".")[2],
            "alias": self.alias,
            "triggers": [trigger],
            "conditions": conditions,
            "actions": actions,
            "mode": "restart",
        }


RULES: Final = (
    Rule(
        "automation.heating_in_the_morning",
        "Heating in the morning",
        (("climate.living_room", "heat"),),
        "climate.set_hvac_mode",
        (("hvac_mode", "heat"),),
        at=6 * HOUR,
    ),
    Rule(
        "automation.heating_at_night",
        "Heating at night",
        (("climate.living_room", "off"),),
        "climate.set_hvac_mode",
        (("hvac_mode", "off"),),
        at=22 * HOUR + 1800,
    ),
    Rule(
        "automation.blind_in_the_evening",
        "Blind in the evening",
        (("cover.living_room", "closed"),),
        "cover.close_cover",
        at=19 * HOUR + 1800,
    ),
    Rule(
        "automation.porch_light_at_the_door",
        "Porch light at the door",
        (("light.porch", "on"),),
        "light.turn_on",
        opens="binary_sensor.front_door",
        undone_after=300,
    ),
)


def timed_runs(calendar: Calendar, rules: Iterable[Rule] = RULES) -> list[Intent]:
    """Return every run of the automations that a clock triggers, on holidays too."""
    return [
        Intent(calendar.utc(day, rule.at), rule.entity_id, SETS_OFF, "automation")
        for rule in rules
        if rule.at is not None
        for day in range(len(calendar))
    ]
