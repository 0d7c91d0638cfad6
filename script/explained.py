"""Why something is suggested or is not: its evidence with dates, in local time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.suggestions import phrases
from custom_components.homeiq.suggestions.words import Words

MINUTE: Final = 60  # seconds


def explained(finding: Finding, timezone: ZoneInfo, names: Names, words: Words) -> Iterator[str]:
    """Yield the lines on a finding: what was learned, how it was proven, and when."""
    pattern, evidence = finding.pattern, finding.evidence
    yield f"found by {pattern.detector}: {pattern.days} days, {pattern.episodes} episodes"
    yield from _learned(pattern, names, words)
    yield from _counted(evidence)
    for example in evidence.examples:
        at = datetime.fromtimestamp(example.at, timezone)
        yield f"  {at:%a} {at.isoformat(' ', 'seconds')}  {example.outcome.value}"


def _learned(pattern: Pattern, names: Names, words: Words) -> Iterator[str]:
    """Yield what has to hold besides the trigger, and which days taught it."""
    if days := phrases.days_and_months(pattern, words):
        yield f"days: {days}"
    for condition in pattern.conditions:
        yield f"condition: {phrases.condition(condition, names, words)}"
    if pattern.drift:
        side = "later" if pattern.drift > 0 else "earlier"
        yield f"drift: {abs(pattern.drift) / MINUTE:.1f} minutes a day {side}"
    if pattern.window:
        yield f"learned from: the latest {pattern.window} days"


def _counted(evidence: Evidence) -> Iterator[str]:
    if not evidence.days:
        yield "never put to the test"
        return
    yield (
        f"proven over {evidence.days} days: {evidence.right} right, {evidence.wrong} wrong,"
        f" {evidence.already} already so, {evidence.missed} missed;"
        f" confidence {evidence.confidence:.2f}"
    )
    if evidence.examples:
        yield f"the latest {len(evidence.examples)} of these:"
