"""What people do when a reading crosses a threshold."""

from dataclasses import replace

from custom_components.homeiq.mining.detectors.context import Context
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import NumericTrigger, Pattern
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

BATH = replace(HOME, areas={"sensor.humidity": "bath", "fan.bath": "bath"})
DAYS = 21


def bathroom(*, rises: bool = True, answered: bool = True) -> Diary:
    """Return a home whose fan is turned on by hand when the humidity rises (or falls)."""
    diary = Diary(seed=4)
    diary.known(fan__bath="off")
    base, peak = (45.0, 82.0) if rises else (55.0, 21.0)
    for day in range(DAYS):
        for hour in range(24):
            reading = base + diary.random.gauss(0, 2)
            diary.add(day, hour * 3600.0, "sensor.humidity", f"{reading:.1f}", Origin.DEVICE)
        shower = (7 + diary.random.uniform(0, 11)) * 3600
        for step in range(1, 6):
            reading = base + (peak - base) * step / 5 + diary.random.gauss(0, 0.5)
            at = shower + step * 60
            diary.add(day, at, "sensor.humidity", f"{reading:.1f}", Origin.DEVICE)
        fan = shower + 270 if answered else diary.random.uniform(6, 23) * 3600
        diary.add(day, 2.5 * 3600, "sensor.humidity", "unavailable", Origin.DEVICE)
        diary.add(day, fan, "fan.bath", "on")
        diary.add(day, min(fan + 3000, 86300), "fan.bath", "off", Origin.AUTOMATION)
    return diary


def found(diary: Diary, home: Home = BATH) -> list[Pattern]:
    return Context().detect(Study.of(diary.log(home), home))


def test_rise_that_people_answer_is_found_with_a_threshold_between() -> None:
    (pattern,) = found(bathroom())
    assert isinstance(pattern.trigger, NumericTrigger)
    assert pattern.trigger.entity_id == "sensor.humidity"
    assert pattern.trigger.below is None
    assert pattern.trigger.above is not None
    assert 52 < pattern.trigger.above < 80
    assert pattern.episodes >= 0.9 * DAYS


def test_fall_that_people_answer_is_found_too() -> None:
    (pattern,) = found(bathroom(rises=False))
    assert isinstance(pattern.trigger, NumericTrigger)
    assert pattern.trigger.above is None
    assert pattern.trigger.below is not None
    assert 22 < pattern.trigger.below < 50


def test_acts_at_any_hour_have_no_threshold() -> None:
    assert found(bathroom(answered=False)) == []


def test_sensor_of_another_room_is_no_reason_but_one_of_none_may_be() -> None:
    kitchen = replace(HOME, areas={"sensor.humidity": "kitchen", "fan.bath": "bath"})
    assert found(bathroom(), kitchen) == []
    outdoors = replace(HOME, areas={"fan.bath": "bath"})
    assert len(found(bathroom(), outdoors)) == 1
    assert len(found(bathroom(), HOME)) == 1


def test_mining_proves_it_on_days_left_out() -> None:
    mined = mine(bathroom().log(BATH), BATH, MiningSettings())
    assert [finding.pattern.detector for finding in mined.findings] == ["context"]
    assert mined.findings[0].evidence.right >= 0.85 * DAYS
