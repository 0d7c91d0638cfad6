"""When nobody is at home, and whether that keeps people from acting."""

import numpy as np
import pytest

from custom_components.homeiq.mining.absence import Absence
from custom_components.homeiq.mining.event_log import Floats, Origin
from custom_components.homeiq.mining.timeline import Timeline
from tests.mining.build import Diary, times

HOLIDAY = range(7, 14)


def home(*people: str, acting: bool = False, rarely: bool = False) -> Diary:
    """Return three weeks of a lamp used four times a day; all are away in the second week."""
    diary = Diary()
    diary.known(light__a="off", sensor__t="20")
    for person in people:
        diary.add(0, 2.0, person, "home", Origin.DEVICE)
        diary.add(HOLIDAY[0], 2.0, person, "not_home", Origin.DEVICE)
        diary.add(HOLIDAY[-1] + 1, 2.0, person, "home", Origin.DEVICE)
    for day in range(21):
        diary.add(day, "12:00", "sensor.t", str(20 + day % 2), Origin.DEVICE)
        if acting or day not in HOLIDAY:
            for clock in ("07:00", "09:00", "18:00", "20:00"):
                diary.habit([day], clock, "light.a")
        elif rarely and day == HOLIDAY[3]:
            diary.habit([day], "18:00", "light.a")
    return diary


def absence(diary: Diary) -> tuple[Absence, Timeline]:
    log = diary.log()
    timeline = Timeline.of(log)
    return Absence.of(log, timeline), timeline


def test_where_nobody_acts_on_a_holiday_absence_keeps_from_acting() -> None:
    assert absence(home("person.ann"))[0].keeps_from_acting
    assert absence(home("person.ann", "person.bob"))[0].keeps_from_acting


def test_a_holiday_on_which_nothing_happened_at_all_is_time_away() -> None:
    diary = home("person.ann")
    begin, end = diary.at(HOLIDAY[0], 60.0), diary.at(HOLIDAY[-1] + 1, 0.0)
    diary.rows = [row for row in diary.rows if not begin < row[0] < end]
    assert absence(diary)[0].keeps_from_acting


def test_a_friend_who_waters_the_plants_changes_nothing() -> None:
    assert absence(home("person.ann", rarely=True))[0].keeps_from_acting


def test_where_people_act_from_afar_absence_does_not_matter() -> None:
    assert not absence(home("person.ann", acting=True))[0].keeps_from_acting


def test_somebody_who_stays_at_home_acts_for_all() -> None:
    diary = home("person.ann", acting=True)
    diary.add(0, 2.0, "person.bob", "home", Origin.DEVICE)
    found, timeline = absence(diary)
    assert not found.keeps_from_acting
    assert not found.nobody(timeline, timeline.log.time).any()


def test_days_on_which_nothing_happened_tell_nothing() -> None:
    log = home("person.ann").log()
    quiet = log.where(np.zeros(len(log), np.bool_))
    assert len(quiet.days)
    assert not Absence.of(quiet, Timeline.of(quiet)).keeps_from_acting


def test_a_short_time_away_tells_nothing() -> None:
    diary = home(acting=True)
    diary.add(0, 2.0, "person.ann", "home", Origin.DEVICE)
    diary.add(3, "12:00", "person.ann", "not_home", Origin.DEVICE)
    diary.add(3, "16:00", "person.ann", "home", Origin.DEVICE)
    assert not absence(diary)[0].keeps_from_acting


def test_who_is_always_there_or_never_tells_nothing() -> None:
    for state in ("home", "not_home"):
        diary = home(acting=True)
        diary.add(0, 2.0, "person.ann", state, Origin.DEVICE)
        assert not absence(diary)[0].keeps_from_acting


def test_a_home_without_people_or_without_events_has_no_absence() -> None:
    assert not absence(home())[0].keeps_from_acting
    assert len(absence(home())[0].people) == 0
    nothing, timeline = absence(Diary())
    assert not nothing.keeps_from_acting
    assert nothing.who_must_be_there(timeline, times(), np.zeros(0, np.bool_)) == []


def test_days_that_the_log_lacks_are_no_time_away() -> None:
    """The people left just before, and when the log goes on they have long been back."""
    diary = home(acting=True)
    diary.add(0, 2.0, "person.ann", "home", Origin.DEVICE)
    diary.add(HOLIDAY[0] - 1, "23:50", "person.ann", "not_home", Origin.DEVICE)
    diary.add(HOLIDAY[-1], "23:50", "person.ann", "home", Origin.DEVICE)
    log = diary.log()
    kept = log.only(np.setdiff1d(log.days, log.days[list(HOLIDAY)]))
    assert len(kept.days) == 14
    assert not Absence.of(kept, Timeline.of(kept)).keeps_from_acting


def somewhere() -> tuple[Absence, Timeline, Floats]:
    """Return two people, and moments at which they are here, away, or nobody knows."""
    diary = home("person.ann", "person.bob")
    diary.add(9, "08:00", "person.bob", "unavailable", Origin.DEVICE)
    diary.add(9, "10:00", "person.bob", "work", Origin.DEVICE)
    found, timeline = absence(diary)
    at = times(
        diary.at(0, 0.5),  # before anything is known
        diary.at(5, "09:00"),
        diary.at(8, "09:00"),
        diary.at(9, "09:00"),
        diary.at(9, "11:00"),
    )
    return found, timeline, at


def test_nobody_is_there_only_where_all_are_known_to_be_elsewhere() -> None:
    found, timeline, at = somewhere()
    assert found.nobody(timeline, at).tolist() == [False, False, True, False, True]


@pytest.mark.parametrize("acting", [False, True])
def test_who_was_there_at_all_moments_must_be_there_where_absence_keeps_from_acting(
    *, acting: bool
) -> None:
    diary = home("person.ann", "person.bob", acting=acting)
    diary.add(2, "06:00", "person.bob", "not_home", Origin.DEVICE)
    diary.add(2, "10:00", "person.bob", "home", Origin.DEVICE)
    found, timeline = absence(diary)
    at = times(*(diary.at(day, "07:00") for day in range(5)))
    always = np.ones(len(at), np.bool_)
    must = found.who_must_be_there(timeline, at, always)
    names = [timeline.log.entities[code] for code, _ in must]
    assert names == ([] if acting else ["person.ann"])
    on_holiday = times(diary.at(3, "07:00"), diary.at(10, "07:00"))
    assert found.who_must_be_there(timeline, on_holiday, always[:2]) == []


def test_there_is_who_is_not_known_to_be_elsewhere() -> None:
    found, timeline, at = somewhere()
    acted = np.array([True, True, False, True, False])
    there = dict(found.who_must_be_there(timeline, at, acted))
    assert there[timeline.codes["person.bob"]].tolist() == [True, True, False, True, False]
