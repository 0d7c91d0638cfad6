"""What would have become of an action, held against plain loops that say the same slowly."""

from dataclasses import dataclass

from hypothesis import given, settings, strategies as st
import numpy as np

from custom_components.homeiq.mining.event_log import EventLog, Origin
from custom_components.homeiq.mining.replay import (
    AFTER_SECONDS,
    ALREADY,
    CLOCK_SECONDS,
    RIGHT,
    UNKNOWN,
    WRONG,
    Reach,
    Replay,
    replay,
)
from custom_components.homeiq.mining.timeline import Timeline
from tests.mining.build import Diary, log_of, times

CLOCK = Reach.of(clock=True, between=0)
STATE = Reach.of(clock=False, between=0)
HOLD = Reach.of(clock=False, between=600)


@dataclass(frozen=True)
class Slow:
    """The outcome of acting at one moment."""

    outcome: int
    act: float | None = None  # when the act was that it met
    spell: float | None = None  # since when the target was as it was


def slow_replay(log: EventLog, wanted: str, at: list[float], reach: Reach) -> list[Slow]:
    """Replay acting on the log's only target, moment by moment and row by row."""
    rows = [
        (float(time), log.states[state], bool(act))
        for time, state, act in zip(log.time, log.new, log.act, strict=True)
    ]
    found = []
    for moment in at:
        before = [row for row in rows if row[0] <= moment]
        if not before or before[-1][1] in {"unavailable", "unknown"}:
            found.append(Slow(UNKNOWN))
            continue
        since, state, _ = before[-1]
        acts = [time for time, new, act in rows if act and new == wanted]
        earlier = [time for time in acts if moment - reach.before < time <= moment]
        later = [time for time in acts if moment < time <= moment + reach.after]
        if state == wanted:
            found.append(Slow(RIGHT, earlier[-1]) if earlier else Slow(ALREADY))
        else:
            found.append(Slow(RIGHT, later[0]) if later else Slow(WRONG, spell=since))
    return found


def run(log: EventLog, wanted: str, at: list[float], reach: Reach) -> Replay:
    state = log.states.index(wanted) if wanted in log.states else 10_000
    acts = log.time[log.act & (log.new == state)]
    return replay(Timeline.of(log), 0, state, acts, times(*at), reach)


# Acts happen on the minute and what is replayed half a minute off, so that no reach ends on one.
changes = st.lists(
    st.tuples(
        st.integers(0, 120),
        st.sampled_from(("on", "off", "unavailable")),
        st.sampled_from((Origin.PERSON, Origin.AUTOMATION)),
    ),
    min_size=1,
    max_size=25,
)
moments = st.lists(st.integers(-5, 130), max_size=25, unique=True).map(sorted)


@settings(max_examples=120, deadline=None)
@given(changes, moments, st.sampled_from((CLOCK, STATE, HOLD)), st.sampled_from(("on", "off")))
def test_replay_says_what_plain_loops_say(
    rows: list[tuple[int, str, Origin]], minutes: list[int], reach: Reach, wanted: str
) -> None:
    diary = Diary()
    for minute, state, origin in rows:
        diary.add(0, 28800 + 60.0 * minute, "light.a", state, origin)
    log = diary.log()
    at = [diary.at(0, 28800 + 60.0 * minute + 30) for minute in minutes]
    fast, slow = run(log, wanted, at, reach), slow_replay(log, wanted, at, reach)

    assert fast.outcome.tolist() == [item.outcome for item in slow]
    every = np.ones(len(at), np.bool_)
    met = {item.act for item in slow if item.act is not None}
    wrong = {item.spell for item in slow if item.spell is not None}
    already = sum(item.outcome == ALREADY for item in slow)
    assert fast.count(every) == (len(met), len(wrong), already)
    assert len(set(fast.act[fast.outcome == RIGHT].tolist())) == len(met)


def test_how_far_an_act_may_lie_off() -> None:
    assert Reach(CLOCK_SECONDS, CLOCK_SECONDS) == CLOCK
    assert Reach(0, AFTER_SECONDS) == STATE
    assert Reach.of(clock=False, between=120) == Reach(120, AFTER_SECONDS)
    assert Reach(600, 600) == HOLD
    assert Reach.of(clock=False, between=7200) == Reach(900, 900)


def outcomes(minute: float, reach: Reach) -> list[int]:
    """Return what acting some minutes after an act at 08:00 comes to."""
    log = log_of(("07:00", "light.a", "off"), ("08:00", "light.a", "on"))
    return run(log, "on", [log.time[1] + minute * 60], reach).outcome.tolist()


