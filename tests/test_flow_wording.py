"""Who words suggestions is asked for, tried out, and asked for again where the key is refused."""

from collections.abc import AsyncIterator
from typing import Any

from homeassistant.components import ai_task
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq import flow_wording
from custom_components.homeiq.const import CONF_INFLUXDB, CONF_WORDING, DOMAIN
from custom_components.homeiq.flow_wording import default_model
from custom_components.homeiq.issues_wording import BUDGET_SPENT, PROVIDER_UNREACHABLE
from custom_components.homeiq.refusals import async_refused
from custom_components.homeiq.suggestions.writers import openai
from custom_components.homeiq.suggestions.writers.ai_task import AITaskSettings
from custom_components.homeiq.suggestions.writers.choice import as_kept, settings_of
from custom_components.homeiq.suggestions.writers.openai_settings import (
    DEFAULT_MODEL,
    OpenAISettings,
    Patience,
)
from custom_components.homeiq.suggestions.writers.trial import TRIAL
from tests.fake_influxdb import OPENING, entry_data, listening
from tests.fake_openai import KEY, MODEL, FakeOpenAI, Trouble, broken, limited
from tests.flows import choose, enter, fields, is_kept, suggested
from tests.samples import async_set_up, coordinator_of
from tests.servers.process import free_port
from tests.suggestions.writers.test_ai_task import ENTITY, FakeAITask

pytestmark = pytest.mark.usefixtures("recorder_mock", "socket_enabled")

HASTE = Patience(retries=0, connect=1.0, answer=1.0, total=1.5)
TYPO = "sk-typo-0123456789abcdef"
CHATTING = ["gpt-4o", "gpt-4o-mini", "o1-pro", "o3-mini"]


@pytest.fixture
async def fake(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeOpenAI]:
    monkeypatch.setattr(openai, "BRISK", HASTE)
    async with FakeOpenAI().serving() as fake:
        yield fake


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    return await async_set_up(hass)


@pytest.fixture
async def assistant(hass: HomeAssistant) -> FakeAITask:
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "ai_task", {})
    entity = FakeAITask(answering=lambda: {"answer": "yes"})
    await hass.data[ai_task.const.DATA_COMPONENT].async_add_entities([entity])
    return entity


def keep(
    hass: HomeAssistant, entry: MockConfigEntry, settings: OpenAISettings | AITaskSettings
) -> None:
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_WORDING: as_kept(settings)}
    )


def settings_in(entry: MockConfigEntry) -> Any:
    return settings_of(entry.data.get(CONF_WORDING))


async def enter_server(
    hass: HomeAssistant, entry: MockConfigEntry, **entered: str
) -> ConfigFlowResult:
    return await enter(hass, await choose(hass, entry, "openai"), entered)


def models_in(form: ConfigFlowResult) -> list[str]:
    schema = form["data_schema"]
    assert schema is not None
    options: list[str] = schema.schema["model"].config["options"]
    return options


def told_in(form: ConfigFlowResult) -> str:
    """Return all that a form shows besides its own words."""
    return f"{form['description_placeholders']} {form['errors']} {suggested(form)}"


