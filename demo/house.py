"""The house: it applies what people intend, one after the other, and writes down what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
import heapq
from itertools import count
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Origin
from demo.acts import ENDS, FLIP, KEEP, PASSED, Intent, opposite
from demo.automations import RULES, SETS_OFF, Rule
from demo.calendar_days import Calendar
from demo.inventory import (
    FOLLOWERS,
    GROUPS,
    HELPER_GROUPS,
    HOME_ZONE,
    SLOW_COVERS,
    WATTS,
    Entity,
)
from demo.shown import Look, after
from demo.spec import Cause, CauseKind, PlantedHabit

_ORIGINS: Final = {
    "app": Origin.PERSON,
    "wall": Origin.DEVICE,
    "sensor": Origin.DEVICE,
    "automation": Origin.AUTOMATION,
}
_MOVING: Final = {"open": "opening", "closed": "closing"}
_MEMBER_OF: Final = {member: group for group, members in GROUPS.items() for member in members}
# What a script and a scene do; nothing that anybody has a habit with.
AT_ONCE: Final = {
    "script.good_night": (
        ("media_player.tv", "idle"),
        ("light.kitchen_ceiling", "off"),
        ("light.kitchen_counter", "off"),
        ("light.living_room_shelf", "off"),
    ),
    "scene.film": (
        ("media_player.tv", "playing"),
        ("light.living_room_shelf", "on"),
        ("light.kitchen_ceiling", "off"),
    ),
}
_ACTIONS: Final = {
    ("cover", "open"): "cover.open_cover",
    ("cover", "closed"): "cover.close_cover",
    ("valve", "open"): "valve.open_valve",
    ("valve", "closed"): "valve.close_valve",
    ("lock", "locked"): "lock.lock",
    ("lock", "unlocked"): "lock.unlock",
    ("media_player", "playing"): "media_player.media_play",
    ("media_player", "idle"): "media_player.media_stop",
    ("climate", "heat"): "climate.set_hvac_mode",
    ("climate", "off"): "climate.set_hvac_mode",
    ("vacuum", "cleaning"): "vacuum.start",
    ("vacuum", "docked"): "vacuum.return_to_base",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One state written, as the recorder would get it."""

    time: float
    entity_id: str
    state: str
    origin: Origin
    cause: int = -1  # index of its cause; -1: a context of its own, without anybody


