"""What entities show."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from custom_components.homeiq.automations.aftercare import AfterCare
from custom_components.homeiq.report import PhaseStatus, RunReport, RunStatus
from custom_components.homeiq.showing import waiting
from custom_components.homeiq.suggestions.spending import Bill
from custom_components.homeiq.suggestions.suggestion import Suggestion


@dataclass(frozen=True, slots=True)
class Spending:
    """What words of language models have cost since a month began."""

    since: datetime  # local
    bill: Bill = field(default_factory=Bill)


@dataclass(frozen=True, slots=True)
class HomeIQData:
    """What the coordinator remembers."""

    suggestions: tuple[Suggestion, ...] = ()  # all that are kept, best first
    last: RunReport | None = None  # the latest run over the whole history
    good: RunReport | None = None  # the latest of those that has not failed
    cut_short: bool = False  # whether a later one was begun, but not ended
    phase: str | None = None  # of the run that goes on; None: none does
    progress: int = 0  # percent
    all_decided: str | None = None  # why nothing waits although habits hold, in a sentence
    spending: Spending | None = None  # None: not read yet
    care: tuple[AfterCare, ...] = ()  # of accepted suggestions whose automation is known

    def ended(self, report: RunReport) -> Self:
        """Return what there is to show after a run; a shorter one changes suggestions only."""
        idle = replace(self, phase=None, progress=0)
        if report.shorter:
            return idle
        good = self.good if report.status is RunStatus.FAILED else report
        return replace(idle, last=report, good=good, cut_short=False)

    @property
    def waiting(self) -> tuple[Suggestion, ...]:
        """Those that nobody has answered, best first."""
        return waiting(self.suggestions)

    @property
    def reason(self) -> str | None:
        """Why nothing waits, in a sentence; None where something does, or before the first run."""
        if self.waiting or self.last is None:
            return None
        return self.last.reason or self.all_decided

    @property
    def failed(self) -> bool:
        """Whether the latest run failed."""
        return self.last is not None and self.last.status is RunStatus.FAILED

    @property
    def error(self) -> str | None:
        """What went wrong first in the latest run, if it failed."""
        if self.last is None or not self.failed:
            return None
        return next(
            (each.detail for each in self.last.phases if each.status is PhaseStatus.FAILED), None
        )


def restored(
    suggestions: tuple[Suggestion, ...], runs: Iterable[RunReport], all_decided: str
) -> HomeIQData:
    """Return what there is to show after a restart; `runs` come newest first."""
    begun = [run for run in runs if not run.shorter]
    whole = [run for run in begun if run.is_finished]
    return HomeIQData(
        suggestions=suggestions,
        last=whole[0] if whole else None,
        good=next((run for run in whole if run.status is not RunStatus.FAILED), None),
        cut_short=bool(begun) and not begun[0].is_finished,
        all_decided=all_decided,
    )
