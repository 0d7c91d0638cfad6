"""Events of several sources and days put together and taken apart."""

from hypothesis import given, settings, strategies as st
import numpy as np

from custom_components.homeiq.history.merge import (
    NO_EVENTS,
    between,
    by_day,
    filled,
    in_order,
    joined,
    resumed,
    where,
    with_events,
)
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Origin, RawEvents

type Row = tuple[float, str, str, Origin]

ROWS = st.lists(
    st.tuples(
        st.floats(0, 3 * DAY_SECONDS, exclude_max=True, width=32),
        st.sampled_from(["light.a", "light.b", "sensor.c"]),
        st.sampled_from(["on", "off", "21.5", "unavailable"]),
        st.sampled_from(Origin),
    ),
    max_size=20,
)


def rows(raw: RawEvents) -> list[Row]:
    """Return what RawEvents.from_rows was given."""
    return [
        (
            float(raw.time[at]),
            raw.entities[raw.entity[at]],
            raw.states[raw.state[at]]
            if raw.states[raw.state[at]] != "#"
            else f"{raw.number[at]:g}",
            Origin(raw.origin[at]),
        )
        for at in range(len(raw.time))
    ]


@given(ROWS, ROWS, ROWS)
@settings(max_examples=50)
def test_joining_keeps_every_event_of_every_part(
    one: list[Row], two: list[Row], three: list[Row]
) -> None:
    parts = [RawEvents.from_rows(part) for part in (one, two, three)]
    assert rows(joined(parts)) == [*one, *two, *three]


def test_joining_nothing_gives_no_events() -> None:
    assert rows(joined([])) == rows(joined([NO_EVENTS, NO_EVENTS])) == []
    assert joined([]).states == NO_EVENTS.states


@given(ROWS)
@settings(max_examples=50)
def test_days_hold_each_event_once_and_in_order(told: list[Row]) -> None:
    days = list(by_day(RawEvents.from_rows(told), range(3)))
    assert [day for day, _ in days] == [0, 1, 2]
    for day, raw in days:
        assert (np.diff(raw.time) >= 0).all()
        assert (np.floor(raw.time / DAY_SECONDS) == day).all()
    assert sorted(row for _, raw in days for row in rows(raw)) == sorted(told)


def test_events_of_the_same_moment_keep_their_order() -> None:
    told = [
        (5.0, "light.a", "on", Origin.PERSON),
        (3.0, "light.a", "unavailable", Origin.DEVICE),
        (3.0, "light.a", "off", Origin.DEVICE),
    ]
    assert rows(in_order(RawEvents.from_rows(told))) == [told[1], told[2], told[0]]


def test_days_without_events_are_days_all_the_same() -> None:
    assert [(day, len(raw.time)) for day, raw in by_day(NO_EVENTS, [7, 5])] == [(5, 0), (7, 0)]


@given(ROWS, ROWS)
@settings(max_examples=50)
def test_only_entities_that_nothing_was_told_of_are_filled_in(
    told: list[Row], more: list[Row]
) -> None:
    got = rows(filled(RawEvents.from_rows(told), RawEvents.from_rows(more)))
    known = {row[1] for row in told}
    assert sorted(got) == sorted([*told, *(row for row in more if row[1] not in known)])


def test_an_entity_without_events_is_filled_in_though_its_name_is_known() -> None:
    first = RawEvents.from_rows([(1.0, "light.a", "on", Origin.PERSON)])
    quiet = where(first, np.zeros(1, np.bool_))
    assert with_events(quiet, ("light.a", "light.b")).tolist() == [False, False]
    assert rows(filled(quiet, first)) == rows(first)


def test_the_end_of_a_span_is_not_in_it() -> None:
    raw = RawEvents.from_rows([(at, "light.a", "on", Origin.DEVICE) for at in (1.0, 2.0, 3.0)])
    assert between(raw, 1.0, 3.0).time.tolist() == [1.0, 2.0]


def test_what_nothing_is_known_of_is_filled_in_for_all() -> None:
    told = RawEvents.from_rows([(5.0, "light.a", "on", Origin.PERSON)])
    more = RawEvents.from_rows(
        [(at, "light.a", "off", Origin.DEVICE) for at in (2.0, 3.0, 6.0, 7.0)]
    )
    assert filled(told, more, 3.0, 7.0).time.tolist() == [2.0, 5.0, 7.0]


@given(ROWS, ROWS)
@settings(max_examples=50)
def test_what_was_kept_of_an_entity_before_a_source_begins_stays(
    old: list[Row], told: list[Row]
) -> None:
    got = rows(resumed(RawEvents.from_rows(old), RawEvents.from_rows(told)))
    begun = {row[1]: min(one[0] for one in told if one[1] == row[1]) for row in told}
    before = [row for row in old if row[0] < begun.get(row[1], np.inf) - 0.0002]
    assert sorted(got) == sorted([*before, *told])


def test_times_that_were_rounded_double_nothing() -> None:
    told = RawEvents.from_rows([(5.000_04, "light.a", "on", Origin.PERSON)])
    kept = RawEvents.from_rows([(5.0, "light.a", "on", Origin.PERSON)])
    assert resumed(kept, told).time.tolist() == [5.000_04]
