"""What becomes of suggestions: from run to run, and when somebody decides."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from custom_components.homeiq.suggestions.suggestion import Status, Suggestion, SuggestionType

ALL_TYPES: Final = frozenset(SuggestionType)
BY_US: Final = "homeiq"  # who accepted
BY_HAND: Final = "user"  # who built the same themselves


class StatusError(ValueError):
    """A suggestion's status does not allow this."""

    def __init__(self, suggestion: Suggestion, wanted: Status) -> None:
        """Keep both statuses for a text in the user's language."""
        super().__init__(f"a suggestion that is {suggestion.status} cannot become {wanted}")
        self.status = suggestion.status
        self.wanted = wanted


def reconcile(
    kept: Iterable[Suggestion],
    found: Iterable[Suggestion],
    now: datetime,
    *,
    looked_for: Collection[SuggestionType] = ALL_TYPES,
    automated: Collection[str] = (),
    excluded: Collection[str] = (),
    away: Collection[str] = (),
) -> tuple[Suggestion, ...]:
    """Return what a run changes: new suggestions, and kept ones that are not as they were.

    `looked_for`: the types whose search succeeded; the others do not expire.
    `automated`: fingerprints of what an automation of the user does by now.
    `excluded`: entity ids that the user wants to take no part.
    `away`: entity ids that cannot be reached for now: of what is about nothing else nobody can
    tell whether its evidence is gone.
    """
    latest: dict[str, Suggestion] = {}
    for suggestion in found:
        latest.setdefault(suggestion.fingerprint, suggestion)
    known = {suggestion.fingerprint: suggestion for suggestion in kept}
    changed = [suggestion for fingerprint, suggestion in latest.items() if fingerprint not in known]
    for fingerprint, before in known.items():
        is_gone = before.type in looked_for and not _is_away(before, away)
        if fingerprint in latest:
            after = _seen_again(before, latest[fingerprint], now)
        elif fingerprint in automated:
            after = _built_by_hand(before)
        elif is_gone or involves(before, excluded):
            after = _gone(before, now)
        else:
            after = _woken(before, now)
        if after != before:
            changed.append(replace(after, updated_at=now))
    return tuple(changed)


def involves(suggestion: Suggestion, entity_ids: Collection[str]) -> bool:
    """Return whether a suggestion has to do with one of some entities."""
    return any(entity_id in entity_ids for entity_id in suggestion.entity_ids)


def _is_away(suggestion: Suggestion, away: Collection[str]) -> bool:
    return bool(suggestion.entity_ids) and all(each in away for each in suggestion.entity_ids)


def wake(kept: Iterable[Suggestion], now: datetime) -> tuple[Suggestion, ...]:
    """Return those whose snooze had an end that is over, as drafts."""
    woken = ((before, _woken(before, now)) for before in kept if before.snoozed_until is not None)
    return tuple(replace(after, updated_at=now) for before, after in woken if after != before)


def _seen_again(before: Suggestion, latest: Suggestion, now: datetime) -> Suggestion:
    """Take the new figures and words; who it is and what people decided stays."""
    if before.status in (Status.DISMISSED, Status.ACCEPTED):
        return before
    # What somebody asked to change while the run went on is not in what it has built.
    newer = latest if latest.refinements == before.refinements else before
    after = replace(
        newer,
        id=before.id,
        status=before.status,
        created_at=before.created_at,
        updated_at=before.updated_at,
        shown_at=before.shown_at,
        snoozed_until=before.snoozed_until,
        dismiss_reason=before.dismiss_reason,
        automation_id=before.automation_id,
        accepted_by=before.accepted_by,
    )
    if before.status is Status.EXPIRED:
        return replace(after, status=Status.DRAFT)
    return _woken(after, now)


def _gone(before: Suggestion, now: datetime) -> Suggestion:
    """Expire what waits; it keeps its last figures. A snooze is slept out first."""
    awake = _woken(before, now)
    return replace(awake, status=Status.EXPIRED) if awake.status is Status.DRAFT else awake


def _woken(before: Suggestion, now: datetime) -> Suggestion:
    """Return a draft where a snooze is over."""
    if before.status is not Status.SNOOZED:
        return before
    if before.snoozed_until is not None and before.snoozed_until > now:
        return before
    return replace(before, status=Status.DRAFT, snoozed_until=None)


def _built_by_hand(before: Suggestion) -> Suggestion:
    """Accept what the user automated themselves while it waited."""
    if before.status not in (Status.DRAFT, Status.SNOOZED):
        return before
    return replace(before, status=Status.ACCEPTED, accepted_by=BY_HAND, snoozed_until=None)


def allow_accepting(suggestion: Suggestion) -> None:
    """Raise StatusError unless it waits for an answer, or was accepted already."""
    _allow(suggestion, Status.ACCEPTED, Status.DRAFT, Status.SNOOZED, Status.ACCEPTED)


def accept(suggestion: Suggestion, automation_id: str, now: datetime) -> Suggestion:
    """Return it as one whose automation is there, made by us.

    What it was before does not matter: the automation is there, whatever was decided meanwhile.
    """
    return replace(
        suggestion,
        status=Status.ACCEPTED,
        accepted_by=BY_US,
        automation_id=automation_id,
        snoozed_until=None,
        dismiss_reason=None,
        updated_at=now,
    )


def dismiss(suggestion: Suggestion, reason: str | None, now: datetime) -> Suggestion:
    """Return it as one that is never suggested again unless restored.

    Raises StatusError unless it is a draft (or dismissed already: then the reason changes).
    """
    _allow(suggestion, Status.DISMISSED, Status.DRAFT, Status.DISMISSED)
    return replace(suggestion, status=Status.DISMISSED, dismiss_reason=reason, updated_at=now)


def snooze(suggestion: Suggestion, days: int, now: datetime) -> Suggestion:
    """Return it as one that waits for some days.

    Raises StatusError unless it is a draft (or snoozed already: then the days count from now).
    """
    _allow(suggestion, Status.SNOOZED, Status.DRAFT, Status.SNOOZED)
    until = now + timedelta(days=days)
    return replace(suggestion, status=Status.SNOOZED, snoozed_until=until, updated_at=now)


def restore(suggestion: Suggestion, now: datetime) -> Suggestion:
    """Return it as a draft; raises StatusError unless it is dismissed or snoozed."""
    _allow(suggestion, Status.DRAFT, Status.DISMISSED, Status.SNOOZED)
    return replace(
        suggestion,
        status=Status.DRAFT,
        snoozed_until=None,
        dismiss_reason=None,
        updated_at=now,
    )


def _allow(suggestion: Suggestion, wanted: Status, *statuses: Status) -> None:
    if suggestion.status not in statuses:
        raise StatusError(suggestion, wanted)
