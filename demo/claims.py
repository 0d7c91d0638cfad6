"""What a suggestion claims that somebody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    ClockTrigger,
    NumericTrigger,
    Pattern,
    Reminder,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from demo.acts import OPPOSITES

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STATES: Final[Mapping[str, str]] = {
    "turn_on": "on",
    "turn_off": "off",
    "open_cover": "open",
    "close_cover": "closed",
    "lock": "locked",
    "unlock": "unlocked",
    "media_play": "playing",
    "media_pause": "paused",
    "media_stop": "idle",
    "start": "cleaning",
    "return_to_base": "docked",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a suggestion says that somebody does."""

    entity_id: str
    state: str
    trigger: Trigger | None  # None: one that is never planted
    weekdays: tuple[int, ...] = EVERY_DAY
    more: tuple[tuple[str, str], ...] = ()  # (entity, state) of what is done besides
    changes: str = ""  # the automation that it would change
    reminds: bool = False  # it only tells somebody that it is not so

    @property
    def acts(self) -> tuple[tuple[str, str], ...]:
        """All that is done, as (entity, state) in order."""
        return ((self.entity_id, self.state), *self.more)


def claims_of(suggestion: Finding | Pattern | Mapping[str, Any]) -> list[Claim]:
    """Return what a finding, a pattern or an automation config claims; one for each trigger.

    Who only notifies claims the act that people are reminded of: its conditions, or else its
    trigger, say that it is not so. Where they do not, none.
    """
    if isinstance(suggestion, Finding):
        suggestion = suggestion.pattern
    if isinstance(suggestion, Pattern):
        pattern = suggestion
        first, *more = ((effect.entity_id, effect.state) for effect in pattern.effects)
        reminds = isinstance(pattern.target, Reminder)
        return [
            Claim(*first, pattern.trigger, pattern.weekdays, tuple(more), pattern.changes, reminds)
        ]
    config: Mapping[str, Any] = suggestion.get("automation", suggestion)
    effects = [
        effect
        for action in _many(config["actions"])
        if "target" in action
        for effect in _effects(action)
    ]
    reminds = not effects
    if reminds:
        effects = _told(config)
    if not effects:
        return []
    first, *more = effects
    weekdays = _weekdays(config)
    return [
        Claim(*first, _trigger(trigger), weekdays, tuple(more), reminds=reminds)
        for trigger in _many(config["triggers"])
    ]


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _effects(action: Mapping[str, Any]) -> list[tuple[str, str]]:
    name = action["action"].partition(".")[2]
    state = action.get("data", {}).get("hvac_mode") or _STATES.get(name, name)
    return [(entity_id, state) for entity_id in _many(action["target"]["entity_id"])]


def _told(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what somebody is told that it is not so, as (entity, state); none or one."""
    for trigger in _many(config["triggers"]):
        if trigger.get("trigger") == "state" and "for" in trigger and "from" in trigger:
            return [(_many(trigger["entity_id"])[0], trigger["from"])]
    for condition in _many(config.get("conditions", [])):
        if condition.get("condition") == "not":
            (done,) = _many(condition["conditions"])
            return [(_many(done["entity_id"])[0], _many(done["state"])[0])]
        if condition.get("condition") == "state" and condition["state"] in OPPOSITES:
            return [(_many(condition["entity_id"])[0], OPPOSITES[condition["state"]])]
    return []


def _weekdays(config: Mapping[str, Any]) -> tuple[int, ...]:
    for condition in _many(config.get("conditions", [])):
        if condition.get("condition") == "time" and "weekday" in condition:
            return tuple(sorted(_WEEKDAYS.index(day) for day in _many(condition["weekday"])))
    return EVERY_DAY


def _trigger(config: Mapping[str, Any]) -> Trigger | None:
    match config.get("trigger"):
        case "time":
            return ClockTrigger(_seconds(config["at"]))
        case "sun":
            event = cast("Literal['sunrise', 'sunset']", config["event"])
            return SunTrigger(event, _seconds(config.get("offset", 0)))
        case "state":
            hold = _seconds(config.get("for", 0))
            return StateTrigger(
                _many(config["entity_id"])[0], config.get("to", ""), config.get("from", ""), hold
            )
        case "numeric_state":
            above, below = (
                None if config.get(side) is None else float(config[side])
                for side in ("above", "below")
            )
            entity_id = _many(config["entity_id"])[0]
            return NumericTrigger(entity_id, above, below, _seconds(config.get("for", 0)))
    return None


def _seconds(value: Any) -> int:
    """Return the seconds of "[-]HH:MM[:SS]", of {"hours", "minutes", "seconds"} or of a number."""
    if isinstance(value, Mapping):
        units = {"hours": 3600, "minutes": 60, "seconds": 1}
        return round(sum(float(value.get(unit, 0)) * factor for unit, factor in units.items()))
    if isinstance(value, (int, float)):
        return round(value)
    parts = [int(part) for part in value.lstrip("+-").split(":")]
    total = sum(part * factor for part, factor in zip(parts, (3600, 60, 1), strict=False))
    return -total if value.startswith("-") else total
