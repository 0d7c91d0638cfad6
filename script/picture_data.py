"""What the explainer's pictures show: one simulated household, mined, and day by day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal, Self

import numpy as np

from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import Ints, among, local_clock
from custom_components.homeiq.mining.finding import Finding, Mined, Outcome
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.holding import begun_where_held
from custom_components.homeiq.mining.learn import learn
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.replay import ALREADY, RIGHT, WRONG
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from demo.household import SimulatedHome, simulate
from demo.spec import HouseholdSpec

OUTCOMES: Final = {RIGHT: Outcome.RIGHT, WRONG: Outcome.WRONG, ALREADY: Outcome.ALREADY}


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was done, or would have been."""

    day: int  # from the first day of the history
    second: float  # local, since midnight
    outcome: Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Days that were left out, what the others taught, and how that did on these."""

    days: tuple[int, ...]  # from the first day of the history
    learned: Pattern | None
    moments: tuple[Moment, ...]  # of acting
    acts: tuple[Moment, ...]  # of people: right where one was met, else missed


@dataclass(frozen=True, slots=True, eq=False)
class Household:
    """A simulated household and what is found in it."""

    home: SimulatedHome
    study: Study
    mined: Mined

    @classmethod
    def of(cls, spec: HouseholdSpec) -> Self:
        """Simulate and mine; takes some seconds."""
        home = simulate(spec)
        log = build_log(home.raw, home.home)
        return cls(home, Study.of(log, home.home), mine(log, home.home, MiningSettings()))

    @property
    def days(self) -> Ints:
        """Local dates of the history, ascending, as ordinals."""
        return self.study.log.days

    def date(self, day: int) -> date:
        """Return a day of the history as a date."""
        return date.fromordinal(int(self.days[0])) + timedelta(days=day)

    def finding(self, entity_id: str, state: str) -> Finding:
        """Return the best finding of an act; raises LookupError where there is none."""
        for finding in self.mined.findings:
            if (entity_id, state) in finding.pattern.acts:
                return finding
        raise LookupError(f"nothing is found of {entity_id} {state}")

    def blocks(self, pattern: Pattern) -> Iterator[Block]:
        """Yield each block of days that proved a pattern, as mining proved it."""
        log = self.study.log
        for fold in folds(log.days):
            lesson = learn(
                Study.of(log.only(fold.learn), self.study.home),
                MiningSettings(),
                lambda found: bool(found.acts & pattern.acts),
            )
            learned = lesson.again(pattern)
            days = tuple((fold.prove - log.days[0]).tolist())
            yield Block(days, learned, *self._proof(pattern, learned, fold.prove))

    def replayed(self, pattern: Pattern) -> tuple[Moment, ...]:
        """Return how a pattern would have done over the whole history."""
        return self._proof(pattern, pattern, self.days)[0]

    def unconditional(self, pattern: Pattern) -> tuple[Moment, ...]:
        """Return the same of the trigger alone, at whatever hour and whoever is at home."""
        return self.replayed(replace(pattern, conditions=()))

    def sun(self, event: Literal["sunrise", "sunset"]) -> list[float]:
        """Return the local seconds of day of sunrise or sunset, for each day."""
        if self.study.sun is None:
            raise LookupError("the simulated household has a place")
        at = self.study.sun.events(event, self.days)
        return [second for _, second in self.where(at)]

    def _proof(
        self, pattern: Pattern, learned: Pattern | None, days: Ints
    ) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
        """Return the moments of acting, and the acts of people, on days."""
        log = self.study.log
        kind = self.study.kind_of(pattern.target)
        if kind is None:
            return (), ()
        acts = kind.rows[among(log.day[kind.rows], days)]
        met: Ints = np.zeros(0, np.int32)
        moments: list[Moment] = []
        if learned is not None:
            begun = begun_where_held(self.study, learned, days)
            replayed = self.study.replay(learned, learned.target, kind, begun)
            met = kind.rows[replayed.act[replayed.act >= 0]]
            moments = [
                Moment(*where, OUTCOMES[int(outcome)])
                for where, outcome in zip(self.where(replayed.at), replayed.outcome, strict=True)
                if int(outcome) in OUTCOMES
            ]
        done = (
            Moment(*where, Outcome.RIGHT if row in met else Outcome.MISSED)
            for where, row in zip(self.where(log.time[acts]), acts, strict=True)
        )
        return tuple(moments), tuple(done)

    def where(self, at: np.ndarray) -> list[tuple[int, float]]:
        """Return the day of the history and the local second of moments (UTC seconds)."""
        day, second = local_clock(at, self.study.log.timezone)
        return list(zip((day - self.days[0]).tolist(), second.tolist(), strict=True))
