"""How long what automations bring about lasts, and who ends it."""

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.timeline import Timeline
from custom_components.homeiq.mining.undoing import Stays
from tests.mining.build import Diary


def stays(diary: Diary) -> Stays:
    return Stays.of(Timeline.of(diary.log()))


def told(found: Stays) -> list[tuple[str, str]]:
    log = found.log
    return [(log.entities[log.entity[row]], log.states[log.new[row]]) for row in found.rows]


def run_and_undone(after: float, by: Origin = Origin.PERSON) -> Diary:
    """Return a light that an automation turns on, and that goes off again some seconds later."""
    diary = Diary()
    diary.known(light__a="off")
    diary.add(0, "10:00", "light.a", "on", Origin.AUTOMATION)
    diary.add(0, 36_000 + after, "light.a", "off", by)
    return diary


def test_a_stay_lasts_until_the_next_state() -> None:
    found = stays(run_and_undone(90))
    assert told(found) == [("light.a", "off"), ("light.a", "on"), ("light.a", "off")]
    assert found.length.tolist() == [35_999.0, 90.0, np.inf]
    assert found.by_automation.tolist() == [False, True, False]
    assert found.by_hand.tolist() == [False, True, False]


def test_stays_are_of_one_entity_each() -> None:
    diary = run_and_undone(90)
    diary.add(0, "10:01", "light.b", "on")
    found = stays(diary)
    assert told(found)[-1] == ("light.b", "on")
    assert found.ended_by.tolist()[-2:] == [-1, -1]


@pytest.mark.parametrize(
    ("after", "by", "many"),
    [
        (90, Origin.PERSON, 1),
        (300, Origin.DEVICE, 1),
        (301, Origin.PERSON, 0),
        (90, Origin.AUTOMATION, 0),
    ],
)
def test_who_acts_within_five_minutes_undoes_it(after: float, by: Origin, many: int) -> None:
    assert len(stays(run_and_undone(after, by)).undoing) == many


def test_who_ends_what_somebody_began_undoes_no_automation() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.add(0, "10:00", "light.a", "on")
    diary.add(0, "10:01", "light.a", "off")
    assert not len(stays(diary).undoing)


def test_a_start_of_which_nothing_was_known_is_no_run() -> None:
    diary = Diary()
    diary.add(0, "10:00", "light.a", "on", Origin.AUTOMATION)
    diary.add(0, "10:01", "light.a", "off")
    assert not len(stays(diary).undoing)


def test_states_on_the_way_and_absences_end_no_stay() -> None:
    diary = Diary()
    diary.known(cover__a="open")
    for clock, state, origin in (
        ("10:00:00", "closing", Origin.AUTOMATION),
        ("10:00:20", "closed", Origin.AUTOMATION),
        ("10:01:00", "unavailable", Origin.DEVICE),
        ("10:01:30", "closed", Origin.DEVICE),
        ("10:02:00", "opening", Origin.PERSON),
        ("10:02:20", "open", Origin.PERSON),
    ):
        diary.add(0, clock, "cover.a", state, origin)
    found = stays(diary)
    assert told(found) == [("cover.a", "open"), ("cover.a", "closed"), ("cover.a", "open")]
    assert found.length.tolist()[1] == 120.0
    assert len(found.undoing) == 1


def test_readings_are_no_stays() -> None:
    diary = run_and_undone(90)
    for minute in range(5):
        diary.add(0, 600.0 * minute, "sensor.a", str(20 + minute), Origin.DEVICE)
    assert {entity for entity, _ in told(stays(diary))} == {"light.a"}


def test_nothing_stays_where_nothing_happened() -> None:
    found = stays(Diary())
    assert not len(found.rows)
    assert not len(found.undoing)
