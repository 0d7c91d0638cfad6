"""Which suggestions people see."""

from custom_components.homeiq.options import Options
from custom_components.homeiq.showing import find, merge, newly_shown, waiting
from custom_components.homeiq.suggestions.suggestion import Status
from tests.samples import LONG_AGO, suggestion_of


def test_changes_replace_what_was_kept_and_the_best_comes_first() -> None:
    merged = merge(
        [suggestion_of(3), suggestion_of(2)],
        [suggestion_of(2, status=Status.DISMISSED), suggestion_of(1)],
    )
    assert [(each.id, each.status) for each in merged] == [
        ("s1", Status.DRAFT),
        ("s2", Status.DISMISSED),
        ("s3", Status.DRAFT),
    ]


def test_equal_ranks_keep_one_order() -> None:
    pair = [suggestion_of(1, rank=1.0), suggestion_of(2, rank=1.0)]
    assert merge(pair, ()) == merge(reversed(pair), ())


def test_one_is_found_by_its_id() -> None:
    assert find([suggestion_of(1), suggestion_of(2)], "s2") == suggestion_of(2)
    assert find([suggestion_of(1)], "s2") is None


def test_only_drafts_wait() -> None:
    kept = [suggestion_of(number, status=status) for number, status in enumerate(Status, 1)]
    assert [each.status for each in waiting(kept)] == [Status.DRAFT]


def test_what_is_seen_first_today_is_marked_once() -> None:
    kept = merge(
        [
            suggestion_of(1, shown_at=LONG_AGO),
            suggestion_of(2),
            suggestion_of(3, status=Status.SNOOZED),
            suggestion_of(4),
            suggestion_of(5),
        ],
        (),
    )
    now = LONG_AGO.replace(year=2027)
    shown = newly_shown(kept, Options(max_suggestions=3, repairs_shown=1), now)
    assert [(each.id, each.shown_at) for each in shown] == [("s2", now), ("s4", now)]


def test_repairs_show_too() -> None:
    kept = [suggestion_of(1), suggestion_of(2)]
    assert len(newly_shown(kept, Options(max_suggestions=1, repairs_shown=2), LONG_AGO)) == 2
