"""Score findings or automations against the truth of a simulated household."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from custom_components.homeiq.mining.event_log import local_clock
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    NumericTrigger,
    Pattern,
    RunTrigger,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from demo.claims import Claim, claims_of
from demo.household import SimulatedHome
from demo.spec import PlantedHabit

CLOCK_SLACK: Final = 20 * 60  # seconds between a suggested and a true mean clock time
SUN_SLACK: Final = 30 * 60  # seconds between two offsets from the same event of the sun
CROSS_SLACK: Final = 15 * 60  # seconds from an act, where clock and sun are compared
CROSS_SHARE: Final = 0.7  # of the kept acts, where clock and sun are compared
HOLD_SLACK: Final = 5 * 60  # seconds between how long a state has to last
THRESHOLD_SLACK: Final = 0.2  # of what a reading spans
_LONGEST_HOLD: Final = 60  # seconds that a state may last where it need not


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the planted habits, and of the suggestions."""

    found: tuple[PlantedHabit, ...]
    missed: tuple[PlantedHabit, ...]
    planted: tuple[Claim, ...]  # suggestions that tell of a habit; several may tell of one
    invented: tuple[Claim, ...]  # suggestions that tell of none

    @property
    def recall(self) -> float:
        """The share of the habits that were found; 1 where none was planted."""
        habits = len(self.found) + len(self.missed)
        return len(self.found) / habits if habits else 1.0

    @property
    def precision(self) -> float:
        """The share of the suggestions that are planted; 1 where nothing is suggested."""
        claims = len(self.planted) + len(self.invented)
        return len(self.planted) / claims if claims else 1.0


def score(
    suggestions: Iterable[Finding | Pattern | Mapping[str, Any]],
    home: SimulatedHome,
    minimum_adherence: float = 0.0,
    detectors: frozenset[str] | None = None,
    entries: frozenset[str] | None = None,
) -> Score:
    """Compare findings, patterns or automation configs with the habits of a household.

    A suggestion is *planted* where its target and state are those of a planted habit and

    - its weekdays share a day with the habit's, and hold no more than two days beyond them
      (every day for a habit of workdays passes; every day for one of weekends does not);
    - its trigger is the habit's: a clock time within 20 minutes of the true mean; the same
      event of the sun with an offset within 30 minutes; for a clock time where the truth is the
      sun, or the other way round, at least 70 % of the acts that kept the habit lie within
      15 minutes of it; a change to the same state of the same entity, or of another binary sensor
      in its room (they see the same people), or `sun.sun` itself for an event of the sun;
      for an act that follows on another habit's, also what triggers that one; or one of those
      that the truth names as good as its trigger;
    - a state that has to last does so half to twice as long as in truth, or within 5 minutes of
      that (how long a sensor lingers differs by minutes); a minute at most where it need not
      last; and always some time where the target's own state is the trigger;
    - a threshold is of the same reading in the same direction, within a fifth of what the
      reading spans (2nd to 98th percentile) from the truth. That is a band in the reading's own
      unit which ends well before the level at rest and before that of the usual peak: nearly the
      same occasions cross every threshold within it, and many others those outside.

    What would change an automation is planted where it names that one and the habit is to change
    it too, and a run of it is its trigger in both or in neither; nothing else tells of such a
    habit, an automation config least of all.

    A reminder is planted only for what people forget, and nothing else is for that.

    A suggestion of several acts is planted where its trigger and at least two of its acts are
    of one planted chain, the trigger before the acts; otherwise each of the acts has to be
    planted by itself. A single step of a chain is planted where its trigger is the chain's, or
    any step before it.

    Conditions are not compared: what is wrong about them shows in the evidence. Everything else
    is *invented*. A habit is *found* where at least one suggestion is planted for it; a chain,
    where that names two of its acts. Only habits that are sought, kept on at least
    `minimum_adherence` of their days, expected of one of `detectors` and planted for one of
    `entries` (of `HouseholdSpec.kinds`), count as found or missed; a suggestion for any other
    habit is still planted.
    """
    claims = [claim for suggestion in suggestions for claim in claims_of(suggestion)]
    told: list[PlantedHabit] = []
    planted: list[Claim] = []
    invented: list[Claim] = []
    for claim in claims:
        habits = _told(claim, home)
        told += [one for one in habits if not one.effects or _steps(claim, one, home) >= 2]
        (planted if habits else invented).append(claim)
    wanted = [
        habit
        for habit in home.truth
        if habit.sought
        and habit.adherence >= minimum_adherence
        and (detectors is None or habit.expected_detector in detectors)
        and (entries is None or habit.entry in entries)
    ]
    return Score(
        found=tuple(habit for habit in wanted if habit in told),
        missed=tuple(habit for habit in wanted if habit not in told),
        planted=tuple(planted),
        invented=tuple(invented),
    )


