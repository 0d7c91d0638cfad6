"""The independent judge, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

from benchmarks.real_home import RealHome

TOP: Final = 10  # suggestions that count
ECHO: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Day:
    """What automations did on one day that they were not learned from."""

    day: date
    hits: int
    same_second: int  # of the hits, those in the second of their trigger: likely its echo
    false: int
    acts: int  # that people did
    covered: int  # of the acts, those met


@dataclass(frozen=True, slots=True)
class _Totals:
    hits: int = 0
    same_second: int = 0
    false: int = 0
    acts: int = 0
    covered: int = 0


class Judge:
    """Replays automations over the days of a home, by the judge beside the data."""

    def __init__(self, home: RealHome, events: Path) -> None:
        """Load the judge and read the log."""
        spec = spec_from_file_location("judge", events.parents[1] / "judge.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(events.parents[1] / "judge.py")
        self._judge = module_from_spec(spec)
        spec.loader.exec_module(self._judge)
        self._home = self._judge.Home(events, home.timezone, home.latitude, home.longitude)
        self._domains = set(home.domains.split(","))

    def days(self, suggestions: Sequence[dict[str, Any]], first: date, count: int) -> list[Day]:
        """Return what suggestions did on each of some days.

        Each act counts once over the list and over all days, and each false fire until its
        target changes again, as when the days are judged at once: a day's figures are what the
        judge counts up to its end less what it counts up to its begin.
        """
        configs = [config for one in suggestions if (config := one.get("automation", one))]
        configs = [config for config in configs if not self._judge.reminder(config)][:TOP]
        found, before = [], _Totals()
        for number in range(count):
            day = first + timedelta(days=number)
            if self._at(day) > self._home.last:
                break
            until = self._totals(configs, self._at(first), self._at(day + timedelta(days=1)))
            each = (getattr(until, name) - getattr(before, name) for name in _Totals.__slots__)
            found.append(Day(day, *each))
            before = until
        return found

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._home.tz)

    def _totals(self, configs: list[dict[str, Any]], since: datetime, until: datetime) -> _Totals:
        met: set[tuple[str, datetime]] = set()
        false = same = 0
        for config in configs:
            known = set(met)
            try:
                seen = self._judge.judge(self._home, config, since, until, met)
            except self._judge.Unsupported:
                continue
            false += seen["false"]
            same += self._echoes(config, met - known, since, until)
        acts = self._home.actions(since, until, self._domains)
        covered = sum((entity, at) in met for at, entity, _ in acts)
        return _Totals(len(met), same, false, len(acts), covered)

    def _echoes(
        self,
        config: dict[str, Any],
        met: set[tuple[str, datetime]],
        since: datetime,
        until: datetime,
    ) -> int:
        """Return how many acts came in the second of a change that set the automation off."""
        fired = [
            at
            for trigger in config["triggers"]
            for at, hold in self._judge.fires(self._home, trigger, since, until)
            if hold is not None  # of a clock or sun time, nothing is an echo
        ]
        return sum(any(abs(at - one) < ECHO for one in fired) for _, at in met)
