"""Find the habits in a home's history without Home Assistant running."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
import json
import os
import sys
from time import perf_counter
from typing import Any
from uuid import uuid4

from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.finding import Finding, Mined, NearMiss, NearMissReason
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import DETECTORS
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.phases import PHASES
from custom_components.homeiq.report import PhaseReport, PhaseStatus, RunReport, RunStatus
from custom_components.homeiq.suggestions.automation import CommandError
from custom_components.homeiq.suggestions.build import (
    build_suggestion,
    in_order,
    near_miss_report,
    none_left,
    reason,
    withheld,
)
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.words import Words, load_words
from script.analyze_input import Asked, InputError, Source, parse, read
from script.explained import explained


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a history."""

    report: RunReport
    suggestions: tuple[Suggestion, ...]  # all, best first
    findings: tuple[Finding, ...]  # what each suggestion was made of
    misses: tuple[NearMiss, ...]  # what each near miss of the report tells of
    source: Source
    words: Words


class Phases:
    """Times the phases of an analysis; those that need a running home stay skipped."""

    def __init__(self) -> None:
        """Begin the first phase."""
        self._done: dict[str, PhaseReport] = {}
        self._begun = perf_counter()

    def done(self, name: str, detail: str) -> None:
        """End a phase and begin the next."""
        now = perf_counter()
        self._done[name] = PhaseReport(name, PhaseStatus.OK, now - self._begun, detail)
        self._begun = now

    def reports(self) -> tuple[PhaseReport, ...]:
        """Return all phases of a run in their order."""
        skipped = (PhaseStatus.SKIPPED, 0.0, "needs a running Home Assistant")
        return tuple(
            self._done.get(phase.name) or PhaseReport(phase.name, *skipped) for phase in PHASES
        )


def main(arguments: Sequence[str]) -> int:
    """Analyse a file and print what was found; return the exit status."""
    try:
        asked = parse(arguments)
        found = analyse(asked)
    except InputError as error:
        print("error:", " ".join(str(error).split()), file=sys.stderr)
        return 1
    shown = found.suggestions[: asked.top]
    if asked.as_json:
        suggestions = [suggestion.as_dict() for suggestion in shown]
        _print(json.dumps({"report": found.report.as_dict(), "suggestions": suggestions}))
    else:
        _print("\n".join(_told(asked, found, shown)))
    return 0


def _print(text: str) -> None:
    """Print on standard output; whoever reads it may have had enough, as `head` has."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Python would flush once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def analyse(asked: Asked) -> Found:
    """Read, mine and word; raises InputError where the file cannot be read."""
    phases = Phases()
    begun = perf_counter()
    source = read(asked)
    now = datetime.now(source.home.timezone)
    log = build_log(source.raw, source.home)
    acts = int(log.act.sum())
    phases.done("events", f"{len(log)} changes, {acts} of them by hand")
    mined = mine(log, source.home, MiningSettings(minimum_confidence=asked.minimum_confidence))
    phases.done("patterns", f"{len(mined.patterns)} patterns, {len(mined.findings)} proven")
    words = load_words("en")
    suggestions, findings, kept_back = _suggest(mined, source, words, now)
    misses = (*kept_back, *mined.near_misses)
    phases.done("suggestions", f"{len(suggestions)} suggestions, {len(kept_back)} withheld")
    counted = Counter(pattern.detector for pattern in mined.patterns)
    report = RunReport(
        run_id=uuid4().hex,
        started_at=now,
        status=RunStatus.COMPLETED,
        duration_seconds=perf_counter() - begun,
        events=len(log),
        phases=phases.reports(),
        patterns={detector: counted[detector] for detector in DETECTORS},
        pattern_suggestions=len(suggestions),
        near_misses=tuple(near_miss_report(miss, source.names, words) for miss in misses),
        reason=None if suggestions else reason(mined, words, now) or none_left(words),
        days_of_history=mined.days_of_history,
        days_needed=mined.days_needed,
    )
    return Found(report, suggestions, findings, misses, source, words)


def _suggest(
    mined: Mined, source: Source, words: Words, now: datetime
) -> tuple[tuple[Suggestion, ...], tuple[Finding, ...], list[NearMiss]]:
    """Return what may be suggested, best first, what that is made of, and what is withheld."""
    found: list[Suggestion] = []
    made_of: list[Finding] = []
    misses: list[NearMiss] = []
    for finding in mined.findings:
        miss = withheld(finding, source.names)
        if miss is None:
            try:
                found.append(build_suggestion(finding, source.home, source.names, words, now))
                made_of.append(finding)
            except CommandError:
                miss = NearMiss(finding, NearMissReason.UNSAFE)
        if miss is not None:
            misses.append(miss)
    return in_order(found), tuple(made_of), misses


def _told(asked: Asked, found: Found, shown: Sequence[Suggestion]) -> Iterator[str]:
    """Yield the lines that people read."""
    report = found.report
    yield (
        f"{asked.file}: days of history: {report.days_of_history}, changes: {report.events},"
        f" suggestions: {len(found.suggestions)}"
    )
    if report.reason is not None:
        yield report.reason
    for place, (suggestion, finding) in enumerate(zip(shown, found.findings, strict=False), 1):
        yield ""
        yield f"{place:3}. {suggestion.wording.title}"
        yield from _indented(_suggestion(suggestion))
        if asked.explain:
            yield from _indented(_explained(found, finding))
    if report.near_misses:
        yield ""
        yield "Not suggested:"
    told = zip(report.near_misses[: asked.top], found.misses, strict=False)
    for miss, made_of in told:
        yield from _indented([miss.text])
        if asked.explain:
            yield from _indented(_explained(found, made_of.finding), 10)


def _indented(lines: Iterable[str], by: int = 5) -> Iterator[str]:
    return (f"{' ' * by}{line}" for line in lines)


def _explained(found: Found, finding: Finding) -> Iterator[str]:
    return explained(finding, found.source.home.timezone, found.source.names, found.words)


def _suggestion(suggestion: Suggestion) -> Iterator[str]:
    """Yield what a suggestion says of itself, below its title."""
    wording, sure = suggestion.wording, suggestion.confidence
    if sure is None:
        yield wording.description
        yield wording.rationale
    else:
        yield f"confidence {sure:.2f}. {wording.rationale}"
    yield from (f"careful: {warning}" for warning in suggestion.warnings)
    yield from _automation(suggestion.automation or {})


def _automation(config: dict[str, Any]) -> Iterator[str]:
    """Yield one line for each part of an automation."""
    for label, key in (("when", "triggers"), ("if", "conditions"), ("then", "actions")):
        for part in config.get(key, []):
            yield f"{label:4}  {_line(part)}"


def _line(part: object) -> str:
    """Return a part of an automation on one line, as `key: value` pairs."""
    if isinstance(part, dict):
        return ", ".join(f"{key}: {_line(value)}" for key, value in part.items())
    if isinstance(part, list):
        return " ".join(map(str, part))
    return str(part)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
