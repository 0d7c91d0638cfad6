"""What sensors read of the memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.homeiq.automations.aftercare import ENOUGH, AfterCare
from custom_components.homeiq.data import HomeIQData, Spending
from custom_components.homeiq.report import DeviceReport, NearMissReport, Tokens, Utilization
from custom_components.homeiq.sensor_values import (
    FAILED,
    IDLE,
    NEAR_MISSES_SHOWN,
    RUNNING,
    acts_spared,
    automations,
    cost,
    least_used,
    minutes_saved,
    month_began,
    month_cost,
    month_tokens,
    patterns,
    progress,
    reasons,
    run_ended,
    run_seconds,
    status,
    tokens,
    utilization,
)
from custom_components.homeiq.suggestions.spending import Bill
from custom_components.homeiq.suggestions.suggestion import Status
from tests.samples import report_of, suggestion_of
from tests.wards import accepted_of

NOTHING = HomeIQData()
PROMISED = 18 / 14 * 7  # acts a week, as the samples' evidence has it
CARED = AfterCare("s1", "Lamp", "automation.lamp", ENOUGH, 9, 7, 1, is_on=True, spares=True)
EARLY = replace(CARED, days=ENOUGH - 1)


def after(**more: object) -> HomeIQData:
    """Return what is remembered after a good run."""
    report = report_of(**more)
    return HomeIQData(last=report, good=report)


def test_before_the_first_run_nothing_is_known() -> None:
    unknown = (patterns, utilization, least_used, run_ended, run_seconds, month_began)
    assert [read(NOTHING) for read in unknown] == [None] * len(unknown)
    assert [each for each in reasons(NOTHING).values() if each] == []
    assert (acts_spared(NOTHING), minutes_saved(NOTHING), month_cost(NOTHING)) == (0, 0, 0)
    assert (month_tokens(NOTHING), cost(NOTHING)) == (0, {"last_run": 0.0})
    assert tokens(NOTHING)["last_run"] == Tokens().as_dict()


def test_the_status_is_that_of_the_run_that_goes_on_or_of_the_latest() -> None:
    assert status(NOTHING) == IDLE
    going = HomeIQData(phase="patterns", progress=22)
    assert (status(going), progress(going)["progress"]) == (RUNNING, 22)
    broken = HomeIQData(last=report_of().broken("disk is full"), progress=22)
    assert (status(broken), progress(broken)["progress"]) == (FAILED, None)


def test_only_the_first_near_misses_are_shown() -> None:
    miss = NearMissReport("room", ("light.a",), "dismissed", "It was turned down.")
    shown = reasons(after(near_misses=(miss,) * (NEAR_MISSES_SHOWN + 1)))
    assert shown["near_misses"] == [miss.as_dict()] * NEAR_MISSES_SHOWN


@pytest.mark.parametrize(
    ("care", "acts"),
    [
        ((), PROMISED),  # nothing is known of its automation
        ((EARLY,), PROMISED),
        ((CARED,), 7.0),
        ((replace(CARED, is_on=False),), 7.0),
        ((replace(EARLY, is_on=False),), 0.0),
        ((replace(CARED, spares=False),), 0.0),
    ],
)
def test_what_happened_takes_the_place_of_what_was_promised(
    care: tuple[AfterCare, ...], acts: float
) -> None:
    data = HomeIQData(suggestions=(accepted_of(1), suggestion_of(2)), care=care)
    assert acts_spared(data) == acts
    assert minutes_saved(data) == acts / 3
    assert automations(data)["automations"] == [each.as_dict() for each in care]


def test_what_waits_was_not_proven_or_only_reminds_promises_nothing() -> None:
    tell = {"actions": [{"action": "persistent_notification.create", "data": {"message": "x"}}]}
    accepted = suggestion_of(1, status=Status.ACCEPTED)
    kept = (replace(accepted, evidence=None), replace(accepted, automation=tell), suggestion_of(2))
    assert acts_spared(HomeIQData(suggestions=kept)) == 0


def test_the_use_of_devices_is_told_in_percent_with_those_of_least_use() -> None:
    data = after(utilization=Utilization(0.25, (DeviceReport("Lamp", 1, 4),)))
    assert utilization(data) == 25
    assert least_used(data) == {"least_used": [{"device": "Lamp", "used": 1, "of": 4}]}


def test_a_run_ends_after_the_seconds_that_it_took() -> None:
    data = after(duration_seconds=90.0)
    assert data.good is not None
    assert run_ended(data) == data.good.started_at + timedelta(seconds=90)
    assert run_seconds(data) == 90


def test_words_are_summed_up_by_the_month() -> None:
    began = datetime(2026, 11, 1, tzinfo=UTC)
    bill = Bill(Tokens(input=10, output=2), 0.123456789)
    data = replace(after(cost_usd=0.1), spending=Spending(began, bill))
    assert (month_tokens(data), month_cost(data), month_began(data)) == (12, 0.123457, began)
    assert tokens(data)["input"] == 10
    assert cost(data) == {"last_run": 0.1}
