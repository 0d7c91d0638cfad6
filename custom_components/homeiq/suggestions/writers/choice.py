"""Whom the user chose to word suggestions; a new provider is a file of its own and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol, Self

from homeassistant.core import HomeAssistant

from custom_components.homeiq.suggestions.spending import Account, Purse, Till
from custom_components.homeiq.suggestions.wanted import Privacy, Wanted
from custom_components.homeiq.suggestions.writers.ai_task import AITaskProvider, AITaskSettings
from custom_components.homeiq.suggestions.writers.openai import OpenAIProvider
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from custom_components.homeiq.suggestions.writers.provider import Provider

TEMPLATES: Final = "templates"  # the choice of no provider

_CHOSEN: Final = "provider"  # where a config entry keeps the name, beside the settings


class ProviderSettings(Protocol):
    """What a provider needs to know; frozen, and without any import that takes long."""

    provider: ClassVar[str]  # its name

    @property
    def model(self) -> str:
        """Who words, as far as the settings tell; empty where Home Assistant chooses."""

    @property
    def account(self) -> Account:
        """Who is paid for its words."""

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> Self:
        """Return what `as_dict` gave."""

    def as_dict(self) -> dict[str, Any]:
        """Return what a config entry keeps."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One that may be chosen."""

    settings: type[ProviderSettings]
    provider: Callable[[HomeAssistant, Any, Wanted], Provider]  # with settings of that type


KINDS: Final = (
    Kind(OpenAISettings, OpenAIProvider),
    Kind(AITaskSettings, AITaskProvider),
)
_BY_NAME: Final = {kind.settings.provider: kind for kind in KINDS}


def provider_of(
    hass: HomeAssistant, settings: ProviderSettings | None, wanted: Wanted
) -> Provider | None:
    """Return who is asked for words; None where templates word all."""
    if settings is None or wanted.privacy is Privacy.NOTHING:
        return None
    return _BY_NAME[settings.provider].provider(hass, settings, wanted)


def purse_of(settings: ProviderSettings | None, wanted: Wanted, till: Till) -> Purse:
    """Return what may be spent of what is left in the till."""
    return Purse(wanted, settings.account if settings is not None else Account(), till)


def settings_of(kept: Mapping[str, Any] | None) -> ProviderSettings | None:
    """Return the settings that a config entry keeps; None where templates were chosen."""
    kind = _BY_NAME.get((kept or {}).get(_CHOSEN, TEMPLATES))
    return None if kind is None else kind.settings.from_mapping(kept or {})


def as_kept(settings: ProviderSettings | None) -> dict[str, Any]:
    """Return what a config entry keeps of a choice; with the secrets."""
    if settings is None:
        return {_CHOSEN: TEMPLATES}
    return {_CHOSEN: settings.provider, **settings.as_dict()}
