"""Edits of what an automation's configuration does, and when."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from custom_components.homeiq.suggestions.refining.edits import (
    AddTarget,
    DropTarget,
    Level,
    ReplaceTarget,
    SetDelay,
    SetLevel,
)
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError

type Config = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One action of a sequence, and when it is done."""

    at: int  # seconds from the trigger
    action: Config

    @property
    def name(self) -> str:
        """What is performed; empty for a condition or a choice."""
        return str(self.action.get("action", ""))

    @property
    def targets(self) -> tuple[str, ...]:
        """The entities that it acts on."""
        named = self.action.get("target", {}).get("entity_id", ())
        return (named,) if isinstance(named, str) else tuple(named)

    def on(self, targets: Iterable[str]) -> Act:
        """Return the same, done to other entities."""
        return replace(self, action={**self.action, "target": {"entity_id": list(targets)}})

    def parted(self, entity_id: str) -> tuple[Act, ...]:
        """Return the same as one act on an entity, and one on all others before and after it."""
        if len(self.targets) < 2 or entity_id not in self.targets:  # noqa: PLR2004 - several
            return (self,)
        others = [each for each in self.targets if each != entity_id]
        return self.on(others), self.on([entity_id])


type Change = Callable[[list[Act]], list[Act]]


def acts_of(actions: Iterable[Config]) -> list[Act]:
    """Return a sequence without its waits."""
    found, waited = [], 0
    for action in actions:
        if "delay" in action:
            waited += action["delay"]["seconds"]
        else:
            found.append(Act(waited, action))
    return found


def sequence(acts: Iterable[Act]) -> list[Config]:
    """Return acts in order of time, with the waits between them."""
    actions: list[Config] = []
    waited = 0
    for act in sorted(acts, key=lambda each: each.at):
        if act.at > waited:
            actions.append({"delay": {"seconds": act.at - waited}})
            waited = act.at
        actions.append(act.action)
    return actions


def all_acts(actions: Iterable[Config]) -> Iterator[Act]:
    """Yield the acts of a sequence, and of each branch that it chooses among."""
    for act in acts_of(actions):
        if "choose" not in act.action:
            yield act
        for option in act.action.get("choose", ()):
            yield from all_acts(option["sequence"])


def in_each(actions: Iterable[Config], change: Change) -> list[Config]:
    """Return actions changed, and those of each branch."""
    return sequence(_in_branches(act, change) for act in change(acts_of(actions)))


def _in_branches(act: Act, change: Change) -> Act:
    if "choose" not in act.action:
        return act
    options = [
        {**option, "sequence": in_each(option["sequence"], change)}
        for option in act.action["choose"]
    ]
    return replace(act, action={**act.action, "choose": options})


def targeted(actions: Sequence[Config]) -> tuple[str, ...]:
    """Return all entities that actions act on."""
    return tuple(dict.fromkeys(each for act in all_acts(actions) for each in act.targets))


def retargeted(
    actions: Sequence[Config], edit: ReplaceTarget | AddTarget | DropTarget
) -> list[Config]:
    """Return actions on other entities; raises RefusedError."""
    known = targeted(actions)
    if edit.entity_id not in known:
        raise RefusedError(Refusal.NO_SUCH_ACT)
    match edit:
        case ReplaceTarget(entity_id, new) | AddTarget(entity_id, new):
            if new in known:
                raise RefusedError(Refusal.CHANGES_NOTHING)
            change = _replacing if isinstance(edit, ReplaceTarget) else _adding
            return in_each(actions, lambda acts: change(acts, entity_id, new))
        case DropTarget(entity_id):
            if len(known) == 1:
                raise RefusedError(Refusal.LAST_ACT)
            return in_each(actions, lambda acts: _dropping(acts, entity_id))


def _replacing(acts: list[Act], old: str, new: str) -> list[Act]:
    return [
        act.on(new if each == old else each for each in act.targets) if old in act.targets else act
        for act in acts
    ]


def _adding(acts: list[Act], beside: str, new: str) -> list[Act]:
    changed: list[Act] = []
    for act in acts:
        changed += (act, act.on([new])) if beside in act.targets else (act,)
    return changed


def _dropping(acts: list[Act], entity_id: str) -> list[Act]:
    left = [
        act.on(each for each in act.targets if each != entity_id)
        if entity_id in act.targets
        else act
        for act in acts
        if act.targets != (entity_id,)
    ]
    if not left and acts:
        raise RefusedError(Refusal.LAST_ACT)
    return left