def test_a_clock_time_meets_acts_a_quarter_of_an_hour_around() -> None:
    assert [outcomes(minute, CLOCK)[0] for minute in (-16, -15, -1, 0, 14, 16)] == [
        WRONG,
        RIGHT,
        RIGHT,
        RIGHT,
        RIGHT,
        ALREADY,
    ]


def test_another_trigger_meets_acts_of_the_next_five_minutes_only() -> None:
    assert [outcomes(minute, STATE)[0] for minute in (-6, -5, -1, 1)] == [
        WRONG,
        RIGHT,
        RIGHT,
        ALREADY,
    ]


def test_a_hold_meets_acts_that_did_not_wait_for_its_end() -> None:
    assert [outcomes(minute, HOLD)[0] for minute in (-11, -9, 9, 11)] == [
        WRONG,
        RIGHT,
        RIGHT,
        ALREADY,
    ]


def test_a_target_that_is_not_known_makes_no_episode() -> None:
    log = log_of(("08:00", "light.a", "on"), ("09:00", "light.a", "unavailable"))
    at = [log.time[0] - 60, log.time[1] + 60]
    assert run(log, "on", at, CLOCK).outcome.tolist() == [UNKNOWN, UNKNOWN]


def test_an_act_counts_once_and_a_wrong_once_until_the_target_changes() -> None:
    log = log_of(
        ("07:00", "light.a", "off"),
        ("08:00", "light.a", "on"),
        ("08:20", "light.a", "off"),
        ("12:00", "light.a", "unavailable"),
        ("12:01", "light.a", "off"),
    )
    start = log.time[0]
    at = [start + 60.0 * minute for minute in (50, 55, 58, 120, 140, 160, 320, 340)]
    replayed = run(log, "on", at, CLOCK)
    assert replayed.count(np.ones(len(at), np.bool_)) == (1, 2, 0)
    assert replayed.count(np.arange(len(at)) < 3) == (1, 0, 0)
    assert not np.any((replayed.outcome == RIGHT)[3:])


def test_an_act_that_was_met_before_and_after_another_counts_once() -> None:
    diary = Diary()
    diary.add(0, "07:00", "light.a", "off")
    diary.add(0, "08:00", "light.a", "on")
    diary.add(0, "08:02", "light.a", "off", Origin.AUTOMATION)
    diary.add(0, "08:04", "light.a", "on", Origin.AUTOMATION)
    diary.add(0, "08:06", "light.a", "off", Origin.AUTOMATION)
    diary.add(0, "08:09", "light.a", "on")
    log = diary.log()
    at = [diary.at(0, clock) for clock in ("08:01", "08:03", "08:05")]
    replayed = run(log, "on", at, CLOCK)
    assert replayed.outcome.tolist() == [RIGHT] * 3
    assert replayed.count(np.ones(3, np.bool_)) == (2, 0, 0)


@settings(max_examples=120, deadline=None)
@given(changes, st.lists(moments, min_size=1, max_size=4), st.sampled_from((CLOCK, STATE, HOLD)))
def test_counting_each_is_counting_one_by_one(
    rows: list[tuple[int, str, Origin]], several: list[list[int]], reach: Reach
) -> None:
    """Each list of moments is an automation of its own, replayed together with the others."""
    diary = Diary()
    for minute, state, origin in rows:
        diary.add(0, 28800 + 60.0 * minute, "light.a", state, origin)
    log = diary.log()
    parts = [
        run(log, "on", [diary.at(0, 28800 + 60.0 * minute + 30) for minute in minutes], reach)
        for minutes in several
    ]
    columns = ("at", "outcome", "act", "spell")
    together = Replay(*(np.concatenate([getattr(p, name) for p in parts]) for name in columns))
    number = np.repeat(np.arange(len(parts)), [len(part.at) for part in parts])
    counts = [part.count(np.ones(len(part.at), np.bool_)) for part in parts]
    assert together.count_each(number) == (
        sum(right for right, _, _ in counts),
        sum(wrong for _, wrong, _ in counts),
    )


def test_what_never_acts_counts_nothing() -> None:
    log = log_of(("07:00", "light.a", "off"), ("08:00", "light.a", "on"))
    nothing = run(log, "on", [], CLOCK)
    assert nothing.count(np.zeros(0, np.bool_)) == (0, 0, 0)
    assert nothing.count_each(np.zeros(0, np.int32)) == (0, 0)
