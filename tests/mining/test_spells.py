"""Spells: from one change between known states to the next change."""

from dataclasses import replace

import numpy as np
import pytest

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.spells import Spells, ends_within, spells
from custom_components.homeiq.mining.timeline import Timeline
from tests.mining.build import Diary


def _spells(*states: str, fewest: int = 1) -> dict[tuple[str, str], Spells]:
    """Return the spells of a lamp that changes every hour, by (state, state before)."""
    diary = Diary()
    for hour, state in enumerate(states):
        diary.add(0, hour * 3600.0, "light.a", state, Origin.PERSON)
    log = diary.log()
    found = spells(Timeline.of(log), 0, fewest)
    return {(log.states[each.state], log.states[each.before]): each for each in found}


def test_spell_lasts_from_its_change_to_the_next() -> None:
    on = _spells("off", "on", "off", "on", "off")["on", "off"]
    assert on.length.tolist() == [3600.0, 3600.0]
    assert on.ended_by.tolist() == [2, 4]


def test_last_spell_has_not_ended() -> None:
    on = _spells("off", "on")["on", "off"]
    assert np.isinf(on.length).all()
    assert on.ended_by.tolist() == on.ended_as.tolist() == [-1]


def test_return_from_unavailable_begins_no_spell_but_unavailable_ends_one() -> None:
    found = _spells("off", "on", "unavailable", "on", "off")
    assert set(found) == {("on", "off"), ("off", "on")}
    assert found["on", "off"].length.tolist() == [3600.0]


def test_states_are_told_apart_by_where_they_came_from() -> None:
    found = _spells("idle", "playing", "paused", "playing", "idle")
    assert {("playing", "idle"), ("playing", "paused")} < set(found)


def test_what_is_too_rare_is_left_out() -> None:
    assert not _spells("off", "on", "off", fewest=2)


def test_entity_without_a_change_has_none() -> None:
    diary = Diary()
    diary.add(0, "07:00", "light.a", "on")
    empty = replace(diary.log(), entities=("light.a", "light.b"))
    assert spells(Timeline.of(empty), 1, 1) == []


def _uses(*minutes: float, off: Origin = Origin.PERSON) -> Timeline:
    """Return a lamp that is used once a day, for so long each time."""
    diary = Diary()
    diary.known(light__a="off")
    for day, lasts in enumerate(minutes):
        diary.add(day, "10:00", "light.a", "on", Origin.AUTOMATION)
        diary.add(day, 36000 + lasts * 60, "light.a", "off", off)
    return Timeline.of(diary.log())


def test_ends_at_any_time_alike_come_as_often_as_the_mean_use_is_long() -> None:
    timeline = _uses(10, 30, 20)
    acts = np.flatnonzero(timeline.log.act)
    assert ends_within(timeline, 0, acts, 1200) == pytest.approx(1 - np.exp(-1))
    assert ends_within(timeline, 0, acts, 0) == 0.0
    assert ends_within(timeline, 0, acts, 1e9) == pytest.approx(1)


def test_uses_that_something_else_ends_make_an_end_by_hand_less_likely() -> None:
    timeline = _uses(20, 20)
    acts = np.flatnonzero(timeline.log.act)
    alone = ends_within(timeline, 0, acts, 1200)
    assert ends_within(timeline, 0, acts[:1], 1200) == pytest.approx(1 - np.exp(-0.5))
    assert ends_within(timeline, 0, acts[:1], 1200) < alone


def test_what_nobody_ends_does_not_end() -> None:
    timeline = _uses(20, 20, off=Origin.AUTOMATION)
    assert ends_within(timeline, 0, np.flatnonzero(timeline.log.act), 1200) == 0.0
