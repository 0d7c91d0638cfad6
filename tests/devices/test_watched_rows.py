"""What was seen is remembered within bounds, and told as the recorder tells."""

from collections.abc import Mapping
from time import thread_time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.homeiq.devices.using import uses
from custom_components.homeiq.devices.watched_rows import (
    KEPT,
    MOST_ROWS,
    Seen,
    WatchedRows,
    merged,
)
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.shown import FeatureHistory, Shown
from tests.devices.owned import LAMP, lamp

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600.0
NOON = 1_780_308_000.0  # 2026-06-01 12:00 in Berlin
TODAY = 739_768

type Told = list[tuple[float, str, Mapping[str, object]]]


def told(shown: Shown) -> Told:
    """Return rows, by seconds after noon."""
    return [
        (time - NOON, shown.entities[entity], shown.sets[number])
        for time, entity, number in zip(shown.time.tolist(), shown.entity, shown.shown, strict=True)
    ]


def seen(rows: WatchedRows, now: float = NOON, since: float | None = NOON) -> Seen:
    return Seen(rows.told(now), since, now)


def shown_of(*rows: tuple[float, str, Mapping[str, object]]) -> Shown:
    """Return what a recorder tells, by seconds after noon."""
    entities = tuple(dict.fromkeys(entity_id for _, entity_id, _ in rows))
    return Shown(
        np.array([NOON + time for time, _, _ in rows]),
        np.array([entities.index(entity_id) for _, entity_id, _ in rows], np.int32),
        np.arange(len(rows), dtype=np.int32),
        entities,
        tuple(attributes for _, _, attributes in rows),
    )


def dimmed(value: int | None) -> Mapping[str, Any]:
    return {"brightness": value, "friendly_name": "Lamp"}


def test_changes_are_remembered_in_order_of_time_and_only_of_what_counts() -> None:
    rows = WatchedRows()
    rows.see("light.a", NOON, dimmed(100))
    rows.see("light.b", NOON + 1, {"effect": "candle", "rgb_color": (1, 2, 3)})
    rows.see("light.a", NOON + 2, {**dimmed(100), "friendly_name": "Renamed"})
    rows.see("light.a", NOON + 3, dimmed(None))
    rows.see("light.a", NOON + 4, dimmed(100))
    assert told(seen(rows, NOON + 9).shown()) == [
        (0, "light.a", {"brightness": 100}),
        (1, "light.b", {"effect": "candle"}),
        (3, "light.a", {}),
        (4, "light.a", {"brightness": 100}),
    ]
    assert len(rows) == 4


def test_nothing_seen_is_nothing_shown() -> None:
    assert told(Seen().shown()) == []
    assert told(seen(WatchedRows()).shown()) == []


def test_whatever_an_integration_shows_is_taken() -> None:
    rows = WatchedRows()
    for time, effect in enumerate((["a", "b"], {"a": 1}, True, 1)):
        rows.see("light.a", NOON + time, {"effect": effect})
    assert [one["effect"] for _, _, one in told(seen(rows).shown())][:2] == [["a", "b"], {"a": 1}]


def test_what_takes_no_part_any_more_is_forgotten() -> None:
    rows = WatchedRows()
    for entity_id in ("light.a", "light.b"):
        rows.see(entity_id, NOON, dimmed(1))
        rows.see(entity_id, NOON + 1, dimmed(2))
    rows.keep_only({"light.b", "light.c"})
    assert len(rows) == 2
    assert seen(rows).shown().entities == ("light.b",)


def test_of_what_is_too_old_the_last_two_stay() -> None:
    rows = WatchedRows()
    for hour in range(100):
        rows.see("light.a", NOON + hour * HOUR, dimmed(hour))
    rows.see("light.b", NOON, dimmed(7))
    now = NOON + 99.5 * HOUR
    shown = told(seen(rows, now).shown())
    assert now - NOON - KEPT == 51.5 * HOUR
    assert shown[:3] == [
        (0, "light.b", {"brightness": 7}),
        (50 * HOUR, "light.a", {"brightness": 50}),
        (51 * HOUR, "light.a", {"brightness": 51}),
    ]
    assert len(shown) == len(rows) == 51


def test_where_there_are_too_many_the_one_that_changed_most_loses_its_oldest() -> None:
    rows = WatchedRows()
    for time in range(100):
        rows.see("light.quiet", NOON + time, dimmed(time))
    for time in range(100_000):
        rows.see("light.disco", NOON + 100 + time * 0.1, dimmed(time))
        assert len(rows) <= MOST_ROWS
    of_entity = rows.told(NOON + HOUR)
    assert len(of_entity["light.quiet"]) == 100
    assert len(of_entity["light.disco"]) > MOST_ROWS // 3
    assert of_entity["light.disco"][-1][0] == NOON + 100 + 99_999 * 0.1


