"""Recall counts habits by how well they were kept, precision all that is suggested."""

from benchmarks.households import EVENTS_A_DAY, SEEDS, SPANS, Habit, Result, precision, recall, told
from demo.kinds import ALL_KINDS

HABITS = (
    Habit("room", "radio", 0.95, found=True),
    Habit("room", "fan", 0.85, found=False, why="too_few_days"),
    Habit("drift", "bed", 0.8, found=True),
)


def test_recall_is_of_the_habits_within_a_band() -> None:
    assert recall(HABITS, 0.85, 1.01) == (0.5, "of 2")
    assert recall(HABITS, 0.75, 0.85) == (1.0, "of 1")
    assert recall(HABITS, 0.0, 0.75) == (None, "of 0")


def test_precision_is_of_all_suggestions_of_all_households() -> None:
    some = [Result(1, HABITS, 3, ("a",)), Result(2, (), 5, ("b", "c"))]
    assert precision(some) == (8 / 11, "of 11 suggestions")
    assert precision([Result(1, (), 0, ())]) == (None, "of 0 suggestions")


def test_every_kind_of_habit_is_looked_for_over_ten_seeds_or_more() -> None:
    assert set().union(*(span.shown for span in SPANS)) == ALL_KINDS
    assert all(span.shown <= span.spec.kinds for span in SPANS)
    assert len(SEEDS) >= 10


def test_all_spans_have_as_many_events_a_day() -> None:
    for span in SPANS:
        assert span.spec.entities == 150
        assert abs(span.spec.events / span.spec.days - EVENTS_A_DAY) < 1


def test_what_is_missed_and_invented_is_told() -> None:
    lines = list(told([(SPANS[0], [Result(4, HABITS, 1, ("a claim",))])]))
    assert lines == [
        "28 days: missed 1 of 1: room, fan",
        "    seed 4, kept 85%: too_few_days",
        "28 days, seed 4: a claim",
    ]
