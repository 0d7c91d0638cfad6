"""Days as bytes: what comes back, and what is noticed."""

from math import inf, nan
from time import thread_time
import zlib

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.history.blocks import (
    DamagedBlockError,
    DayEvents,
    Joined,
    decode,
    encode,
)
from custom_components.homeiq.mining.event_log import (
    DAY_SECONDS,
    NUMERIC,
    RESERVED_STATES,
    Origin,
    RawEvents,
)
from tests.mining.build import quick

DAY = 20_000
START = DAY * DAY_SECONDS
NAMES = st.text(max_size=12).filter(lambda name: name not in RESERVED_STATES)
EVENTS = st.tuples(
    st.floats(0, DAY_SECONDS, exclude_max=True),
    st.integers(0, 2**31 - 1),  # id of the entity
    st.integers(0, 9),  # state
    st.floats(width=32),
    st.sampled_from(list(Origin)),
)


def a_day(
    rows: list[tuple[float, int, int, float, Origin]], names: tuple[str, ...] = (), day: int = DAY
) -> DayEvents:
    """Return a day of (seconds, id, state, number, origin) rows."""
    rows = sorted(rows, key=lambda row: row[0])
    last = np.nextafter((day + 1) * DAY_SECONDS, -inf)
    return DayEvents(
        day,
        np.array([min(day * DAY_SECONDS + row[0], last) for row in rows], np.float64),
        np.array([row[1] for row in rows], np.int32),
        np.array([row[2] for row in rows], np.int32),
        np.array([row[3] for row in rows], np.float32),
        np.array([row[4] for row in rows], np.int8),
        (*RESERVED_STATES, *names),
    )


def busy_day(count: int, day: int = DAY) -> DayEvents:
    random = np.random.default_rng(day)
    state = random.integers(3, 24, count).astype(np.int32)
    return DayEvents(
        day,
        np.sort(random.random(count)) * DAY_SECONDS + day * DAY_SECONDS,
        (random.zipf(1.3, count) % 300).astype(np.int32),
        state,
        np.where(state == NUMERIC, random.normal(21, 2, count), nan).astype(np.float32),
        random.integers(0, 4, count).astype(np.int8),
        (*RESERVED_STATES, *(f"state {number}" for number in range(20))),
    )


def named(day: DayEvents | RawEvents) -> list[str]:
    return [day.states[code] for code in day.state]


@quick
@given(st.lists(EVENTS, max_size=30), st.lists(NAMES, min_size=6, max_size=6, unique=True))
def test_a_day_comes_back(
    rows: list[tuple[float, int, int, float, Origin]], names: list[str]
) -> None:
    day = a_day(rows, tuple(names))
    back = decode(encode(day))
    assert back.day == DAY
    assert np.abs(back.time - day.time).max(initial=0) <= 1e-4
    assert ((back.time >= START) & (back.time < START + DAY_SECONDS)).all()
    assert back.entity.tolist() == day.entity.tolist()
    assert named(back) == named(day)
    assert np.array_equal(back.number, day.number, equal_nan=True)
    assert back.origin.tolist() == day.origin.tolist()
    columns = (back.time, back.entity, back.state, back.number, back.origin)
    assert [column.dtype.str[1:] for column in columns] == ["f8", "i4", "i4", "f4", "i1"]
    assert encode(back) == encode(day), "what was read is written the same"


@pytest.mark.parametrize("day", [0, 1, -1, 20_000, 2_900_000])
def test_any_day_has_its_first_and_its_last_moment(day: int) -> None:
    last = float(DAY_SECONDS)  # or as near to it as there is a number
    one = a_day([(0.0, 1, 0, nan, Origin.DEVICE), (last, 1, 0, nan, Origin.DEVICE)], day=day)
    back = decode(encode(one))
    assert back.day == day
    assert back.time[0] == day * DAY_SECONDS
    assert day * DAY_SECONDS + DAY_SECONDS - 2e-4 < back.time[1] < (day + 1) * DAY_SECONDS


def test_a_quiet_day_comes_back() -> None:
    back = decode(encode(a_day([])))
    assert len(back) == 0
    assert back.states == RESERVED_STATES


def test_of_events_at_one_moment_the_order_stays() -> None:
    rows = [(60.0 + number * 1e-6, number, 0, nan, Origin.DEVICE) for number in range(40)]
    assert decode(encode(a_day(rows))).entity.tolist() == list(range(40))


@pytest.mark.parametrize("highest", [255, 256, 65_535, 65_536, 2**31 - 1])
def test_ids_of_any_size_come_back(highest: int) -> None:
    rows = [(1.0, highest, 4, nan, Origin.PERSON), (2.0, 0, 4, nan, Origin.PERSON)]
    assert decode(encode(a_day(rows, ("on",)))).entity.tolist() == [highest, 0]


def test_more_states_than_a_byte_counts_come_back() -> None:
    names = tuple(f"song {number}" for number in range(70_000))
    rows = [(number, 1, number + 4, nan, Origin.PERSON) for number in range(70_000)]
    back = decode(encode(a_day(rows, names)))
    assert named(back) == list(names)


def test_states_that_do_not_occur_are_not_kept() -> None:
    names = ("on", "a secret", "off")
    rows = [(1.0, 1, 6, nan, Origin.PERSON), (2.0, 1, 4, nan, Origin.PERSON)]
    back = decode(encode(a_day(rows, names)))
    assert back.states == (*RESERVED_STATES, "on", "off")
    assert named(back) == ["off", "on"]


