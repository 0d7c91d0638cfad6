"""Words by templates: no model, nothing sent, the same finding gives the same words."""

from dataclasses import dataclass
from typing import Final

from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Effect
from custom_components.homeiq.suggestions import phrases
from custom_components.homeiq.suggestions.suggestion import Category, Priority, Wording
from custom_components.homeiq.suggestions.words import Words, sentence

LONGEST_TITLE: Final = 255  # what the state of an entity can hold

SECURITY: Final = frozenset({"alarm_control_panel", "lock", "siren"})
ENTRANCES: Final = frozenset({"door", "garage", "gate"})
CONSUMERS: Final = frozenset(
    {"climate", "fan", "humidifier", "light", "media_player", "switch", "water_heater"}
)
COMFORT: Final = frozenset({"climate", "cover", "fan", "humidifier", "light", "water_heater"})

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
            rationale=rationale(finding, self.words),
            category=category(finding.pattern.target, self.names),
            priority=priority(finding.evidence),
        )

    def _description(self, finding: Finding) -> str:
        return sentence(
            self.words.text(
                "suggestion",
                "description",
                when=phrases.when(finding.pattern, self.names, self.words),
                acts=phrases.acts(finding.pattern, self.names, self.words),
            )
        ) + _saved(finding.evidence, self.words)


def title(finding: Finding, names: Names, words: Words) -> str:
    """Return what is suggested, in one line that an entity's state can hold."""
    text = words.text(
        "suggestion",
        "title",
        when=phrases.when(finding.pattern, names, words),
        acts=phrases.acts(finding.pattern, names, words),
    )
    text = sentence(text)
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"


def rationale(finding: Finding, words: Words) -> str:
    """Return the evidence as a sentence; the figures are those of the replay, nothing else."""
    evidence = finding.evidence
    parts = [
        words.count("evidence", "days", evidence.days),
        words.count("evidence", "fired", evidence.fired),
    ]
    if evidence.fired:
        parts.append(words.count("evidence", "right", evidence.right))
        if evidence.already:
            parts.append(words.count("evidence", "already", evidence.already))
        parts.append(words.count("evidence", "wrong", evidence.wrong))
    else:
        parts.append(".")
    return sentence("".join(parts)) + _since_shown(finding.since_shown, words)


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


def category(target: Effect, names: Names) -> Category:
    """Return what an act is good for, by what it acts on.

    Locks, alarms and closing doors: security. Switching off what uses power: energy.
    Light, warmth, air and blinds: comfort. All else: convenience.
    """
    domain = target.entity_id.partition(".")[0]
    if domain in SECURITY or (
        domain == "cover" and names.device_class(target.entity_id) in ENTRANCES
    ):
        return Category.SECURITY
    if domain in CONSUMERS and target.state == "off":
        return Category.ENERGY
    if domain in COMFORT:
        return Category.COMFORT
    return Category.CONVENIENCE


def priority(evidence: Evidence) -> Priority:
    """Return how much it matters: acts spared a week, and how sure that is."""
    for limit, value in ((HIGH, Priority.HIGH), (MEDIUM, Priority.MEDIUM)):
        if evidence.saved_per_week >= limit[0] and evidence.confidence >= limit[1]:
            return value
    return Priority.LOW
