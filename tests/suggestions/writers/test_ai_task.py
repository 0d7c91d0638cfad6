"""Words by AI Task: the real integration, with an entity of the test's own."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from homeassistant.components import ai_task
from homeassistant.components.conversation import ChatLog
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.ai_task import AITaskProvider, AITaskSettings
from custom_components.homeiq.suggestions.writers.problems import Problem
from custom_components.homeiq.suggestions.writers.provider import BadAnswerError, ProviderError
from tests.suggestions.writers.openai_parts import ANSWER, PROMPT

ENTITY = "ai_task.fake"


@dataclass(eq=False)
class FakeAITask(ai_task.AITaskEntity):
    """Says what it is told to."""

    answering: Callable[[], Any] = lambda: ANSWER
    seconds: float = 0.0
    tasks: list[ai_task.GenDataTask] = field(default_factory=list)

    entity_id = ENTITY
    _attr_supported_features = ai_task.AITaskEntityFeature.GENERATE_DATA

    async def _async_generate_data(
        self, task: ai_task.GenDataTask, chat_log: ChatLog
    ) -> ai_task.GenDataTaskResult:
        self.tasks.append(task)
        await asyncio.sleep(self.seconds)
        return ai_task.GenDataTaskResult(chat_log.conversation_id, self.answering())


@pytest.fixture
async def fake(hass: HomeAssistant) -> FakeAITask:
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "ai_task", {})
    entity = FakeAITask()
    await hass.data[ai_task.const.DATA_COMPONENT].async_add_entities([entity])
    return entity


def provider(hass: HomeAssistant, entity_id: str = ENTITY, seconds: float = 5) -> AITaskProvider:
    return AITaskProvider(hass, AITaskSettings(entity_id), Wanted(), seconds)


async def test_the_entity_is_asked_for_the_fields_of_the_schema(
    hass: HomeAssistant, fake: FakeAITask
) -> None:
    asking = provider(hass)
    assert asking.name == "ai_task"
    said = await asking.async_say(PROMPT)
    assert said.answer == ANSWER
    assert said.usage is None
    (task,) = fake.tasks
    assert task.instructions == f"{PROMPT.system}\n\n{PROMPT.user}"
    assert task.structure is not None
    assert task.structure(ANSWER) == ANSWER
    assert {str(name) for name in task.structure.schema} == {"title", "priority"}


async def test_the_preferred_entity_is_asked_where_none_was_chosen(
    hass: HomeAssistant, fake: FakeAITask
) -> None:
    with pytest.raises(ProviderError, match="preferred") as caught:
        await provider(hass, "").async_say(PROMPT)
    assert caught.value.key == Problem.FAILED
    preferences = hass.data[ai_task.const.DATA_PREFERENCES]
    preferences.async_set_preferences(gen_data_entity_id=ENTITY)
    assert (await provider(hass, "").async_say(PROMPT)).answer == ANSWER


async def test_an_answer_that_comes_as_text_is_read(hass: HomeAssistant, fake: FakeAITask) -> None:
    fake.answering = lambda: 'Sure: {"title": "x"}'
    assert (await provider(hass).async_say(PROMPT)).answer == {"title": "x"}
    for nonsense in ("Sure!", 3, None, ["x"]):
        fake.answering = lambda nonsense=nonsense: nonsense
        with pytest.raises(BadAnswerError):
            await provider(hass).async_say(PROMPT)


async def test_nothing_to_ask_is_an_error(hass: HomeAssistant) -> None:
    with pytest.raises(ProviderError, match="nothing set up") as caught:
        await provider(hass).async_say(PROMPT)
    assert caught.value.key == Problem.ENTITY


async def test_an_entity_that_is_gone_is_an_error(hass: HomeAssistant, fake: FakeAITask) -> None:
    with pytest.raises(ProviderError, match=r"no ai_task\.gone") as caught:
        await provider(hass, "ai_task.gone").async_say(PROMPT)
    assert caught.value.key == Problem.ENTITY
    assert fake.tasks == []


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (HomeAssistantError("Rate limited; your key is sk-1234567890"), r"Rate limited.*\*\*\*"),
        (KeyError("sk-1234567890"), "KeyError"),
    ],
)
async def test_whatever_an_entity_raises_is_told_without_secrets(
    hass: HomeAssistant, fake: FakeAITask, error: Exception, text: str
) -> None:
    def answering() -> None:
        raise error

    fake.answering = answering
    with pytest.raises(ProviderError, match=text) as caught:
        await provider(hass).async_say(PROMPT)
    assert "sk-" not in str(caught.value)


async def test_an_entity_is_not_waited_for_for_ever(hass: HomeAssistant, fake: FakeAITask) -> None:
    fake.seconds = 30
    with pytest.raises(ProviderError, match="in time") as caught:
        await provider(hass, seconds=0.05).async_say(PROMPT)
    assert caught.value.key == Problem.TIMEOUT


async def test_an_action_that_answers_with_nothing_is_a_bad_answer(hass: HomeAssistant) -> None:
    hass.services.async_register(
        "ai_task", "generate_data", lambda _: {}, supports_response=SupportsResponse.ONLY
    )
    with pytest.raises(BadAnswerError):
        await provider(hass, "").async_say(PROMPT)


def test_what_a_config_entry_keeps_gives_the_same_settings() -> None:
    settings = AITaskSettings(ENTITY)
    assert AITaskSettings.from_mapping(settings.as_dict()) == settings
    assert AITaskSettings.from_mapping({"entity_id": None}) == AITaskSettings()
