"""Windows, and what heats or cools a room."""

from custom_components.homeiq.devices.relations.by_hand import appears, habit
from custom_components.homeiq.devices.relations.window_climate import AIRING, WINDOW_CLIMATE
from custom_components.homeiq.mining.declared import Verdict
from custom_components.homeiq.mining.pattern import StateTrigger
from tests.devices.linked import FEW, only, patterns, study_of, tried, where
from tests.mining.answering import Answering, answering
from tests.mining.lively import HOUR

WINDOW, HEATING = "binary_sensor.window", "climate.hall"


def aired(*, peeked: int = 0, after: float = 60.0) -> Answering:
    """Return a room that is aired for a while on a few days, and a window opened for a look."""
    diary = answering((), (), (HEATING, "off"), sensor=WINDOW)
    for day in FEW:
        clock = diary.random.uniform(9, 15) * HOUR
        diary.seen(day, clock, WINDOW, 900)
        diary.use(day, clock + after, HEATING, "off", 1000)
    for day in range(peeked):
        diary.seen(day, diary.random.uniform(17, 22) * HOUR, WINDOW, 20)
    return diary


def test_heating_ends_when_a_window_is_opened_or_stays_open() -> None:
    assert patterns(WINDOW_CLIMATE, study_of(aired()), WINDOW, HEATING) == [
        habit(appears(WINDOW), (HEATING, "off")),
        habit(appears(WINDOW, AIRING), (HEATING, "off")),
    ]


def test_what_people_do_on_the_four_days_on_which_they_air_holds() -> None:
    found = tried(WINDOW_CLIMATE, aired(), WINDOW, HEATING)
    assert found.finding is not None
    assert (found.finding.evidence.right, found.finding.evidence.wrong) == (4, 0)


def test_who_only_looks_out_has_it_warm() -> None:
    found = tried(WINDOW_CLIMATE, aired(peeked=20), WINDOW, HEATING)
    assert found.finding is not None
    assert found.finding.pattern.trigger == StateTrigger(WINDOW, "on", "off", AIRING)
    assert found.finding.evidence.wrong == 0


def test_who_turns_it_off_much_later_does_it_for_another_reason() -> None:
    assert tried(WINDOW_CLIMATE, aired(after=870), WINDOW, HEATING).verdict is Verdict.FAILS


def test_windows_go_with_the_heating_of_their_area() -> None:
    for kind in ("window", "opening"):
        assert len(where(WINDOW_CLIMATE, only(WINDOW, kind), only(HEATING))) == 1
    assert where(WINDOW_CLIMATE, only(WINDOW, "door"), only(HEATING)) == []
    assert where(WINDOW_CLIMATE, only(WINDOW, "window"), only(HEATING, area="attic")) == []
