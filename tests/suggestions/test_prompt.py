"""What a language model is asked."""

from dataclasses import replace
import json
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from benchmarks.tokens import prompt_tokens
from custom_components.homeiq.devices.context import DeviceContext
from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import Effect, Pattern, StateTrigger
from custom_components.homeiq.suggestions.build import build_suggestion
from custom_components.homeiq.suggestions.prompt import Question, schema, word_prompt
from custom_components.homeiq.suggestions.suggestion import Category, Priority, Suggestion
from custom_components.homeiq.suggestions.surroundings import Surroundings
from custom_components.homeiq.suggestions.wanted import Privacy
from custom_components.homeiq.suggestions.words import load_words
from tests.suggestions.test_privacy import AWKWARD, shows
from tests.suggestions.typical import (
    CONTEXTS,
    EVIDENCE,
    HOME,
    INVENTORY,
    LATE,
    LEAKING,
    LOCKING,
    MOTION,
    MOVING,
    NAMES,
    NOW,
    UNDONE,
    of_feature,
    of_pattern,
    of_synergy,
    surroundings,
    typical,
)

LANGUAGES = ("en", "de")
SENT = (Privacy.FULL, Privacy.PSEUDONYMS)


def asked(
    suggestion: Suggestion, language: str = "en", privacy: Privacy = Privacy.FULL
) -> Question:
    question = word_prompt(suggestion, surroundings(language, privacy))
    assert question is not None
    return question


def sent(suggestion: Suggestion, language: str = "en", privacy: Privacy = Privacy.FULL) -> Any:
    return json.loads(asked(suggestion, language, privacy).prompt.user)


def texts(value: Any) -> list[str]:
    """Return the texts of a prompt that may have names in them."""
    vendor = {"maker", "model", "integration", "can", "kind"}
    ours = {"finding", "offers", "category", "priority", "evidence"}
    match value:
        case str():
            return [value]
        case list():
            return [text for each in value for text in texts(each)]
        case dict():
            left = vendor | ours
            return [text for key, each in value.items() if key not in left for text in texts(each)]
        case _:
            return []


def test_a_habit_is_told_by_its_description_its_devices_and_its_evidence() -> None:
    assert sent(of_pattern()) == {
        "finding": "habit",
        "offers": "automation",
        "description": (
            "When Hall motion detects motion, if it is dark and Anna is home, turn on Flurlicht."
        ),
        "category": "comfort",
        "priority": "medium",
        "devices": [
            {
                "name": "Flurlicht",
                "kind": "light",
                "room": "Flur",
                "maker": "Signify Netherlands B.V.",
                "model": "Hue white and color…",
                "integration": "Philips Hue",
                "can": ["brightness", "color", "color temperature"],
            },
            {
                "name": "Hall motion",
                "kind": "motion",
                "room": "Flur",
                "maker": "LUMI",
                "model": "lumi.motion.agl04",
                "integration": "Zigbee2MQTT",
                "can": ["sensitivity", "led"],
            },
            {"name": "Anna", "kind": "person"},
        ],
        "evidence": {
            "days": 24,
            "right": 19,
            "wrong": 3,
            "already_so": 2,
            "right_a_week": 5.5,
            "sure_percent": 74,
        },
    }


def test_stand_ins_take_the_place_of_names_and_of_nothing_else() -> None:
    full, hidden = (sent(of_pattern(language="de"), "de", privacy) for privacy in SENT)
    assert hidden["description"] == (
        "Wenn Gerät 1 Bewegung erkennt, sofern es dunkel ist und Person 1 zu Hause ist: "
        "Gerät 2 einschalten."
    )
    assert [each["name"] for each in hidden["devices"]] == ["Gerät 2", "Gerät 1", "Person 1"]
    assert [each.get("room") for each in hidden["devices"]] == ["Raum 1", "Raum 1", None]
    for plain, replaced in zip(full["devices"], hidden["devices"], strict=True):
        assert plain.get("maker") == replaced.get("maker")
        assert plain.get("model") == replaced.get("model")
    assert full["evidence"] == hidden["evidence"]


def test_what_nothing_was_replayed_for_tells_what_templates_say_for_it() -> None:
    feature = sent(of_feature())
    assert feature["finding"] == "unused feature"
    assert feature["title"] == "Dim Bedside at night"
    assert "evidence" not in feature
    assert feature["reason"] == of_feature().wording.rationale
    assert feature["devices"][0]["name"] == "Bedside"
    assert feature["devices"][0]["as"] == ["Bedside lamp"]
    synergy = sent(of_synergy())
    assert synergy["finding"] == "devices that could work together"
    assert synergy["reason"].startswith("Nothing of the kind has happened in 30 days")


@pytest.mark.parametrize(
    ("suggestion", "offers"),
    [
        (of_pattern(LATE), "automation"),
        (of_pattern(LOCKING), "reminder"),
        (of_synergy(LEAKING), "automation"),
        (of_pattern(UNDONE), "advice"),
        (of_synergy(MOTION), "automation"),
    ],
)
def test_it_is_said_what_is_offered(suggestion: Suggestion, offers: str) -> None:
    assert sent(suggestion)["offers"] == offers