def test_more_entities_than_there_is_room_for_are_still_known() -> None:
    rows = WatchedRows()
    for value in (1, 2, 3):
        for number in range(MOST_ROWS // 2 + 10):
            rows.see(f"light.l{number}", NOON, dimmed(value))
    assert MOST_ROWS + 20 <= len(rows) <= MOST_ROWS * 1.2
    assert set(map(len, rows.told(NOON).values())) == {2, 3}


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (None, NOON, range(0)),
        (NOON, NOON, range(TODAY, TODAY + 1)),
        (NOON - 12 * HOUR - 1, NOON, range(TODAY - 1, TODAY + 1)),
        (NOON - 30 * 24 * HOUR, NOON, range(TODAY - 2, TODAY + 1)),
        (NOON, NOON + 12 * HOUR, range(TODAY, TODAY + 2)),
    ],
)
def test_the_days_are_local_and_no_more_than_are_remembered(
    since: float | None, until: float, days: range
) -> None:
    assert Seen({}, since, until).days(BERLIN) == days


def test_what_is_watched_is_told_by_the_watching_alone_from_then_on() -> None:
    recorded = shown_of(
        (-60, "light.a", {"brightness": 10}),
        (-30, "cover.b", {"current_position": 50}),
        (5, "light.a", {}),
        (5, "cover.b", {"current_position": 0}),
        (6, "light.c", {}),
    )
    rows = WatchedRows()
    rows.see("light.a", NOON, dimmed(100))
    rows.see("light.d", NOON + 5, dimmed(1))
    rows.see("light.a", NOON + 7, dimmed(255))
    assert told(merged(recorded, seen(rows, NOON + 8).shown())) == [
        (-60, "light.a", {"brightness": 10}),
        (-30, "cover.b", {"current_position": 50}),
        (0, "light.a", {"brightness": 100}),
        (5, "cover.b", {"current_position": 0}),
        (5, "light.d", {"brightness": 1}),
        (6, "light.c", {}),
        (7, "light.a", {"brightness": 255}),
    ]


def test_either_may_be_empty() -> None:
    recorded = shown_of((0, "cover.b", {"current_position": 50}))
    assert told(merged(recorded, Seen().shown())) == told(recorded)
    assert told(merged(shown_of(), recorded)) == told(recorded)
    assert told(merged(shown_of(), Seen().shown())) == []


@pytest.mark.parametrize(
    ("first", "used"), [(102, True), (247, True), (250, False), (255, False), (None, False)]
)
def test_a_lamp_that_is_clearly_below_full_when_the_watching_begins_is_dimmed(
    first: int | None, *, used: bool
) -> None:
    rows = WatchedRows()
    rows.see("light.lamp", NOON, dimmed(first))
    history = FeatureHistory(seen(rows, NOON + 1).shown(), ())
    found = uses(history, lamp("brightness"), References(), BERLIN)
    assert [(one.device_id, one.day, one.uses) for one in found] == [(LAMP, TODAY, 1)] * used


def test_a_change_after_days_of_the_same_is_a_use_though_any_first_value_is_none() -> None:
    rows = WatchedRows()
    for hours in (100, 80):
        rows.see("light.lamp", NOON - hours * HOUR, {"color_temp_kelvin": 2700})
        rows.see("light.lamp", NOON - (hours - 1) * HOUR, {})
    able = lamp("color_temperature")
    history = FeatureHistory(seen(rows).shown(), ())
    assert uses(history, able, References(), BERLIN) == ()
    rows.see("light.lamp", NOON, {"color_temp_kelvin": 4000})
    history = FeatureHistory(seen(rows).shown(), ())
    (one,) = uses(history, able, References(), BERLIN)
    assert (one.day, one.uses) == (TODAY, 1)


def test_to_see_a_change_takes_microseconds() -> None:
    rows = WatchedRows()
    changes = [dimmed(number % 200) for number in range(10_000)]
    best = 1.0
    for turn in range(5):
        begun = thread_time()
        for number, change in enumerate(changes):
            rows.see(f"light.l{number % 50}", NOON + turn, change)
        best = min(best, (thread_time() - begun) / len(changes))
    assert best < 10e-6


def test_all_that_fits_is_told_in_no_time() -> None:
    rows = WatchedRows()
    for number in range(MOST_ROWS):
        rows.see(f"light.l{number % 300}", NOON + number, dimmed(number % 251))
    begun = thread_time()
    taken = seen(rows, NOON + MOST_ROWS)
    copied = thread_time()
    assert len(taken.shown().time) == MOST_ROWS
    assert copied - begun < 0.02
    assert thread_time() - copied < 0.5


def test_what_was_only_tried_is_forgotten_with_its_entity() -> None:
    rows = WatchedRows()
    rows.see("light.a", NOON, {"brightness": 255})
    rows.see_tried("light.a", {"brightness": 80})
    rows.see("light.a", NOON + 1, {"brightness": 80})
    assert len(rows) == 1
    rows.keep_only(())
    rows.see("light.a", NOON + 2, {"brightness": 80})
    assert [row for _, _, row in told(seen(rows, NOON + 3).shown())] == [{"brightness": 80}]
