"""A log prepared for learning: what acts there are, and how a pattern would have done."""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.absence import Absence
from custom_components.homeiq.mining.event_log import (
    EPOCH,
    FIRST_KNOWN,
    Bools,
    EventLog,
    Floats,
    Ints,
    local_clock,
)
from custom_components.homeiq.mining.fires import fires
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    Act,
    ClockTrigger,
    Effect,
    NumericTrigger,
    Pattern,
    Reminder,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from custom_components.homeiq.mining.relations import related
from custom_components.homeiq.mining.replay import Reach, Replay, replay
from custom_components.homeiq.mining.sun import Sun
from custom_components.homeiq.mining.timeline import Timeline
from custom_components.homeiq.mining.undoing import Stays
from custom_components.homeiq.mining.witnesses import Witnesses

FEWEST_DAYS: Final = 3  # with an act; below, no share is sure enough to be shown
DATE_BITS: Final = 22  # of an ordinal, until the year 9999


@dataclass(frozen=True, slots=True, eq=False)
class ActKind:
    """All acts that brought one entity to one state."""

    target: int  # entity code
    state: int  # state code
    rows: Ints  # of the log, ascending
    time: Floats  # UTC seconds, ascending
    days: int  # distinct local days with such an act


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A log and all that is derived from it once."""

    log: EventLog
    home: Home
    timeline: Timeline
    sun: Sun | None
    states: list[Ints]  # by entity, the codes of the known states that it had
    witnesses: Witnesses
    absence: Absence
    kin: Bools  # shape (entities, entities): who changes together with whom by construction
    stays: Stays
    kinds: list[ActKind]  # of all acts but those that undo an automation's, by target and state
    # What was asked for so far: many patterns share a trigger, or an act.
    fired: dict[Trigger, Floats] = field(default_factory=dict)
    told: dict[tuple[type, str, str], ActKind | None] = field(default_factory=dict)

    @classmethod
    def of(cls, log: EventLog, home: Home) -> Study:
        """Prepare a log."""
        timeline = Timeline.of(log)
        states = timeline.known_states()
        stays = Stays.of(timeline)
        return cls(
            log,
            home,
            timeline,
            Sun.over(home),
            states,
            Witnesses.of(log, home, states),
            Absence.of(log, timeline),
            related(log, home),
            stays,
            _act_kinds(log, stays.undoing),
        )

    def act_kinds(self, fewest_days: int = FEWEST_DAYS) -> list[ActKind]:
        """Return the kinds of acts that occur on enough days, each with its acts.

        Acts that undo what an automation just did are not among them: whoever automated them
        would have two automations that fight.
        """
        return [kind for kind in self.kinds if kind.days >= fewest_days]

    def only(self, acts: frozenset[Act]) -> Study:
        """Return the study as if these acts were the only ones worth learning again."""
        entities, states = self.log.entities, self.log.states
        kinds = [kind for kind in self.kinds if (entities[kind.target], states[kind.state]) in acts]
        return replace(self, kinds=kinds)

    def kind_of(self, effect: Effect | Reminder) -> ActKind | None:
        """Return the acts that an effect would spare, None where the log does not know its state.

        Of what a reminder tells, any change is the end where nobody ever acts: a door sensor
        performs no acts.
        """
        key = type(effect), effect.entity_id, effect.state
        if key not in self.told:
            self.told[key] = self._kind_of(effect)
        return self.told[key]

    def _kind_of(self, effect: Effect | Reminder) -> ActKind | None:
        log = self.log
        target = self.timeline.codes.get(effect.entity_id)
        if target is None or effect.state not in log.states:
            return None
        state = log.states.index(effect.state)
        rows = self.timeline.changes(target)
        rows = rows[log.new[rows] == state]
        done = log.act[rows]
        if isinstance(effect, Reminder) and not done.any():
            done = log.old[rows] >= FIRST_KNOWN
        rows = rows[done]
        return ActKind(target, state, rows, log.time[rows], len(np.unique(log.day[rows])))

    def begun(self, pattern: Pattern, days: Ints) -> Floats:
        """Return when (UTC seconds, ascending) a pattern's trigger fires on its class of days."""
        at = self._fires(pattern.trigger, days)
        if pattern.weekdays == EVERY_DAY and not pattern.months:
            return at
        day, _ = local_clock(at, self.log.timezone)
        kept = on_weekdays(day, pattern.weekdays)
        if pattern.months:
            kept &= in_months(day, pattern.months)
        return np.asarray(at[kept])

    def _fires(self, trigger: Trigger, days: Ints) -> Floats:
        """Return when a trigger fires on days; over the whole log, many acts ask for the same."""
        if days is not self.log.days:
            return fires(trigger, self.timeline, days, self.sun)
        if trigger not in self.fired:
            self.fired[trigger] = fires(trigger, self.timeline, days, self.sun)
        return self.fired[trigger]

    def replay(
        self, pattern: Pattern, effect: Effect | Reminder, kind: ActKind, begun: Floats
    ) -> Replay:
        """Replay one effect of a pattern that fired at moments; its conditions are left out."""
        at, within = begun + effect.delay, reach(pattern, effect)
        return replay(self.timeline, kind.target, kind.state, kind.time, at, within)


def reach(pattern: Pattern, effect: Effect | Reminder) -> Reach:
    """Return how far an act may lie from what an effect of a pattern would have done.

    Nobody is reminded of what is so already.
    """
    trigger: Trigger = pattern.trigger
    clock = isinstance(trigger, ClockTrigger | SunTrigger)
    hold = trigger.hold if isinstance(trigger, StateTrigger | NumericTrigger) else 0
    within = Reach.of(clock=clock, between=hold + effect.delay)
    return replace(within, before=0.0) if isinstance(effect, Reminder) else within


def _act_kinds(log: EventLog, undoing: Ints) -> list[ActKind]:
    act = log.act.copy()
    act[undoing] = False
    rows = np.flatnonzero(act).astype(np.int32)
    key = log.entity[rows].astype(np.int64) * len(log.states) + log.new[rows]
    on_days = np.unique(key << DATE_BITS | log.day[rows]) >> DATE_BITS
    kinds, days = np.unique(on_days, return_counts=True)
    order = np.argsort(key, kind="stable")
    parts = np.split(rows[order], np.flatnonzero(np.diff(key[order])) + 1)
    return [
        ActKind(kind // len(log.states), kind % len(log.states), part, log.time[part], on)
        for kind, on, part in zip(kinds.tolist(), days.tolist(), parts, strict=len(kinds) > 0)
    ]


def on_weekdays(days: Ints, weekdays: tuple[int, ...]) -> Bools:
    """Return which local dates fall on weekdays (0 is Monday)."""
    table = np.zeros(7, np.bool_)
    table[list(weekdays)] = True
    return np.asarray(table[(days - 1) % 7])


def in_months(days: Ints, months: tuple[int, ...]) -> Bools:
    """Return which local dates fall into months (1 is January)."""
    return np.isin(month_of(days), months)


def month_of(days: Ints) -> Ints:
    """Return the months (1-12) of local dates."""
    since_epoch = (days - EPOCH).astype("datetime64[D]")
    return (since_epoch.astype("datetime64[M]").astype(np.int32) % 12 + 1).astype(np.int32)
