"""Whom the user chose."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.suggestions.spending import Till
from custom_components.homeiq.suggestions.wanted import Privacy, Wanted
from custom_components.homeiq.suggestions.writers.ai_task import AITaskProvider, AITaskSettings
from custom_components.homeiq.suggestions.writers.choice import (
    KINDS,
    Kind,
    ProviderSettings,
    as_kept,
    provider_of,
    purse_of,
    settings_of,
)
from custom_components.homeiq.suggestions.writers.openai import OpenAIProvider
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from tests.suggestions.writers.openai_parts import PROMPT

OPENAI = OpenAISettings("sk-1", "", "gpt-4o")


@pytest.mark.parametrize("settings", [None, OPENAI, AITaskSettings("ai_task.x")])
def test_what_a_config_entry_keeps_gives_the_same_choice(settings: ProviderSettings | None) -> None:
    assert settings_of(as_kept(settings)) == settings


@pytest.mark.parametrize("kept", [None, {}, {"provider": "templates"}, {"provider": "gone"}])
def test_whatever_is_not_known_means_templates(kept: dict[str, str] | None) -> None:
    assert settings_of(kept) is None


def test_a_choice_names_its_provider() -> None:
    assert as_kept(None) == {"provider": "templates"}
    assert as_kept(OPENAI)["provider"] == "openai"
    assert as_kept(AITaskSettings())["provider"] == "ai_task"


@pytest.mark.parametrize("kind", KINDS)
def test_each_provider_is_called_as_its_settings_say(hass: HomeAssistant, kind: Kind) -> None:
    settings = kind.settings.from_mapping({})
    provider = provider_of(hass, settings, Wanted())
    assert provider is not None
    assert provider.name == settings.provider


def test_the_chosen_one_is_asked(hass: HomeAssistant) -> None:
    assert isinstance(provider_of(hass, OPENAI, Wanted()), OpenAIProvider)
    assert isinstance(provider_of(hass, AITaskSettings(), Wanted()), AITaskProvider)


def test_templates_ask_nobody_and_neither_does_whoever_lets_nothing_leave(
    hass: HomeAssistant,
) -> None:
    assert provider_of(hass, None, Wanted()) is None
    assert provider_of(hass, OPENAI, Wanted(privacy=Privacy.NOTHING)) is None


def test_money_is_counted_for_the_chosen_model() -> None:
    wanted = Wanted(budget_usd=1.0)
    assert purse_of(OPENAI, wanted, Till(0.9)).reserve(PROMPT) is not None
    assert purse_of(OPENAI, wanted, Till(1.0)).reserve(PROMPT) is None
    # Nothing is known of what others cost.
    assert purse_of(AITaskSettings(), wanted, Till(1.0)).reserve(PROMPT) is not None
    assert purse_of(None, wanted, Till(1.0)).reserve(PROMPT) is not None
