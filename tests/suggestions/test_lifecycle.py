"""What becomes of suggestions: the table of statuses, and what holds for every history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.mining.finding import Evidence
from custom_components.homeiq.suggestions.lifecycle import (
    StatusError,
    accept,
    allow_accepting,
    dismiss,
    reconcile,
    restore,
    snooze,
    wake,
)
from custom_components.homeiq.suggestions.refining.edits import SetTime
from custom_components.homeiq.suggestions.refining.refinement import Refinement
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Status,
    Suggestion,
    SuggestionType,
    Wording,
)

NOW = datetime(2026, 10, 5, 3, tzinfo=UTC)
BEFORE = NOW - timedelta(days=3)
LATER = NOW + timedelta(days=1)


def suggestion(
    fingerprint: str = "a",
    status: Status = Status.DRAFT,
    *,
    right: int = 9,
    at: datetime = BEFORE,
    kind: SuggestionType = SuggestionType.PATTERN,
) -> Suggestion:
    return Suggestion(
        id=f"id-{fingerprint}",
        fingerprint=fingerprint,
        type=kind,
        pattern_type="time_of_day",
        pattern_id=None,
        wording=Wording(f"{right} right", "", "", Category.COMFORT, Priority.LOW),
        rank=1.0,
        automation={"alias": "A"},
        evidence=Evidence(days=10, right=right),
        since_shown=Evidence(),
        entity_ids=("light.a",),
        area_ids=(),
        created_at=at,
        updated_at=at,
        status=status,
        snoozed_until=LATER if status is Status.SNOOZED else None,
    )


def only(changed: tuple[Suggestion, ...]) -> Suggestion:
    assert len(changed) == 1
    return changed[0]


def test_what_is_found_first_is_new() -> None:
    new = suggestion(at=NOW)
    assert reconcile([], [new], NOW) == (new,)


def test_what_is_found_twice_in_a_run_is_kept_once_and_the_first_counts() -> None:
    best = suggestion(right=9)
    assert reconcile([], [best, suggestion(right=3)], NOW) == (best,)


def test_a_draft_found_again_takes_new_figures_and_stays_who_it_is() -> None:
    kept = replace(suggestion(), id="first", shown_at=BEFORE)
    changed = only(reconcile([kept], [suggestion(right=12, at=NOW)], NOW))
    assert (changed.id, changed.created_at, changed.shown_at) == ("first", BEFORE, BEFORE)
    assert changed.status is Status.DRAFT
    assert changed.updated_at == NOW
    assert changed.wording.title == "12 right"
    assert changed.evidence == Evidence(days=10, right=12)


def test_nothing_is_written_where_nothing_changed() -> None:
    assert reconcile([suggestion()], [suggestion(at=NOW)], NOW) == ()


def test_a_draft_whose_evidence_is_gone_expires_with_its_last_figures() -> None:
    changed = only(reconcile([suggestion()], [], NOW))
    assert changed.status is Status.EXPIRED
    assert changed.evidence == suggestion().evidence
    assert changed.updated_at == NOW


def test_what_was_not_looked_for_does_not_expire() -> None:
    feature = suggestion("f", kind=SuggestionType.FEATURE)
    assert reconcile([feature], [], NOW, looked_for={SuggestionType.PATTERN}) == ()
    assert only(reconcile([feature], [], NOW)).status is Status.EXPIRED


def test_what_the_options_exclude_expires_whatever_was_looked_for() -> None:
    elsewhere = replace(suggestion("b"), entity_ids=("light.b",))
    changed = reconcile([suggestion(), elsewhere], [], NOW, looked_for=(), excluded={"light.a"})
    assert [(each.fingerprint, each.status) for each in changed] == [("a", Status.EXPIRED)]
    decided = suggestion(status=Status.ACCEPTED)
    assert reconcile([decided], [], NOW, looked_for=(), excluded={"light.a"}) == ()


def test_what_is_about_nothing_but_what_is_away_does_not_expire() -> None:
    both = replace(suggestion("b"), entity_ids=("light.a", "light.b"))
    nothing = replace(suggestion("c"), entity_ids=())
    changed = reconcile([suggestion(), both, nothing], [], NOW, away={"light.a"})
    assert [(each.fingerprint, each.status) for each in changed] == [
        ("b", Status.EXPIRED),
        ("c", Status.EXPIRED),
    ]
    slept = suggestion(status=Status.SNOOZED)
    assert only(reconcile([slept], [], LATER, away={"light.a"})).status is Status.DRAFT
    # What the options exclude is out of the question, wherever it is.
    gone = reconcile([suggestion()], [], NOW, away={"light.a"}, excluded={"light.a"})
    assert only(gone).status is Status.EXPIRED


def test_an_expired_one_whose_evidence_is_back_is_a_draft_again() -> None:
    changed = only(reconcile([suggestion(status=Status.EXPIRED)], [suggestion(right=4)], NOW))
    assert changed.status is Status.DRAFT
    assert changed.evidence == Evidence(days=10, right=4)


@pytest.mark.parametrize("status", [Status.DISMISSED, Status.ACCEPTED])
@pytest.mark.parametrize("found", [[], [suggestion(right=30)]])
def test_what_people_decided_stays(status: Status, found: list[Suggestion]) -> None:
    kept = suggestion(status=status)
    assert reconcile([kept], found, NOW, automated={"a"} if not found else ()) == ()


def test_a_snoozed_one_takes_new_figures_and_sleeps_on() -> None:
    changed = only(reconcile([suggestion(status=Status.SNOOZED)], [suggestion(right=4)], NOW))
    assert changed.status is Status.SNOOZED
    assert changed.snoozed_until == LATER
    assert changed.evidence == Evidence(days=10, right=4)


def test_a_snooze_whose_evidence_is_gone_is_slept_out_and_then_expires() -> None:
    kept = suggestion(status=Status.SNOOZED)
    assert reconcile([kept], [], NOW) == ()
    changed = only(reconcile([kept], [], LATER))
    assert (changed.status, changed.snoozed_until) == (Status.EXPIRED, None)


@pytest.mark.parametrize(
    ("found", "looked_for"),
    [([suggestion()], set(SuggestionType)), ([], set[SuggestionType]())],
)
def test_a_snooze_that_is_over_is_a_draft(
    found: list[Suggestion], looked_for: set[SuggestionType]
) -> None:
    kept = suggestion(status=Status.SNOOZED)
    changed = only(reconcile([kept], found, LATER, looked_for=looked_for))
    assert (changed.status, changed.snoozed_until) == (Status.DRAFT, None)


def test_a_snooze_without_an_end_is_over() -> None:
    kept = replace(suggestion(status=Status.SNOOZED), snoozed_until=None)
    assert only(reconcile([kept], [suggestion()], NOW)).status is Status.DRAFT


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SNOOZED])
def test_what_the_user_built_by_hand_is_accepted(status: Status) -> None:
    changed = only(reconcile([suggestion(status=status)], [], NOW, automated={"a"}))
    assert (changed.status, changed.accepted_by) == (Status.ACCEPTED, "user")
    assert changed.snoozed_until is None


def test_dismissing_keeps_the_reason() -> None:
    changed = dismiss(suggestion(), "no need", NOW)
    assert (changed.status, changed.dismiss_reason) == (Status.DISMISSED, "no need")
    assert changed.updated_at == NOW
    assert dismiss(changed, None, NOW).dismiss_reason is None


def test_a_snooze_lasts_the_days_asked_for() -> None:
    changed = snooze(suggestion(), 7, NOW)
    assert (changed.status, changed.snoozed_until) == (Status.SNOOZED, NOW + timedelta(days=7))
    assert snooze(changed, 30, NOW).snoozed_until == NOW + timedelta(days=30)


@pytest.mark.parametrize("status", [Status.DISMISSED, Status.SNOOZED])
def test_a_restored_one_is_a_draft_without_a_trace(status: Status) -> None:
    kept = replace(suggestion(status=status), dismiss_reason="no")
    changed = restore(kept, NOW)
    assert changed.status is Status.DRAFT
    assert (changed.snoozed_until, changed.dismiss_reason) == (None, None)
    assert changed.updated_at == NOW


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.EXPIRED, Status.SNOOZED])
def test_only_a_draft_can_be_dismissed(status: Status) -> None:
    with pytest.raises(StatusError) as raised:
        dismiss(suggestion(status=status), None, NOW)
    assert (raised.value.status, raised.value.wanted) == (status, Status.DISMISSED)


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.EXPIRED, Status.DISMISSED])
def test_only_a_draft_can_be_snoozed(status: Status) -> None:
    with pytest.raises(StatusError, match=status.value):
        snooze(suggestion(status=status), 7, NOW)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ACCEPTED, Status.EXPIRED])
def test_only_what_was_put_away_can_be_restored(status: Status) -> None:
    with pytest.raises(StatusError, match=status.value):
        restore(suggestion(status=status), NOW)


FOUND = st.lists(
    st.builds(suggestion, st.sampled_from("abcd"), right=st.integers(1, 5), at=st.just(NOW)),
    max_size=6,
)
KEPT = st.lists(
    st.builds(
        suggestion, st.sampled_from("abcd"), st.sampled_from(Status), right=st.integers(1, 5)
    ),
    max_size=4,
    unique_by=lambda kept: kept.fingerprint,
)
MOMENTS = st.sampled_from([NOW, LATER])
ALLOWED = {
    Status.DRAFT: set(Status) - {Status.DISMISSED, Status.SNOOZED},
    Status.SNOOZED: {Status.SNOOZED, Status.DRAFT, Status.EXPIRED, Status.ACCEPTED},
    Status.DISMISSED: {Status.DISMISSED},
    Status.EXPIRED: {Status.EXPIRED, Status.DRAFT},
    Status.ACCEPTED: {Status.ACCEPTED},
}


def applied(kept: list[Suggestion], changed: tuple[Suggestion, ...]) -> list[Suggestion]:
    """Return what a store holds after saving by id."""
    return list({each.id: each for each in (*kept, *changed)}.values())


@given(KEPT, FOUND, MOMENTS, st.sets(st.sampled_from("abcd")))
def test_one_run_keeps_every_promise(
    kept: list[Suggestion], found: list[Suggestion], now: datetime, automated: set[str]
) -> None:
    changed = reconcile(kept, found, now, automated=automated)
    after = applied(kept, changed)
    fingerprints = [each.fingerprint for each in after]
    assert len(fingerprints) == len(set(fingerprints))
    assert set(fingerprints) == {each.fingerprint for each in (*kept, *found)}
    by_fingerprint = {each.fingerprint: each for each in after}
    for before in kept:
        now_is = by_fingerprint[before.fingerprint]
        assert (now_is.id, now_is.created_at) == (before.id, before.created_at)
        assert now_is.status in ALLOWED[before.status]
    for each in found:
        assert by_fingerprint[each.fingerprint].status is not Status.EXPIRED
    assert reconcile(after, found, now, automated=automated) == ()


@given(KEPT, st.lists(st.tuples(FOUND, st.sampled_from(["dismiss", "snooze", "run"])), max_size=8))
def test_what_was_dismissed_never_comes_back_by_itself(
    kept: list[Suggestion], story: list[tuple[list[Suggestion], str]]
) -> None:
    now = NOW
    dismissed = {each.id for each in kept if each.status is Status.DISMISSED}
    for found, step in story:
        now += timedelta(days=1)
        draft = next((each for each in kept if each.status is Status.DRAFT), None)
        if step == "dismiss" and draft is not None:
            kept = applied(kept, (dismiss(draft, None, now),))
            dismissed.add(draft.id)
        elif step == "snooze" and draft is not None:
            kept = applied(kept, (snooze(draft, 2, now),))
        kept = applied(kept, reconcile(kept, found, now))
        assert {each.id for each in kept if each.status is Status.DISMISSED} == dismissed


def test_only_those_wake_whose_snooze_is_over() -> None:
    kept = [suggestion(status.value, status) for status in Status]
    assert wake(kept, LATER - timedelta(seconds=1)) == ()
    woken = only(wake(kept, LATER))
    assert (woken.fingerprint, woken.status) == ("snoozed", Status.DRAFT)
    assert (woken.snoozed_until, woken.updated_at) == (None, LATER)


def test_what_was_refined_while_a_run_went_on_is_not_undone_by_it() -> None:
    asked = (Refinement("at nine", (SetTime(9 * 3600),), BEFORE),)
    kept = replace(suggestion(), automation={"alias": "at nine"}, refinements=asked)
    assert reconcile([kept], [suggestion(right=5)], NOW) == ()
    again = replace(kept, evidence=Evidence(days=11, right=10))
    assert only(reconcile([kept], [again], NOW)).evidence == again.evidence


@pytest.mark.parametrize("status", list(Status))
def test_what_was_turned_down_or_has_expired_cannot_be_accepted(status: Status) -> None:
    if status in (Status.DISMISSED, Status.EXPIRED):
        with pytest.raises(StatusError) as error:
            allow_accepting(suggestion("a", status))
        assert error.value.wanted is Status.ACCEPTED
    else:
        allow_accepting(suggestion("a", status))


@pytest.mark.parametrize("status", list(Status))
def test_where_its_automation_is_there_it_is_accepted_whatever_was_decided_meanwhile(
    status: Status,
) -> None:
    before = replace(suggestion("a", status), dismiss_reason="no", snoozed_until=LATER)
    after = accept(before, "homeiq_a", NOW)
    assert (after.status, after.accepted_by) == (Status.ACCEPTED, "homeiq")
    assert (after.automation_id, after.updated_at) == ("homeiq_a", NOW)
    assert (after.dismiss_reason, after.snoozed_until) == (None, None)
    assert reconcile([after], [], LATER) == ()
