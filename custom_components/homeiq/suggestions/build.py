"""From what mining found to what people read: suggestions, near misses, and why there are none."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import inf, log1p, nextafter
import re
from typing import Any, Final

from custom_components.homeiq.mining.finding import (
    Evidence,
    Finding,
    Mined,
    NearMiss,
    NearMissReason,
    NoFindings,
)
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    NumericCondition,
    NumericTrigger,
    Pattern,
    Reminder,
    StateCondition,
    StateTrigger,
)
from custom_components.homeiq.report import NearMissReport
from custom_components.homeiq.suggestions import safety
from custom_components.homeiq.suggestions.advice import is_undone
from custom_components.homeiq.suggestions.automation import automation_config
from custom_components.homeiq.suggestions.reminding import notice
from custom_components.homeiq.suggestions.suggestion import (
    Suggestion,
    SuggestionType,
    Wording,
)
from custom_components.homeiq.suggestions.words import Words, sentence
from custom_components.homeiq.suggestions.writers.template import TemplateWriter, title

WEEK: Final = 7  # days
_ENTITY_ID: Final = re.compile(r"[a-z_]+\.[a-z0-9_]+")


def build_suggestion(
    finding: Finding, home: Home, names: Names, words: Words, now: datetime
) -> Suggestion:
    """Return a finding as a draft: built, worded, ranked; not yet checked against the home.

    What would change an automation that is there already is advice: it has none of its own, and
    its figures, which are of that automation's runs, stand in its words only.

    Raises CommandError where an effect cannot be commanded.
    """
    pattern = finding.pattern
    wording = TemplateWriter(names, words).word(finding)
    entity_ids = entities(pattern)
    areas = [home.areas[entity_id] for entity_id in entity_ids if entity_id in home.areas]
    return Suggestion(
        id=sha256(f"suggestion|{pattern.fingerprint}".encode()).hexdigest()[:16],
        fingerprint=pattern.fingerprint,
        type=SuggestionType.PATTERN,
        pattern_type=pattern.detector,
        pattern_id=pattern.id,
        wording=wording,
        rank=rank(finding.evidence),
        automation=None if pattern.changes else _automation(pattern, wording, names, words),
        evidence=None if pattern.changes else finding.evidence,
        since_shown=finding.since_shown or Evidence(),
        entity_ids=entity_ids,
        area_ids=tuple(dict.fromkeys(areas)),
        created_at=now,
        updated_at=now,
        warnings=tuple(
            sentence(words.text("rule", rule.name)) for rule in safety.warnings(pattern, names)
        ),
    )


def _automation(pattern: Pattern, wording: Wording, names: Names, words: Words) -> dict[str, Any]:
    said = notice(pattern, names, words)
    return automation_config(pattern, wording.title, wording.description, said)


def withheld(finding: Finding, names: Names) -> NearMiss | None:
    """Return a finding as a near miss where a rule of safety forbids to suggest it."""
    rule = safety.withheld_by(finding.pattern, names)
    return None if rule is None else NearMiss(finding, NearMissReason.UNSAFE, rule.name)


def rank(evidence: Evidence) -> float:
    """Return how good a suggestion is: how sure, times what it spares people.

    The logarithm keeps a lamp that is switched ten times a day from outranking everything
    that is surer: the tenth act spared matters less than the first.
    """
    return evidence.confidence * log1p(evidence.saved_per_week)


def in_order(found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return suggestions of one run, given best first, with ranks that say so.

    Mining's order counts. Ranks of other runs stay comparable, since a rank only ever falls
    to just below that of the one before.
    """
    ordered: list[Suggestion] = []
    ceiling = inf
    for suggestion in found:
        value = min(suggestion.rank, ceiling)
        ordered.append(replace(suggestion, rank=value))
        ceiling = nextafter(value, -inf)
    return tuple(ordered)


def entities(pattern: Pattern) -> tuple[str, ...]:
    """Return the entities of a pattern, each once: those it acts on, its trigger's, conditions'."""
    involved = [effect.entity_id for effect in pattern.effects]
    if pattern.changes:
        involved.append(pattern.changes)
    if isinstance(pattern.trigger, StateTrigger | NumericTrigger):
        involved.append(pattern.trigger.entity_id)
    involved += [
        condition.entity_id
        for condition in pattern.conditions
        if isinstance(condition, StateCondition | NumericCondition)
    ]
    return tuple(dict.fromkeys(involved))


