"""States at any moment."""

from dataclasses import replace

from hypothesis import given, strategies as st
import numpy as np

from custom_components.homeiq.mining.event_log import NOTHING, UNKNOWN, EventLog, Origin
from custom_components.homeiq.mining.timeline import Timeline
from tests.mining.build import Diary, log_of, quick, times


def test_a_state_holds_from_its_change_to_the_next() -> None:
    log = log_of(("08:00", "light.a", "on"), ("09:00", "light.a", "off"))
    timeline = Timeline.of(log)
    first, second = log.time
    at = times(first - 1, first, second - 1, second, second + 1e6)
    states = [log.states[code] for code in timeline.states(0, at)]
    assert states == ["", "on", "on", "off", "off"]
    assert timeline.last_change(0, at).tolist() == [0, 1, 1, 2, 2]


def test_readings_are_told_and_unknown_ones_are_nan() -> None:
    log = log_of(
        ("08:00", "sensor.t", "20"), ("09:00", "sensor.t", "unknown"), ("10:00", "sensor.t", "22.5")
    )
    timeline = Timeline.of(log)
    numbers = timeline.numbers(0, np.concatenate((log.time[:1] - 1, log.time)))
    assert np.isnan(numbers[[0, 2]]).all()
    assert numbers[[1, 3]].tolist() == [20.0, 22.5]


def test_an_entity_without_changes_in_the_log_has_no_state() -> None:
    log = log_of(("08:00", "light.a", "on"), ("08:30", "light.b", "on"))
    timeline = Timeline.of(log.where(log.entity == 0))
    assert timeline.codes == {"light.a": 0, "light.b": 1}
    assert timeline.states(1, log.time).tolist() == [NOTHING, NOTHING]
    assert np.isnan(timeline.numbers(1, log.time)).all()


def test_known_states_leave_out_what_is_no_state_and_readings() -> None:
    log = log_of(
        ("08:00", "sensor.t", "20"),
        ("08:01", "light.a", "off"),
        ("08:02", "light.a", "unavailable"),
        ("08:03", "light.a", "on"),
        ("08:04", "cover.c", "open"),
    )
    known = Timeline.of(log).known_states()
    names = [[log.states[code] for code in codes] for codes in known]
    assert names == [[], ["off", "on"], ["open"]]


@quick
@given(
    st.lists(
        st.tuples(
            st.integers(0, 50), st.sampled_from(("light.a", "light.b")), st.sampled_from("xyz")
        ),
        max_size=30,
    ),
    st.lists(st.integers(-5, 60), max_size=10),
)
def test_states_are_those_of_a_plain_walk_through_the_log(
    rows: list[tuple[int, str, str]], moments: list[int]
) -> None:
    diary = Diary()
    for second, entity_id, state in rows:
        diary.add(0, float(second), entity_id, state, Origin.DEVICE)
    log = diary.log()
    timeline = Timeline.of(log)
    at = times(*(diary.at(0, float(moment)) for moment in sorted(moments)))
    for code in range(len(log.entities)):
        expected = []
        for moment in at:
            now = NOTHING
            for time, entity, new in zip(log.time, log.entity, log.new, strict=True):
                if entity == code and time <= moment:
                    now = int(new)
            expected.append(now)
        assert timeline.states(code, at).tolist() == expected


def test_changes_of_several_entities_are_looked_up_at_once() -> None:
    log = log_of(
        ("08:00", "sensor.t", "20"),
        ("08:30", "sensor.h", "55"),
        ("09:00", "sensor.t", "21"),
    )
    timeline = Timeline.of(log)
    both = np.array([0, 1], np.int32)
    at = log.time[1:]
    assert timeline.until(both, at).tolist() == [[1, 2], [3, 3]]
    assert timeline.until(both, at, side="left").tolist() == [[1, 1], [2, 3]]
    assert timeline.numbers_until(both, timeline.until(both, at)).tolist() == [[20, 21], [55, 55]]
    before = timeline.numbers_until(both, timeline.until(both, log.time[:1] - 1))
    assert np.isnan(before).all()


def test_an_empty_log_has_no_readings() -> None:
    timeline = Timeline.of(Diary().log())
    nobody = np.zeros(0, np.int32)
    assert timeline.numbers_until(nobody, timeline.until(nobody, times(1, 2))).shape == (0, 2)


def gap() -> tuple[Diary, EventLog]:
    """Return ten days of which the log has the first two and the last two.

    One lamp is switched every day, the other only in the beginning and in the end.
    """
    diary = Diary()
    diary.add(0, "08:00", "light.b", "on")
    for day in range(10):
        diary.add(day, "12:00", "light.a", ("off", "on")[day % 2])
    diary.add(9, "20:00", "light.b", "off")
    log = diary.log()
    return diary, log.only(log.days[[0, 1, 8, 9]])


def states_at(diary: Diary, log: EventLog, *moments: tuple[int, str]) -> list[list[str]]:
    """Return the states of both lamps at moments; ? where they are not known."""
    timeline = Timeline.of(log)
    both = np.array([timeline.codes["light.a"], timeline.codes["light.b"]], np.int32)
    found = timeline.states_of(both, times(*(diary.at(*moment) for moment in moments)))
    return [["?" if code == UNKNOWN else log.states[code] for code in row] for row in found]


def test_what_was_before_days_that_the_log_lacks_is_not_known_after_them() -> None:
    moments = [(0, "07:00"), (0, "13:00"), (1, "13:00"), (8, "13:00"), (9, "13:00"), (9, "21:00")]
    one, other = states_at(*gap(), *moments)
    assert one == ["", "off", "on", "off", "on", "on"]
    assert other == ["", "on", "on", "?", "?", "off"]


def test_the_moments_at_which_a_log_goes_on_are_its_first_events_then() -> None:
    diary, log = gap()
    assert Timeline.of(log).resumed.tolist() == [diary.at(8, "12:00")]
    assert Timeline.of(diary.log()).resumed.tolist() == []
    ended = replace(log, days=np.append(log.days, log.days[-1] + 5))  # without an event on it
    assert Timeline.of(ended).resumed.tolist() == [diary.at(8, "12:00")]


def test_states_of_several_entities_are_those_of_each() -> None:
    diary, log = gap()
    whole = diary.log()
    timeline = Timeline.of(whole)
    at = np.concatenate((whole.time - 1, whole.time, whole.time + 1))
    both = np.array([0, 1], np.int32)
    assert timeline.states_of(both, at).tolist() == [
        timeline.states(code, at).tolist() for code in both
    ]
    assert len(log) < len(whole)


def test_an_empty_log_has_no_states() -> None:
    timeline = Timeline.of(Diary().log())
    assert timeline.states_of(np.zeros(2, np.int32), times(1.0)).tolist() == [[NOTHING]] * 2
