"""What automations did, day by day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.mining.tending import TendedDay, tend
from tests.mining.build import BERLIN, MONDAY, Diary

EVENING = ExistingAutomation(
    "automation.evening",
    "Evening",
    frozenset({"20:00:00"}),
    frozenset({("light.a", "on"), ("light.b", "on")}),
)
OTHER = replace(EVENING, entity_id="automation.other")
FIRST = MONDAY.toordinal()
ALL = range(FIRST, FIRST + 100)


def evenings(days: int, *, undone: int = 0, lamps: tuple[str, ...] = ("light.a",)) -> Diary:
    """Return days on which the automation ran; on the first few somebody undid the first lamp."""
    diary = Diary()
    for lamp in lamps:
        diary.add(0, 1.0, lamp, "off", Origin.CONSEQUENCE)
    for day in range(days):
        for place, lamp in enumerate(lamps):
            diary.add(day, 72000.0 + 10 * place, lamp, "on", Origin.AUTOMATION)
            soon = day < undone and place == 0
            diary.add(day, "20:02" if soon else "23:00", lamp, "off")
    return diary


def told(
    diary: Diary,
    *automations: ExistingAutomation,
    since: float = 0.0,
    days: range = ALL,
) -> list[tuple[int, int, int]]:
    """Return of the automation in the evening (day, acts, undone), the days from the first."""
    home = Home(BERLIN, automations=automations or (EVENING,))
    tended = tend(home, diary.log(home), {EVENING.entity_id: since}, days)
    assert {one.automation for one in tended} <= {EVENING.entity_id}
    return [(one.day - FIRST, one.acts, one.undone) for one in tended]


def test_what_nobody_undid_is_spared_and_the_rest_is_undone() -> None:
    assert told(evenings(3, undone=1)) == [(0, 0, 1), (1, 1, 0), (2, 1, 0)]


def test_what_changes_without_a_pause_is_one_act_which_is_undone_where_a_part_is() -> None:
    diary = evenings(3, undone=2, lamps=("light.a", "light.b"))
    assert told(diary) == [(0, 0, 1), (1, 0, 1), (2, 1, 0)]


def test_what_people_end_as_soon_where_they_began_it_themselves_is_not_undone() -> None:
    diary = evenings(6, undone=3)
    for day in range(6):
        for hour in (8, 12, 16):
            diary.add(day, f"{hour:02}:00", "light.a", "on")
            diary.add(day, f"{hour:02}:03", "light.a", "off")
    assert told(diary) == [(day, 1, 0) for day in range(6)]
    often = evenings(6, undone=6)
    for day in range(6):
        often.add(day, "12:00", "light.a", "on")
        often.add(day, "12:03" if day < 2 else "13:00", "light.a", "off")
    assert told(often) == [(day, 0, 1) for day in range(6)]


def test_a_second_run_after_a_pause_is_another_act() -> None:
    diary = evenings(1)
    diary.add(0, "23:30", "light.a", "on", Origin.AUTOMATION)
    diary.add(0, "23:50", "light.a", "off")
    assert told(diary) == [(0, 2, 0)]


def test_a_quiet_day_that_is_known_is_told_with_nothing() -> None:
    diary = evenings(1)
    diary.add(1, "12:00", "sensor.door", "open", Origin.DEVICE)
    diary.add(2, "12:00", "sensor.door", "closed", Origin.DEVICE)
    assert told(diary) == [(0, 1, 0), (1, 0, 0), (2, 0, 0)]


def test_an_automation_that_has_done_nothing_is_told_with_nothing() -> None:
    diary = Diary()
    diary.known(light__a="off")
    assert told(diary) == [(0, 0, 0)]


def test_days_that_the_log_lacks_or_that_are_not_whole_are_not_told() -> None:
    diary = evenings(3)
    log = diary.log()
    known = log.only(log.days[[0, 2]])
    home = Home(BERLIN, automations=(EVENING,))
    tended = tend(home, known, {EVENING.entity_id: 0.0}, range(FIRST, FIRST + 2))
    assert tended == (TendedDay(EVENING.entity_id, FIRST, 1, 0),)


def test_only_what_happened_since_it_was_accepted_counts() -> None:
    diary = evenings(3)
    noon = diary.at(1, "12:00")
    assert told(diary, since=noon) == [(1, 1, 0), (2, 1, 0)]
    assert told(diary, since=noon + timedelta(hours=9).total_seconds()) == [(1, 0, 0), (2, 1, 0)]
    assert told(diary, since=diary.at(5, "12:00")) == []


def test_the_day_is_that_of_the_home() -> None:
    diary = Diary()
    diary.known(light__a="off")
    diary.add(1, "00:30", "light.a", "on", Origin.AUTOMATION)  # the day before in UTC
    diary.add(1, "23:00", "light.a", "off")
    assert told(diary)[-1] == (1, 1, 0)


@pytest.mark.parametrize("automations", [(replace(EVENING, enabled=False),), (OTHER,)])
def test_of_one_that_is_off_or_gone_nothing_takes_the_place_of_what_was_told(
    automations: tuple[ExistingAutomation, ...],
) -> None:
    assert told(evenings(3), *automations) == []


def test_what_two_automations_may_have_done_is_nobodys() -> None:
    assert told(evenings(2), EVENING, OTHER) == [(0, 0, 0), (1, 0, 0)]


def test_an_empty_log_tells_nothing() -> None:
    assert told(Diary()) == []
