"""The automation of a suggestion as it is written into the user's automations."""

from collections.abc import Mapping
from textwrap import dedent
from typing import Any

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.yaml_list import add
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.words import Words


def written(suggestion: Suggestion, words: Words) -> dict[str, Any] | None:
    """Return its automation, named and described; None for advice, which has none."""
    return _told(suggestion, words, suggestion.automation)


def written_as_blueprint(suggestion: Suggestion, words: Words) -> dict[str, Any] | None:
    """Return it as a use of a blueprint of the home; None where there is none that does this."""
    use = suggestion.blueprint
    return _told(suggestion, words, None if use is None else use.config)


def label_of(words: Words) -> str:
    """Return what our label is described by."""
    return words.text("accepted", "label")


def as_item(automation_id: str, config: Mapping[str, Any], text: str = "") -> str:
    """Return an automation as an item of a YAML list, to be pasted.

    It looks like the items of a text, where it can be added to that.
    """
    try:
        block = add(text, automation_id, config).block
    except EditError:
        block = add("", automation_id, config).block
    return block.replace("\r\n", "\n").rstrip("\n")


def as_file(automation_id: str, config: Mapping[str, Any]) -> str:
    """Return an automation as the whole of a file, to be saved in a folder of such files."""
    item = as_item(automation_id, config)
    return dedent(f" {item.removeprefix('-')}")


def _told(
    suggestion: Suggestion, words: Words, config: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """Return a configuration with the suggestion's title and text, and where it comes from."""
    if config is None:
        return None
    origin = words.text("accepted", "origin", suggestion_id=suggestion.id)
    said = suggestion.wording.description.strip()
    rest = {key: value for key, value in config.items() if key not in ("alias", "description")}
    return {
        "alias": suggestion.wording.title,
        "description": f"{said} {origin}".strip(),
        **rest,
    }
