"""Points turned into columns."""

import numpy as np
import pytest

from custom_components.homeiq.history.influxdb.points import RunPage, StatePage, entities, shown
from custom_components.homeiq.mining.event_log import NUMERIC, StateCoder

CODES = {"light.hall": 0, "sensor.x": 1, "scene.film": 2, "select.mode": 3}
type Point = tuple[str, float, str | None, float | None]


def changes(points: list[Point]) -> list[tuple[str, float, str | float]]:
    coder = StateCoder()
    page = StatePage(CODES, coder)
    for point in points:
        page.add(*([value] for value in point))
    names = list(CODES)
    return [
        (
            names[row["entity"]],
            float(row["time"]),
            float(row["number"]) if row["state"] == NUMERIC else coder.states[row["state"]],
        )
        for row in page.end()
    ]


def test_no_points_are_no_changes() -> None:
    assert changes([]) == []


def test_changes_are_in_order_whatever_order_points_come_in() -> None:
    assert changes(
        [
            ("light.hall", 3.0, "on", 1.0),
            ("light.hall", 1.0, "on", 1.0),
            ("light.hall", 2.0, "off", 0.0),
            ("light.hall", 2.5, "off", 0.0),
        ]
    ) == [("light.hall", 1.0, "on"), ("light.hall", 2.0, "off"), ("light.hall", 3.0, "on")]


@pytest.mark.parametrize("text_first", [True, False])
def test_halves_of_a_point_are_one(*, text_first: bool) -> None:
    halves: list[Point] = [("light.hall", 1.0, "on", None), ("light.hall", 1.0, None, 1.0)]
    coder = StateCoder()
    page = StatePage(CODES, coder)
    for half in halves if text_first else halves[::-1]:
        page.add(*([value] for value in half))
    assert len(page.end()) == 1
    assert coder.states[4:] == ("on",)  # no number became a state


def test_readings_keep_their_numbers() -> None:
    assert changes(
        [
            ("sensor.x", 1.0, None, 20.123456789),
            ("sensor.x", 2.0, None, 20.123456789),
            ("sensor.x", 3.0, None, 21),
            ("sensor.x", 4.0, "warm", None),
            ("sensor.x", 5.0, None, 21.0),
        ]
    ) == [
        ("sensor.x", 1.0, 20.123456789),
        ("sensor.x", 3.0, 21.0),
        ("sensor.x", 4.0, "warm"),
        ("sensor.x", 5.0, 21.0),
    ]


def test_numbers_that_are_no_readings_become_states() -> None:
    assert changes(
        [
            ("select.mode", 1.0, None, 3.0),
            ("select.mode", 2.0, None, 0.1),
            ("select.mode", 3.0, None, 0.1),
            ("select.mode", 4.0, "auto", None),
        ]
    ) == [("select.mode", 1.0, "3"), ("select.mode", 2.0, "0.1"), ("select.mode", 4.0, "auto")]


def test_a_scene_chosen_again_counts_again_but_not_within_the_same_moment() -> None:
    chosen = "1970-01-01T00:10:00+00:00"
    assert changes(
        [
            ("scene.film", 600.0, chosen, None),
            ("scene.film", 601.0, chosen, None),
            ("scene.film", 900.0, chosen, None),  # another attribute changed
            ("scene.film", 1200.0, "1970-01-01T00:20:00+00:00", None),
            ("scene.film", 1800.0, "1970-01-01T00:30:00+00:00", None),
        ]
    ) == [
        ("scene.film", 600.0, "on"),
        ("scene.film", 900.0, "off"),
        ("scene.film", 1200.0, "on"),
        ("scene.film", 1800.0, "on"),
    ]


def test_points_of_others_and_without_a_state_are_left_out() -> None:
    assert changes([("light.of_nobody", 1.0, "on", 1.0), ("light.hall", 1.0, None, None)]) == []


def test_an_automation_ran_where_it_says_so_just_then() -> None:
    page = RunPage({"automation.evening": 5})
    page.add(
        ["automation.evening"] * 5 + ["automation.other"],
        [600.5, 700.0, 1200.0, 1300.0, 1400.0, 600.0],
        [
            "1970-01-01 00:10:00.123456+00:00",
            "1970-01-01 00:10:00.123456+00:00",
            "1970-01-01 00:20:00",
            "None",
            None,
            "1970-01-01 00:10:00+00:00",
        ],
        [None] * 6,
    )
    runs = page.end()
    assert runs.time.tolist() == [600.5, 1200.0]
    assert runs.entity.tolist() == [5, 5]
    assert runs.entity.dtype == np.int32


@pytest.mark.parametrize(
    ("tags", "columns", "found"),
    [
        ({"domain": "light", "entity_id": "x"}, {}, ["light.x", "light.x"]),
        ({}, {"domain": ["a", "b"], "entity_id": ["x", "y"]}, ["a.x", "b.y"]),
        ({"domain": "light"}, {}, ["", ""]),
    ],
)
def test_entities_are_named_by_tags(
    tags: dict[str, str], columns: dict[str, list[str]], found: list[str]
) -> None:
    assert entities(tags, columns, 2) == found


@pytest.mark.parametrize(
    ("number", "text"), [(3.0, "3"), (-1.0, "-1"), (0.1, "0.1"), (1e16, "10000000000000000")]
)
def test_numbers_are_shown_as_they_were_written(number: float, text: str) -> None:
    assert shown(number) == text
