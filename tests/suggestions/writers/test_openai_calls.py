"""What the client is given, and which models chat; how it calls is tested with the provider."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.httpx_client import get_async_client
import pytest

from custom_components.homeiq.suggestions.writers.openai_calls import _chats, new_client
from custom_components.homeiq.suggestions.writers.openai_settings import (
    OPENAI_URL,
    OpenAISettings,
    Patience,
)


async def test_the_client_uses_home_assistants_own_connections(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/elsewhere")
    client = new_client(hass, OpenAISettings("sk-1"), Patience(3, 4.0, 5.0))
    assert client._client is get_async_client(hass)
    assert str(client.base_url) == f"{OPENAI_URL}/"
    assert client.max_retries == 3
    assert client.timeout.connect == 4.0
    assert client.timeout.read == 5.0


@pytest.mark.parametrize(
    ("model", "own", "house"),
    [
        ("gpt-4o-mini", True, True),
        ("o3-mini", True, True),
        ("llama3.2:3b", True, True),
        ("o1-pro", False, True),
        ("gpt-5-pro-2025-10-06", False, True),
        ("gpt-4o-audio-preview", False, False),
        ("gpt-image-1", False, False),
        ("nomic-embed-text", False, False),
        ("Whisper-large", False, False),
    ],
)
def test_what_does_not_chat_is_told_by_its_name(model: str, *, own: bool, house: bool) -> None:
    assert _chats(model, own=True) is own
    assert _chats(model, own=False) is house
