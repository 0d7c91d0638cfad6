"""Phase: from what was found to what is suggested."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import appears, habit
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.devices.synergies import Synergies
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import (
    Evidence,
    Finding,
    Mined,
    NearMiss,
    NearMissReason,
    NoFindings,
)
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.phases import suggestions as module
from custom_components.homeiq.phases.learning import LEARNING_RESET
from custom_components.homeiq.phases.phase import PhaseSkippedError, Run
from custom_components.homeiq.phases.suggestions import SUGGESTIONS
from custom_components.homeiq.showing import merge
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.samples import LONG_AGO, FakeMemory, pattern_of, run_of, suggestion_of
from tests.wards import accepted_of, async_automate

EVIDENCE = Evidence(days=14, right=12, wrong=1)


def finding_of(number: int) -> Finding:
    return Finding(pattern_of(number), EVIDENCE)


def mined_run(
    hass: HomeAssistant,
    *findings: Finding,
    misses: tuple[NearMiss, ...] = (),
    nothing: NoFindings | None = None,
    excluded: frozenset[str] = frozenset(),
) -> Run:
    patterns = tuple(finding.pattern for finding in findings)
    return run_of(
        hass,
        snapshot=Snapshot(Home(ZoneInfo("Europe/Berlin"), excluded=excluded), Names(), frozenset()),
        mined=Mined(findings, misses, patterns, 14, 7, nothing),
    )


@pytest.fixture(autouse=True)
def lamps(hass: HomeAssistant) -> None:
    """Have two lamps that can be switched."""
    for number in (1, 2):
        hass.states.async_set(f"light.l{number}", "off")
    async_mock_service(hass, "light", "turn_on")


async def test_findings_become_suggestions_in_mining_s_order(hass: HomeAssistant) -> None:
    run = mined_run(hass, finding_of(2), finding_of(1))
    added = await SUGGESTIONS.step(run)
    assert run.found is not None
    assert [each.entity_ids for each in run.found] == [("light.l2",), ("light.l1",)]
    assert run.found[0].rank > run.found[1].rank
    assert added.figures == {
        "pattern_suggestions": 2,
        "feature_suggestions": 0,
        "synergy_suggestions": 0,
        "near_misses": (),
        "reason": None,
    }
    assert added.detail == "2 suggestions, 0 withheld; worded by templates"
    assert run.report.pattern_suggestions == 2


@pytest.mark.parametrize("shorter", [False, True])
async def test_answers_move_what_is_found_until_they_are_forgotten(
    hass: HomeAssistant, store: Store, *, shorter: bool
) -> None:
    async def ranks(*kept: Suggestion) -> dict[str, float]:
        run = mined_run(hass, finding_of(1), finding_of(2))
        run.store, run.memory = store, FakeMemory(*kept)
        run.report = replace(run.report, shorter=shorter)
        await SUGGESTIONS.step(run)
        return {each.entity_ids[0]: each.rank for each in run.found or ()}

    before = await ranks()
    assert list(before) == ["light.l1", "light.l2"]
    dismissed = suggestion_of(1, fingerprint="another", status=Status.DISMISSED)
    after = await ranks(dismissed)
    assert list(after) == ["light.l2", "light.l1"], "what is worded and shown first"
    assert all(0.9 * before[one] < after[one] < before[one] for one in before)
    await store.moments.save(LEARNING_RESET, dismissed.updated_at)
    assert await ranks(dismissed) == before


async def test_what_would_not_work_is_withheld(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    run = mined_run(hass, finding_of(1), finding_of(9))
    added = await SUGGESTIONS.step(run)
    assert run.found is not None
    assert len(run.found) == 1
    (miss,) = added.figures["near_misses"]
    assert (miss.reason, miss.entity_ids) == ("unsafe", ("light.l9",))
    assert "light.l9" in miss.text
    assert "light.l9" in caplog.text


async def test_what_could_do_harm_is_withheld(hass: HomeAssistant) -> None:
    unlock = Pattern("time_of_day", ClockTrigger(600), (Effect("lock.front", "unlocked"),))
    run = mined_run(hass, Finding(unlock, EVIDENCE))
    added = await SUGGESTIONS.step(run)
    assert run.found == ()
    assert [miss.reason for miss in added.figures["near_misses"]] == ["unsafe"]
    assert added.figures["reason"], "nothing is suggested, so a sentence says why"


async def test_one_bad_finding_does_not_cost_the_others(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    odd = Pattern("time_of_day", ClockTrigger(600), (Effect("sensor.power", "42"),))
    run = mined_run(hass, Finding(odd, EVIDENCE), finding_of(1))
    await SUGGESTIONS.step(run)
    assert run.found is not None
    assert [each.entity_ids for each in run.found] == [("light.l1",)]
    assert "cannot be suggested" in caplog.text


async def test_advice_has_no_automation_to_check(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "build_suggestion", lambda *_: suggestion_of(7, automation=None))
    run = mined_run(hass, finding_of(7))
    await SUGGESTIONS.step(run)
    assert run.found is not None
    assert [each.id for each in run.found] == ["s7"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, True),
        ({"status": Status.SNOOZED}, True),
        ({"status": Status.EXPIRED, "shown_at": LONG_AGO}, True),
        ({"status": Status.EXPIRED}, False),
        ({"status": Status.DISMISSED}, False),
        ({"status": Status.ACCEPTED}, False),
        ({"pattern_type": None}, False),
    ],
)
async def test_what_was_suggested_once_and_is_excluded_now_is_told(
    hass: HomeAssistant, changes: dict[str, Any], *, told: bool
) -> None:
    run = mined_run(hass, excluded=frozenset({"light.l3"}))
    run.memory = FakeMemory(suggestion_of(3, **changes), suggestion_of(1))
    added = await SUGGESTIONS.step(run)
    texts = [(miss.reason, miss.entity_ids, miss.text) for miss in added.figures["near_misses"]]
    expected = ("excluded", ("light.l3",), "Lamp 3 at ten: the options exclude it.")
    assert texts == ([expected] if told else [])


async def test_advice_on_an_automation_that_is_excluded_is_not_given(hass: HomeAssistant) -> None:
    advice = replace(pattern_of(1), changes="automation.evening")
    run = mined_run(hass, Finding(advice, EVIDENCE), excluded=frozenset({"automation.evening"}))
    added = await SUGGESTIONS.step(run)
    assert run.found == ()
    assert [miss.reason for miss in added.figures["near_misses"]] == ["excluded"]


async def test_advice_on_an_automation_is_suggested_without_one_of_its_own(
    hass: HomeAssistant,
) -> None:
    run = mined_run(hass, Finding(replace(pattern_of(1), changes="automation.evening"), EVIDENCE))
    await SUGGESTIONS.step(run)
    assert run.found is not None
    assert [(each.automation, each.evidence) for each in run.found] == [(None, None)]


async def test_advice_on_an_automation_that_homeiq_made_offers_to_retire_it(
    hass: HomeAssistant, store: Store
) -> None:
    mine = accepted_of(3)
    (ours,) = await async_automate(hass, mine)
    said = []
    for kept in ((), (mine,)):
        run = mined_run(hass, Finding(replace(pattern_of(1), changes=ours), EVIDENCE))
        run.memory, run.store = FakeMemory(*kept), store
        await SUGGESTIONS.step(run)
        assert run.found is not None
        said.append(run.found[0].wording.rationale)
    assert said[1] == (
        f"{said[0]} HomeIQ has made this automation of a suggestion that you accepted. If it no"
        " longer fits at all, retire it: turn it off under Settings → Automations & scenes, and it"
        " stays off."
    )


async def test_near_misses_and_the_reason_are_worded_in_the_user_s_language(
    hass: HomeAssistant,
) -> None:
    miss = NearMiss(finding_of(1), NearMissReason.TOO_FEW_DAYS)
    texts = {}
    for language in ("en", "de"):
        hass.config.language = language
        run = mined_run(hass, misses=(miss,), nothing=NoFindings.TOO_FEW_DAYS)
        added = await SUGGESTIONS.step(run)
        texts[language] = (added.figures["near_misses"][0].text, added.figures["reason"])
    assert texts["en"][0] != texts["de"][0]
    assert texts["en"][1] != texts["de"][1]


async def test_without_mining_there_is_nothing_to_do(hass: HomeAssistant) -> None:
    with pytest.raises(PhaseSkippedError):
        await SUGGESTIONS.step(run_of(hass))


@pytest.fixture
def together(hass: HomeAssistant) -> tuple[Opportunity, Synergy, Synergy]:
    """Return a feature, a synergy without evidence and one with, of devices that are there."""
    for entity_id in ("binary_sensor.leak", "binary_sensor.door", "valve.main"):
        hass.states.async_set(entity_id, "off")
    async_mock_service(hass, "valve", "close_valve")
    dim = Step("light.turn_on", "light.l1", {"brightness_pct": 30})
    recipe = Recipe((Branch(ClockTrigger(22 * 3600), (dim,)),))
    offer = Opportunity(
        *("dim_at_night", "light.brightness", ("lamp",), ("light.l1",), "", "", 0.9, 0.9),
        recipe=recipe,
    )
    close = Step("valve.close_valve", "valve.main")
    leak = Recipe((Branch(appears("binary_sensor.leak"), (close,)),))
    unproven = Synergy("leak_valve", ("binary_sensor.leak", "valve.main"), None, leak, 0.4)
    door = habit(appears("binary_sensor.door"), ("light.l2", "on"))
    proven = Synergy("door_light", ("binary_sensor.door", "light.l2"), None, door, 0.7, EVIDENCE)
    return offer, unproven, proven


async def test_features_and_synergies_become_suggestions_of_their_own_types(
    hass: HomeAssistant, together: tuple[Opportunity, Synergy, Synergy]
) -> None:
    offer, unproven, proven = together
    run = mined_run(hass, finding_of(1))
    run.opportunities = (offer,)
    run.synergies = Synergies((proven, unproven))
    added = await SUGGESTIONS.step(run)
    assert run.found is not None
    assert [each.type.value for each in merge((), run.found)[:2]] == [
        "pattern_automation",
        "synergy_automation",
    ], "what is proven comes first"
    assert [each.fingerprint for each in merge((), run.found)[2:]] == [
        offer.fingerprint,
        unproven.fingerprint,
    ]
    assert {key: added.figures[key] for key in added.figures if key.endswith("_suggestions")} == {
        "pattern_suggestions": 1,
        "feature_suggestions": 1,
        "synergy_suggestions": 2,
    }


async def test_where_no_habit_was_found_a_feature_is_reason_enough(
    hass: HomeAssistant, together: tuple[Opportunity, Synergy, Synergy]
) -> None:
    run = mined_run(hass, nothing=NoFindings.NOTHING_HOLDS)
    run.opportunities = together[:1]
    added = await SUGGESTIONS.step(run)
    assert added.figures["reason"] is None
    alone = run_of(hass, snapshot=run.snapshot, opportunities=together[:1])
    added = await SUGGESTIONS.step(alone)
    assert alone.found is not None
    assert [each.fingerprint for each in alone.found] == [together[0].fingerprint]
    assert added.figures.keys().isdisjoint({"reason", "near_misses"})


async def test_a_feature_or_synergy_that_would_not_work_costs_only_itself(
    hass: HomeAssistant,
    together: tuple[Opportunity, Synergy, Synergy],
    caplog: pytest.LogCaptureFixture,
) -> None:
    offer, unproven, proven = together
    run = mined_run(hass)
    run.opportunities = (replace(offer, rule="unheard_of"), offer)
    gone = Step("valve.close_valve", "valve.gone")
    leak = Recipe((Branch(appears("binary_sensor.leak"), (gone,)),))
    run.synergies = Synergies((replace(unproven, plan=leak), replace(proven, evidence=None)))
    await SUGGESTIONS.step(run)
    assert run.found is not None
    assert [each.fingerprint for each in run.found] == [offer.fingerprint]
    assert "cannot be suggested: feature|unheard_of" in caplog.text
    assert "valve.gone" in caplog.text


async def test_a_feature_or_synergy_that_could_do_harm_is_left_to_people(
    hass: HomeAssistant,
    together: tuple[Opportunity, Synergy, Synergy],
    caplog: pytest.LogCaptureFixture,
) -> None:
    offer, unproven, proven = together
    unlocking = Recipe(
        (Branch(appears("binary_sensor.leak"), (Step("lock.unlock", "lock.door"),)),)
    )
    opening = habit(appears("binary_sensor.door"), ("lock.door", "unlocked"))
    run = mined_run(hass)
    run.opportunities = (replace(offer, recipe=unlocking),)
    run.synergies = Synergies((replace(unproven, plan=unlocking), replace(proven, plan=opening)))
    with caplog.at_level("INFO"):
        added = await SUGGESTIONS.step(run)
    assert run.found == ()
    assert added.figures["reason"]
    assert caplog.text.count("is left to people (unlock)") == 3
    assert "lock.door" not in caplog.text