def near_miss_report(miss: NearMiss, names: Names, words: Words) -> NearMissReport:
    """Return in words why something promising is not suggested."""
    return NearMissReport(
        detector=miss.finding.pattern.detector,
        entity_ids=entities(miss.finding.pattern),
        reason=miss.reason.value,
        text=words.text(
            "near_miss",
            "whole",
            title=title(miss.finding, names, words),
            why=_why(miss, names, words),
        ),
    )


def excluded_report(suggestion: Suggestion, words: Words) -> NearMissReport:
    """Return in words that the options exclude what was suggested once."""
    reason = NearMissReason.EXCLUDED.value
    return NearMissReport(
        detector=suggestion.pattern_type or "",
        entity_ids=suggestion.entity_ids,
        reason=reason,
        text=words.text(
            "near_miss",
            "whole",
            title=suggestion.wording.title,
            why=words.text("near_miss", reason),
        ),
    )


def _why(miss: NearMiss, names: Names, words: Words) -> str:
    section, key = "near_miss", miss.reason.value
    match miss.reason:
        case NearMissReason.TOO_FEW_DAYS:
            return words.count(section, key, miss.finding.pattern.days)
        case NearMissReason.TOO_OFTEN_WRONG:
            return _how_often(miss.finding, words)
        case NearMissReason.ALREADY_AUTOMATED | NearMissReason.UNSAFE:
            return _why_not_let(miss.reason, miss.other, names, words)
        case _:
            return words.text(section, key)


def _how_often(finding: Finding, words: Words) -> str:
    """Return how often it was right where that was not often enough."""
    pattern, evidence = finding.pattern, finding.evidence
    tried, section = evidence.right + evidence.wrong, "near_miss"
    times = words.count("evidence", "times", evidence.right)
    if isinstance(pattern.target, Reminder):
        return words.count(section, "too_often_wrong_reminder", tried, times=times)
    if pattern.changes and is_undone(pattern):
        return words.count(section, "too_often_wrong_advice", tried, times=times)
    right = words.count("evidence", "since_right", evidence.right)
    return words.count(section, "too_often_wrong", tried, right=right)


def _why_not_let(reason: NearMissReason, other: str | None, names: Names, words: Words) -> str:
    """Return what stands against it: an automation, a rule, or something that is missing."""
    if not other:
        return words.text("near_miss", f"{reason.value}_unnamed")
    if reason is NearMissReason.ALREADY_AUTOMATED:
        name = names.entity(other) if _ENTITY_ID.fullmatch(other) else other
        return words.text("near_miss", reason.value, other=name)
    if words.has("rule", other):
        return words.text("near_miss", reason.value, rule=words.text("rule", other))
    # An id has no spaces; what has is a message of the validator.
    key = "unsafe_invalid" if " " in other else "unsafe_missing"
    return words.text("near_miss", key, other=other)


def reason(mined: Mined, words: Words, now: datetime, looked_at: int | None = None) -> str | None:
    """Return in a sentence why nothing is suggested; None where mining has findings.

    `now` in local time: the sentence may name a day. `looked_at`: how many days were asked for,
    where that is known; too few of them say nothing of the history.
    """
    match mined.nothing:
        case None:
            return None
        case NoFindings.NO_EVENTS:
            return words.text("nothing", mined.nothing.value)
        case NoFindings.TOO_FEW_DAYS if looked_at is not None and looked_at < mined.days_needed:
            return words.count(
                "nothing", "looked_at_too_few_days", looked_at, needed=mined.days_needed
            )
        case NoFindings.TOO_FEW_DAYS:
            return words.count(
                "nothing",
                mined.nothing.value,
                mined.days_of_history,
                needed=mined.days_needed,
                when=_look_again(mined, words, now),
            )
        case _:
            return words.count("nothing", mined.nothing.value, mined.days_of_history)


def none_left(words: Words) -> str:
    """Return why nothing waits although habits hold: each is decided on or withheld."""
    return words.text("nothing", "all_decided")


def _look_again(mined: Mined, words: Words, now: datetime) -> str:
    """Return when there will be days enough."""
    days = max(mined.days_needed - mined.days_of_history, 1)
    if days == 1 or days >= WEEK:  # a week on, the day's name would mean today
        return words.count("nothing", "in_days", days)
    return words.text("on_day", str((now + timedelta(days=days)).weekday()))