def _told(claim: Claim, home: SimulatedHome) -> list[PlantedHabit]:
    """Return the habits that a claim is about; none where any of its acts is invented."""
    chains = [habit for habit in home.truth if _steps(claim, habit, home) >= 2]
    if chains:
        return chains
    told: list[PlantedHabit] = []
    for entity_id, state in claim.acts:
        single = replace(claim, entity_id=entity_id, state=state, more=())
        habits = [habit for habit in home.truth if tells_of(single, habit, home)]
        if not habits:
            return []
        told += habits
    return told


def tells_of(claim: Claim, habit: PlantedHabit, home: SimulatedHome) -> bool:
    """Return whether a claim of one act is about this habit, by the rule of `score`."""
    if (claim.changes, claim.reminds) != (habit.changes, habit.reminds):
        return False
    if habit.effects:
        return _steps(claim, habit, home) == 1
    if (claim.entity_id, claim.state) != (habit.entity_id, habit.state):
        return False
    if claim.trigger is None or not _same_days(claim, habit):
        return False
    return any(
        _same_cause(claim.trigger, replace(habit, trigger=trigger), home)
        for trigger in (habit.trigger, *habit.also)
    )


def _same_days(claim: Claim, habit: PlantedHabit) -> bool:
    days, true_days = set(claim.weekdays), set(habit.weekdays)
    return bool(days & true_days) and len(days - true_days) <= 2


def _steps(claim: Claim, habit: PlantedHabit, home: SimulatedHome) -> int:
    """Return how many acts of a claim are steps of a chain that come after its trigger."""
    if not isinstance(claim.trigger, StateTrigger) or not _same_days(claim, habit):
        return 0
    if claim.changes or claim.reminds:
        return 0
    steps = [(effect.entity_id, effect.state) for effect in habit.effects]
    begins = [one for one in (habit.trigger, *habit.also) if isinstance(one, StateTrigger)]
    if any(_same_change(claim.trigger, begin, home) for begin in begins):
        after = 0
    elif (claim.trigger.entity_id, claim.trigger.to) in steps:
        after = steps.index((claim.trigger.entity_id, claim.trigger.to)) + 1
        if claim.trigger.hold > _LONGEST_HOLD:
            return 0
    else:
        return 0
    return len(set(claim.acts) & set(steps[after:]))


