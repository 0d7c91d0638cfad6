"""What a language model would be sent, as whoever asks for it sees it."""

from collections.abc import AsyncIterator
import json
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.const import CONF_WORDING, DOMAIN
from custom_components.homeiq.suggestions.answer import ModelWords
from custom_components.homeiq.suggestions.composing import composed
from custom_components.homeiq.suggestions.suggestion import Category, Priority
from custom_components.homeiq.suggestions.words import load_words
from custom_components.homeiq.suggestions.writers.choice import as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from tests.fake_openai import KEY, MODEL, FakeOpenAI
from tests.samples import async_set_up, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")

NOTHING = {"system": "", "user": "", "provider": "templates"}
SAID = ModelWords("Light!", "It lights.", "Because.", Category.SECURITY, Priority.LOW)


@pytest.fixture
async def fake(socket_enabled: None) -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI().serving() as serving:
        yield serving


@pytest.fixture
def lamp(recorder_mock: Recorder, hass: HomeAssistant) -> None:
    """Have the lamp of the first suggestion, of a maker and in a room."""
    other = MockConfigEntry(domain="demo")
    other.add_to_hass(hass)
    room = ar.async_get(hass).async_create("Anna's room")
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id,
        identifiers={("demo", "lamp")},
        manufacturer="IKEA",
        model="TRADFRI bulb",
        name="Lamp 1",
    )
    dr.async_get(hass).async_update_device(device.id, area_id=room.id)
    er.async_get(hass).async_get_or_create(
        "light", "demo", "lamp", suggested_object_id="l1", device_id=device.id, config_entry=other
    )
    hass.states.async_set("light.l1", "off", {"friendly_name": "Lamp 1"})


async def preview(hass: HomeAssistant, suggestion_id: str = "s1") -> Any:
    return await hass.services.async_call(
        DOMAIN,
        "preview_prompt",
        {"suggestion_id": suggestion_id},
        blocking=True,
        return_response=True,
    )


def choose(hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI) -> None:
    data = {CONF_WORDING: as_kept(OpenAISettings(KEY, fake.url, MODEL))}
    hass.config_entries.async_update_entry(entry, data=data)


async def test_templates_send_nothing(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1)])
    assert await preview(hass) == NOTHING


@pytest.mark.usefixtures("lamp")
async def test_it_is_told_by_the_words_of_templates_and_with_the_devices_of_the_home(
    hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    template = suggestion_of(1)
    worded = composed(template, SAID, "openai", "mark", load_words("en"))
    entry = await async_set_up(hass, [worded, suggestion_of(2)])
    choose(hass, entry, fake)
    shown = await preview(hass)
    assert shown.keys() == {"system", "user", "provider"}
    assert shown["provider"] == "openai"
    assert "one JSON object" in shown["system"]
    told = json.loads(shown["user"])
    assert told["description"] == template.wording.description
    assert told["devices"] == [
        {
            "name": "Lamp 1",
            "kind": "light",
            "room": "Anna's room",
            "maker": "IKEA",
            "model": "TRADFRI bulb",
            "integration": "Demo",
        }
    ]
    assert "Light!" not in shown["user"]
    assert KEY not in str(shown)
    assert fake.asked == []


@pytest.mark.parametrize(("privacy", "sent"), [("pseudonyms", True), ("nothing", False)])
@pytest.mark.usefixtures("lamp")
async def test_privacy_is_kept(
    hass: HomeAssistant, fake: FakeOpenAI, privacy: str, *, sent: bool
) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)], options={"privacy": privacy})
    choose(hass, entry, fake)
    shown = await preview(hass)
    if not sent:
        assert shown == NOTHING
        return
    assert "Anna" not in shown["user"]
    assert "Lamp 1" not in shown["user"]
    assert "IKEA" in shown["user"]