@dataclass(slots=True)
class House:
    """What is on and off; a discrete simulation over a queue of intents."""

    calendar: Calendar
    entities: Sequence[Entity]
    habits: Sequence[PlantedHabit]
    rng: np.random.Generator
    until: float
    rules: Sequence[Rule] = RULES
    rows: list[Row] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    chances: list[int] = field(default_factory=list)
    kept: list[list[float]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    _shown: dict[str, Mapping[str, object]] = field(default_factory=dict)
    _rest: dict[str, Mapping[str, object]] = field(default_factory=dict)
    _state: dict[str, str] = field(default_factory=dict)
    _queue: list[tuple[float, int, Intent]] = field(default_factory=list)
    _number: count[int] = field(default_factory=count)

    def run(self, intents: Iterable[Intent]) -> None:
        """Apply the intents and all that follows from them, in order of time."""
        self._state = {entity.entity_id: entity.rest for entity in self.entities}
        self._rest = {entity.entity_id: entity.shows for entity in self.entities if entity.shows}
        self._shown = dict(self._rest)
        self.chances = [0] * len(self.habits)
        self.kept = [[] for _ in self.habits]
        for intent in intents:
            self._push(intent)
        while self._queue:
            time, _, intent = heapq.heappop(self._queue)
            if time >= self.until:
                break
            if time >= self.calendar.start:
                self._apply(intent)

    def _push(self, intent: Intent) -> None:
        if intent.entity_id in self._state:  # a small household lacks some entities
            heapq.heappush(self._queue, (intent.time, next(self._number), intent))

    def _apply(self, intent: Intent) -> None:
        if intent.state == SETS_OFF:
            rule = next(one for one in self.rules if one.entity_id == intent.entity_id)
            if rule.given is None or self._state.get(rule.given[0]) == rule.given[1]:
                self._automate(rule, intent.time, -1)
            return
        before = self._state[intent.entity_id]
        if intent.state == PASSED:
            self.chances[intent.habit] += before != self.habits[intent.habit].state
            return
        if intent.entity_id in AT_ONCE:
            self._at_once(intent)
            return
        state = _wanted(intent, before)
        if not self._look(intent, state, before) and state == before:
            return
        cause = intent.cause if intent.cause >= 0 else self._cause(intent, state)
        if intent.entity_id in GROUPS:
            self._group(intent, state, cause)
        else:
            self._write(intent.time, intent.entity_id, state, _ORIGINS[intent.way], cause)
        if intent.habit >= 0:
            self.chances[intent.habit] += not self.habits[intent.habit].is_timed
            self.kept[intent.habit].append(intent.time)
        # Who ends something early does not begin it again, or it would stay on for days.
        ended = intent.state == FLIP and state in ENDS
        if intent.back is not None and intent.back > intent.time and not ended:
            undone = opposite(intent.entity_id, state)
            undoing = replace(intent, time=intent.back, state=undone, habit=intent.ends)
            self._push(replace(undoing, ends=-1, back=None, then=(), cause=-1))
        for follower in intent.then:
            self._push(follower)
        self._watch(intent, state, cause)

    def _look(self, intent: Intent, state: str, before: str) -> bool:
        """Let an entity show what was asked of it besides its state; return whether it changed."""
        entity_id = intent.entity_id
        if (shown := self._shown.get(entity_id)) is None:
            return False
        begins = state != before and state == "on"
        # Who only turns it on finds it as it always is.
        look = after(self._rest[entity_id] if begins else shown, intent.data)
        if look == shown:
            return False
        self._shown[entity_id] = look
        self.looks.append(Look(intent.time, entity_id, look))
        return True

    def _cause(self, intent: Intent, state: str) -> int:
        if intent.way == "sensor" and intent.entity_id != "binary_sensor.front_door":
            return -1
        if intent.way != "app":
            self.causes.append(Cause(CauseKind.DEVICE, intent.time))
        else:
            domain = intent.entity_id.partition(".")[0]
            action = intent.action or _ACTIONS.get((domain, state), f"{domain}.turn_{state}")
            modes = domain == "climate" and not intent.action
            data = (("hvac_mode", state),) if modes else intent.data
            target = () if "area_id" in dict(data) else (intent.entity_id,)
            self.causes.append(
                Cause(CauseKind.CALL, intent.time, intent.resident, action, target, data)
            )
        return len(self.causes) - 1

    def _write(self, time: float, entity_id: str, state: str, origin: Origin, cause: int) -> None:
        """Write a change and its echoes."""
        self._state[entity_id] = state
        if entity_id in SLOW_COVERS:
            self.rows.append(Row(time, entity_id, _MOVING[state], origin, cause))
            # By then it has forgotten whose context that was; the call that asked for it tells.
            arrived = time + self.rng.uniform(15, 28)
            self.rows.append(Row(arrived, entity_id, state, origin))
        else:
            self.rows.append(Row(time, entity_id, state, origin, cause))
        for follower in FOLLOWERS.get(entity_id, ()):
            self._follow(time, follower, state)
        if (group := _MEMBER_OF.get(entity_id)) is not None:
            self._echo(time, group, cause)
        if entity_id.startswith("person.") and HOME_ZONE in self._state:
            self._count(time)

    def _count(self, time: float) -> None:
        """Let the zone of the home tell how many people are in it."""
        people = [state for one, state in self._state.items() if one.startswith("person.")]
        shown = str(people.count("home"))
        self._state[HOME_ZONE] = shown
        self.rows.append(Row(time + 0.001, HOME_ZONE, shown, Origin.DEVICE))

    def _follow(self, time: float, follower: str, state: str) -> None:
        on = state in {"on", "playing"}
        if follower in WATTS:
            shown = f"{WATTS[follower] * self.rng.uniform(0.95, 1.05):.1f}" if on else "0.0"
        else:
            shown = "on" if on else "off"
        self._state[follower] = shown
        later = time + self.rng.uniform(0.2, 1.5)
        self.rows.append(Row(later, follower, shown, Origin.DEVICE))

    def _echo(self, time: float, group: str, cause: int) -> None:
        """Let a group follow its members: a helper at once and in their context."""
        on = any(self._state[member] == "on" for member in GROUPS[group])
        shown = "on" if on else "off"
        if shown == self._state[group]:
            return
        self._state[group] = shown
        if group in HELPER_GROUPS:
            self.rows.append(Row(time + 0.002, group, shown, Origin.CONSEQUENCE, cause))
        else:
            later = time + self.rng.uniform(0.3, 1.4)
            self.rows.append(Row(later, group, shown, Origin.DEVICE))

    def _group(self, intent: Intent, state: str, cause: int) -> None:
        """Let somebody switch a whole group: one act, on the group."""
        group = intent.entity_id
        helper = group in HELPER_GROUPS
        self._state[group] = state
        later = intent.time + (0.2 if helper else 0.0)
        self.rows.append(Row(later, group, state, _ORIGINS[intent.way], cause))
        for member in GROUPS[group]:
            if self._state[member] != state:
                self._state[member] = state
                moment = intent.time + (0.05 if helper else self.rng.uniform(0.2, 0.9))
                own = cause if helper else -1
                self.rows.append(Row(moment, member, state, Origin.CONSEQUENCE, own))

    def _at_once(self, intent: Intent) -> None:
        """Run a script or a scene: one act, on it."""
        chosen, time = intent.entity_id, intent.time
        domain = chosen.partition(".")[0]
        self.causes.append(
            Cause(
                CauseKind.CALL,
                time,
                intent.resident,
                f"{domain}.turn_on",
                (chosen,),
                source=chosen,
            )
        )
        cause = len(self.causes) - 1
        shown = "on" if domain == "script" else datetime.fromtimestamp(time, UTC).isoformat()
        self.rows.append(Row(time, chosen, shown, Origin.PERSON, cause))
        for number, (entity_id, state) in enumerate(AT_ONCE[chosen]):
            if self._state[entity_id] != state:
                moment = time + 0.05 * (number + 1)
                self._write(moment, entity_id, state, Origin.CONSEQUENCE, cause)
        if domain == "script":
            self.rows.append(Row(time + 0.6, chosen, "off", Origin.PERSON, cause))

    def _watch(self, intent: Intent, state: str, cause: int) -> None:
        """Let automations answer to a change."""
        for rule in self.rules:
            if rule.opens == intent.entity_id and state == "on":
                dark = self.calendar.sun_at(intent.time) < -0.8
                if dark or not rule.in_the_dark:
                    self._automate(rule, intent.time + 0.05, cause)

    def _automate(self, rule: Rule, time: float, parent: int) -> None:
        named = dict(rule.targets)
        targets = named.pop("entity_id", ())
        self.causes.append(
            Cause(
                CauseKind.AUTOMATION,
                time,
                action=rule.action,
                targets=targets,
                data=(*rule.data, *named.items()),
                source=rule.entity_id,
                parent=parent,
            )
        )
        cause = len(self.causes) - 1
        self.rows.append(Row(time, rule.entity_id, "on", Origin.AUTOMATION, cause))
        for entity_id, state in rule.effects:
            act = Intent(time + 0.15, entity_id, state, "automation", cause=cause, data=rule.data)
            self._push(act)
            if rule.undone_after:
                over = time + rule.undone_after
                undone = replace(act, time=over, state=opposite(entity_id, state), data=())
                self._push(undone)


def _wanted(intent: Intent, before: str) -> str:
    """Return the state that an entity is to have."""
    if intent.state == FLIP:
        return opposite(intent.entity_id, before)
    return before if intent.state == KEEP else intent.state
