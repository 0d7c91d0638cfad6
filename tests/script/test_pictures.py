"""The explainer's pictures: drawn from what mining does, and all of them shown."""

from datetime import date
from pathlib import Path
import re

import numpy as np
import pytest

from benchmarks.calibration import Suggested
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.finding import (
    Evidence,
    Finding,
    Mined,
    NearMiss,
    NearMissReason,
    Outcome,
    wilson_lower_bound,
)
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    DarkCondition,
    Effect,
    Pattern,
    StateTrigger,
    SunTrigger,
)
from custom_components.homeiq.mining.study import Study
from demo.household import simulate
from demo.spec import HouseholdSpec
from script import pictures
from script.picture_data import Household

DOCS = Path(__file__).parent.parent.parent / "docs"
SPEC = HouseholdSpec(days=14, events=9_000, holiday=False)
LOCKING = Pattern("time_of_day", ClockTrigger(22 * 3600), (Effect("lock.front_door", "locked"),))
LIT = Pattern(
    "co_occurrence",
    StateTrigger("binary_sensor.toilet_motion", "on", "off"),
    (Effect("light.toilet", "on"),),
    conditions=(DarkCondition(),),
)
GARDEN = Pattern("time_of_day", SunTrigger("sunset", 4000), (Effect("switch.garden_lights", "on"),))
MISS = NearMiss(Finding(LIT, Evidence(days=14, right=3, wrong=3)), NearMissReason.TOO_OFTEN_WRONG)


@pytest.fixture(scope="module")
def household() -> Household:
    """Return a small household with what might be found in it."""
    home = simulate(SPEC)
    log = build_log(home.raw, home.home)
    found = (Finding(LOCKING, Evidence(days=14, right=13, wrong=1)),)
    return Household(home, Study.of(log, home.home), Mined(found, (MISS,), (), 14, 7, None))


def test_every_picture_is_shown_and_every_picture_shown_is_there() -> None:
    text = (DOCS / "how-it-decides.md").read_text("utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\(images/([\w-]+)\.svg\)", text)
    assert sorted(name for _, name in shown) == sorted(
        path.stem for path in (DOCS / "images").iterdir()
    )
    assert all(len(said) > 30 for said, _ in shown), "each says what it shows"
    assert "docs/how-it-decides.md" in (DOCS.parent / "README.md").read_text("utf-8")


def test_a_habit_is_drawn_as_it_was_proven_and_always_the_same(household: Household) -> None:
    drawn = pictures.habit(household, LOCKING, "Locking")
    assert drawn.svg() == pictures.habit(household, LOCKING, "Locking").svg()
    blocks = list(household.blocks(LOCKING))
    assert sorted(day for block in blocks for day in block.days) == list(range(14))
    acts = [act for block in blocks for act in block.acts]
    right = sum(act.outcome is Outcome.RIGHT for act in acts)
    assert right >= 10
    assert drawn.svg().count(f'r="4" fill="{pictures.GREEN}"') >= right
    assert all(act.day in block.days for block in blocks for act in block.acts)


def test_a_habit_by_the_sun_is_drawn_from_when_it_sets(household: Household) -> None:
    drawn = pictures.habit(household, GARDEN, "Garden").svg()
    assert ">sunset<" in drawn
    assert ">+60 min<" in drawn


def test_only_what_happens_at_a_time_has_a_time(household: Household) -> None:
    with pytest.raises(LookupError):
        pictures.habit(household, LIT, "Motion")


def test_motion_is_drawn_by_day_and_by_night(household: Household) -> None:
    alone, in_the_dark = household.unconditional(LIT), household.replayed(LIT)
    assert set(in_the_dark) < set(alone)
    sunset = household.sun("sunset")
    by_day = [
        moment
        for moment in in_the_dark
        if household.sun("sunrise")[moment.day] < moment.second < sunset[moment.day]
    ]
    assert by_day == []
    right = sum(moment.outcome is Outcome.RIGHT for moment in in_the_dark)
    wrong = sum(moment.outcome is Outcome.WRONG for moment in in_the_dark)
    drawn = pictures.dark(household, LIT, "Motion").svg()
    assert f"When dark: {right} of {right + wrong} right" in drawn


def test_the_folds_are_those_of_mining(household: Household) -> None:
    drawn = pictures.cross_fit(household).svg()
    assert drawn.count(f'fill="{pictures.BLUE}"') == 14, "each day proves once"
    assert drawn.count(f'fill="{pictures.SAND}"') == 3 * 14


@pytest.mark.parametrize("tried", [3, 20, 200])
def test_what_lies_above_the_line_is_sure_enough(tried: int) -> None:
    share = pictures._least_share(tried, 0.6)
    right = np.arange(tried + 1)
    enough = [wilson_lower_bound(int(each), tried) >= 0.6 for each in right]
    assert enough == (right / tried >= share).tolist()


def test_suggestions_and_near_misses_lie_where_their_evidence_is(household: Household) -> None:
    drawn = pictures.bound(household).svg()
    assert drawn.count(f'r="4" fill="{pictures.GREEN}"') == 2, "one suggestion, one in the legend"
    assert drawn.count(f'stroke="{pictures.RED}"') == 2


def test_calibration_shows_what_came_true_and_what_did_not() -> None:
    drawn = pictures.calibration([Suggested(0.7, 9, 1), Suggested(0.9, 1, 1), Suggested(0.8, 0, 0)])
    svg = drawn.svg()
    assert svg.count(f'fill="{pictures.GREEN}"') == 1
    assert svg.count(f'fill="{pictures.RED}"') == 1


def test_what_is_not_found_cannot_be_drawn(household: Household) -> None:
    assert household.finding("lock.front_door", "locked").pattern is LOCKING
    with pytest.raises(LookupError, match=r"light\.moon"):
        household.finding("light.moon", "on")
    assert household.date(0) == date(2026, 10, 5)


def test_pictures_are_written_by_their_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = pictures.Picture(10, 10, "Empty")
    assert pictures.main(tmp_path / "images", lambda: {"empty": drawn}) == 0
    assert (tmp_path / "images" / "empty.svg").read_text("utf-8") == drawn.svg()
    assert "empty.svg" in capsys.readouterr().out