def delayed(actions: Sequence[Config], edit: SetDelay) -> list[Config]:
    """Return actions that are done at another time; raises RefusedError."""
    if not edit.entity_id:
        acts = acts_of(actions)
        later = edit.seconds - acts[0].at
        return sequence(replace(act, at=act.at + later) for act in acts)
    if edit.entity_id not in targeted(actions):
        raise RefusedError(Refusal.NO_SUCH_ACT)

    def change(acts: list[Act]) -> list[Act]:
        parts = [part for act in acts for part in act.parted(edit.entity_id)]
        if sum(edit.entity_id in part.targets for part in parts) > 1:
            raise RefusedError(Refusal.AMBIGUOUS)
        return [
            replace(part, at=edit.seconds) if edit.entity_id in part.targets else part
            for part in parts
        ]

    return in_each(actions, change)


def levelled(actions: Sequence[Config], edit: SetLevel) -> list[Config]:
    """Return actions with a value; raises RefusedError where none of them can have it."""
    louder = [
        act.targets
        for act in all_acts(actions)
        if edit.level is Level.VOLUME and act.name == VOLUME
    ]

    def change(acts: list[Act]) -> list[Act]:
        parts = [part for act in acts for part in act.parted(edit.entity_id)]
        changed: list[Act] = []
        for part in parts:
            meant = not edit.entity_id or edit.entity_id in part.targets
            followed = part.name != VOLUME and part.targets in louder
            own = None if followed or not meant else with_level(part.action, edit)
            changed += [part] if own is None else [replace(part, action=each) for each in own]
        return changed

    if not any(
        with_level(act.action, edit) is not None
        for act in all_acts(actions)
        if not edit.entity_id or edit.entity_id in act.targets
    ):
        raise RefusedError(Refusal.NO_SUCH_ACT)
    return in_each(actions, change)


VOLUME: Final = "media_player.volume_set"
_PLAYING: Final = frozenset({"media_player.turn_on", "media_player.media_play"})
_MOVING: Final = {
    f"{domain}.{action}": f"{domain}.set_{domain}_position"
    for domain in ("cover", "valve")
    for action in (f"open_{domain}", f"close_{domain}", f"set_{domain}_position")
}
_WARMING: Final = frozenset({"climate.set_temperature", "water_heater.set_temperature"})
# What a light can be given instead of what is set: a second colour or brightness is refused.
_BRIGHTNESSES: Final = frozenset(
    {"brightness", "brightness_pct", "brightness_step", "brightness_step_pct"}
)
_COLOURS: Final = frozenset(
    {
        "color_name",
        "color_temp",
        "color_temp_kelvin",
        "hs_color",
        "kelvin",
        "rgb_color",
        "rgbw_color",
        "rgbww_color",
        "white",
        "xy_color",
    }
)
_RANGE: Final = frozenset({"target_temp_high", "target_temp_low", "temperature"})


def with_level(action: Config, edit: SetLevel) -> tuple[Config, ...] | None:
    """Return an action with a value, and what has to follow it; None where it cannot have it."""
    name, data = str(action.get("action", "")), action.get("data", {})
    value = edit.value
    match edit.level:
        case Level.BRIGHTNESS if name == "light.turn_on":
            return (_with(action, name, data, _BRIGHTNESSES, brightness_pct=round(value)),)
        case Level.COLOR_TEMPERATURE if name == "light.turn_on":
            return (_with(action, name, data, _COLOURS, color_temp_kelvin=round(value)),)
        case Level.POSITION if name in _MOVING:
            return (_with(action, _MOVING[name], data, position=round(value)),)
        case Level.TEMPERATURE if name in _WARMING:
            return (_with(action, name, data, _RANGE, temperature=value),)
        case Level.TEMPERATURE if (
            name == "climate.set_hvac_mode" and data.get("hvac_mode") != "off"
        ):
            return (_with(action, "climate.set_temperature", data, temperature=value),)
        case Level.VOLUME if name == VOLUME:
            return (_with(action, name, data, volume_level=value / 100),)
        case Level.VOLUME if name in _PLAYING:
            # What plays may have been off, and then it knows no volume before.
            return action, _with(action, VOLUME, {}, volume_level=value / 100)
        case _:
            return None


def _with(
    action: Config,
    name: str,
    data: Config,
    instead_of: frozenset[str] = frozenset(),
    **more: float,
) -> Config:
    kept = {key: value for key, value in data.items() if key not in instead_of}
    return {**action, "action": name, "data": {**kept, **more}}
