"""Where a model is asked, in its one form."""

import pytest

from custom_components.homeiq.suggestions.spending import Account
from custom_components.homeiq.suggestions.writers.openai_settings import (
    DEFAULT_MODEL,
    OPENAI_URL,
    OpenAISettings,
    is_url,
)

HOUSE = "http://192.168.1.10:11434"


@pytest.mark.parametrize(
    ("entered", "url"),
    [
        ("", OPENAI_URL),
        (" https://api.openai.com/v1/ ", OPENAI_URL),
        ("https://api.openai.com", OPENAI_URL),
        (HOUSE, f"{HOUSE}/v1"),
        (f"{HOUSE}/", f"{HOUSE}/v1"),
        (f"{HOUSE}/v1/chat/completions", f"{HOUSE}/v1"),
        (f"{HOUSE}/ollama/v1/", f"{HOUSE}/ollama/v1"),
        ("http://anna:secret@host:8080/v1?key=secret#secret", "http://host:8080/v1"),
        ("http://[fd00::1]:8080/v1", "http://[fd00::1]:8080/v1"),
        ("ollama", "ollama"),
    ],
)
def test_an_address_is_brought_into_its_one_form(entered: str, url: str) -> None:
    settings = OpenAISettings("key", entered)
    assert settings.url == url
    assert (settings.base_url == "") == (url == OPENAI_URL)
    # Bringing it into its form again changes nothing.
    assert OpenAISettings("key", settings.url) == settings


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("http://host", True),
        ("https://host:1/x", True),
        ("ftp://host", False),
        ("http://", False),
        ("http://host:port", False),
        ("http://[::1", False),
        ("host", False),
    ],
)
def test_only_http_is_an_address(url: str, *, good: bool) -> None:
    assert is_url(url) is good


def test_what_a_config_entry_keeps_gives_the_same_settings() -> None:
    settings = OpenAISettings(" sk-1 ", HOUSE, " llama3 ")
    assert OpenAISettings.from_mapping(settings.as_dict()) == settings
    assert settings.as_dict() == {"key": "sk-1", "base_url": f"{HOUSE}/v1", "model": "llama3"}
    assert OpenAISettings.from_mapping({}) == OpenAISettings("", "", DEFAULT_MODEL)


def test_the_key_is_secret() -> None:
    settings = OpenAISettings("sk-1", HOUSE)
    assert "sk-1" not in repr(settings)
    assert settings.secrets == ("sk-1",)
    assert OpenAISettings().secrets == ()
    assert settings.account == Account(DEFAULT_MODEL, f"{HOUSE}/v1")
