"""Simulated households: planted features that nobody uses, and links that are missing."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
import sqlite3
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.households import DAILY
from benchmarks.pool import over
from custom_components.homeiq.devices.abilities import abilities
from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.checking import check
from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.devices.naming import named_in
from custom_components.homeiq.devices.opportunities.find import find
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.owners import Owners
from custom_components.homeiq.devices.synergies import Known, find_synergies
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.devices.using import used_now, uses
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import open_file, read_connection
from custom_components.homeiq.history.recorder.features import read_features
from custom_components.homeiq.history.recorder.table import SQLITE
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.finding import Finding, wilson_lower_bound
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.shown import FeatureHistory
from custom_components.homeiq.mining.study import Study
from custom_components.homeiq.options import Options
from demo.devices import configs_of, inventory_of, references_in, scenes_set
from demo.furnishing import OF_DEVICES
from demo.household import SimulatedHome, simulate
from demo.recorder_file import write_recorder
from demo.score_devices import score_devices
from demo.spec import HouseholdSpec, PlantedLink

SEEDS: Final = range(1, 13)
# With all daily habits, so that much else is done by hand.
SPEC: Final = HouseholdSpec(kinds=DAILY | OF_DEVICES)
LEAST_RECALL: Final = 0.9
_ACCOUNTS: Final = ("a" * 32, "b" * 32)


@dataclass(frozen=True, slots=True)
class Planted:
    """A planted feature or link, and whether it was named."""

    name: str
    is_sure: bool  # whether what people did speaks for it enough to be suggested at all
    named: bool
    by_habit: bool = False  # whether a habit that mining found names it


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one household."""

    seed: int
    features: tuple[Planted, ...]
    links: tuple[Planted, ...]
    violations: tuple[str, ...]
    neither: tuple[str, ...]  # suggestions of what is not planted, with nothing against them


@dataclass(frozen=True, slots=True, eq=False)
class Analysed:
    """What HomeIQ finds in a household."""

    opportunities: tuple[Opportunity, ...]
    synergies: tuple[Synergy, ...]
    findings: tuple[Finding, ...]


def look(seed: int) -> Result:
    """Simulate a household, write what its recorder would keep, and look at it."""
    home = simulate(replace(SPEC, seed=seed))
    found = analysed(home)
    score = score_devices(found.opportunities, found.synergies, home, found.findings)
    by_habit = score_devices((), (), home, found.findings).links
    named = {*score.features, *score.links}
    return Result(
        seed,
        tuple(
            Planted(f"{one.rule}: {one.entity_id}", is_sure=True, named=one in named)
            for one in home.furnishing.features
        ),
        tuple(
            Planted(_told(one), is_sure(one), one in named, by_habit=one in by_habit)
            for one in home.furnishing.links
        ),
        tuple(f"{one.why}: {one.suggested}" for one in score.violations),
        tuple(str(one) for one in score.neither),
    )


def is_sure(link: PlantedLink) -> bool:
    """Return whether its own occasions, all told, are enough for the confidence that is asked for.

    What has no evidence needs none.
    """
    if not link.evidence:
        return True
    sure = wilson_lower_bound(len(link.kept), len(link.occasions))
    return sure >= Options().minimum_confidence


def _told(link: PlantedLink) -> str:
    kept = f", kept {len(link.kept)} of {len(link.occasions)} times" if link.evidence else ""
    return f"{link.relation}: {link.trigger} -> {link.target or 'people'}{kept}"


def analysed(home: SimulatedHome) -> Analysed:
    """Return what HomeIQ finds in a household on its first night, from the recorder alone."""
    inventory = inventory_of(home)
    now = datetime.fromtimestamp(home.calendar.end, UTC)
    able = abilities(inventory, (), {}, now).capabilities
    log, history = _read(home, able)
    lived = Lived.of(log, home.home)
    health = check(log, inventory, home.calendar.end)
    use = _use(home, inventory, able, history)
    opportunities = find(inventory, able, use, health, lived)
    findings = mine(log, home.home, MiningSettings()).findings
    study = Study.of(log, home.home)
    synergies = find_synergies(study, inventory, Known(findings=findings)).found
    return Analysed(opportunities, synergies, tuple(findings))


def _read(home: SimulatedHome, able: Capabilities) -> tuple[EventLog, FeatureHistory]:
    """Write the recorder's database, and read it as the integration does."""
    span = home.calendar.start, home.calendar.end
    watched = Owners.of(able).watched()
    asked = FeatureQuery(watched.entity_ids, watched.attributes, watched.stated, *span)
    everything = HistoryQuery(frozenset(one.entity_id for one in home.entities), *span)
    with TemporaryDirectory(prefix="homeiq-bench-") as folder:
        path = Path(folder) / "home.db"
        write_recorder(home, path, _ACCOUNTS)
        with closing(open_file(path)) as connection:
            raw = read_connection(connection, everything, home.home)
            history = read_features(connection, asked, dialect=SQLITE, errors=sqlite3.Error)
    return build_log(raw, home.home), history


def _use(
    home: SimulatedHome, inventory: Inventory, able: Capabilities, history: FeatureHistory
) -> Use:
    references = references_in(home)
    told = uses(history, able, references, home.home.timezone)
    named = named_in(configs_of(home).values(), scenes_set(home).values(), references, able)
    use = Use.of(told, len(home.calendar))
    return replace(use, named=named | used_now(inventory, able))


def results(seeds: Iterable[int] = SEEDS) -> list[Result]:
    """Return what became of each household."""
    return over(look, seeds)


def figures() -> Iterator[Figure]:
    """Yield how much of what is planted is named, and how much is wrong."""
    yield from told_of(results())


def told_of(households: Sequence[Result]) -> Iterator[Figure]:
    """Yield the figures of some households."""
    features = [one for result in households for one in result.features]
    links = [one for result in households for one in result.links]
    sure = [one for one in links if one.is_sure]
    many = f"{len(households)} seeds"
    yield at_least(f"unused features, {many}: named", *recall(features, LEAST_RECALL))
    yield at_least(f"missing links, {many}: named", *recall(sure, LEAST_RECALL))
    by_habit = [one for one in sure if one.by_habit]
    yield Figure("  of those by a habit that mining found", len(by_habit), f"of {len(sure)}")
    unsure = [one.named for one in links if not one.is_sure]
    name = "  named of links that are kept too seldom for the minimum confidence"
    yield Figure(name, sum(unsure), f"of {len(unsure)}")
    wrong = sum(len(result.violations) for result in households)
    yield at_most("suggestions of what is used, lacking or connected", wrong, 0)
    neither = [len(result.neither) for result in households]
    yield Figure("suggestions of what is neither", sum(neither), f"in {many}")


def recall(planted: Sequence[Planted], goal: float) -> tuple[float | None, float, str]:
    """Return the share that is named, the goal, and of how many."""
    named = [one.named for one in planted]
    return (sum(named) / len(named) if named else None), goal, f"of {len(named)}"


def told(households: Iterable[Result]) -> Iterator[str]:
    """Yield in lines what was missed and what is wrong, for whoever mends it."""
    for result in households:
        missed = (one for one in (*result.features, *result.links) if not one.named)
        for one in missed:
            yield f"seed {result.seed}: missed {'' if one.is_sure else '(unsure) '}{one.name}"
        yield from (f"seed {result.seed}: wrong, {one}" for one in result.violations)
        yield from (f"seed {result.seed}: neither, {one}" for one in result.neither)


if __name__ == "__main__":
    print("\n".join(told(results())))
