"""How often reminders would disturb people: on later days, which did not teach them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from benchmarks.figures import Figure, at_most
from benchmarks.households import EVENTS_A_DAY, USUAL
from benchmarks.pool import over
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.backtest import since
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import Reminder
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.study import Study
from demo.household import simulate
from demo.reminders import BEHAVING, FORGOTTEN
from demo.spec import HouseholdSpec

SEEDS: Final = range(201, 211)
LEARNED: Final = 28  # days; as many come later
MOST_A_WEEK: Final = 1.0


@dataclass(frozen=True, slots=True)
class Alarm:
    """A reminder, and how often it would have come on the later days."""

    entity_id: str
    a_week: float
    right: int  # somebody then acted
    wrong: int


def figures() -> Iterator[Figure]:
    """Yield how often an entity alarms people in a week, and how often the one that behaves does.

    A week of the busiest entity of all households: what matters to people is theirs, no average.
    """
    every = over(alarms, SEEDS)
    a_week = [
        sum(alarm.a_week for alarm in household if alarm.entity_id == entity_id)
        for household in every
        for entity_id in {alarm.entity_id for alarm in household}
    ]
    busiest = max(a_week, default=None)
    unit = f"of {len(a_week)} entities with a reminder, {len(SEEDS)} households"
    yield at_most("alarms a week of the busiest entity", busiest, MOST_A_WEEK, unit)
    found = list(chain.from_iterable(every))
    behaving = sum(alarm.right + alarm.wrong for alarm in found if alarm.entity_id in BEHAVING)
    yield at_most("alarms of entities that behave, in all", behaving, 0)
    right, wrong = sum(alarm.right for alarm in found), sum(alarm.wrong for alarm in found)
    share = right / (right + wrong) if right + wrong else None
    yield Figure("  alarms after which somebody acted", share, f"of {right + wrong}")


def alarms(seed: int) -> list[Alarm]:
    """Return the reminders that are suggested after some weeks, over the weeks after them."""
    days = 2 * LEARNED
    spec = HouseholdSpec(
        seed=seed, days=days, events=round(days * EVENTS_A_DAY), kinds=USUAL | FORGOTTEN
    )
    home = simulate(spec)
    log = build_log(home.raw, home.home)
    first_later = spec.start.toordinal() + LEARNED
    mined = mine(log.only(log.days[log.days < first_later]), home.home, MiningSettings())
    study = Study.of(log, home.home)
    found = []
    for finding in mined.findings:
        if isinstance(finding.pattern.target, Reminder):
            later = since(study, finding.pattern, first_later)
            told = later.right + later.wrong
            entity_id = finding.pattern.target.entity_id
            found.append(Alarm(entity_id, told / LEARNED * 7, later.right, later.wrong))
    return found
