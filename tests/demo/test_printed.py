"""The table shows each suggestion with its evidence."""

from functools import cache
from typing import Any

from custom_components.homeiq.mining.pattern import Effect, Pattern
from custom_components.homeiq.suggestions.automation import automation_config
from demo.furnishing import OF_DEVICES
from demo.household import SimulatedHome, simulate
from demo.printed import login, run_summary, suggestions_table
from demo.spec import HouseholdSpec


@cache
def home() -> SimulatedHome:
    """Return a household of three days."""
    return simulate(HouseholdSpec(days=3, events=1_000))


def suggestion(
    title: str, automation: dict[str, Any] | None, kind: str = "pattern_automation", *about: str
) -> dict[str, Any]:
    evidence = {"days": 30, "right": 18, "wrong": 2, "missed": 4, "saved_per_week": 4.25}
    return {
        "type": kind,
        "title": title,
        "entity_ids": list(about),
        "confidence": 0.781,
        "evidence": None if automation is None else evidence,
        "automation": automation,
    }


def test_the_table_tells_the_evidence_and_what_is_true() -> None:
    habit = home().truth[0]
    true = Pattern(
        "time_of_day",
        habit.trigger,
        (Effect(habit.entity_id, habit.state),),
        weekdays=habit.weekdays,
    )
    invented = Pattern("time_of_day", habit.trigger, (Effect("light.porch", "on"),))
    table = suggestions_table(
        [
            suggestion("A" * 80, automation_config(true, "", "")),
            suggestion("Porch", automation_config(invented, "", "")),
            suggestion("Advice", None),
        ],
        home(),
    ).splitlines()
    assert table[0].split() == [
        *("#", "suggestion", "sure", "right", "wrong", "missed", "days", "a", "week", "true")
    ]
    assert table[2].split() == ["1", "A" * 61 + "…", "78%", "18", "2", "4", "30", "4.2", "yes"]
    assert table[3].split()[-1] == "NO"
    assert table[4].split() == ["3", "Advice"]


def test_the_table_tells_which_features_and_links_are_planted() -> None:
    where = simulate(HouseholdSpec(days=3, events=1_000, kinds=OF_DEVICES))
    feature, link = where.furnishing.features[0], where.furnishing.links[0]
    table = suggestions_table(
        [
            suggestion("Planted", None, "feature_discovery", feature.entity_id),
            suggestion("Other", None, "feature_discovery", "light.hall"),
            suggestion("Link", None, "synergy_automation", link.trigger, link.target),
            suggestion("None", None, "synergy_automation", link.trigger),
        ],
        where,
    ).splitlines()
    assert [line.split()[-1] for line in table[2:]] == ["yes", "NO", "yes", "NO"]


def test_the_summary_gives_the_reason_where_nothing_was_found() -> None:
    report = {
        "status": "completed",
        "duration_seconds": 2.34,
        "events": 12_345,
        "days_of_history": 4,
        "patterns": {"time_of_day": 2, "co_occurrence": 1},
        "suggestions_generated": 0,
        "near_misses": [],
        "reason": "4 of the 7 days needed are there.",
    }
    assert run_summary(report) == (
        "Run completed in 2.3 s: 12,345 events of 4 days, 3 patterns, 0 suggestions,"
        " 0 near misses.\n4 of the 7 days needed are there."
    )
    assert "\n" not in run_summary({**report, "reason": None})


def test_the_login_names_page_and_user() -> None:
    text = login("http://127.0.0.1:8123", "page")
    assert "http://127.0.0.1:8123/page" in text
    assert "user demo, password homeiq-demo" in text
