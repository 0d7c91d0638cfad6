"""Score findings or automations against the truth of a simulated household."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import numpy as np

from custom_components.homeiq.mining.event_log import local_clock
from custom_components.homeiq.mining.finding import (
    EVERY_DAY,
    ClockTrigger,
    Finding,
    NumericTrigger,
    Pattern,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from demo.household import SimulatedHome
from demo.spec import PlantedHabit

CLOCK_SLACK: Final = 20 * 60  # seconds between a suggested and a true mean clock time
SUN_SLACK: Final = 30 * 60  # seconds between two offsets from the same event of the sun
CROSS_SLACK: Final = 15 * 60  # seconds from an act, where clock and sun are compared
CROSS_SHARE: Final = 0.7  # of the kept acts, where clock and sun are compared
_LONGEST_HOLD: Final = 60  # seconds that a state may last first; more is another habit

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
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a suggestion says that somebody does."""

    entity_id: str
    state: str
    trigger: Trigger | None  # None: one that is never planted
    weekdays: tuple[int, ...] = EVERY_DAY


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
      for a step of a chain, also what triggers the step before.

    Conditions are not compared: what is wrong about them shows in the evidence. Everything else
    is *invented*. A habit is *found* where at least one suggestion is planted for it. Only
    habits kept on at least `minimum_adherence` of their days, and expected of one of `detectors`,
    count as found or missed; a suggestion for any other habit is still planted.
    """
    claims = [claim for suggestion in suggestions for claim in claims_of(suggestion)]
    told: list[PlantedHabit] = []
    planted: list[Claim] = []
    invented: list[Claim] = []
    for claim in claims:
        habits = [habit for habit in home.truth if tells_of(claim, habit, home)]
        told += habits
        (planted if habits else invented).append(claim)
    wanted = [
        habit
        for habit in home.truth
        if habit.adherence >= minimum_adherence
        and (detectors is None or habit.expected_detector in detectors)
    ]
    return Score(
        found=tuple(habit for habit in wanted if habit in told),
        missed=tuple(habit for habit in wanted if habit not in told),
        planted=tuple(planted),
        invented=tuple(invented),
    )


def tells_of(claim: Claim, habit: PlantedHabit, home: SimulatedHome) -> bool:
    """Return whether a claim is about this habit, by the rule of `score`."""
    if (claim.entity_id, claim.state) != (habit.entity_id, habit.state):
        return False
    days, true_days = set(claim.weekdays), set(habit.weekdays)
    if not days & true_days or len(days - true_days) > 2:
        return False
    return claim.trigger is not None and _same_cause(claim.trigger, habit, home)


def _same_cause(trigger: Trigger, habit: PlantedHabit, home: SimulatedHome) -> bool:
    same = False
    match trigger, habit.trigger:
        case ClockTrigger(second=second), ClockTrigger(second=true):
            same = abs((second - true + 43200) % 86400 - 43200) <= CLOCK_SLACK
        case SunTrigger(event=event, offset=offset), SunTrigger(event=true_event, offset=true):
            same = event == true_event and abs(offset - true) <= SUN_SLACK
        case (ClockTrigger() | SunTrigger()) as timed, (ClockTrigger() | SunTrigger()):
            same = _meets(timed, habit, home)
        case StateTrigger(entity_id="sun.sun") as sun, SunTrigger(event=event):
            as_event = "sunset" if sun.to == "below_horizon" else "sunrise"
            same = as_event == event and _meets(SunTrigger(event, sun.hold), habit, home)
        case StateTrigger() as change, StateTrigger() as true_change:
            causes = _causes(true_change, home.truth)
            same = any(_same_change(change, cause, home) for cause in causes)
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
    if claimed.to != true.to or claimed.hold > _LONGEST_HOLD:
        return False
    if claimed.entity_id == true.entity_id:
        return True
    areas = home.home.areas
    both_see = all(
        one.startswith("binary_sensor.") for one in (claimed.entity_id, true.entity_id)
    ) and areas.get(claimed.entity_id) == areas.get(true.entity_id)
    return both_see and areas.get(true.entity_id) is not None


def claims_of(suggestion: Finding | Pattern | Mapping[str, Any]) -> list[Claim]:
    """Return what a finding, a pattern or an automation config claims; one for each effect."""
    if isinstance(suggestion, Finding):
        suggestion = suggestion.pattern
    if isinstance(suggestion, Pattern):
        pattern = suggestion
        return [
            Claim(effect.entity_id, effect.state, _known(pattern.trigger), pattern.weekdays)
            for effect in pattern.effects
        ]
    config: Mapping[str, Any] = suggestion.get("automation", suggestion)
    weekdays = _weekdays(config)
    return [
        Claim(entity_id, state, _trigger(trigger), weekdays)
        for trigger in _many(config["triggers"])
        for action in _many(config["actions"])
        if "action" in action
        for entity_id, state in _effects(action)
    ]


def _known(trigger: Trigger) -> Trigger | None:
    return None if isinstance(trigger, NumericTrigger) else trigger


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _effects(action: Mapping[str, Any]) -> list[tuple[str, str]]:
    name = action["action"].partition(".")[2]
    state = action.get("data", {}).get("hvac_mode") or _STATES.get(name, name)
    return [(entity_id, state) for entity_id in _many(action["target"]["entity_id"])]


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


def table(result: Score) -> str:
    """Return what was found, missed and invented, one a line, for people."""
    lines = [
        f"{word:9}{habit.kind}: {habit.entity_id} {habit.state}, kept {habit.adherence:.0%}"
        for word, habits in (("found", result.found), ("missed", result.missed))
        for habit in habits
    ]
    lines += [f"{'invented':9}{claim}" for claim in result.invented]
    return "\n".join(lines)
