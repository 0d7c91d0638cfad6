"""The automation of a pattern, as Home Assistant's editor would store it."""

from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Pattern,
    Reminder,
    RunTrigger,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
    WindowCondition,
)

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SUN: Final = "sun.sun"
DAY: Final = 86400  # seconds
NOTIFY: Final = "persistent_notification.create"
NO_STATES: Final = ("unavailable", "unknown")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reminder says."""

    title: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """What to perform to bring an entity to a state."""

    action: str
    data: dict[str, str] = field(default_factory=dict)


def _switching(domain: str) -> dict[str, Command]:
    return {"on": Command(f"{domain}.turn_on"), "off": Command(f"{domain}.turn_off")}


def _moving(domain: str) -> dict[str, Command]:
    return {
        "open": Command(f"{domain}.open_{domain}"),
        "closed": Command(f"{domain}.close_{domain}"),
    }


# domain -> state -> what leads there
COMMANDS: Final[dict[str, dict[str, Command]]] = {
    **{
        domain: _switching(domain)
        for domain in ("fan", "humidifier", "input_boolean", "light", "siren", "switch")
    },
    **{domain: _moving(domain) for domain in ("cover", "valve")},
    **{domain: {"on": Command(f"{domain}.turn_on")} for domain in ("scene", "script")},
    "climate": {
        mode: Command("climate.set_hvac_mode", {"hvac_mode": mode})
        for mode in ("off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only")
    },
    "lock": {"locked": Command("lock.lock"), "unlocked": Command("lock.unlock")},
    "media_player": {
        **_switching("media_player"),
        "playing": Command("media_player.media_play"),
        "paused": Command("media_player.media_pause"),
        "idle": Command("media_player.media_stop"),
    },
    "vacuum": {
        "cleaning": Command("vacuum.start"),
        "docked": Command("vacuum.return_to_base"),
    },
}
# For what the user names as operated by people, whatever its domain tells.
ANY_DOMAIN: Final = _switching("homeassistant")


class CommandError(ValueError):
    """No action brings this entity to this state."""

    def __init__(self, effect: Effect) -> None:
        """Name the entity and the state."""
        super().__init__(f"no action brings {effect.entity_id} to {effect.state!r}")


def automation_config(
    pattern: Pattern, alias: str, description: str, notice: Notice = Notice()
) -> dict[str, Any]:
    """Return the automation of a pattern, with current keys and without an id.

    `notice`: what it says, where it is a reminder. Raises CommandError where an effect cannot be
    commanded, and ValueError for what changes an automation that is there already.
    """
    conditions = [condition_config(condition) for condition in pattern.conditions]
    if pattern.months:
        listed = ", ".join(str(month) for month in sorted(set(pattern.months)))
        template = f"{{{{ now().month in [{listed}] }}}}"  # no condition of its own knows months
        conditions.insert(0, {"condition": "template", "value_template": template})
    if set(pattern.weekdays) != set(EVERY_DAY):
        weekday = [WEEKDAYS[day] for day in sorted(set(pattern.weekdays))]
        conditions.insert(0, {"condition": "time", "weekday": weekday})
    if isinstance(pattern.target, Reminder):
        actions = _reminding(pattern, pattern.target, conditions, notice)
    else:
        actions = _actions([each for each in pattern.effects if isinstance(each, Effect)])
    return {
        "alias": alias,
        "description": description,
        "triggers": [trigger_config(pattern.trigger)],
        "conditions": conditions,
        "actions": actions,
        "mode": "single",
    }


def trigger_config(trigger: Trigger) -> dict[str, Any]:
    """Return a trigger; raises ValueError for the run of an automation that is there already."""
    match trigger:
        case ClockTrigger():
            return {"trigger": "time", "at": _clock(trigger.second)}
        case SunTrigger():
            config: dict[str, Any] = {"trigger": "sun", "event": trigger.event}
            if trigger.offset:
                config["offset"] = _offset(trigger.offset)
            return config
        case StateTrigger():
            # A list, as the editor writes it; from and to named, so that a return from
            # unavailable never counts.
            config = {
                "trigger": "state",
                "entity_id": [trigger.entity_id],
                "from": trigger.from_,
                "to": trigger.to,
            }
        case NumericTrigger():
            config = {"trigger": "numeric_state", "entity_id": [trigger.entity_id]}
            config |= _threshold(trigger)
        case RunTrigger():
            raise ValueError(f"{trigger.automation} is there already")
        case _:  # pragma: no cover
            assert_never(trigger)
    if trigger.hold:
        config["for"] = {"seconds": trigger.hold}
    return config


def condition_config(condition: Condition) -> dict[str, Any]:
    """Return a condition."""
    match condition:
        case DarkCondition(elevation=0.0):
            side = "below_horizon" if condition.dark else "above_horizon"
            return {"condition": "state", "entity_id": SUN, "state": side}
        case DarkCondition():
            return {
                "condition": "numeric_state",
                "entity_id": SUN,
                "attribute": "elevation",
                "below" if condition.dark else "above": condition.elevation,
            }
        case WindowCondition():
            return {
                "condition": "time",
                "after": _clock(condition.after % DAY),
                "before": _clock(condition.before % DAY),  # the end of a day is its begin
            }
        case StateCondition():
            return {
                "condition": "state",
                "entity_id": condition.entity_id,
                "state": condition.state,
            }
        case NumericCondition():
            config = {"condition": "numeric_state", "entity_id": condition.entity_id}
            return config | _threshold(condition)
        case _:  # pragma: no cover
            assert_never(condition)


def _reminding(
    pattern: Pattern, reminder: Reminder, conditions: list[dict[str, Any]], notice: Notice
) -> list[dict[str, Any]]:
    """Return the actions of a reminder; adds to the conditions that there is something to say."""
    config: dict[str, Any] = {"action": NOTIFY, "data": {}}
    if notice.title:
        config["data"]["title"] = notice.title
    # The same id each time: a notice that nobody has read yet is replaced, so they never pile up.
    config["data"] |= {"message": notice.message, "notification_id": f"homeiq_{pattern.id}"}
    told = (pattern.trigger, *pattern.conditions)
    if not reminder.delay and any(says_so(part, reminder) for part in told):
        return [config]
    done = {
        "condition": "state",
        "entity_id": reminder.entity_id,
        "state": [reminder.state, *NO_STATES],
    }
    not_yet = {"condition": "not", "conditions": [done]}
    if not reminder.delay:
        conditions.append(not_yet)
        return [config]
    return [{"delay": {"seconds": reminder.delay}}, not_yet, config]


def says_so(part: Trigger | Condition, reminder: Reminder) -> bool:
    """Return whether a trigger or condition tells that the entity is not yet in its state."""
    match part:
        case StateTrigger(entity_id=reminder.entity_id, to=state):
            return state != reminder.state
        case StateCondition(entity_id=reminder.entity_id, state=state):
            return state != reminder.state
        case _:
            return False


def _actions(effects: list[Effect]) -> list[dict[str, Any]]:
    """Return the actions in order of their delays, each wait counted from the one before."""
    actions: list[dict[str, Any]] = []
    waited = 0
    for effect in sorted(effects, key=lambda effect: effect.delay):
        if effect.delay > waited:
            actions.append({"delay": {"seconds": effect.delay - waited}})
            waited = effect.delay
        command = command_for(effect)
        action: dict[str, Any] = {"action": command.action}
        action["target"] = {"entity_id": [effect.entity_id]}
        if command.data:
            action["data"] = dict(command.data)
        actions.append(action)
    return actions


def command_for(effect: Effect) -> Command:
    """Return what brings an entity to its wanted state; raises CommandError where nothing does."""
    known = COMMANDS.get(effect.entity_id.partition(".")[0], ANY_DOMAIN)
    if effect.state not in known:
        raise CommandError(effect)
    return known[effect.state]


def _threshold(reading: NumericTrigger | NumericCondition) -> dict[str, float]:
    limits = {"above": reading.above, "below": reading.below}
    return {side: value for side, value in limits.items() if value is not None}


def _clock(second: int) -> str:
    """Return seconds since midnight as HH:MM:SS."""
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _offset(seconds: int) -> str:
    """Return a span as Home Assistant writes offsets: -00:20:00."""
    return f"{'-' if seconds < 0 else ''}{_clock(abs(seconds))}"
