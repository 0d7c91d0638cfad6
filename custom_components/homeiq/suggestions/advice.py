"""Advice in words: how an automation that people undo would be left alone."""

from dataclasses import replace

from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Pattern, RunTrigger
from custom_components.homeiq.suggestions import phrases
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.words import Words, sentence


def is_undone(pattern: Pattern) -> bool:
    """Return whether advice is not to run at times; else it is to run at another one."""
    return isinstance(pattern.trigger, RunTrigger)


def title(pattern: Pattern, names: Names, words: Words) -> str:
    """Return what to change; "keep Evening lights from running if it is light outside"."""
    return words.text("advice", f"title_{_kind(pattern)}", **_parts(pattern, names, words))


def description(pattern: Pattern, names: Names, words: Words) -> str:
    """Return what people do about an automation, and the change that would spare them that."""
    parts = _parts(pattern, names, words)
    return sentence(words.text("advice", f"description_{_kind(pattern)}", **parts))


def undone(finding: Finding, names: Names, words: Words) -> str:
    """Return how many of the runs were undone, on days that did not teach it."""
    evidence, parts = finding.evidence, _parts(finding.pattern, names, words)
    begin = words.count("advice", "days", evidence.days) + words.count(
        "advice", "ran", evidence.right + evidence.wrong, **_ran(parts)
    )
    if not evidence.right + evidence.wrong:
        return sentence(f"{begin}.")
    share = evidence.right / (evidence.right + evidence.wrong)
    return sentence(begin) + words.count(
        "advice", "undone", evidence.right, share=words.percent(share)
    )


def undone_since(since: Evidence, pattern: Pattern, names: Names, words: Words) -> str:
    """Return the same of the days since it was first shown."""
    return words.count(
        "advice",
        "since",
        since.days,
        automation=names.entity(pattern.changes),
        runs=words.count("evidence", "times", since.right + since.wrong),
        undone=words.count("evidence", "times", since.right),
    )


def of_ours(suggestion: Suggestion, words: Words) -> Suggestion:
    """Return advice on an automation that HomeIQ has made: it may be retired as well.

    That stands with the figures, which stay whoever words the rest.
    """
    wording = suggestion.wording
    rationale = f"{wording.rationale} {words.text('advice', 'ours')}"
    return replace(suggestion, wording=replace(wording, rationale=rationale))


def _kind(pattern: Pattern) -> str:
    if not is_undone(pattern):
        return "time"
    return "sometimes" if phrases.is_limited(pattern) else "always"


def _parts(pattern: Pattern, names: Names, words: Words) -> dict[str, str]:
    """Return what the texts of this kind of advice are filled with."""
    parts = {
        "automation": names.entity(pattern.changes),
        "acts": phrases.acts(pattern, names, words),
    }
    if not is_undone(pattern):
        when = phrases.trigger(pattern.trigger, pattern.target.delay, names, words)
        parts["when"] = when
    days = phrases.days_and_months(pattern, words)
    parts["days"] = words.text("when", "point_days", days=days) if days else ""
    conditions = [phrases.condition(each, names, words) for each in pattern.conditions]
    key = "conditions" if is_undone(pattern) else "conditions_time"
    parts["conditions"] = (
        words.text("advice", key, conditions=words.join(conditions)) if conditions else ""
    )
    return parts


def _ran(parts: dict[str, str]) -> dict[str, str]:
    return {name: parts[name] for name in ("automation", "days", "conditions")}
