"""What was asked for is kept, and read as it was."""

from datetime import UTC, datetime
import json

import pytest

from custom_components.homeiq.suggestions.refining.edits import OnDays, Shift
from custom_components.homeiq.suggestions.refining.forms import UnknownEditError
from custom_components.homeiq.suggestions.refining.refinement import (
    Refinement,
    all_edits,
    refinement_of,
)

FIRST = Refinement(
    "20 minutes later and only on Mondays",
    (Shift(1200), OnDays((0,))),
    datetime(2026, 10, 5, 3, tzinfo=UTC),
)
SECOND = Refinement("an hour later", (Shift(3600),), datetime(2026, 10, 6, 3, tzinfo=UTC))


def test_it_is_read_as_it_was_kept() -> None:
    assert refinement_of(json.loads(json.dumps(FIRST.as_dict()))) == FIRST


def test_what_a_newer_version_wrote_is_no_edit() -> None:
    with pytest.raises(UnknownEditError):
        refinement_of({**FIRST.as_dict(), "edits": [{"edit": "sing"}]})


def test_edits_come_in_the_order_in_which_they_were_asked_for() -> None:
    assert all_edits((FIRST, SECOND)) == (Shift(1200), OnDays((0,)), Shift(3600))
