"""The judge is asked day by day, and its days add up to what it says at once."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.judging import Day, Judge
from benchmarks.real_home import RealHome

FIRST = date(2026, 3, 2)
# It only knows one trigger and one act, a minute apart; on the second day the act is missing.
JUDGE = """
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from pathlib import Path

class Unsupported(Exception):
    pass

class Home:
    def __init__(self, path, timezone, latitude, longitude):
        self.tz = ZoneInfo(timezone)
        lines = Path(path).read_text().splitlines()
        self.fires, self.acts = ([datetime.fromisoformat(one) for one in line.split()] for line in lines)
        self.last = max(self.fires)

    def actions(self, since, until, domains):
        return [(at, "light.lamp", "on") for at in self.acts if since <= at < until and "light" in domains]

def reminder(config):
    return config.get("reminds", False)

def fires(home, trigger, since, until):
    return [(at, trigger["hold"]) for at in home.fires if since <= at < until]

def judge(home, config, since, until, met):
    if "odd" in config:
        raise Unsupported
    seen = {"hits": 0, "false": 0}
    for at, _ in fires(home, config["triggers"][0], since, until):
        near = [act for act in home.acts if timedelta() <= act - at <= timedelta(minutes=5)]
        met.update(("light.lamp", act) for act in near)
        seen["false"] += not near
    return seen
"""  # noqa: E501  # no code of ours


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Return a judge of three days."""
    (tmp_path / "judge.py").write_text(JUDGE, "utf-8")
    events = tmp_path / "homes" / "events.csv"
    events.parent.mkdir()
    fires = ["2026-03-02T08:00:00+00:00", "2026-03-03T08:00:00+00:00", "2026-03-04T08:00:00+00:00"]
    acts = ["2026-03-02T08:01:00+00:00", "2026-03-04T08:00:00+00:00", "2026-03-04T12:00:00+00:00"]
    events.write_text(f"{' '.join(fires)}\n{' '.join(acts)}", "utf-8")
    home = RealHome("a", "events.csv", "UTC", 0, 0, "2026-03-02", "light,switch", ())
    return Judge(home, events)


def automation(hold: int | None = 0) -> dict[str, object]:
    """Return an automation; no hold: one of the clock."""
    return {"automation": {"triggers": [{"hold": hold}]}}


def test_each_day_counts_what_is_new_on_it(judge: Judge) -> None:
    assert judge.days([automation()], FIRST, 3) == [
        Day(FIRST, hits=1, same_second=0, false=0, acts=1, covered=1),
        Day(date(2026, 3, 3), hits=0, same_second=0, false=1, acts=0, covered=0),
        Day(date(2026, 3, 4), hits=1, same_second=1, false=0, acts=2, covered=1),
    ]


def test_days_end_with_the_log(judge: Judge) -> None:
    assert len(judge.days([automation()], FIRST, 7)) == 3


def test_an_act_counts_once_over_the_list(judge: Judge) -> None:
    days = judge.days([automation(), automation()], FIRST, 3)
    assert [day.hits for day in days] == [1, 0, 1]
    assert [day.false for day in days] == [0, 2, 0]


def test_what_happens_at_a_clock_time_is_no_echo(judge: Judge) -> None:
    assert [day.same_second for day in judge.days([automation(None)], FIRST, 3)] == [0, 0, 0]


def test_advice_and_reminders_take_no_place_and_what_cannot_be_read_does_nothing(
    judge: Judge,
) -> None:
    others: list[dict[str, object]] = [
        {"automation": None},
        {"automation": {"reminds": True}},
        {"automation": {"odd": True}},
    ]
    days = judge.days([*others, *([automation()] * 9), automation()], FIRST, 3)
    assert sum(day.false for day in days) == 9
