"""Words by an AI Task entity of Home Assistant: whatever the user has set up as one."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, Self

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.spending import Account
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.parsing import parsed
from custom_components.homeiq.suggestions.writers.problems import Problem, failed
from custom_components.homeiq.suggestions.writers.provider import Said
from custom_components.homeiq.suggestions.writers.structure import structure_of

NAME: Final = "ai_task"
ACTION: Final = "generate_data"

_TASK: Final = "HomeIQ"
_SECONDS: Final = 120.0  # a model in the house may take its time


@dataclass(frozen=True, slots=True)
class AITaskSettings:
    """Which entity is asked."""

    provider: ClassVar[str] = NAME

    entity_id: str = ""  # empty: the one that the user prefers

    @property
    def model(self) -> str:
        """Who words, as far as that is told."""
        return self.entity_id

    @property
    def account(self) -> Account:
        """Nothing is told of what its calls cost."""
        return Account()

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> Self:
        """Return what `as_dict` gave."""
        return cls(kept.get("entity_id") or "")

    def as_dict(self) -> dict[str, Any]:
        """Return what a config entry keeps."""
        return asdict(self)


class AITaskProvider:
    """Asks through the action of Home Assistant; errors are ProviderError."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: AITaskSettings,
        _wanted: Wanted,
        seconds: float = _SECONDS,
    ) -> None:
        """Ask nobody yet; how much it may say is set up with the entity."""
        self._hass = hass
        self._settings = settings
        self._seconds = seconds

    @property
    def name(self) -> str:
        """What the wording of a suggestion names."""
        return NAME

    async def async_say(self, prompt: Prompt) -> Said:
        """Return what the entity says; raises ProviderError."""
        asked: dict[str, Any] = {
            "task_name": _TASK,
            "instructions": f"{prompt.system}\n\n{prompt.user}",
            "structure": structure_of(prompt.schema),
        }
        if self._settings.entity_id:
            asked["entity_id"] = self._settings.entity_id
        answer = await self._async_generate(asked)
        data = (answer or {}).get("data")
        if isinstance(data, Mapping):
            return Said(dict(data))
        if isinstance(data, str):
            return Said(parsed(data))
        raise failed(Problem.ANSWER, "it is neither an object nor a text")

    async def _async_generate(self, asked: dict[str, Any]) -> Mapping[str, Any] | None:
        if not self._hass.services.has_service(NAME, ACTION):
            raise failed(Problem.ENTITY, "nothing set up offers AI tasks")
        entity_id = self._settings.entity_id
        if entity_id and self._hass.states.get(entity_id) is None:
            raise failed(Problem.ENTITY, f"there is no {entity_id}")
        try:
            async with asyncio.timeout(self._seconds):
                return await self._hass.services.async_call(
                    NAME, ACTION, asked, blocking=True, return_response=True
                )
        except TimeoutError:
            raise failed(Problem.TIMEOUT, "no answer in time") from None
        except HomeAssistantError as error:
            raise failed(Problem.FAILED, str(error)) from None
        except Exception as error:  # noqa: BLE001 - whoever offers the entity raises what it likes
            raise failed(Problem.FAILED, type(error).__name__) from None
