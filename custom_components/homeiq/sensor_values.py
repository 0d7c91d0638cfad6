"""What sensors read of the coordinator's memory: figures, and what explains them."""

from datetime import datetime, timedelta
from typing import Any, Final

from custom_components.homeiq.automations.aftercare import minutes_of
from custom_components.homeiq.data import HomeIQData
from custom_components.homeiq.report import Tokens
from custom_components.homeiq.suggestions.spending import Bill
from custom_components.homeiq.suggestions.suggestion import Status

NEAR_MISSES_SHOWN: Final = 10

IDLE: Final = "idle"
RUNNING: Final = "running"
FAILED: Final = "failed"


def reasons(data: HomeIQData) -> dict[str, Any]:
    """Return why nothing waits, and what was nearly suggested."""
    return {
        "reason": data.reason,
        "days_of_history": data.good.days_of_history if data.good is not None else None,
        "days_needed": data.good.days_needed if data.good is not None else None,
        "near_misses": [
            miss.as_dict()
            for miss in (data.good.near_misses[:NEAR_MISSES_SHOWN] if data.good is not None else ())
        ],
    }


def patterns(data: HomeIQData) -> int | None:
    """Return how many habits the latest good run has found; None before the first one."""
    return sum(data.good.patterns.values()) if data.good is not None else None


def status(data: HomeIQData) -> str:
    """Return whether a run goes on, and if none does, how the latest ended."""
    if data.phase is not None:
        return RUNNING
    return FAILED if data.failed else IDLE


def progress(data: HomeIQData) -> dict[str, Any]:
    """Return how far the run has come, or what went wrong in the latest."""
    return {
        "phase": data.phase,
        "progress": data.progress if data.phase is not None else None,
        "error": data.error,
    }


def acts_spared(data: HomeIQData) -> float:
    """Return how many acts a week accepted suggestions spare people.

    That is what happened, or what the proof promised where there is not yet a week of it. What is
    off, or was deleted, keeps no promise.
    """
    told = {
        each.suggestion_id: each.acts_per_week if each.is_told else 0.0
        for each in data.care
        if each.is_told or not each.is_on
    }
    promised = sum(
        each.evidence.saved_per_week
        for each in data.suggestions
        if each.status is Status.ACCEPTED
        and each.id not in told
        and each.evidence is not None
        and not each.is_reminder
    )
    return sum(told.values()) + promised


def minutes_saved(data: HomeIQData) -> float:
    """Return how many minutes a week that is."""
    return minutes_of(acts_spared(data))


def automations(data: HomeIQData) -> dict[str, Any]:
    """Return what became of each accepted automation."""
    return {"automations": [each.as_dict() for each in data.care]}


def utilization(data: HomeIQData) -> float | None:
    """Return which share of what devices can do is used, in percent; None where nobody knows."""
    if data.good is None or data.good.utilization is None:
        return None
    return data.good.utilization.share * 100


def least_used(data: HomeIQData) -> dict[str, Any] | None:
    """Return the devices of which most lies idle."""
    if data.good is None or data.good.utilization is None:
        return None
    return {
        "least_used": [
            {"device": device.name, "used": device.used, "of": device.of}
            for device in data.good.utilization.least
        ]
    }


def run_ended(data: HomeIQData) -> datetime | None:
    """Return when the latest good run ended."""
    if data.good is None:
        return None
    return data.good.started_at + timedelta(seconds=data.good.duration_seconds)


def run_seconds(data: HomeIQData) -> float | None:
    """Return how long the latest good run took."""
    return data.good.duration_seconds if data.good is not None else None


def month_began(data: HomeIQData) -> datetime | None:
    """Return since when tokens and costs are summed up."""
    return data.spending.since if data.spending is not None else None


def month_tokens(data: HomeIQData) -> int:
    """Return how many tokens this month's words took."""
    return _month(data).tokens.total


def month_cost(data: HomeIQData) -> float:
    """Return what they have cost, in US dollars."""
    return round(_month(data).cost_usd, 6)


def tokens(data: HomeIQData) -> dict[str, Any]:
    """Return the month's tokens by their kind, and those of the latest run."""
    latest = data.good.tokens if data.good is not None else Tokens()
    return {**_month(data).tokens.as_dict(), "last_run": latest.as_dict()}


def cost(data: HomeIQData) -> dict[str, Any]:
    """Return what the words of the latest run have cost."""
    return {"last_run": round(data.good.cost_usd, 6) if data.good is not None else 0.0}


def _month(data: HomeIQData) -> Bill:
    return data.spending.bill if data.spending is not None else Bill()
