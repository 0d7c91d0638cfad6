"""What is turned off some usual time after it was turned on."""

from collections.abc import Callable
from dataclasses import replace

from custom_components.homeiq.mining.detectors.duration import Duration
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import Pattern, StateTrigger
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

DAYS = 28


def towel_heater(minutes: Callable[[Diary], float], *, ended: Origin = Origin.PERSON) -> Diary:
    """Return a home whose heater is turned on at any hour, and off after some minutes."""
    diary = Diary(seed=5)
    diary.known(switch__heater="off")
    for day in range(DAYS):
        for hour in (7, 19):
            begin = (hour + diary.random.uniform(-1, 3)) * 3600
            diary.add(day, begin, "switch.heater", "on", Origin.PERSON)
            diary.add(day, begin + minutes(diary) * 60, "switch.heater", "off", ended)
    return diary


def off(patterns: list[Pattern]) -> list[Pattern]:
    return [pattern for pattern in patterns if pattern.target.state == "off"]


def test_usual_time_is_found_with_a_hold_below_it() -> None:
    diary = towel_heater(lambda home: home.random.gauss(48, 2))
    (pattern,) = off(Duration().detect(Study.of(diary.log(), HOME)))
    assert isinstance(pattern.trigger, StateTrigger)
    assert replace(pattern.trigger, hold=0) == StateTrigger("switch.heater", "on", "off")
    assert 44 * 60 <= pattern.trigger.hold < 48 * 60
    assert pattern.days >= DAYS - 2
    assert pattern.episodes >= 0.8 * 2 * DAYS


def test_ends_at_any_time_alike_are_no_habit() -> None:
    diary = towel_heater(lambda home: min(home.random.expovariate(1 / 60), 400))
    assert off(Duration().detect(Study.of(diary.log(), HOME))) == []


def test_what_a_program_ends_is_no_habit() -> None:
    diary = towel_heater(lambda home: home.random.gauss(48, 2), ended=Origin.AUTOMATION)
    assert off(Duration().detect(Study.of(diary.log(), HOME))) == []


def test_short_uses_do_not_hide_the_long_ones() -> None:
    diary = towel_heater(lambda home: home.random.gauss(48, 2) if home.random.random() < 0.6 else 6)
    holds = [
        pattern.trigger.hold
        for pattern in off(Duration().detect(Study.of(diary.log(), HOME)))
        if isinstance(pattern.trigger, StateTrigger)
    ]
    assert len(holds) == 1
    assert 2700 <= holds[0] < 48 * 60


def test_mining_offers_to_turn_it_off() -> None:
    diary = towel_heater(lambda home: home.random.gauss(48, 2))
    mined = mine(diary.log(), HOME, MiningSettings())
    findings = [each for each in mined.findings if each.pattern.detector == "duration"]
    assert [each.pattern.target.state for each in findings] == ["off"]
    assert findings[0].evidence.right >= 50
    assert findings[0].evidence.confidence > 0.9
