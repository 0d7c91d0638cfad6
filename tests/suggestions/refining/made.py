"""Any habits and any edits, for what has to hold of all of them."""

from typing import Final

from hypothesis import strategies as st

from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    ClockTrigger,
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Pattern,
    Reminder,
    StateCondition,
    StateTrigger,
    SunTrigger,
    WindowCondition,
)
from custom_components.homeiq.suggestions.automation import DAY
from custom_components.homeiq.suggestions.refining.edits import (
    NOBODY,
    SOMEBODY,
    TIME,
    AddTarget,
    DropCondition,
    DropTarget,
    Level,
    OnDays,
    ReplaceTarget,
    Require,
    SetDelay,
    SetHold,
    SetLevel,
    SetOffset,
    SetThreshold,
    SetTime,
    Shift,
)

LIGHTS: Final = ("light.a", "light.b", "light.c", "light.d")
SECONDS = st.integers(0, DAY - 1)
WAITS = st.sampled_from((0, 30, 60, 600, 7200))
LIMITS = st.integers(-50, 5000).map(float)
SENSED = st.sampled_from(("binary_sensor.door", "person.anna", "lock.front"))
STATES = st.sampled_from(("on", "off", "locked", "unlocked", "home"))
WEEKDAYS = st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days)))

windows = (
    st.tuples(SECONDS, SECONDS)
    .filter(lambda ends: ends[0] != ends[1])
    .map(lambda ends: WindowCondition(*ends))
)
conditions = st.one_of(
    st.booleans().map(lambda dark: DarkCondition(dark=dark)),
    windows,
    st.builds(StateCondition, SENSED, STATES),
    LIMITS.map(lambda limit: NumericCondition("sensor.lux", above=limit)),
    LIMITS.map(lambda limit: NumericCondition("sensor.lux", below=limit)),
    st.sampled_from((SOMEBODY, NOBODY)),
)
triggers = st.one_of(
    st.builds(ClockTrigger, SECONDS),
    st.builds(SunTrigger, st.sampled_from(("sunrise", "sunset")), st.integers(-7200, 7200)),
    st.builds(StateTrigger, SENSED, STATES, st.just("unheard"), WAITS),
    st.builds(NumericTrigger, st.just("sensor.lux"), below=LIMITS, hold=WAITS),
    st.builds(NumericTrigger, st.just("sensor.lux"), above=LIMITS, hold=WAITS),
)
effects = st.lists(
    st.builds(Effect, st.sampled_from(LIGHTS), st.sampled_from(("on", "off")), WAITS),
    min_size=1,
    max_size=4,
    unique=True,
).map(tuple)
reminders = st.builds(Reminder, SENSED, st.just("locked"), WAITS).map(lambda one: (one,))
patterns = st.builds(
    Pattern,
    st.just("time_of_day"),
    triggers,
    st.one_of(effects, effects, reminders),
    weekdays=WEEKDAYS,
    conditions=st.lists(conditions, max_size=3, unique=True).map(tuple),
    months=st.sampled_from(((), (1, 2, 12))),
)
edits = st.one_of(
    st.integers(-7200, 7200).map(Shift),
    SECONDS.map(SetTime),
    st.integers(-30_000, 30_000).map(SetOffset),
    st.integers(-10, 50_000).map(SetHold),
    LIMITS.map(SetThreshold),
    conditions.map(Require),
    st.sampled_from(("sun.sun", TIME, "zone.home", "sensor.lux", "lock.front", "person.anna")).map(
        DropCondition
    ),
    WEEKDAYS.map(OnDays),
    st.builds(SetDelay, WAITS, st.sampled_from(("", *LIGHTS))),
    st.builds(SetLevel, st.just(Level.BRIGHTNESS), st.integers(1, 100).map(float)),
    st.builds(
        SetLevel, st.sampled_from(Level), st.integers(1, 100).map(float), st.sampled_from(LIGHTS)
    ),
    st.builds(ReplaceTarget, st.sampled_from(LIGHTS), st.sampled_from(LIGHTS)),
    st.builds(AddTarget, st.sampled_from(LIGHTS), st.sampled_from(LIGHTS)),
    st.sampled_from(LIGHTS).map(DropTarget),
)
