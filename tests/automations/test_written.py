"""What is written for a suggestion."""

from dataclasses import replace

from custom_components.homeiq.automations.written import (
    written,
    written_as_blueprint,
)
from custom_components.homeiq.suggestions.blueprint import BlueprintUse
from custom_components.homeiq.suggestions.words import load_words
from tests.samples import suggestion_of

EN = load_words("en")


def test_it_is_named_and_described_and_tells_where_it_comes_from() -> None:
    suggestion = suggestion_of(1)
    config = written(suggestion, EN)
    assert config is not None
    assert list(config)[:2] == ["alias", "description"]
    assert config["alias"] == suggestion.wording.title
    assert config["description"].startswith(suggestion.wording.description)
    assert "HomeIQ" in config["description"]
    assert "s1" in config["description"]
    assert suggestion.automation is not None
    rest = {key: config[key] for key in config if key not in ("alias", "description")}
    assert rest == {key: suggestion.automation[key] for key in rest}
    assert rest.keys() == suggestion.automation.keys() - {"alias"}


def test_it_is_described_in_the_language_of_the_suggestions() -> None:
    config = written(suggestion_of(1), load_words("de"))
    assert config is not None
    assert "Vorschlag s1" in config["description"]


def test_one_without_a_text_tells_at_least_where_it_comes_from() -> None:
    suggestion = suggestion_of(1)
    silent = replace(suggestion, wording=replace(suggestion.wording, description=""))
    config = written(silent, EN)
    assert config is not None
    assert config["description"].startswith("This automation")


def test_advice_has_nothing_to_write() -> None:
    assert written(suggestion_of(1, automation=None), EN) is None
    assert written_as_blueprint(suggestion_of(1), EN) is None


def test_a_blueprint_is_used_with_its_inputs() -> None:
    use = BlueprintUse("a/motion.yaml", "Motion", {"light": "light.l1"})
    config = written_as_blueprint(suggestion_of(1, blueprint=use), EN)
    assert config is not None
    assert config["alias"] == suggestion_of(1).wording.title
    assert config["use_blueprint"] == {"path": "a/motion.yaml", "input": {"light": "light.l1"}}
    assert "triggers" not in config
