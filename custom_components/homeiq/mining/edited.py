"""Proof of a habit that somebody has changed: replayed as the one that it comes from was."""

from collections.abc import Callable

from custom_components.homeiq.mining import declared, forward
from custom_components.homeiq.mining.backtest import Tally, since
from custom_components.homeiq.mining.detectors import DETECTORS
from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.learn import Again, learn, sought
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from custom_components.homeiq.mining.study import Study

type Change = Callable[[Pattern], Pattern]


def prove_edited(
    log: EventLog,
    home: Home,
    settings: MiningSettings,
    pattern: Pattern,
    change: Change,
    *,
    declaration: declared.Declaration | None = None,
    since_day: int | None = None,
) -> Finding:
    """Return a changed habit with what its replay says, whatever that is.

    `pattern` is what was found; `change` is done to it, and to what each fold's learning days
    teach in its place; where they teach nothing, the acts of the fold are missed. `declaration`:
    where it is no habit that a detector found but one that was declared. `since_day`: the local
    day on which somebody asked for the change; the days after it are counted apart.

    Raises MiningStoppedError when `settings.should_stop` answers True.
    """
    study = Study.of(log, home)
    evidence = (
        declared.prove_changed(study, declaration, pattern, change, settings)
        if declaration is not None
        else _proven(study, settings, pattern, change)
    )
    edited = change(pattern)
    later = None if since_day is None else since(study, edited, since_day + 1)
    return Finding(edited, evidence, later)


def _proven(study: Study, settings: MiningSettings, pattern: Pattern, change: Change) -> Evidence:
    ahead = forward.prove_changed(study, pattern, change, settings)
    if ahead is not None:
        return ahead
    tally, effects = Tally(), change(pattern).effects
    detectors = [Again.of(detector, [pattern]) for detector in DETECTORS]
    for fold in folds(study.log.days):
        if settings.should_stop():
            raise MiningStoppedError
        taught = Study.of(study.log.only(fold.learn), study.home)
        again = learn(taught, settings, sought([pattern]), detectors).again(pattern)
        tally.add(study, effects, None if again is None else change(again), fold.prove)
    return tally.proof().evidence
