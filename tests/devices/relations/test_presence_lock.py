"""Who leaves, and the lock of a door."""

from custom_components.homeiq.devices.relations.by_hand import habit
from custom_components.homeiq.devices.relations.presence_lock import PRESENCE_LOCK, nobody_left
from custom_components.homeiq.mining.declared import Verdict
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.pattern import NumericTrigger
from tests.devices.linked import FEW, OFTEN, only, patterns, study_of, tried, where
from tests.mining.answering import Answering, answering
from tests.mining.lively import HOUR

ZONE, LOCK = "zone.home", "lock.door"


def leaving(kept: tuple[int, ...], of: tuple[int, ...] = OFTEN) -> Answering:
    """Return a home that two people leave one after the other, who then lock it or do not."""
    diary = answering((), (), (LOCK, "locked"))
    diary.add(0, 3.0, ZONE, "2", Origin.DEVICE)
    for day in of:
        first = diary.random.uniform(8, 12) * HOUR
        for later, people in ((0, "1"), (1500, "0"), (5 * HOUR, "1"), (6 * HOUR, "2")):
            diary.add(day, first + later, ZONE, people, Origin.DEVICE)
        if day in kept:
            diary.use(day, first + 1500 + 80, LOCK, "locked", 4 * HOUR)
    return diary


def test_the_door_is_locked_when_the_last_one_leaves() -> None:
    assert nobody_left(ZONE) == NumericTrigger(ZONE, below=1.0)
    assert patterns(PRESENCE_LOCK, study_of(leaving(OFTEN)), ZONE, LOCK) == [
        habit(nobody_left(ZONE), (LOCK, "locked"))
    ]


def test_who_locks_whenever_the_last_one_has_left_is_understood() -> None:
    found = tried(PRESENCE_LOCK, leaving(FEW, of=FEW), ZONE, LOCK)
    assert found.finding is not None
    assert (found.finding.evidence.right, found.finding.evidence.wrong) == (len(FEW), 0)


def test_who_mostly_leaves_it_open_is_too() -> None:
    assert tried(PRESENCE_LOCK, leaving(OFTEN[::3]), ZONE, LOCK).verdict is Verdict.FAILS


def test_only_the_home_s_own_zone_counts_wherever_the_lock_is() -> None:
    home, lock = only(ZONE, area=None), only(LOCK, area="cellar")
    assert len(where(PRESENCE_LOCK, home, lock)) == 1
    assert where(PRESENCE_LOCK, only("zone.work", area=None), lock) == []
