"""Days that are shifted keep each entity's own rhythm, and break what ties entities together."""

from datetime import date

import numpy as np
import pytest

from benchmarks.nulls import out_of_step, ties
from custom_components.homeiq.mining.event_log import RawEvents, local_clock
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    Pattern,
    StateCondition,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from tests.mining.build import BERLIN, Diary

LAMP = Effect("light.lamp", "on")


def shifted(first: date, days: int) -> tuple[RawEvents, RawEvents]:
    """Return a log of three entities that act together, before and after."""
    diary = Diary(first=first)
    for day in range(days):
        for number, entity_id in enumerate(("light.a", "light.b", "light.c")):
            diary.add(day, 7 * 3600 + 60 * number + day, entity_id, "on" if day % 2 else "off")
    raw = RawEvents.from_rows(diary.rows)
    return raw, out_of_step(raw, BERLIN, np.random.default_rng(3))


@pytest.mark.parametrize("first", [date(2026, 1, 12), date(2026, 10, 20)])
def test_wall_clocks_stay_and_every_entity_has_a_shift_of_its_own(first: date) -> None:
    raw, after = shifted(first, 10)  # the second span holds the end of summer time
    day, second = local_clock(raw.time, BERLIN)
    later, shown = local_clock(after.time, BERLIN)
    assert np.allclose(second, shown)
    assert set(later.tolist()) == set(day.tolist())
    shifts = {
        int(entity): set(((later - day)[raw.entity == entity] % 10).tolist())
        for entity in np.unique(raw.entity)
    }
    assert all(len(own) == 1 for own in shifts.values())
    assert len(set.union(*shifts.values())) == 3


def test_more_entities_than_days_share_shifts_evenly() -> None:
    rows = [(Diary().at(day, "08:00"), f"light.l{n}", "on") for day in (0, 1) for n in range(5)]
    raw = RawEvents.from_rows([(*row, 0) for row in rows])  # type: ignore[arg-type]
    after = out_of_step(raw, BERLIN, np.random.default_rng(3))
    moved = np.bincount(after.entity[np.abs(after.time - raw.time) > 1], minlength=5) > 0
    assert 2 <= int(moved.sum()) <= 3


@pytest.mark.parametrize(
    ("trigger", "conditions", "tied"),
    [
        (ClockTrigger(25_200), (), False),
        (SunTrigger("sunset", 600), (), False),
        (StateTrigger("light.lamp", "off", "on", 600), (DarkCondition(),), False),
        (StateTrigger("binary_sensor.door", "on", "off"), (), True),
        (ClockTrigger(25_200), (StateCondition("person.a", "home"),), True),
    ],
)
def test_ties_are_to_anything_but_the_entity_itself(
    trigger: Trigger,
    conditions: tuple[Condition, ...],
    tied: bool,  # noqa: FBT001  # pytest passes it by name
) -> None:
    assert ties(Pattern("", trigger, (LAMP,), conditions=conditions)) is tied