async def test_a_model_is_chosen_among_those_of_the_account_and_kept_once_it_answers(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    hass.config_entries.async_update_entry(entry, data={"other": 1})
    form = await choose(hass, entry, "openai")
    assert (fields(form), suggested(form)) == (["key", "base_url"], {})
    form = await enter(hass, form, {"key": f" {KEY} ", "base_url": f"{fake.url}/"})
    assert (form["step_id"], form["errors"]) == ("openai_model", None)
    assert models_in(form) == CHATTING
    assert suggested(form) == {"model": DEFAULT_MODEL}
    assert fake.asked == []
    assert entry.data == {"other": 1}
    await is_kept(hass, await enter(hass, form, {"model": "gpt-4o"}))
    assert settings_in(entry) == OpenAISettings(KEY, fake.url, "gpt-4o")
    assert entry.data["other"] == 1
    # What it is tried out with says nothing about the home.
    assert [each["messages"][-1]["content"] for each in fake.asked] == [TRIAL.user]
    assert KEY not in caplog.text


async def test_a_model_that_is_not_listed_may_be_entered(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    form = await enter_server(hass, entry, key=KEY, base_url=fake.url)
    assert fake.models is not None
    fake.models += ("house-model",)
    await is_kept(hass, await enter(hass, form, {"model": "house-model"}))
    assert settings_in(entry).model == "house-model"


async def test_a_server_in_the_house_needs_neither_a_key_nor_a_list(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    fake.key, fake.models = None, None
    form = await enter_server(hass, entry, base_url=fake.url)
    assert (fields(form), suggested(form)) == (["model"], {})
    form = await enter(hass, form, {"model": " "})
    assert form["errors"] == {"model": "no_model"}
    await is_kept(hass, await enter(hass, form, {"model": "small"}))
    assert settings_in(entry) == OpenAISettings("", fake.url, "small")


@pytest.mark.parametrize(
    ("url", "kept", "models", "expected"),
    [
        ("", None, CHATTING, DEFAULT_MODEL),
        ("", None, ["o9", "p1"], "o9"),
        ("", None, [], DEFAULT_MODEL),
        ("http://house/v1", None, [], ""),
        ("http://house/v1", None, ["small"], "small"),
        ("", OpenAISettings(KEY, "", "unlisted"), CHATTING, "unlisted"),
        ("http://house/v1", OpenAISettings(KEY, "", "gpt-4o"), ["small"], "small"),
    ],
)
def test_the_model_to_begin_with_is_that_of_before_or_the_usual_one_or_the_first(
    url: str, kept: OpenAISettings | None, models: list[str], expected: str
) -> None:
    assert default_model(OpenAISettings(KEY, url), kept, models) == expected


async def test_without_a_key_there_must_be_another_server(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    form = await enter_server(hass, entry)
    assert (form["step_id"], form["errors"]) == ("openai", {"key": "no_key"})
    form = await enter(hass, form, {"key": " "})
    assert form["errors"] == {"key": "no_key"}


async def test_what_is_no_address_is_told_at_once_and_stays_to_be_mended(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    form = await choose(hass, entry, "openai")
    for wrong in ("house", "ftp://house", "http://[::1", "http://house:port"):
        form = await enter(hass, form, {"key": KEY, "base_url": wrong})
        assert (form["step_id"], form["errors"]) == ("openai", {"base_url": "no_url"})
        assert suggested(form) == {"base_url": wrong}
    form = await enter(hass, form, {"key": KEY, "base_url": f"http://127.0.0.1:{free_port()}"})
    assert form["errors"] == {"base_url": "words_url"}
    # Nobody has to enter the key again; credentials in an address are dropped.
    form = await enter(hass, form, {"base_url": fake.url.replace("://", "://me:s3cret@")})
    assert form["step_id"] == "openai_model"
    assert "s3cret" not in told_in(form)
    await is_kept(hass, await enter(hass, form, suggested(form)))
    assert settings_in(entry) == OpenAISettings(KEY, fake.url, MODEL)


async def test_a_key_that_is_refused_is_told_at_its_field_and_shown_nowhere(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    form = await enter_server(hass, entry, key=TYPO, base_url=fake.url)
    assert (form["step_id"], form["errors"]) == ("openai", {"key": "words_key"})
    assert suggested(form) == {"base_url": fake.url}
    assert "Incorrect API key provided: ***" in told_in(form)
    assert TYPO not in told_in(form) + caplog.text
    form = await enter(hass, form, {"key": KEY, "base_url": fake.url})
    # It may also be refused only when a model is asked.
    fake.key = "another"
    form = await enter(hass, form, suggested(form))
    assert (form["step_id"], form["errors"]) == ("openai", {"key": "words_key"})
    assert KEY not in told_in(form) + caplog.text
    assert entry.data == {}


WRONG: list[tuple[Trouble, dict[str, str]]] = [
    (limited(code="insufficient_quota"), {"base": "words_quota"}),
    (limited(), {"base": "words_busy"}),
    (broken(), {"base": "words_failed"}),
    (Trouble(content="Hello!"), {"model": "words_answer"}),
    (Trouble(seconds=3), {"model": "words_timeout"}),
]


@pytest.mark.parametrize(("trouble", "told"), WRONG)
async def test_a_model_that_does_not_answer_is_not_kept_and_the_reason_is_told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    fake: FakeOpenAI,
    trouble: Trouble,
    told: dict[str, str],
) -> None:
    form = await enter_server(hass, entry, key=KEY, base_url=fake.url)
    fake.troubles.append(trouble)
    form = await enter(hass, form, {"model": "o3-mini"})
    assert (form["step_id"], form["errors"]) == ("openai_model", told)
    assert suggested(form) == {"model": "o3-mini"}
    assert models_in(form) == CHATTING
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["error"]
    assert entry.data == {}
    await is_kept(hass, await enter(hass, form, suggested(form)))
    assert settings_in(entry).model == "o3-mini"


async def test_a_model_that_the_server_does_not_have_is_told_at_its_field(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    form = await enter_server(hass, entry, key=KEY, base_url=fake.url)
    form = await enter(hass, form, {"model": "gone"})
    assert (form["step_id"], form["errors"]) == ("openai_model", {"model": "words_model"})
    assert suggested(form) == {"model": "gone"}


async def test_a_second_visit_opens_with_what_is_kept_and_the_key_may_stay_unsaid(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    keep(hass, entry, OpenAISettings(KEY, fake.url, "o3-mini"))
    form = await choose(hass, entry, "openai")
    assert suggested(form) == {"base_url": fake.url}
    form = await enter(hass, form, suggested(form))
    assert suggested(form) == {"model": "o3-mini"}
    await is_kept(hass, await enter(hass, form, {"model": MODEL}))
    assert settings_in(entry) == OpenAISettings(KEY, fake.url, MODEL)


async def test_no_server_gets_the_key_of_another(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    keep(hass, entry, OpenAISettings("sk-of-another-server", "", MODEL))
    form = await enter_server(hass, entry, base_url=fake.url)
    assert form["errors"] == {"key": "words_key"}
    assert fake.keys == {"none"}
    # To come back to the first one, its key need not be entered again.
    keep(hass, entry, OpenAISettings(KEY, fake.url, MODEL))
    form = await enter_server(hass, entry, base_url=f"http://127.0.0.1:{free_port()}")
    assert form["errors"] == {"base_url": "words_url"}
    form = await enter(hass, form, {"base_url": fake.url})
    assert form["step_id"] == "openai_model"


async def test_an_ai_task_entity_is_kept_once_it_answers(
    hass: HomeAssistant, entry: MockConfigEntry, assistant: FakeAITask
) -> None:
    form = await choose(hass, entry, "ai_task")
    assert (fields(form), suggested(form)) == (["entity_id"], {})
    await is_kept(hass, await enter(hass, form, {"entity_id": ENTITY}))
    assert settings_in(entry) == AITaskSettings(ENTITY)
    assert [TRIAL.user in task.instructions for task in assistant.tasks] == [True]
    form = await choose(hass, entry, "ai_task")
    assert suggested(form) == {"entity_id": ENTITY}


async def test_no_entity_means_the_preferred_one(
    hass: HomeAssistant, entry: MockConfigEntry, assistant: FakeAITask
) -> None:
    form = await enter(hass, await choose(hass, entry, "ai_task"), {})
    assert form["errors"] == {"entity_id": "words_failed"}
    assert "preferred" in told_in(form)
    preferences = hass.data[ai_task.const.DATA_PREFERENCES]
    preferences.async_set_preferences(gen_data_entity_id=ENTITY)
    await is_kept(hass, await enter(hass, form, {}))
    assert settings_in(entry) == AITaskSettings()


async def test_an_ai_task_entity_that_does_not_answer_is_not_kept(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    assistant: FakeAITask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails() -> None:
        raise HomeAssistantError(f"no more with {KEY}")

    form = await enter(hass, await choose(hass, entry, "ai_task"), {"entity_id": "ai_task.gone"})
    assert form["errors"] == {"entity_id": "words_entity"}
    assert suggested(form) == {"entity_id": "ai_task.gone"}
    assistant.answering = fails
    form = await enter(hass, form, {"entity_id": ENTITY})
    assert form["errors"] == {"base": "words_failed"}
    assert "no more with ***" in told_in(form)
    assistant.answering = lambda: "Hello!"
    form = await enter(hass, form, {"entity_id": ENTITY})
    assert form["errors"] == {"entity_id": "words_answer"}
    monkeypatch.setattr(flow_wording, "_AI_TASK_SECONDS", 0.05)
    assistant.seconds = 5
    form = await enter(hass, form, {"entity_id": ENTITY})
    assert form["errors"] == {"entity_id": "words_timeout"}
    assert entry.data == {}


async def test_templates_let_the_provider_and_what_was_told_of_it_go(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, data={"other": 1})
    keep(hass, entry, OpenAISettings(KEY))
    raise_issues(hass)
    form = await choose(hass, entry, "templates")
    assert (form["type"], form["step_id"], fields(form)) == (FlowResultType.FORM, "templates", [])
    assert CONF_WORDING in entry.data
    await is_kept(hass, await enter(hass, form, {}))
    assert entry.data == {"other": 1}
    assert ir.async_get(hass).issues == {}


async def test_reauth_asks_for_the_key_and_nothing_else(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI
) -> None:
    keep(hass, entry, OpenAISettings("outdated", fake.url, "o3-mini"))
    raise_issues(hass)
    before = coordinator_of(entry)
    form = await entry.start_reauth_flow(hass)
    assert (form["step_id"], fields(form)) == ("reauth_wording", ["key"])
    assert fake.url in told_in(form)
    form = await enter(hass, form, {"key": TYPO})
    assert (form["step_id"], form["errors"]) == ("reauth_wording", {"key": "words_key"})
    assert TYPO not in told_in(form)
    fake.troubles.append(limited(code="insufficient_quota"))
    form = await enter(hass, form, {"key": KEY})
    assert form["errors"] == {"base": "words_quota"}
    assert settings_in(entry).key == "outdated"
    await is_kept(hass, await enter(hass, form, {"key": KEY}), "reauth_successful")
    assert settings_in(entry) == OpenAISettings(KEY, fake.url, "o3-mini")
    assert coordinator_of(entry) is not before
    assert ir.async_get(hass).issues == {}


@pytest.mark.parametrize("first", [CONF_INFLUXDB, CONF_WORDING])
async def test_where_both_refuse_one_flow_asks_for_one_after_the_other(
    hass: HomeAssistant, entry: MockConfigEntry, fake: FakeOpenAI, first: str
) -> None:
    with listening() as influxdb:
        outdated = entry_data(influxdb) | {"username": "outdated"}
        hass.config_entries.async_update_entry(entry, data={CONF_INFLUXDB: outdated})
        keep(hass, entry, OpenAISettings("outdated", fake.url, MODEL))
        second = CONF_WORDING if first == CONF_INFLUXDB else CONF_INFLUXDB
        async_refused(hass, entry, first)
        async_refused(hass, entry, second)
        await hass.async_block_till_done()
        (form,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        for what in (first, second):
            form = await answer(hass, form, what)
        await is_kept(hass, form, "reauth_successful")
        assert entry.data[CONF_INFLUXDB] == entry_data(influxdb)
        assert settings_in(entry).key == KEY
        assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []


async def answer(hass: HomeAssistant, form: ConfigFlowResult, what: str) -> ConfigFlowResult:
    """Enter what opens one of the two, where that is what is asked for."""
    if what == CONF_WORDING:
        assert form["step_id"] == "reauth_wording"
        return await enter(hass, form, {"key": KEY})
    assert form["step_id"] == "reauth_confirm"
    wanted = ("username", "password")
    return await enter(hass, form, {name: OPENING["1"][name] for name in wanted})


def raise_issues(hass: HomeAssistant) -> None:
    for an_id in (BUDGET_SPENT, PROVIDER_UNREACHABLE):
        ir.async_create_issue(
            hass,
            DOMAIN,
            an_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=an_id,
        )
