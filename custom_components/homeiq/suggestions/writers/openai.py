"""Words by OpenAI, or by any server that speaks its language.

The client's package takes seconds to import, and is there only for those who chose it: what
imports it is imported itself when a model is first asked, and beside the event loop.
"""

from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.importlib import async_import_module
from homeassistant.util.hass_dict import HassKey

from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.openai_settings import (
    BRISK,
    NAME,
    PATIENT,
    OpenAISettings,
    Patience,
)
from custom_components.homeiq.suggestions.writers.provider import Said
from custom_components.homeiq.suggestions.writers.shape import Shape
from custom_components.homeiq.suggestions.writers.trial import TRIAL

if TYPE_CHECKING:
    from custom_components.homeiq.suggestions.writers.openai_calls import Asking

type Shapes = dict[tuple[str, str], Shape]

_FOLDER: Final = "custom_components.homeiq.suggestions.writers"
# What models refused once, by URL and name; kept as long as Home Assistant runs.
_SHAPES: HassKey[Shapes] = HassKey("homeiq_openai_shapes")


class OpenAIProvider:
    """Asks one model by chat completions; errors are ProviderError and tell no secrets."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: OpenAISettings,
        wanted: Wanted,
        patience: Patience = PATIENT,
    ) -> None:
        """Connect to nothing yet."""
        self._hass = hass
        self._settings = settings
        self._wanted = wanted
        self._patience = patience
        self._asking: Asking | None = None

    @property
    def name(self) -> str:
        """What the wording of a suggestion names."""
        return NAME

    async def async_say(self, prompt: Prompt) -> Said:
        """Return what the model says; raises ProviderError."""
        await _async_load(self._hass)
        from custom_components.homeiq.suggestions.writers import openai_calls  # noqa: PLC0415

        if self._asking is None:
            client = openai_calls.new_client(self._hass, self._settings, self._patience)
            shapes = self._hass.data.setdefault(_SHAPES, {})
            self._asking = openai_calls.Asking(client, self._settings, self._wanted, shapes)
        return await self._asking.async_say(prompt, self._patience.total)


async def async_models(hass: HomeAssistant, key: str, base_url: str = "") -> list[str]:
    """Return the models of an account or a server that can chat, in order.

    A server that has no list of them gives none; one that cannot be reached, or that refuses the
    key, raises ProviderError.
    """
    await _async_load(hass)
    from custom_components.homeiq.suggestions.writers import openai_calls  # noqa: PLC0415

    settings = OpenAISettings(key, base_url)
    client = openai_calls.new_client(hass, settings, BRISK)
    return await openai_calls.async_models(client, settings, BRISK.total)


async def async_test(hass: HomeAssistant, settings: OpenAISettings, wanted: Wanted) -> str:
    """Return the name of the model that answers; raises ProviderError where none does."""
    provider = OpenAIProvider(hass, settings, wanted, BRISK)
    said = await provider.async_say(TRIAL)
    return said.usage.model if said.usage is not None else settings.model


async def _async_load(hass: HomeAssistant) -> None:
    """Import what makes calls, and have it do beside the event loop all that takes long."""
    warming = await async_import_module(hass, f"{_FOLDER}.openai_warm")
    await async_import_module(hass, f"{_FOLDER}.openai_calls")
    if not warming.is_warm():
        await hass.async_add_executor_job(warming.warm)
