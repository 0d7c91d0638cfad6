"""The automations that the household has already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from custom_components.homeiq.mining.home import ExistingAutomation
from demo.acts import KEEP, Intent
from demo.calendar_days import Calendar
from demo.people import HOUR

SETS_OFF: Final = "#run"  # the state by which an intent runs an automation
BLUEPRINT: Final = "homeiq_demo/light_by_motion.yaml"  # below the folder of blueprints


@dataclass(frozen=True, slots=True)
class Rule:
    """An automation with one trigger: a clock time, a door or another binary sensor."""

    entity_id: str
    alias: str
    effects: tuple[tuple[str, str], ...]  # (entity, state)
    action: str
    data: tuple[tuple[str, object], ...] = ()
    at: int | None = None  # local seconds
    opens: str | None = None  # the door
    in_the_dark: bool = True  # only then, where a door triggers it
    undone_after: int = 0  # seconds; 0: never
    target: tuple[str, tuple[str, ...]] | None = None  # how it is named; None: as the effects are
    given: tuple[str, str] | None = None  # (entity, state) without which it does nothing
    blueprint: bool = False  # its configuration only fills in BLUEPRINT

    @property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """What its action names, as a configuration has it."""
        if self.target is None:
            return {"entity_id": tuple(entity_id for entity_id, _ in self.effects)}
        key, named = self.target
        return {key: named} if named else {}

    @property
    def clock(self) -> str:
        """The clock time as a configuration has it."""
        second = self.at or 0
        return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"

    def existing(self) -> ExistingAutomation:
        """Return it as mining sees it."""
        trigger = self.clock if self.opens is None else self.opens
        effects = frozenset(effect for effect in self.effects if effect[1] != KEEP)
        return ExistingAutomation(self.entity_id, self.alias, frozenset({trigger}), effects)

    def config(self) -> dict[str, Any]:
        """Return it as a configuration of Home Assistant, with a blueprint's inputs filled in."""
        target = {key: list(named) for key, named in self.targets.items()}
        actions: list[dict[str, Any]] = [
            {
                "action": self.action,
                **({"target": target} if target else {}),
                **({"data": dict(self.data)} if self.data else {}),
            }
        ]
        conditions: list[dict[str, Any]] = []
        trigger: dict[str, Any] = {"trigger": "time", "at": self.clock}
        if self.opens is not None:
            trigger = {"trigger": "state", "entity_id": self.opens, "from": "off", "to": "on"}
        if self.opens is not None and self.in_the_dark:
            conditions = [{"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}]
        if self.given is not None:
            entity_id, state = self.given
            conditions.append({"condition": "state", "entity_id": entity_id, "state": state})
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

    def written(self) -> dict[str, Any]:
        """Return it as the file of automations has it."""
        config = self.config()
        if not self.blueprint:
            return config
        inputs = {
            "motion_entity": self.opens,
            "light_target": {key: list(named) for key, named in self.targets.items()},
            "wait": self.undone_after,
        }
        used = {"path": BLUEPRINT, "input": inputs}
        return {"id": config["id"], "alias": config["alias"], "use_blueprint": used}


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
