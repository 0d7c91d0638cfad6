"""Who leaves, the lock of the door and the heating."""

import pytest

from custom_components.homeiq.devices.relations.by_hand import habit
from custom_components.homeiq.devices.relations.leaving_home import LEAVING_HOME
from custom_components.homeiq.devices.relations.presence_lock import nobody_left
from custom_components.homeiq.mining.declared import Verdict
from custom_components.homeiq.mining.event_log import Origin
from tests.devices.linked import FEW, only, patterns, study_of, tried, where
from tests.mining.answering import Answering, answering
from tests.mining.lively import HOUR

ZONE, LOCK, HEATING = "zone.home", "lock.door", "climate.hall"
BOTH = ((LOCK, "locked"), (HEATING, "off"))


def leaving(*, heating: int) -> Answering:
    """Return a home that is left on a few days: locked, and its heating off on some of them."""
    diary = answering((), (), *BOTH)
    diary.add(0, 3.0, ZONE, "1", Origin.DEVICE)
    for number, day in enumerate(FEW):
        clock = diary.random.uniform(8, 12) * HOUR
        diary.add(day, clock, ZONE, "0", Origin.DEVICE)
        diary.add(day, clock + 6 * HOUR, ZONE, "1", Origin.DEVICE)
        diary.use(day, clock + 60, LOCK, "locked", 5 * HOUR)
        if number < heating:
            diary.use(day, clock + 90, HEATING, "off", 5 * HOUR)
    return diary


def test_the_last_one_who_leaves_locks_the_door_and_turns_the_heating_off() -> None:
    study = study_of(leaving(heating=4))
    assert patterns(LEAVING_HOME, study, ZONE, LOCK, HEATING) == [habit(nobody_left(ZONE), *BOTH)]


def test_who_does_both_is_understood() -> None:
    found = tried(LEAVING_HOME, leaving(heating=4), ZONE, LOCK, HEATING)
    assert found.finding is not None
    assert (found.finding.evidence.right, found.finding.evidence.wrong) == (8, 0)


@pytest.mark.parametrize(("heating", "said"), [(0, Verdict.UNTRIED), (2, Verdict.FAILS)])
def test_who_only_locks_does_not_want_the_heating_off(heating: int, said: Verdict) -> None:
    assert tried(LEAVING_HOME, leaving(heating=heating), ZONE, LOCK, HEATING).verdict is said


def test_they_may_be_anywhere_in_the_home() -> None:
    devices = only(ZONE, area=None), only(LOCK, area="hall"), only(HEATING, area="attic")
    assert len(where(LEAVING_HOME, *devices)) == 1
    assert where(LEAVING_HOME, *devices[:2]) == []