def test_a_source_may_tell_a_day_in_any_order() -> None:
    raw = RawEvents.from_rows(
        [
            (START + 9.0, "light.a", "on", Origin.PERSON),
            (START + 3.0, "sensor.b", "21.5", Origin.DEVICE),
            (START + 3.0, "light.a", "off", Origin.AUTOMATION),
        ]
    )
    day = DayEvents.of(DAY, raw, np.array([7, 300], np.int32))
    back = decode(encode(day))
    assert (back.time - START).tolist() == [3.0, 3.0, 9.0]
    assert back.entity.tolist() == [300, 7, 7]
    assert named(back) == ["#", "off", "on"]
    assert back.number.tolist()[0] == 21.5
    assert back.origin.tolist() == [Origin.DEVICE, Origin.AUTOMATION, Origin.PERSON]


@pytest.mark.parametrize("times", [[-1.0], [float(DAY_SECONDS)], [5.0, 1.0], [1.0, nan]])
def test_what_is_no_day_in_order_is_refused(times: list[float]) -> None:
    day = busy_day(len(times))
    wrong = DayEvents(
        DAY, np.array(times) + START, day.entity, day.state, day.number, day.origin, day.states
    )
    with pytest.raises(ValueError, match="not of day 20000, or not in order"):
        encode(wrong)


# Damage


def _damaged(data: bytes) -> bool:
    try:
        decode(data)
    except DamagedBlockError:
        return True
    return False


def test_a_flipped_bit_is_noticed() -> None:
    data = encode(busy_day(40))
    for place in range(len(data)):
        for bit in (0, 7):
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            # A few bits of the compressed stream mean nothing.
            assert _damaged(bytes(flipped)) or encode(decode(bytes(flipped))) == data


def test_a_cut_is_noticed() -> None:
    data = encode(busy_day(40))
    assert all(_damaged(data[:length]) for length in range(len(data)))


@pytest.mark.parametrize(
    "data", [b"", b"\x01", b"\x02" + zlib.compress(b""), b"no block", b"\0" * 99]
)
def test_what_is_no_block_is_noticed(data: bytes) -> None:
    assert _damaged(data)


def _rewritten(place: int, value: bytes, more: bytes = b"") -> bytes:
    """Return a block with other bytes and a sound checksum, as a fault of ours would write it."""
    rows = [(1.0, 1, 4, nan, Origin.PERSON), (2.0, 2, 5, nan, Origin.PERSON)]
    body = bytearray(zlib.decompress(encode(a_day(rows, ("on", "off")))[1:]))
    body[place : place + len(value)] = value
    return b"\x01" + zlib.compress(bytes(body) + more)


STATES_AT = 18 + 4 * 2 + 2


def test_what_is_rewritten_as_it_was_is_no_damage() -> None:
    assert named(decode(_rewritten(STATES_AT, b"\x04\x05"))) == ["on", "off"]


@pytest.mark.parametrize(
    ("place", "value", "more"),
    [
        (0, b"", b"more"),
        (4, b"\x03", b""),  # an event more
        (8, b"\x01", b""),  # a number more
        (12, b"\x01", b""),  # names that end too early
        (16, b"\x03", b""),  # no width
        (STATES_AT, b"\x06", b""),  # a state without a name
        (24, b"\xff", b""),  # a time beyond the day
    ],
)
def test_what_contradicts_itself_is_noticed(place: int, value: bytes, more: bytes) -> None:
    assert _damaged(_rewritten(place, value, more))


# Days together


def test_days_are_joined_in_one_vocabulary_with_only_what_is_asked_for() -> None:
    person = Origin.PERSON
    first = a_day(
        [(1.0, 5, 4, nan, person), (2.0, 6, 5, nan, person), (3.0, 7, NUMERIC, 2.5, person)],
        ("on", "a secret"),
    )
    second = a_day([(1.0, 7, NUMERIC, 3.5, person), (2.0, 5, 4, nan, person)], ("off",), DAY + 1)
    third = a_day([(1.0, 99, 4, nan, person)], ("unasked",), DAY + 2)  # no id that is known
    codes = np.full(8, -1, np.int32)
    codes[[7, 5]] = (0, 1)
    joined = Joined(len(first) + len(second) + len(third), codes)
    for day in (first, second, third):
        joined.add(day)
    raw = joined.events(("sensor.c", "light.a"))
    assert [raw.entities[code] for code in raw.entity] == [
        "light.a",
        "sensor.c",
        "sensor.c",
        "light.a",
    ]
    assert named(raw) == ["on", "#", "#", "off"]
    assert raw.states == (*RESERVED_STATES, "on", "off")
    assert raw.number.tolist()[1:3] == [2.5, 3.5]
    assert (raw.time - START).tolist() == [1.0, 3.0, DAY_SECONDS + 1.0, DAY_SECONDS + 2.0]


def test_no_days_are_no_events() -> None:
    raw = Joined(0, np.zeros(0, np.int32)).events(())
    assert len(raw.time) == 0
    assert raw.states == RESERVED_STATES


def test_a_day_takes_five_bytes_an_event_and_no_time() -> None:
    day = busy_day(5_500)
    data = encode(day)
    assert len(data) < 7 * len(day)  # with each state as likely as the others
    start = thread_time()
    for _ in range(20):
        decode(data)
    assert (thread_time() - start) / 20 < 0.01  # some 0.5 ms on an idle machine
