"""Which suggestions people see, and since when."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from custom_components.homeiq.options import Options
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion


def merge(kept: Iterable[Suggestion], changed: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return what is kept with the changes in it, best first."""
    by_id = {suggestion.id: suggestion for suggestion in (*kept, *changed)}
    return tuple(sorted(by_id.values(), key=lambda each: (-each.rank, each.id)))


def find(suggestions: Iterable[Suggestion], suggestion_id: str) -> Suggestion | None:
    """Return the suggestion with this id, None where there is none."""
    return next((each for each in suggestions if each.id == suggestion_id), None)


def waiting(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return those that wait for an answer, in the order given."""
    return tuple(each for each in suggestions if each.status is Status.DRAFT)


def seen(suggestions: Iterable[Suggestion], options: Options) -> tuple[Suggestion, ...]:
    """Return those that people are shown, of all that are given best first."""
    return waiting(suggestions)[: max(options.max_suggestions, options.repairs_shown)]


def newly_shown(
    suggestions: Sequence[Suggestion], options: Options, now: datetime
) -> tuple[Suggestion, ...]:
    """Return those that people see for the first time, marked so; best first in `suggestions`.

    From that day on their evidence is counted apart, so it is set once and stays.
    """
    return tuple(
        replace(each, shown_at=now) for each in seen(suggestions, options) if each.shown_at is None
    )