def test_rooms_and_warnings_come_where_devices_do_not_tell_them() -> None:
    suggestion = replace(of_pattern(LATE), area_ids=("hall", "cellar"), warnings=("Mind it.",))
    told = sent(suggestion)
    assert told["rooms"] == ["Cellar"]
    assert told["warnings"] == ["Mind it."]


def test_a_title_is_sent_where_it_says_more_than_the_description() -> None:
    assert "title" not in sent(of_pattern())
    assert sent(of_pattern(LOCKING))["title"].startswith("Remind me")


def test_a_title_that_was_cut_is_not_sent_since_half_a_name_is_known_to_nobody() -> None:
    secret = "Annas geheimes Zimmer " * 30
    names = replace(NAMES, entities={**NAMES.entities, "light.hall": secret})
    suggestion = of_pattern(LATE)
    wording = replace(suggestion.wording, title=f"Turn off {secret[:200]}…", description="It does.")
    around = Surroundings.of(names, INVENTORY, (), load_words("en"), "en", Privacy.PSEUDONYMS)
    question = word_prompt(replace(suggestion, wording=wording), around)
    assert question is not None
    assert "geheim" not in question.prompt.user


def test_what_somebody_has_built_may_be_called_like_the_home_s_own() -> None:
    made = DeviceContext(
        "x", name="Annas Nest", manufacturer="Anna", model="Annas_Nest", entity_ids=("light.hall",)
    )
    around = Surroundings.of(
        NAMES, Inventory(), (made,), load_words("en"), "en", Privacy.PSEUDONYMS
    )
    question = word_prompt(of_pattern(LATE), around)
    assert question is not None
    (device,) = json.loads(question.prompt.user)["devices"]
    assert (device["maker"], device["model"]) == ("person 1", "device 2")


def test_a_device_without_a_name_is_called_as_its_entity_is() -> None:
    contexts = (DeviceContext("x", entity_ids=("light.hall",)),)
    around = Surroundings.of(NAMES, Inventory(), contexts, load_words("en"), "en", Privacy.FULL)
    question = word_prompt(of_pattern(LATE), around)
    assert question is not None
    assert json.loads(question.prompt.user)["devices"] == [{"name": "Flurlicht", "kind": "light"}]


def test_a_device_whose_names_no_template_uses_is_called_by_its_own() -> None:
    suggestion = replace(of_pattern(LATE), entity_ids=("light.bed",))
    (device,) = sent(suggestion)["devices"]
    assert device["name"] == "Bedside"
    assert "as" not in device


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("privacy", SENT)
def test_the_system_part_is_the_same_for_all_of_a_language(language: str, privacy: Privacy) -> None:
    systems = {asked(each, language, privacy).prompt.system for each in typical(language)}
    assert len(systems) == 1
    assert {"en": "English", "de": "German (du)"}[language] in systems.pop()


def test_a_language_without_a_name_is_told_by_its_code() -> None:
    around = replace(surroundings(), language="pt-BR")
    question = word_prompt(of_pattern(), around)
    assert question is not None
    assert "in pt-BR." in question.prompt.system


def test_the_answer_has_all_fields_and_no_others() -> None:
    wanted: Any = schema()
    assert wanted["additionalProperties"] is False
    assert wanted["required"] == list(wanted["properties"])
    assert wanted["required"] == ["title", "description", "rationale", "category", "priority"]
    assert wanted["properties"]["category"]["enum"] == list(Category)
    assert wanted["properties"]["priority"]["enum"] == list(Priority)
    assert asked(of_pattern()).prompt.schema == wanted
    assert asked(of_pattern()).prompt.name == "suggestion"


def test_nothing_is_asked_where_nothing_may_leave() -> None:
    for suggestion in typical():
        assert word_prompt(suggestion, surroundings(privacy=Privacy.NOTHING)) is None


def test_nothing_is_asked_where_names_would_show_all_the_same() -> None:
    nouns = {f"light.n{number}": f"device{'x' * number}" for number in range(9)}
    names = replace(NAMES, entities={**NAMES.entities, **nouns})
    around = Surroundings.of(names, Inventory(), (), load_words("en"), "en", Privacy.PSEUDONYMS)
    assert word_prompt(of_pattern(), around) is None


