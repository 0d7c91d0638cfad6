"""Evidence with dates, for people."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from custom_components.homeiq.mining.finding import Evidence, Example, Finding, Outcome
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    WEEKEND,
    ClockTrigger,
    DarkCondition,
    Effect,
    NumericCondition,
    Pattern,
)
from custom_components.homeiq.suggestions.words import load_words
from script.explained import explained

EN = load_words("en")
BERLIN = ZoneInfo("Europe/Berlin")
NAMES = Names({"sensor.lux": "Hall illuminance"}, units={"sensor.lux": "lx"})
LAMP = (Effect("light.lamp", "on"),)


def example(text: str, outcome: Outcome) -> Example:
    return Example(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp(), outcome)


def lines(pattern: Pattern, evidence: Evidence) -> list[str]:
    return list(explained(Finding(pattern, evidence), BERLIN, NAMES, EN))


def test_everything_that_was_learned_and_proven_is_told_in_local_time() -> None:
    pattern = Pattern(
        "time_of_day",
        ClockTrigger(6 * 3600),
        LAMP,
        WEEKEND,
        (DarkCondition(), NumericCondition("sensor.lux", below=60)),
        days=8,
        episodes=9,
        months=(11, 12, 1),
        drift=-90.0,
        window=28,
    )
    evidence = Evidence(
        days=28,
        right=7,
        wrong=1,
        already=2,
        missed=3,
        examples=(
            example("2026-10-25 01:30:00", Outcome.WRONG),
            example("2026-10-25 00:30:00", Outcome.RIGHT),
        ),
    )
    assert lines(pattern, evidence) == [
        "found by time_of_day: 8 days, 9 episodes",
        "days: on weekends from November to January",
        "condition: it is dark",
        "condition: Hall illuminance is below 60 lx",
        "drift: 1.5 minutes a day earlier",
        "learned from: the latest 28 days",
        "proven over 28 days: 7 right, 1 wrong, 2 already so, 3 missed; confidence 0.66",
        "the latest 2 of these:",
        # The hour that comes twice, when the clocks go back.
        "  Sun 2026-10-25 02:30:00+01:00  wrong",
        "  Sun 2026-10-25 02:30:00+02:00  right",
    ]


def test_a_habit_that_moves_to_later_says_so() -> None:
    pattern = Pattern("time_of_day", ClockTrigger(0), LAMP, drift=30.0)
    assert "drift: 0.5 minutes a day later" in lines(pattern, Evidence(days=9, right=9))


def test_what_was_never_put_to_the_test_says_so() -> None:
    pattern = Pattern("time_of_day", ClockTrigger(0), LAMP, days=3, episodes=3)
    assert lines(pattern, Evidence()) == [
        "found by time_of_day: 3 days, 3 episodes",
        "never put to the test",
    ]
