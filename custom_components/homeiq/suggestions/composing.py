"""A model's words and the templates' figures, together; the figures are always those of today."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from custom_components.homeiq.suggestions.answer import ModelWords
from custom_components.homeiq.suggestions.figures import parted
from custom_components.homeiq.suggestions.suggestion import Suggestion, Wording
from custom_components.homeiq.suggestions.words import Words


def composed(
    suggestion: Suggestion, said: ModelWords, source: str, material: str, words: Words
) -> Suggestion:
    """Return a suggestion that templates have worded in a model's words.

    Of the templates stay the sentences with figures: how often in a week after the description,
    and what the replay counted after the model's reason. `source`: the provider's name;
    `material`: what the words were chosen for.
    """
    template = suggestion.wording
    _, weekly = parted(template.description, words)
    wording = Wording(
        title=said.title,
        description=said.description + weekly,
        rationale=" ".join(each for each in (said.reason, template.rationale) if each),
        category=said.category,
        priority=said.priority,
        source=source,
        reason=said.reason,
        material=material,
        plain=template,
    )
    return _worded(suggestion, wording)


def plainly(suggestion: Suggestion) -> Suggestion:
    """Return a suggestion in the words of templates, whoever worded it."""
    plain = suggestion.wording.plain
    return suggestion if plain is None else _worded(suggestion, plain)


def said_before(wording: Wording, words: Words) -> ModelWords:
    """Return a model's words in a wording that `composed` made, for the figures of another day."""
    description, _ = parted(wording.description, words)
    return ModelWords(
        wording.title, description, wording.reason, wording.category, wording.priority
    )


def retold(
    automation: Mapping[str, Any] | None, title: str, description: str
) -> dict[str, Any] | None:
    """Return an automation called and described so; what it tells people itself stays."""
    if automation is None:
        return None
    return {**automation, "alias": title, "description": description}


def _worded(suggestion: Suggestion, wording: Wording) -> Suggestion:
    automation = retold(suggestion.automation, wording.title, wording.description)
    return replace(suggestion, wording=wording, automation=automation)