def _same_cause(trigger: Trigger, habit: PlantedHabit, home: SimulatedHome) -> bool:
    same = False
    match trigger, habit.trigger:
        case NumericTrigger() as crossing, NumericTrigger() as true_crossing:
            same = _same_crossing(crossing, true_crossing, home)
        case ClockTrigger(second=second), ClockTrigger(second=true):
            same = abs((second - true + 43200) % 86400 - 43200) <= CLOCK_SLACK
        case SunTrigger(event=event, offset=offset), SunTrigger(event=true_event, offset=true):
            same = event == true_event and abs(offset - true) <= SUN_SLACK
        case (ClockTrigger() | SunTrigger()) as timed, (ClockTrigger() | SunTrigger()):
            same = _meets(timed, habit, home)
        case RunTrigger() as run, RunTrigger() as true_run:
            same = run == true_run
        case StateTrigger(entity_id="sun.sun") as sun, SunTrigger(event=event):
            as_event = "sunset" if sun.to == "below_horizon" else "sunrise"
            same = as_event == event and _meets(SunTrigger(event, sun.hold), habit, home)
        case StateTrigger() as change, StateTrigger() as true_change:
            own = change.entity_id == habit.entity_id
            causes = [true_change] if own else _causes(true_change, home.truth)
            same = any(_same_change(change, cause, home) for cause in causes)
            same = same and (change.hold > 0 or not own)
    return same


def _meets(trigger: ClockTrigger | SunTrigger, habit: PlantedHabit, home: SimulatedHome) -> bool:
    """Return whether a time meets most of the acts that kept a habit."""
    acts = np.array(habit.kept)
    if not len(acts):
        return False
    if isinstance(trigger, ClockTrigger):
        _, second = local_clock(acts, home.calendar.timezone)
        apart = np.abs((second - trigger.second + 43200) % 86400 - 43200)
    else:
        events = np.asarray(getattr(home.calendar, trigger.event)) + trigger.offset
        apart = np.abs(acts[:, None] - events[None, :]).min(axis=1)
    return bool((apart <= CROSS_SLACK).mean() >= CROSS_SHARE)


def _causes(trigger: StateTrigger, truth: Sequence[PlantedHabit]) -> list[StateTrigger]:
    """Return a trigger and, where it is itself what a habit brings about, that habit's one."""
    before = [
        habit.trigger
        for habit in truth
        if (habit.entity_id, habit.state) == (trigger.entity_id, trigger.to)
        and isinstance(habit.trigger, StateTrigger)
    ]
    return [trigger, *before]


def _same_change(claimed: StateTrigger, true: StateTrigger, home: SimulatedHome) -> bool:
    if claimed.to != true.to or not _same_hold(claimed.hold, true.hold):
        return False
    if claimed.entity_id == true.entity_id:
        return True
    areas = home.home.areas
    both_see = all(
        one.startswith("binary_sensor.") for one in (claimed.entity_id, true.entity_id)
    ) and areas.get(claimed.entity_id) == areas.get(true.entity_id)
    return both_see and areas.get(true.entity_id) is not None


def _same_hold(claimed: int, true: int) -> bool:
    """Return whether a state lasts about as long in two triggers, in seconds."""
    if true == 0:
        return claimed <= _LONGEST_HOLD
    return abs(claimed - true) <= HOLD_SLACK or true / 2 <= claimed <= 2 * true


def _same_crossing(claimed: NumericTrigger, true: NumericTrigger, home: SimulatedHome) -> bool:
    """Return whether two thresholds are crossed on the same occasions."""
    if claimed.entity_id != true.entity_id or not _same_hold(claimed.hold, true.hold):
        return False
    pairs = ((claimed.above, true.above), (claimed.below, true.below))
    if any((one is None) != (other is None) for one, other in pairs):
        return False
    raw = home.raw
    values = raw.number[raw.entity == raw.entities.index(true.entity_id)]
    low, high = np.nanquantile(values, (0.02, 0.98))
    return all(
        abs(one - other) <= THRESHOLD_SLACK * (high - low)
        for one, other in pairs
        if one is not None and other is not None
    )


def table(result: Score) -> str:
    """Return what was found, missed and invented, one a line, for people."""
    lines = [
        f"{word:9}{habit.kind}: {habit.entity_id} {habit.state}, kept {habit.adherence:.0%}"
        for word, habits in (("found", result.found), ("missed", result.missed))
        for habit in habits
    ]
    lines += [f"{'invented':9}{claim}" for claim in result.invented]
    return "\n".join(lines)
