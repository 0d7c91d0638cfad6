"""Every word that people see is there, in each language, and none is dead."""

import ast
from collections.abc import Iterator
import json
import re
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import yaml

from custom_components.homeiq.const import CONF_WORDING
from custom_components.homeiq.flow_influxdb import credentials_of, opening
from custom_components.homeiq.flow_wording import model_form
from custom_components.homeiq.history.influxdb.errors import InfluxProblem
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.suggestions.wanted import Privacy
from custom_components.homeiq.suggestions.words import translated
from custom_components.homeiq.suggestions.writers.problems import Problem
from tests.test_repository import MANIFEST, MODULES, PACKAGE

DOMAIN = MANIFEST["domain"]
LANGUAGES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((PACKAGE / "translations").glob("*.json"))
}
ENGLISH: dict[str, Any] = LANGUAGES["en"]
ICONS: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text("utf-8"))
ACTIONS: dict[str, Any] = yaml.safe_load((PACKAGE / "services.yaml").read_text("utf-8"))

# What hassfest lets a custom integration have at the top of a translation.
SECTIONS = {
    "common",
    "config",
    "device",
    "entity",
    "exceptions",
    "issues",
    "options",
    "selector",
    "services",
    "system_health",
    "title",
}


def leaves(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def texts_in_code() -> tuple[set[str], set[str]]:
    """Return the strings of the package's code, and what its f-strings begin with."""
    whole, beginnings = set(), set()
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(
                first := node.values[0], ast.Constant
            ):
                beginnings.add(str(first.value))
    return whole, {beginning for beginning in beginnings if beginning.strip()}


def keys_of_calls(names: tuple[str, ...], argument: str) -> set[str]:
    """Return the constant values of a keyword argument where the name called ends so."""
    return {
        keyword.value.value
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(names)
        for keyword in node.keywords
        if keyword.arg == argument
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_language_has_every_key_and_every_placeholder_of_english(language: str) -> None:
    english, other = dict(leaves(ENGLISH)), dict(leaves(LANGUAGES[language]))
    assert other.keys() == english.keys()
    differing = [key for key in english if placeholders(english[key]) != placeholders(other[key])]
    assert differing == []


def test_an_automation_is_called_in_german_as_home_assistant_calls_it() -> None:
    texts = "\n".join(text for _, text in leaves(LANGUAGES["de"]))
    assert "Automation" in texts
    assert "utomatisierung" not in texts


def test_german_is_translated() -> None:
    english, german = dict(leaves(ENGLISH)), dict(leaves(LANGUAGES["de"]))
    sentences = [key for key, text in english.items() if len(text.split()) > 3]
    assert sentences
    assert [key for key in sentences if german[key] == english[key]] == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_texts_are_what_hassfest_accepts(language: str) -> None:
    assert LANGUAGES[language].keys() <= SECTIONS
    for key, text in leaves(LANGUAGES[language]):
        assert text == text.strip(), key
        assert text, key
        assert not re.search(r"<\w+.*?>", text), f"{key} has HTML"
        assert "://" not in text, f"{key} has a URL, which belongs into a placeholder"
        assert "[%key" not in text, f"{key} refers to another key, which only core resolves"
        assert all(re.fullmatch(r"[a-z0-9_-]+", part) for part in key.split(".")), key


def test_issues_have_a_title_and_either_a_description_or_a_flow() -> None:
    for key, issue in ENGLISH["issues"].items():
        assert issue["title"], key
        assert ("description" in issue) != ("fix_flow" in issue), key


def test_the_fix_flow_of_a_suggestion_has_words_for_each_step_and_end() -> None:
    flow = ENGLISH["issues"]["suggestion"]["fix_flow"]
    options = {"accept", "blueprint", "dismiss", "snooze", "yaml"}
    assert flow["step"]["init"]["menu_options"].keys() == options
    assert flow["step"].keys() == {"init", "confirm"}
    assert flow["create_entry"].keys() == {"accepted", "dismissed", "snoozed"}
    assert flow["abort"].keys() == {
        "no_longer_waiting",
        "not_accepted",
        "not_answered",
        "not_loaded",
        "yaml",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_forms_on_the_repairs_page_fit_into_a_line(language: str) -> None:
    # Home Assistant writes the severity over the second line of a form's title; a menu's is cut.
    for key, issue in LANGUAGES[language]["issues"].items():
        for step in issue.get("fix_flow", {}).get("step", {}).values():
            if "menu_options" not in step:
                assert not placeholders(step["title"]), key
                assert len(step["title"]) <= 45, key


def test_actions_fields_words_and_icons_are_of_the_same_actions() -> None:
    assert ACTIONS.keys() == ENGLISH["services"].keys() == ICONS["services"].keys()
    for name, action in ACTIONS.items():
        words = ENGLISH["services"][name]
        assert words["name"], name
        assert words["description"], name
        fields = (action or {}).get("fields", {})
        assert fields.keys() == words.get("fields", {}).keys(), name
        for field, text in words.get("fields", {}).items():
            assert text.keys() == {"name", "description"}, f"{name}.{field}"


def test_options_of_selectors_have_words() -> None:
    for action in ACTIONS.values():
        for field in (action or {}).get("fields", {}).values():
            select = field["selector"].get("select") or {}
            if key := select.get("translation_key"):
                assert set(select["options"]) == ENGLISH["selector"][key]["options"].keys()


def test_icons_are_material_design_icons_of_entities_that_have_words() -> None:
    for platform, entities in ICONS["entity"].items():
        assert entities.keys() <= ENGLISH["entity"][platform].keys(), platform
        for key, icon in entities.items():
            states = ENGLISH["entity"][platform][key].get("state", {})
            assert icon.get("state", {}).keys() <= states.keys(), key
    named = [text for _, text in leaves(ICONS)]
    assert named
    assert [text for text in named if not re.fullmatch(r"mdi:[a-z0-9-]+", text)] == []


def test_what_the_code_raises_has_a_message() -> None:
    keys = keys_of_calls(("Error", "UpdateFailed", "ConfigEntryNotReady"), "translation_key")
    assert keys
    assert keys <= ENGLISH["exceptions"].keys()


def test_the_entities_of_the_code_have_names() -> None:
    keys = keys_of_calls(("EntityDescription", "Description"), "translation_key")
    named = {key for platform in ENGLISH["entity"].values() for key in platform}
    assert keys
    assert keys <= named


def test_no_words_are_dead() -> None:
    whole, beginnings = texts_in_code()
    spoken = [
        *ENGLISH["exceptions"],
        *ENGLISH["issues"],
        *(key for platform in ENGLISH["entity"].values() for key in platform),
        *ENGLISH["system_health"]["info"],
    ]
    dead = [
        key
        for key in spoken
        if key not in whole and not any(key.startswith(beginning) for beginning in beginnings)
    ]
    assert dead == []


async def test_the_form_has_words_for_each_field(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"})
    assert form["type"] is FlowResultType.FORM
    fields = {str(field) for field in form["data_schema"].schema}
    words = ENGLISH["config"]["step"]["user"]
    assert fields == words["data"].keys() == words["data_description"].keys()


async def test_the_options_have_words_for_each_field(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, data={}, options={})
    entry.add_to_hass(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    fields = form["data_schema"].schema
    words = ENGLISH["options"]["step"][form["step_id"]]
    sections = {str(key): value for key, value in fields.items() if isinstance(value, section)}
    assert sections.keys() == words["sections"].keys()
    plain = {str(key) for key in fields} - sections.keys()
    assert plain == words["data"].keys() == words["data_description"].keys()
    for name, inside in sections.items():
        texts = words["sections"][name]
        assert texts["name"], name
        named = {str(field) for field in inside.schema.schema}
        assert named == texts["data"].keys() == texts["data_description"].keys(), name


async def test_reconfigure_has_words_for_each_step(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, data={}, options={})
    entry.add_to_hass(hass)
    menu = await entry.start_reconfigure_flow(hass)
    assert menu["type"] is FlowResultType.MENU
    words = ENGLISH["config"]["step"]["reconfigure"]
    assert set(menu["menu_options"]) == words["menu_options"].keys()
    assert words["menu_options"].keys() <= ENGLISH["config"]["step"].keys()


async def test_the_steps_of_influxdb_have_words_for_each_field(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, data={}, options={})
    entry.add_to_hass(hass)
    steps = ENGLISH["config"]["step"]
    menu = await entry.start_reconfigure_flow(hass)
    words = steps["reconfigure"]
    assert words["menu_option_descriptions"].keys() == words["menu_options"].keys()
    form = await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": "recorder_influxdb"}
    )
    assert form["type"] is FlowResultType.FORM
    forms = {"recorder_influxdb": {str(field) for field in form["data_schema"].schema}}
    credentials = set()
    for version in InfluxVersion:
        assert version.value in ENGLISH["selector"]["influxdb_version"]["options"]
        draft = InfluxSettings(version, url="", database="")
        forms[f"influxdb_{version}"] = {str(field) for field in opening(draft).schema}
        credentials |= {str(field) for field in credentials_of(version).schema}
    for step, fields in (forms | {"reauth_confirm": credentials}).items():
        assert fields == steps[step]["data"].keys() == steps[step]["data_description"].keys(), step


async def test_the_steps_of_words_have_words_for_each_field(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, data={}, options={})
    entry.add_to_hass(hass)
    forms = {"openai_model": {str(field) for field in model_form(()).schema}}
    for step in ("openai", "ai_task"):
        menu = await entry.start_reconfigure_flow(hass)
        form = await hass.config_entries.flow.async_configure(
            menu["flow_id"], {"next_step_id": step}
        )
        forms[step] = {str(field) for field in form["data_schema"].schema}
    asked = await entry.start_reauth_flow(hass, data={CONF_WORDING: {}})
    forms["reauth_wording"] = {str(field) for field in asked["data_schema"].schema}
    steps = ENGLISH["config"]["step"]
    for step, fields in forms.items():
        assert fields == steps[step]["data"].keys() == steps[step]["data_description"].keys(), step


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_who_chooses_a_provider_is_told_what_is_sent_before(language: str) -> None:
    names = {"en": "names of your devices and rooms", "de": "Namen deiner Geräte und Räume"}
    steps = LANGUAGES[language]["config"]["step"]
    for step in ("openai", "openai_model", "ai_task"):
        assert names[language] in steps[step]["description"], step


def test_each_problem_of_words_has_words_where_it_is_entered_and_where_it_is_read() -> None:
    problems = {problem.value for problem in Problem}
    for texts in (ENGLISH["config"]["error"], ENGLISH["exceptions"]):
        assert {key for key in texts if key.startswith("words_")} == problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_section_says_is_plain_for_it_is_shown_as_it_stands(language: str) -> None:
    sections = LANGUAGES[language]["options"]["step"]["init"]["sections"]
    for each in sections.values():
        assert not re.search(r"[*_`\[]", each["description"])


def test_choices_of_the_options_have_words() -> None:
    assert ENGLISH["selector"]["privacy"]["options"].keys() == {each.value for each in Privacy}
    assert ENGLISH["selector"]["language"]["options"].keys() == translated()


def test_no_words_of_an_error_in_a_form_are_dead() -> None:
    whole, _ = texts_in_code()
    spoken = [*ENGLISH["config"]["error"], *ENGLISH["options"]["error"]]
    assert [key for key in spoken if key not in whole] == []


def test_each_problem_of_influxdb_has_words_where_it_is_entered_and_where_it_is_read() -> None:
    problems = {problem.value for problem in InfluxProblem}
    assert problems < ENGLISH["config"]["error"].keys()
    assert problems <= ENGLISH["exceptions"].keys()
