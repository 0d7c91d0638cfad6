"""A suggestion is changed as somebody asks, or stays as it was and says why."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.mining.edited import prove_edited
from custom_components.homeiq.mining.finding import Finding
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import ClockTrigger, Pattern
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.refining import Adviser, Grounds, async_refine
from custom_components.homeiq.suggestions.build import build_suggestion
from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.refining.edits import NOBODY, Level, Require, SetLevel
from custom_components.homeiq.suggestions.refining.refined import Around
from custom_components.homeiq.suggestions.refining.refusal import Refusal
from custom_components.homeiq.suggestions.spending import Account, Purse, Till
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from custom_components.homeiq.suggestions.wanted import Privacy, Wanted
from custom_components.homeiq.suggestions.words import load_words
from custom_components.homeiq.suggestions.writers.provider import (
    BadAnswerError,
    KeyRefusedError,
    ProviderError,
    Said,
    Usage,
)
from tests.mining.build import Diary
from tests.suggestions.typical import (
    HOME,
    INVENTORY,
    LATE,
    MOVING,
    NAMES,
    NOW,
    of_feature,
    of_pattern,
    surroundings,
)
from tests.test_translations import LANGUAGES

WORDS = load_words("en")
AROUND = Around.of(HOME, NAMES, INVENTORY, WORDS, 0.6)
WANTED = Wanted()
SETTINGS = MiningSettings()


@pytest.fixture(autouse=True)
async def home(hass: HomeAssistant) -> None:
    """Give the home what the suggestions are about."""
    assert await async_setup_component(hass, "light", {})
    for entity_id in NAMES.entities:
        hass.states.async_set(entity_id, "off")


class FakeModel:
    """Answers what it is told to, one after the other."""

    def __init__(self, *answers: Mapping[str, object] | ProviderError) -> None:
        self.answers = list(answers)
        self.asked: list[Prompt] = []

    async def say(self, prompt: Prompt) -> Said:
        self.asked.append(prompt)
        answer = self.answers.pop(0)
        if isinstance(answer, ProviderError):
            raise answer
        return Said(answer, Usage("gpt-4o-mini", 500, 40))

    def adviser(self, privacy: Privacy = Privacy.FULL, spent: float = 0.0) -> Adviser:
        purse = Purse(WANTED, Account("gpt-4o-mini"), Till(spent))
        return Adviser(self.say, WANTED, purse, surroundings("en", privacy))


def edits(*forms: tuple[str, str, str], cannot: str = "") -> dict[str, object]:
    return {
        "edits": [dict(zip(("edit", "entity", "value"), each, strict=True)) for each in forms],
        "cannot": cannot,
    }


def evenings() -> Diary:
    diary = Diary()
    diary.known(light__hall="off", person__anna="home")
    diary.habit(range(28), "20:00", "light.hall")
    return diary


@pytest.fixture(name="found", scope="module")
def found_habit() -> Finding:
    (finding,) = mine(evenings().log(HOME), HOME, SETTINGS).findings
    return finding


def grounds(pattern: Pattern) -> Grounds:
    return Grounds(pattern, partial(prove_edited, evenings().log(HOME), HOME, SETTINGS, pattern))


async def refused(hass: HomeAssistant, suggestion: Suggestion, wish: str, **tools: Any) -> str:
    with pytest.raises(HomeAssistantError) as error:
        await async_refine(hass, suggestion, wish, AROUND, **tools)
    assert error.value.translation_key is not None
    return error.value.translation_key


async def test_a_plain_instruction_needs_no_model_and_is_proven(
    hass: HomeAssistant, found: Finding
) -> None:
    before = build_suggestion(found, HOME, NAMES, WORDS, NOW)
    after = await async_refine(
        hass, before, "5 minutes later", AROUND, grounds=grounds(found.pattern)
    )
    trigger = found.pattern.trigger
    assert isinstance(trigger, ClockTrigger)
    at = trigger.second + 300
    assert after.automation is not None
    assert after.automation["triggers"] == [
        {"trigger": "time", "at": f"{at // 3600:02}:{at // 60 % 60:02}:00"}
    ]
    assert after.evidence is not None
    assert (after.evidence.right, after.evidence.days) == (28, 28)
    assert after.warnings == ()
    assert (after.id, after.fingerprint) == (before.id, before.fingerprint)


async def test_what_people_did_not_do_by_hand_is_kept_with_a_warning(
    hass: HomeAssistant, found: Finding
) -> None:
    before = build_suggestion(found, HOME, NAMES, WORDS, NOW)
    after = await async_refine(
        hass, before, "3 hours later", AROUND, grounds=grounds(found.pattern)
    )
    assert after.status is Status.DRAFT
    assert after.evidence is not None
    assert after.evidence.right == 0
    assert len(after.warnings) == 1


async def test_a_second_change_is_proven_with_the_first(
    hass: HomeAssistant, found: Finding
) -> None:
    tools = {"grounds": grounds(found.pattern)}
    suggestion = build_suggestion(found, HOME, NAMES, WORDS, NOW)
    for wish in ("3 hours later", "3 hours earlier"):
        suggestion = await async_refine(hass, suggestion, wish, AROUND, **tools)
    assert suggestion.evidence == found.evidence
    assert suggestion.automation is not None
    assert [each.instruction for each in suggestion.refinements] == [
        "3 hours later",
        "3 hours earlier",
    ]


async def test_what_no_replay_sees_keeps_its_figures(hass: HomeAssistant) -> None:
    def never(_: object) -> Finding:
        raise AssertionError("nothing to replay")

    before = of_pattern()
    after = await async_refine(
        hass,
        before,
        "at half brightness",
        AROUND,
        grounds=Grounds(MOVING, never),
    )
    assert after.evidence == before.evidence
    assert after.warnings == ()
    assert "brightness 50%" in after.wording.description


async def test_a_model_says_what_is_not_plain(hass: HomeAssistant) -> None:
    model = FakeModel(edits(("require_presence", "", "nobody"), ("set_brightness", "e1", "10")))
    adviser = model.adviser()
    wish = "scare burglars a bit while we are out"
    after = await async_refine(hass, of_pattern(), wish, AROUND, adviser=adviser)
    assert after.refinements[0].edits == (
        Require(NOBODY),
        SetLevel(Level.BRIGHTNESS, 10, "light.hall"),
    )
    assert json.loads(model.asked[0].user)["wish"] == wish
    assert adviser.purse.tokens.total == 540


async def test_a_bad_answer_is_asked_for_once_more(hass: HomeAssistant) -> None:
    bad = edits(("unlock", "e1", ""))
    model = FakeModel(bad, edits(("shift", "", "20 min")))
    await async_refine(hass, of_pattern(LATE), "a bit later", AROUND, adviser=model.adviser())
    model = FakeModel(bad, BadAnswerError("no JSON"))
    key = await refused(hass, of_pattern(LATE), "a bit later", adviser=model.adviser())
    assert key == "refine_bad_answer"
    assert len(model.asked) == 2


async def test_what_edits_cannot_express_leaves_it_as_it_was(hass: HomeAssistant) -> None:
    model = FakeModel(edits(cannot="Nothing sings."))
    assert await refused(hass, of_pattern(), "sing", adviser=model.adviser()) == "refine_cannot"


async def test_what_a_model_may_not_change_is_refused(hass: HomeAssistant) -> None:
    model = FakeModel(edits(("add_target", "e1", "e2")))
    key = await refused(hass, of_pattern(), "the sensor too", adviser=model.adviser())
    assert key == "refine_not_of_area"


async def test_a_model_that_does_not_answer_is_told_of(hass: HomeAssistant) -> None:
    model = FakeModel(KeyRefusedError("the key is refused"))
    adviser = model.adviser()
    assert await refused(hass, of_pattern(), "sing", adviser=adviser) == "refine_model_failed"
    broke = FakeModel().adviser(spent=100.0)
    assert await refused(hass, of_pattern(), "sing", adviser=broke) == "refine_budget"


async def test_without_a_model_only_plain_instructions_are_understood(hass: HomeAssistant) -> None:
    assert await refused(hass, of_pattern(), "sing") == "refine_not_understood"
    private = FakeModel().adviser(Privacy.NOTHING)
    assert await refused(hass, of_pattern(), "sing", adviser=private) == "refine_not_understood"


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DISMISSED, Status.EXPIRED])
async def test_what_is_decided_on_is_not_changed(hass: HomeAssistant, status: Status) -> None:
    decided = replace(of_pattern(), status=status)
    assert await refused(hass, decided, "20 minutes later") == "refine_answered"


async def test_a_snoozed_one_stays_snoozed(hass: HomeAssistant) -> None:
    snoozed = replace(of_pattern(LATE), status=Status.SNOOZED)
    after = await async_refine(hass, snoozed, "20 minutes later", AROUND)
    assert after.status is Status.SNOOZED


async def test_advice_is_not_changed(hass: HomeAssistant) -> None:
    advice = replace(of_pattern(), automation=None)
    assert await refused(hass, advice, "20 minutes later") == "refine_advice"


async def test_what_does_not_fit_is_refused_before_it_is_replayed(hass: HomeAssistant) -> None:
    def never(_: object) -> Finding:
        raise AssertionError("nothing to replay")

    tools = {"grounds": Grounds(MOVING, never)}
    key = await refused(hass, of_pattern(), "only on weekdays and to 20 degrees", **tools)
    assert key == "refine_no_such_act"


async def test_a_habit_of_another_night_proves_nothing(hass: HomeAssistant, found: Finding) -> None:
    """Its conditions or its time may be others than those that people have seen."""
    before = build_suggestion(found, HOME, NAMES, WORDS, NOW)
    other = replace(found.pattern, conditions=(NOBODY,))
    after = await async_refine(hass, before, "5 minutes later", AROUND, grounds=grounds(other))
    assert after.evidence == before.evidence
    assert len(after.warnings) == 1
    assert "before your change" in after.warnings[0]


async def test_a_feature_is_changed_without_a_proof(hass: HomeAssistant) -> None:
    after = await async_refine(hass, of_feature(), "at 50 %", AROUND)
    assert after.automation is not None
    assert after.automation["actions"][0]["data"] == {"brightness_pct": 50}
    assert after.evidence is None


async def test_what_home_assistant_would_not_accept_is_refused(hass: HomeAssistant) -> None:
    hass.states.async_remove("zone.home")
    with pytest.raises(ServiceValidationError) as error:
        await async_refine(hass, of_pattern(LATE), "only when nobody is home", AROUND)
    assert error.value.translation_key == "refine_invalid"
    assert error.value.translation_placeholders == {"problem": "zone.home"}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_refusal_has_a_text(language: str) -> None:
    texts = LANGUAGES[language]["exceptions"]
    for each in Refusal:
        assert texts[f"refine_{each.value}"]["message"]
