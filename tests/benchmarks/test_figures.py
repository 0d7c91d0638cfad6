"""A figure is met, missed, or says that there was nothing to measure."""

from benchmarks.figures import Figure, as_object, as_table, at_least, at_most


def test_a_goal_is_met_at_its_limit() -> None:
    assert at_most("wrong", 2, 2).met is True
    assert at_most("wrong", 2.1, 2).met is False
    assert at_least("right", 0.95, 0.95).met is True
    assert at_least("right", 0.94, 0.95).met is False


def test_where_nothing_was_measured_no_goal_is_missed() -> None:
    assert at_most("wrong", None, 2).met is None
    assert at_least("right", None, 0.95).met is None


def test_a_table_shows_shares_with_their_zeros_and_missed_goals_loudly() -> None:
    figures = [at_least("share", 1.0, 0.9, "of 100"), at_most("count", 3, 2), Figure("none", None)]
    lines = as_table(figures).splitlines()
    assert lines[1].split() == ["share", "1.000", "of", "100", "≥", "0.9", "yes"]
    assert lines[2].endswith("NO")
    assert lines[3].split() == ["none", "-", "-"]


def test_an_object_tells_all_of_a_figure() -> None:
    assert as_object("quality", [at_most("count", 3, 2, "in all")]) == {
        "bench": "quality",
        "figures": [
            {"name": "count", "value": 3, "unit": "in all", "goal": "≤ 2", "met": False},
        ],
    }
