"""The report of a run, as actions and the bus event bear it."""

from datetime import UTC, datetime
import json

from custom_components.homeiq.mining.pattern import DETECTORS
from custom_components.homeiq.report import (
    DeviceReport,
    NearMissReport,
    PhaseReport,
    PhaseStatus,
    RunReport,
    RunStatus,
    Tokens,
    Utilization,
)

STARTED = datetime(2026, 10, 25, 3, tzinfo=UTC)


def test_report_has_the_names_of_the_contract() -> None:
    report = RunReport("1", STARTED, RunStatus.COMPLETED, 1.0)
    assert set(report.as_dict()) == {
        "run_id",
        "started_at",
        "status",
        "duration_seconds",
        "events",
        "phases",
        "patterns",
        "opportunities",
        "synergies",
        "suggestions_generated",
        "pattern_suggestions",
        "feature_suggestions",
        "synergy_suggestions",
        "context_cache",
        "openai_tokens",
        "openai_cost_usd",
        "near_misses",
        "reason",
        "days_of_history",
        "days_needed",
    }


def test_a_run_that_broke_off_keeps_what_its_phases_did() -> None:
    done = PhaseReport("events", PhaseStatus.OK, 1.0, "12 changes")
    shown = PhaseReport("publish", PhaseStatus.OK, 1.0, "up to date")
    report = RunReport("1", STARTED, RunStatus.COMPLETED, 2.0, phases=(done, shown))
    broken = report.broken("KeyError: 'text'")
    assert broken.status is RunStatus.FAILED
    assert broken.is_finished
    assert broken.reason == "KeyError: 'text'"
    failed = PhaseReport("publish", PhaseStatus.FAILED, 0.0, "KeyError: 'text'")
    assert broken.phases == (done, failed)


def test_report_is_fit_for_json_and_its_time_has_an_offset() -> None:
    miss = NearMissReport("time_of_day", ("light.hall",), "too_few_days", "Too few days.")
    report = RunReport(
        "1",
        STARTED,
        RunStatus.PARTIAL,
        1.23456,
        phases=(PhaseReport("events", PhaseStatus.FAILED, 0.12345, "no recorder"),),
        near_misses=(miss,),
    )
    told = json.loads(json.dumps(report.as_dict()))
    assert told["started_at"] == "2026-10-25T03:00:00+00:00"
    assert told["status"] == "partial"
    assert told["duration_seconds"] == 1.235
    assert told["phases"] == [
        {"name": "events", "status": "failed", "seconds": 0.123, "detail": "no recorder"}
    ]
    assert told["near_misses"] == [
        {
            "detector": "time_of_day",
            "entity_ids": ["light.hall"],
            "reason": "too_few_days",
            "text": "Too few days.",
        }
    ]


def test_every_detector_is_counted_also_where_it_found_nothing() -> None:
    report = RunReport("1", STARTED, RunStatus.COMPLETED, 1.0)
    assert report.as_dict()["patterns"] == dict.fromkeys(DETECTORS, 0)


def test_sums_are_of_their_parts() -> None:
    report = RunReport(
        "1",
        STARTED,
        RunStatus.COMPLETED,
        1.0,
        pattern_suggestions=3,
        feature_suggestions=2,
        synergy_suggestions=1,
        tokens=Tokens(input=100, output=20, cached=50),
    )
    told = report.as_dict()
    assert told["suggestions_generated"] == 6
    assert told["openai_tokens"] == {"input": 100, "output": 20, "cached": 50, "total": 120}


def test_what_is_kept_of_it_comes_back_as_it_was() -> None:
    least = (DeviceReport("Bed lamp", 1, 4), DeviceReport("Fan", 0, 2))
    for utilization in (None, Utilization(0.125), Utilization(0.25, least)):
        report = RunReport(
            "1", STARTED, RunStatus.COMPLETED, 1.0, shorter=True, utilization=utilization
        )
        assert RunReport.from_dict(json.loads(json.dumps(report.kept()))) == report


def test_what_is_kept_and_what_others_are_told_differ_by_names_and_what_they_need_not_know() -> (
    None
):
    least = (DeviceReport("Anna's lamp", 1, 4),)
    report = RunReport("1", STARTED, RunStatus.COMPLETED, 1.0, utilization=Utilization(0.25, least))
    kept, told = report.kept(), report.as_dict()
    assert kept.items() >= told.items()
    assert kept.keys() - told.keys() == {"shorter", "utilization"}
    assert "Anna" not in json.dumps(told)


def test_a_report_of_an_earlier_version_knows_no_utilization() -> None:
    report = RunReport("1", STARTED, RunStatus.COMPLETED, 1.0)
    assert RunReport.from_dict(report.as_dict()) == report