def test_what_is_gone_from_the_home_is_not_told_by_its_id() -> None:
    names = Names()
    suggestion = of_pattern(LATE)
    wording = replace(suggestion.wording, description="At 22:30, turn off Secret lamp.", title="")
    gone = replace(suggestion, wording=wording, entity_ids=("light.secret_lamp",))
    around = Surroundings.of(names, Inventory(), (), load_words("en"), "en", Privacy.PSEUDONYMS)
    question = word_prompt(gone, around)
    assert question is not None
    assert "ecret" not in question.prompt.user
    assert "hall" not in question.prompt.user


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("privacy", SENT)
def test_no_id_and_no_yaml_is_sent_ever(language: str, privacy: Privacy) -> None:
    ids = {*NAMES.entities, *INVENTORY.devices} - {"sun.sun", "zone.home"}
    for suggestion in typical(language):
        user = asked(suggestion, language, privacy).prompt.user
        assert [each for each in ids if each in user] == []
        assert "trigger" not in user


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("privacy", SENT)
def test_a_typical_prompt_takes_at_most_700_tokens(language: str, privacy: Privacy) -> None:
    for suggestion in typical(language):
        assert prompt_tokens(asked(suggestion, language, privacy).prompt) <= 700


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("privacy", SENT)
def test_so_does_one_of_a_chain_of_four_devices(language: str, privacy: Privacy) -> None:
    lamps = tuple(f"light.lamp_{number}" for number in range(3))
    chain = Pattern(
        "sequence",
        StateTrigger("binary_sensor.hall", "on", "off"),
        (Effect("light.hall", "on"), *(Effect(each, "on", 60) for each in lamps)),
    )
    names = replace(
        NAMES, entities={**NAMES.entities, **{each: f"Reading lamp {each[-1]}" for each in lamps}}
    )
    like = CONTEXTS[0]
    contexts = (
        *CONTEXTS,
        *(
            replace(like, device_id=each, name=names.entity(each), entity_ids=(each,))
            for each in lamps
        ),
    )
    templates = load_words(language)
    around = Surroundings.of(names, INVENTORY, contexts, templates, language, privacy)
    suggestion = build_suggestion(Finding(chain, EVIDENCE), HOME, names, templates, NOW)
    question = word_prompt(suggestion, around)
    assert question is not None
    assert prompt_tokens(question.prompt) <= 700
    devices = json.loads(question.prompt.user)["devices"]
    assert ["maker" in each for each in devices] == [True, False, False, False]


@pytest.mark.parametrize("privacy", SENT)
def test_a_prompt_does_not_grow_with_the_home(privacy: Privacy) -> None:
    many = {f"light.l{number}": f"Lamp {number} of many" for number in range(3000)}
    names = replace(NAMES, entities={**NAMES.entities, **many})
    contexts = [
        *CONTEXTS,
        *(DeviceContext(f"x{each}", each, entity_ids=(each,)) for each in many),
    ]
    around = Surroundings.of(names, INVENTORY, contexts, load_words("en"), "en", privacy)
    question = word_prompt(of_pattern(), around)
    assert question is not None
    small = len(asked(of_pattern(), privacy=privacy).prompt.user)
    assert len(question.prompt.user) <= small + 20  # other numbers of stand-ins


def test_a_prompt_grows_neither_with_names_nor_with_the_number_of_devices() -> None:
    long = "Lämpchen " * 600
    entity_ids = tuple(f"light.l{number}" for number in range(60))
    names = Names(dict.fromkeys(entity_ids, long), {f"a{each}": long for each in range(9)})
    contexts = [
        DeviceContext(each, long, "a1", long, long, long, long, (each,), (f"light.{long}",) * 9)
        for each in entity_ids
    ]
    wording = replace(of_pattern().wording, title=long, description=long * 2, rationale=long)
    suggestion = replace(
        of_feature(),
        wording=wording,
        entity_ids=entity_ids,
        area_ids=tuple(names.areas),
        warnings=(long,) * 9,
    )
    around = Surroundings.of(names, Inventory(), contexts, load_words("de"), "de", Privacy.FULL)
    question = word_prompt(suggestion, around)
    assert question is not None
    assert len(question.prompt.user) < 3500


AWKWARD_NAMES = st.one_of(
    st.sampled_from(AWKWARD), st.text(min_size=1, max_size=30), st.from_regex(r"[A-Za-zäöü ]{1,20}")
)


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.fixed_dictionaries(dict.fromkeys(NAMES.entities, AWKWARD_NAMES)),
    AWKWARD_NAMES,
    AWKWARD_NAMES,
    st.sampled_from([LATE, MOVING, LOCKING, UNDONE]),
    st.sampled_from(LANGUAGES),
)
def test_nothing_of_the_homes_names_is_sent_whatever_they_are(
    entities: dict[str, str], room: str, device: str, pattern: Pattern, language: str
) -> None:
    names = replace(NAMES, entities=entities, areas=dict.fromkeys(NAMES.areas, room))
    contexts = [replace(each, name=device, area=room) for each in CONTEXTS]
    words = load_words(language)
    around = Surroundings.of(names, Inventory(), contexts, words, language, Privacy.PSEUDONYMS)
    suggestion = build_suggestion(Finding(pattern, EVIDENCE), HOME, names, words, NOW)
    question = word_prompt(suggestion, around)
    if question is None:
        return
    own = {"sun.sun", "zone.home"}
    private = [name for each, name in entities.items() if each not in own]
    said = texts(json.loads(question.prompt.user))
    assert [
        (name, text)
        for name in (*private, room, device)
        if name.strip()
        for text in said
        if shows(text, name)
    ] == []
