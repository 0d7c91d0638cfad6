"""Chains: all their steps, whatever happens in between, and no parts of them."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.detectors.sequence import Sequence
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import Effect, Pattern, StateTrigger
from custom_components.homeiq.mining.study import Study
from tests.mining.build import HOME, Diary

DAYS = 21
PROJECTOR = StateTrigger("switch.projector", "on", "off")
STEPS = {"light.film": 30.0, "switch.sound": 90.0, "fan.room": 200.0}
FOUND = (
    Effect("light.film", "on", 30),
    Effect("switch.sound", "on", 90),
    Effect("fan.room", "on", 195),
)


def evenings(
    steps: dict[str, float] = STEPS,
    *,
    begins: str = "switch.projector",
    kept: float = 1.0,
    scatter: float = 0.1,
    days: int = DAYS,
    seed: int = 3,
) -> Diary:
    """Return a home in which steps follow what begins them, at any time of the afternoon."""
    diary = Diary(seed=seed)
    for entity_id in (begins, *steps):
        diary.add(0, 0.0, entity_id, "off", Origin.DEVICE)
    for day in range(days):
        at = 43200 + diary.random.uniform(0, 30000)
        diary.add(day, at, begins, "on")
        diary.add(day, at + 5000, begins, "off", Origin.AUTOMATION)
        if diary.random.random() >= kept:
            continue
        for entity_id, delay in steps.items():
            late = delay * diary.random.uniform(1 - scatter, 1 + scatter)
            diary.add(day, at + late, entity_id, "on")
            diary.add(day, at + 6000, entity_id, "off", Origin.AUTOMATION)
    return diary


def found(diary: Diary, home: Home = HOME) -> list[Pattern]:
    return Sequence().detect(Study.of(diary.log(home), home))


def steps_of(pattern: Pattern) -> tuple[tuple[str, str], ...]:
    return tuple((effect.entity_id, effect.state) for effect in pattern.effects)


def test_a_chain_is_found_whole_with_its_delays_and_without_its_parts() -> None:
    (pattern,) = found(evenings())
    assert pattern.trigger == PROJECTOR
    assert pattern.effects == FOUND
    assert (pattern.days, pattern.episodes) == (DAYS, DAYS)
    assert pattern.detector == "sequence"
    assert pattern.p_value < 1e-6


def test_a_chain_that_is_sometimes_not_kept_is_found_as_often_as_it_is() -> None:
    (pattern,) = found(evenings(kept=0.75))
    assert steps_of(pattern) == tuple((entity_id, "on") for entity_id in STEPS)
    assert pattern.episodes < DAYS


def test_what_happens_in_between_breaks_no_chain() -> None:
    diary = evenings()
    diary.known(light__other="off", binary_sensor__motion="off")
    for time, entity_id, state, _ in list(diary.rows):
        if (entity_id, state) == ("switch.projector", "on"):
            for second in range(10, 200, 20):
                other = "light.other" if diary.random.random() < 0.03 else "binary_sensor.motion"
                diary.rows.append((time + second, other, "on", Origin.PERSON))
                diary.rows.append((time + second + 5, other, "off", Origin.PERSON))
    assert FOUND in [pattern.effects for pattern in found(diary)]


def test_a_door_begins_a_chain_by_its_opening_and_its_closing() -> None:
    diary = evenings({"light.film": 60.0, "switch.sound": 120.0}, begins="binary_sensor.door")
    rows = [row for row in diary.rows if row[1:3] != ("binary_sensor.door", "off")]
    rows += [(row[0] + 15, row[1], "off", row[3]) for row in rows if row[1] == "binary_sensor.door"]
    rows.append((diary.at(0, 0.0), "binary_sensor.door", "off", Origin.DEVICE))
    diary.rows = rows
    assert {pattern.trigger for pattern in found(diary)} == {
        StateTrigger("binary_sensor.door", "on", "off"),
        StateTrigger("binary_sensor.door", "off", "on"),
    }


def test_more_than_four_steps_are_cut_to_four() -> None:
    names = ("light.a", "light.b", "light.c", "light.d", "light.e", "light.f")
    longest = max(
        found(evenings({name: 60.0 * (place + 1) for place, name in enumerate(names)})),
        key=lambda pattern: len(pattern.effects),
    )
    assert len(longest.effects) == 4


def test_a_single_follower_is_no_chain() -> None:
    assert found(evenings({"light.film": 30.0})) == []


def test_the_same_entity_is_no_second_step() -> None:
    diary = evenings({"light.film": 30.0})
    for time, entity_id, state, _ in list(diary.rows):
        if (entity_id, state) == ("light.film", "on"):
            diary.rows.append((time + 60, "light.film", "off", Origin.PERSON))
    assert found(diary) == []


def test_lamps_of_one_device_are_no_two_steps() -> None:
    home = replace(HOME, devices={"light.film": "lamp", "switch.sound": "lamp"})
    assert found(evenings({"light.film": 30.0, "switch.sound": 400.0}), home) == []


def test_steps_too_far_apart_are_no_chain() -> None:
    assert found(evenings({"light.film": 30.0, "switch.sound": 2000.0}, scatter=0.02)) == []


def test_a_first_step_that_comes_late_is_no_chain() -> None:
    assert found(evenings({"light.film": 1700.0, "switch.sound": 1760.0}, scatter=0.02)) == []


def test_a_step_of_about_any_delay_is_left_out() -> None:
    diary = evenings({**STEPS, "light.hall": 1100.0}, scatter=0.1)
    for place, (time, entity_id, state, origin) in enumerate(diary.rows):
        if (entity_id, state) == ("light.hall", "on"):
            diary.rows[place] = (time + diary.random.uniform(-850, 850), entity_id, state, origin)
    (pattern,) = found(diary)
    assert steps_of(pattern) == tuple((entity_id, "on") for entity_id in STEPS)


def test_steps_that_do_not_go_together_are_no_chain() -> None:
    diary = evenings({})
    for entity_id in ("light.film", "switch.sound"):
        diary.add(0, 0.0, entity_id, "off", Origin.DEVICE)
    begun = [row[0] for row in diary.rows if row[1:3] == ("switch.projector", "on")]
    for number, time in enumerate(begun):
        either = ("light.film", "switch.sound")[number % 2]
        diary.rows.append((time + 60, either, "on", Origin.PERSON))
        diary.rows.append((time + 4000, either, "off", Origin.AUTOMATION))
    assert found(diary) == []


def test_habits_of_the_same_hour_are_no_chain() -> None:
    diary = Diary()
    diary.known(light__bed="off", switch__coffee="off", media_player__radio="idle")
    for day in range(28):
        for entity_id, clock, on, off in (
            ("light.bed", "07:00", "on", "off"),
            ("switch.coffee", "07:10", "on", "off"),
            ("media_player.radio", "07:20", "playing", "idle"),
        ):
            diary.habit([day], clock, entity_id, scatter=400, state=on, back=off)
    assert found(diary) == []


@pytest.mark.parametrize("seed", range(5))
def test_acts_at_random_are_no_chain(seed: int) -> None:
    diary = Diary(seed=seed)
    for number in range(6):
        diary.add(0, 0.0, f"light.of_{number}", "off", Origin.DEVICE)
        for day in range(DAYS):
            for _ in range(3):
                at = diary.random.uniform(25000, 80000)
                diary.add(day, at, f"light.of_{number}", "on")
                diary.add(day, at + 900, f"light.of_{number}", "off")
    assert found(diary) == []


def test_a_part_that_happens_more_often_by_itself_stays() -> None:
    diary = evenings()
    extra = evenings({"switch.sound": 60.0, "fan.room": 170.0}, begins="light.film", seed=8)
    morning = [(time - 36000, *rest) for time, *rest in extra.rows]
    diary.rows += [(time, entity, state, origin) for time, entity, state, origin in morning]
    patterns = found(diary)
    assert (PROJECTOR, 3) in [(one.trigger, len(one.effects)) for one in patterns]
    assert (StateTrigger("light.film", "on", "off"), 2) in [
        (one.trigger, len(one.effects)) for one in patterns
    ]


def test_delays_are_rounded_as_people_would() -> None:
    (pattern,) = found(evenings({"light.film": 31.0, "switch.sound": 421.0}, scatter=0.01))
    assert [effect.delay for effect in pattern.effects] == [30, 420]
    (pattern,) = found(evenings({"light.film": 2.0, "switch.sound": 875.0}, scatter=0.01))
    assert [effect.delay for effect in pattern.effects] == [0, 900]
