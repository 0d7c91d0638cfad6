"""The steps that ask who words suggestions: templates, a language model, or an AI Task entity."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    EntityWithDeviceFilterSelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from custom_components.homeiq.const import CONF_WORDING
from custom_components.homeiq.flow_keeping import KeepingFlow
from custom_components.homeiq.issues_wording import async_delete_wording_issues
from custom_components.homeiq.options import Options
from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.ai_task import AITaskProvider, AITaskSettings
from custom_components.homeiq.suggestions.writers.choice import (
    ProviderSettings,
    as_kept,
    settings_of,
)
from custom_components.homeiq.suggestions.writers.openai import async_models, async_test
from custom_components.homeiq.suggestions.writers.openai_settings import (
    DEFAULT_MODEL,
    OpenAISettings,
    is_url,
)
from custom_components.homeiq.suggestions.writers.problems import Problem
from custom_components.homeiq.suggestions.writers.provider import ProviderError
from custom_components.homeiq.suggestions.writers.trial import TRIAL

type _Texts = dict[str, str]

_EXAMPLE: Final = "`http://192.168.1.10:11434/v1`"  # as code, else it would be a link
_AI_TASK_SECONDS: Final = 90.0  # somebody waits, and a model in the house may have to be loaded

# What is wrong with the server or its key, whatever the model.
_OF_SERVER: Final = frozenset({Problem.KEY, Problem.URL})
# The fields that a problem may be told at: the first that a form has, else above all fields.
_PLACES: Final[Mapping[Problem, tuple[str, ...]]] = {
    Problem.KEY: ("key",),
    Problem.URL: ("base_url",),
    Problem.TIMEOUT: ("base_url", "model", "entity_id"),
    Problem.MODEL: ("model",),
    Problem.ANSWER: ("model", "entity_id"),
    Problem.ENTITY: ("entity_id",),
}

# A browser would fill in what opens Home Assistant.
_SECRET: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
)
_SERVER: Final = vol.Schema(
    {
        vol.Optional("key"): _SECRET,
        vol.Optional("base_url"): TextSelector(TextSelectorConfig(type=TextSelectorType.URL)),
    }
)
_KEY: Final = vol.Schema({vol.Required("key"): _SECRET})
_AI_TASK: Final = vol.Schema(
    {
        vol.Optional("entity_id"): EntitySelector(
            EntitySelectorConfig(
                filter=EntityWithDeviceFilterSelectorConfig(
                    domain="ai_task",
                    supported_features=["ai_task.AITaskEntityFeature.GENERATE_DATA"],
                )
            )
        )
    }
)


class _Show(Protocol):
    """Shows a form with what was entered, and what is wrong with it."""

    def __call__(
        self, errors: _Texts | None = None, placeholders: _Texts | None = None
    ) -> ConfigFlowResult: ...


class WordingSteps(KeepingFlow):
    """Asks for a provider, tries it out, and keeps only one that answers."""

    _provider: OpenAISettings = OpenAISettings()
    _models: Sequence[str] = ()
    _task: AITaskSettings = AITaskSettings()

    async def async_step_templates(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Confirm that templates word all from now on."""
        if user_input is None:
            return self.async_show_form(step_id="templates", data_schema=vol.Schema({}))
        async_delete_wording_issues(self.hass)
        return await self.async_drop(CONF_WORDING)

    async def async_step_openai(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for a key, or for another server; its models show whether they are right."""
        kept = _kept(self.entry)
        if user_input is None:
            self._provider = replace(kept, key="") if kept else OpenAISettings()
            return self._show_provider()
        self._provider = moved(self._provider, user_input)
        if not is_url(self._provider.url):
            return self._show_provider({"base_url": "no_url"})
        trying = with_kept_key(self._provider, kept)
        if not (trying.key or trying.base_url):
            return self._show_provider({"key": "no_key"})
        try:
            self._models = await async_models(self.hass, trying.key, trying.base_url)
        except ProviderError as err:
            return self._tell(err, self._show_provider, _SERVER)
        self._provider = replace(trying, model=default_model(trying, kept, self._models))
        return self._show_model()

    async def async_step_openai_model(self, user_input: dict[str, Any]) -> ConfigFlowResult:
        """Keep the model that was chosen if it answers."""
        self._provider = replace(self._provider, model=user_input["model"])
        if not self._provider.model:
            return self._show_model({"model": "no_model"})
        try:
            await async_test(self.hass, self._provider, self._wanted)
        except ProviderError as err:
            if err.key in _OF_SERVER:
                return self._tell(err, self._show_provider, _SERVER)
            return self._tell(err, self._show_model, self._model_form)
        return await self._async_keep_provider(self._provider)

    async def async_step_ai_task(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an AI Task entity, and keep it if it answers."""
        if user_input is None:
            kept = settings_of(self.entry.data.get(CONF_WORDING))
            self._task = kept if isinstance(kept, AITaskSettings) else AITaskSettings()
            return self._show_ai_task()
        self._task = AITaskSettings.from_mapping(user_input)
        provider = AITaskProvider(self.hass, self._task, self._wanted, _AI_TASK_SECONDS)
        try:
            await provider.async_say(TRIAL)
        except ProviderError as err:
            return self._tell(err, self._show_ai_task, _AI_TASK)
        return await self._async_keep_provider(self._task)

    async def async_step_reauth_wording(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a key and nothing else."""
        if user_input is None:
            self._provider = _kept(self.entry) or OpenAISettings()
            return self._show_key()
        changed = replace(self._provider, key=user_input["key"])
        try:
            await async_test(self.hass, changed, self._wanted)
        except ProviderError as err:
            return self._tell(err, self._show_key, _KEY)
        return await self._async_keep_provider(changed)

    async def _async_keep_provider(self, settings: ProviderSettings) -> ConfigFlowResult:
        async_delete_wording_issues(self.hass)
        return await self.async_keep(CONF_WORDING, as_kept(settings))

    @property
    def _wanted(self) -> Wanted:
        return Wanted.of(Options.from_mapping(self.entry.options))

    @callback
    def _tell(self, error: ProviderError, show: _Show, form: vol.Schema) -> ConfigFlowResult:
        """Show a form again, with the problem at the field that is to blame."""
        problem = Problem(error.key) if error.key else Problem.ANSWER
        fields = {str(field) for field in form.schema}
        places = _PLACES.get(problem, ())
        if "entity_id" in fields and not self._task.entity_id:
            places = ("entity_id",)  # mostly none is preferred
        place = next((name for name in places if name in fields), "base")
        return show({place: problem.value}, {"error": error.values.get("error", str(error))})

    @callback
    def _show_provider(
        self, errors: _Texts | None = None, placeholders: _Texts | None = None
    ) -> ConfigFlowResult:
        shown = {"base_url": self._provider.base_url}
        return self.async_show_form(
            step_id="openai",
            data_schema=self.add_suggested_values_to_schema(_SERVER, shown),
            errors=errors,
            description_placeholders={"example": _EXAMPLE, **(placeholders or {})},
            last_step=False,
        )

    @callback
    def _show_model(
        self, errors: _Texts | None = None, placeholders: _Texts | None = None
    ) -> ConfigFlowResult:
        shown = {"model": self._provider.model}
        return self.async_show_form(
            step_id="openai_model",
            data_schema=self.add_suggested_values_to_schema(self._model_form, shown),
            errors=errors,
            description_placeholders={"url": self._provider.url, **(placeholders or {})},
            last_step=True,
        )

    @property
    def _model_form(self) -> vol.Schema:
        return model_form(self._models)

    @callback
    def _show_ai_task(
        self, errors: _Texts | None = None, placeholders: _Texts | None = None
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="ai_task",
            data_schema=self.add_suggested_values_to_schema(_AI_TASK, self._task.as_dict()),
            errors=errors,
            description_placeholders=placeholders,
            last_step=True,
        )

    @callback
    def _show_key(
        self, errors: _Texts | None = None, placeholders: _Texts | None = None
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="reauth_wording",
            data_schema=_KEY,
            errors=errors,
            description_placeholders={"url": self._provider.url, **(placeholders or {})},
            last_step=True,
        )


def model_form(models: Sequence[str]) -> vol.Schema:
    """Return the form of the model; any may be entered, since servers have some unlisted."""
    if not models:
        return vol.Schema({vol.Required("model"): TextSelector()})
    select = SelectSelectorConfig(
        options=list(models), custom_value=True, mode=SelectSelectorMode.DROPDOWN
    )
    return vol.Schema({vol.Required("model"): SelectSelector(select)})


def moved(draft: OpenAISettings, entered: Mapping[str, Any]) -> OpenAISettings:
    """Return a draft with what was entered; a key that was entered before may stay unsaid."""
    key = entered.get("key", "").strip() or draft.key
    return OpenAISettings(key, entered.get("base_url", ""), draft.model)


def with_kept_key(draft: OpenAISettings, kept: OpenAISettings | None) -> OpenAISettings:
    """Return a draft with the key that is kept; no server but the one it is for gets that."""
    if draft.key or kept is None or kept.base_url != draft.base_url:
        return draft
    return replace(draft, key=kept.key)


def default_model(draft: OpenAISettings, kept: OpenAISettings | None, models: Sequence[str]) -> str:
    """Return the model to begin with: the one of before, the usual one, or the first."""
    if kept is not None and kept.base_url == draft.base_url:
        return kept.model
    if DEFAULT_MODEL in models or not (models or draft.base_url):
        return DEFAULT_MODEL
    return next(iter(models), "")


def _kept(entry: ConfigEntry) -> OpenAISettings | None:
    kept = settings_of(entry.data.get(CONF_WORDING))
    return kept if isinstance(kept, OpenAISettings) else None
