"""Words by templates: no model, nothing sent, the same finding gives the same words."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Effect, Pattern, Reminder
from custom_components.homeiq.suggestions import advice, phrases, reminding
from custom_components.homeiq.suggestions.suggestion import Category, Priority, Wording
from custom_components.homeiq.suggestions.text import shortened
from custom_components.homeiq.suggestions.words import Words, sentence

LONGEST_TITLE: Final = 255  # what the state of an entity can hold

SECURITY: Final = frozenset({"alarm_control_panel", "lock", "siren"})
ENTRANCES: Final = frozenset({"door", "garage", "gate"})
OPENINGS: Final = frozenset({"door", "garage_door", "lock", "opening", "window"})
CONSUMERS: Final = frozenset(
    {"climate", "fan", "humidifier", "light", "media_player", "switch", "water_heater"}
)
COMFORT: Final = frozenset({"climate", "cover", "fan", "humidifier", "light", "water_heater"})

MINUTE: Final = 60  # seconds
WEEK: Final = 7  # days

# Worth a week of acts and sure: a habit of most days. Both limits must be met.
HIGH: Final = (5.0, 0.8)  # acts spared a week, confidence
MEDIUM: Final = (2.0, 0.7)


@dataclass(frozen=True, slots=True)
class TemplateWriter:
    """Words a finding by templates in one language."""

    names: Names
    words: Words

    def word(self, finding: Finding) -> Wording:
        """Return the words; see `category` and `priority` for the rules of those two."""
        return Wording(
            title=title(finding, self.names, self.words),
            description=self._description(finding),
            rationale=rationale(finding, self.names, self.words),
            category=(about := category(finding.pattern.target, self.names)),
            priority=priority(finding, about),
        )

    def _description(self, finding: Finding) -> str:
        pattern, evidence = finding.pattern, finding.evidence
        if pattern.changes:
            return advice.description(pattern, self.names, self.words)
        if isinstance(target := pattern.target, Reminder):
            return reminding.description(pattern, target, evidence, self.names, self.words)
        return sentence(
            self.words.text(
                "suggestion",
                "description",
                when=phrases.when(pattern, self.names, self.words),
                acts=phrases.acts(pattern, self.names, self.words),
            )
        ) + _saved(evidence, self.words)


def title(finding: Finding, names: Names, words: Words) -> str:
    """Return what is suggested, in one line that an entity's state can hold."""
    pattern = finding.pattern
    for most in range(len(pattern.effects), 0, -1):
        text = sentence(_title(pattern, most, names, words))
        if len(text) <= LONGEST_TITLE:
            return text
    return fitting(text)


def fitting(text: str) -> str:
    """Return a title that an entity's state can hold, cut between words where it is too long."""
    return shortened(text, LONGEST_TITLE)


def _title(pattern: Pattern, most: int, names: Names, words: Words) -> str:
    if pattern.changes:
        return advice.title(pattern, names, words)
    if isinstance(target := pattern.target, Reminder):
        return reminding.title(pattern, target, names, words)
    return words.text(
        "suggestion",
        "title_chain" if phrases.is_chain(pattern) else "title",
        when=phrases.when(pattern, names, words),
        acts=phrases.acts_in_short(pattern, names, words, most),
    )


def rationale(finding: Finding, names: Names, words: Words) -> str:
    """Return the evidence in sentences; the figures are those of the replay, nothing else."""
    pattern, since = finding.pattern, finding.since_shown
    if pattern.changes and advice.is_undone(pattern):
        said = advice.undone(finding, names, words) + _learned(pattern, words)
        if since is None or not since.days:
            return said
        return said + advice.undone_since(since, pattern, names, words)
    return _replayed(finding, names, words) + _learned(pattern, words) + _since_shown(since, words)


def _replayed(finding: Finding, names: Names, words: Words) -> str:
    pattern, evidence = finding.pattern, finding.evidence
    days = phrases.days_and_months(pattern, words)
    on = words.text("when", "point_days", days=days) if days else ""
    if isinstance(target := pattern.target, Reminder):
        counted = reminding.evidence(target, evidence, on, names, words)
    else:
        counted = _counted(evidence, on, words)
    return sentence(words.count("evidence", "days", evidence.days) + counted)


def _counted(evidence: Evidence, on: str, words: Words) -> str:
    fired = words.count("evidence", "fired", evidence.fired, on=on)
    if not evidence.fired:
        return f"{fired}."
    parts = [fired, words.count("evidence", "right", evidence.right)]
    if evidence.already:
        parts.append(words.count("evidence", "already", evidence.already))
    parts.append(words.count("evidence", "wrong", evidence.wrong))
    return "".join(parts)


def _learned(pattern: Pattern, words: Words) -> str:
    """Return what else there is to say of the figures: steps, a time that moves, fewer days."""
    said = words.text("learned", "steps") if len(pattern.effects) > 1 else ""
    if pattern.drift:
        side = "later" if pattern.drift > 0 else "earlier"
        a_day = abs(pattern.drift)
        per, span = ("day", a_day) if a_day >= MINUTE else ("week", a_day * WEEK)
        duration = words.duration(max(round(span), 1))
        said += words.text("learned", f"{side}_a_{per}", duration=duration)
    if pattern.window:
        said += words.count("learned", "window", pattern.window)
    return said


def _since_shown(since: Evidence | None, words: Words) -> str:
    if since is None or not since.days:
        return ""
    return words.count(
        "evidence",
        "since_days",
        since.days,
        right=words.count("evidence", "since_right", since.right),
        wrong=words.count("evidence", "since_wrong", since.wrong),
    )


def _saved(evidence: Evidence, words: Words) -> str:
    if not evidence.right:
        return ""
    saved = evidence.saved_per_week
    # Rounded down: never more than what was counted.
    return words.count("saved", "a_week", int(saved))


def category(target: Effect | Reminder, names: Names) -> Category:
    """Return what an act, or to be reminded of it, is good for, by what it acts on.

    Locks, alarms, doors and windows: security. Switching off what uses power: energy.
    Light, warmth, air and blinds: comfort. All else: convenience.
    """
    domain = target.entity_id.partition(".")[0]
    kind = names.device_class(target.entity_id)
    if domain in SECURITY or (domain == "cover" and kind in ENTRANCES):
        return Category.SECURITY
    if domain == "binary_sensor" and kind in OPENINGS:
        return Category.SECURITY
    if domain in CONSUMERS and target.state == "off":
        return Category.ENERGY
    if domain in COMFORT:
        return Category.COMFORT
    return Category.CONVENIENCE


def priority(finding: Finding, about: Category) -> Priority:
    """Return how much it matters: acts spared a week, and how sure that is.

    A reminder is worth the more the rarer it comes: what counts is how sure it is, and whether
    it is about the safety of the home.
    """
    evidence = finding.evidence
    if isinstance(finding.pattern.target, Reminder):
        grave = about is Category.SECURITY and evidence.confidence >= MEDIUM[1]
        return Priority.MEDIUM if grave else Priority.LOW
    for limit, value in ((HIGH, Priority.HIGH), (MEDIUM, Priority.MEDIUM)):
        if evidence.saved_per_week >= limit[0] and evidence.confidence >= limit[1]:
            return value
    return Priority.LOW
