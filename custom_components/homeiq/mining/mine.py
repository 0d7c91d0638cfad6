"""Mine a home: detect, learn conditions, prove, choose."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from custom_components.homeiq.mining.backtest import Tally
from custom_components.homeiq.mining.candidate import Candidate
from custom_components.homeiq.mining.detectors import DETECTORS
from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.existing import already_automated
from custom_components.homeiq.mining.finding import (
    Finding,
    Mined,
    NearMiss,
    NearMissReason,
    NoFindings,
)
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.forward import forward
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.identity import keep_identity
from custom_components.homeiq.mining.learn import Again, Lesson, learn, sought
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.proved import Proved, hold, since_shown
from custom_components.homeiq.mining.ranking import Proven, choose, finalists
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.mining.strength import strengths
from custom_components.homeiq.mining.study import Study

DAYS_NEEDED: Final = 7
PROMISE_MARGIN: Final = 0.1  # below what is asked for, on the learning days, to be worth a proof
MOST_NEAR_MISSES: Final = 20


def mine(log: EventLog, home: Home, settings: MiningSettings) -> Mined:
    """Find the habits of a home that hold on days that did not teach it, best first.

    Raises MiningStoppedError when `settings.should_stop` answers True.
    """
    days = len(log.days)
    nothing = _too_little(log, days)
    if nothing is not None:
        return Mined((), (), (), days, DAYS_NEEDED, nothing)
    study = Study.of(log, home)
    lesson = learn(study, settings)
    promising = settings.minimum_confidence - PROMISE_MARGIN
    known = settings.dismissed | settings.shown_since.keys()
    final = [
        replace(candidate, pattern=keep_identity(candidate.pattern, known))
        for candidate in _finalists(study, lesson, settings, promising)
    ]
    proved = _prove(study, final, settings)
    for ahead in forward(study, settings, promising):
        pattern = keep_identity(ahead.candidate.pattern, known)
        proved.append(Proved(replace(ahead.candidate, pattern=pattern), ahead.proof))
    held, fell = hold(proved, settings)
    chosen = choose([Proven(item.finding, item.proof.met) for item in held])
    wanted, unwanted = _wanted(chosen, home, settings)
    findings = tuple(since_shown(study, finding, settings) for finding in wanted)
    near_misses = _most_promising(findings, unwanted + fell)
    return Mined(
        findings=findings,
        near_misses=near_misses,
        patterns=lesson.patterns,
        days_of_history=days,
        days_needed=DAYS_NEEDED,
        nothing=None if findings else NoFindings.NOTHING_HOLDS,
        strengths=tuple(strengths(study, _watched((*findings, *near_misses), lesson, known))),
    )


def _too_little(log: EventLog, days: int) -> NoFindings | None:
    if not len(log):
        return NoFindings.NO_EVENTS
    if days < DAYS_NEEDED:
        return NoFindings.TOO_FEW_DAYS
    return None if log.act.any() else NoFindings.NO_ACTS


def _finalists(
    study: Study, lesson: Lesson, settings: MiningSettings, promising: float
) -> list[Candidate]:
    """Return those few of what all days taught that may meet the proof.

    Where the latest third proves, the days before it choose: else the proof would have chosen
    them itself.
    """
    splits = folds(study.log.days)
    if len(splits) > 1:
        return finalists(lesson.candidates.values(), promising)
    (split,) = splits
    before = learn(Study.of(study.log.only(split.learn), study.home), settings)
    found = (lesson.again(one.pattern) for one in finalists(before.candidates.values(), promising))
    shown = {pattern.fingerprint: pattern for pattern in found if pattern is not None}
    return [lesson.candidates[fingerprint] for fingerprint in shown]


def _prove(study: Study, final: Sequence[Candidate], settings: MiningSettings) -> list[Proved]:
    """Learn each finalist again without the proof days, and replay what was learned on them."""
    patterns = [candidate.pattern for candidate in final]
    tallies = [Tally() for _ in final]
    detectors = [Again.of(detector, patterns) for detector in DETECTORS]
    for fold in folds(study.log.days) if final else ():
        taught = Study.of(study.log.only(fold.learn), study.home)
        lesson = learn(taught, settings, sought(patterns), detectors)
        for pattern, tally in zip(patterns, tallies, strict=True):
            tally.add(study, pattern.effects, lesson.again(pattern), fold.prove)
    return [
        Proved(candidate, tally.proof()) for candidate, tally in zip(final, tallies, strict=True)
    ]


def _most_promising(
    findings: Sequence[Finding], misses: Sequence[NearMiss]
) -> tuple[NearMiss, ...]:
    """Return the first near miss of each act; none of an act that is suggested anyway."""
    told = {finding.pattern.target for finding in findings}
    kept: list[NearMiss] = []
    for miss in misses:
        if (target := miss.finding.pattern.target) not in told:
            told.add(target)
            kept.append(miss)
    return tuple(kept[:MOST_NEAR_MISSES])


def _wanted(
    chosen: Sequence[Finding], home: Home, settings: MiningSettings
) -> tuple[list[Finding], list[NearMiss]]:
    """Take away what an automation does already and what people do not want.

    Only now, after the choice: else a lesser finding of the same acts would take their place.
    """
    wanted: list[Finding] = []
    unwanted: list[NearMiss] = []
    for finding in chosen:
        automation = already_automated(finding.pattern, home)
        if automation is not None:
            name = automation.name
            unwanted.append(NearMiss(finding, NearMissReason.ALREADY_AUTOMATED, name))
        elif finding.pattern.fingerprint in settings.dismissed:
            unwanted.append(NearMiss(finding, NearMissReason.DISMISSED))
        else:
            wanted.append(finding)
    return wanted, unwanted


def _watched(
    told: Iterable[Finding | NearMiss], lesson: Lesson, known: Collection[str]
) -> list[Pattern]:
    """Return what is worth watching: what was found, what nearly was, and what is known already.

    To replay all that was learned would take mining an eighth longer, and nobody would look at it.
    """
    watched: dict[str, Pattern] = {}
    for one in told:
        pattern = (one if isinstance(one, Finding) else one.finding).pattern
        watched[pattern.fingerprint] = pattern
    for candidate in lesson.candidates.values():
        pattern = keep_identity(candidate.pattern, known)
        if pattern.fingerprint in known:
            watched.setdefault(pattern.fingerprint, pattern)
    return list(watched.values())
