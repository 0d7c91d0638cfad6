"""The whole way in one Home Assistant: history, habits, suggestions, entities, repairs, actions."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.components.recorder import Recorder
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockUser,
    async_capture_events,
    async_mock_service,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.const import CONF_WORDING, DOMAIN, EVENT_ANALYSIS_COMPLETED
from custom_components.homeiq.suggestions.lifecycle import accept
from custom_components.homeiq.suggestions.suggestion import Suggestion
from custom_components.homeiq.suggestions.writers.choice import as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from tests.fake_openai import GOOD, KEY, MODEL, Chances, FakeOpenAI
from tests.living import Living
from tests.samples import coordinator_of
from tests.suggestions.writers.openai_parts import until

BERLIN = ZoneInfo("Europe/Berlin")
LAMP = "light.reading"
BED, LEAK, VALVE = "light.bed", "binary_sensor.leak", "valve.main"
DAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
}


async def live(hass: HomeAssistant, days: int) -> None:
    """Have somebody switch the reading lamp on at about ten and off before midnight."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    random = Random(7)  # noqa: S311  # scatter, no secret
    somebody = MockUser(name="Anna").add_to_hass(hass)
    today = dt_util.now(BERLIN).date()
    hass.states.async_set(
        LAMP, "off", timestamp=(dt_util.utcnow() - timedelta(days=days, hours=20)).timestamp()
    )
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        for state, hour, minute in (("on", 22, 0), ("off", 23, 30)):
            at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)
            at += timedelta(seconds=random.gauss(0, 120))
            hass.states.async_set(
                LAMP, state, context=Context(user_id=somebody.id), timestamp=at.timestamp()
            )
    for action in ("turn_on", "turn_off"):
        async_mock_service(hass, "light", action)
    await async_wait_recording_done(hass)


async def furnish(hass: HomeAssistant, days: int = 24) -> Living:
    """Have somebody use a lamp that can be dimmed and never is, beside a sink without a watch."""
    assert await async_setup_component(hass, "persistent_notification", {})  # as at each start
    living = Living(hass)
    living.lamp(BED, "Bed lamp")
    living.device(LEAK, "Sink", "Kitchen", original_device_class="moisture")
    living.device(VALVE, "Main valve", "Cellar", original_device_class="water")
    living.night(BED, days)
    living.becomes(living.at(days, "12:00"), LEAK, "off")
    living.becomes(living.at(days, "12:00"), VALVE, "open")
    for domain, action in (("light", "turn_on"), ("light", "turn_off"), ("valve", "close_valve")):
        async_mock_service(hass, domain, action)
    await living.record()
    return living


async def add(hass: HomeAssistant) -> Any:
    """Add the integration as people do, and wait for what it starts by itself."""
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    done = await hass.config_entries.flow.async_configure(form["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=True)
    return done["result"]


async def test_a_habit_becomes_a_suggestion_without_anybody_asking(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    events = async_capture_events(hass, EVENT_ANALYSIS_COMPLETED)
    await live(hass, 24)
    entry = await add(hass)
    assert [event.data["status"] for event in events] == ["completed"]
    report = events[0].data
    assert {each["name"]: each["status"] for each in report["phases"]} == {
        **dict.fromkeys(("capabilities", "events", "patterns", "features", "synergies"), "ok"),
        **dict.fromkeys(("context", "suggestions", "store", "publish"), "ok"),
    }
    assert report["reason"] is None
    assert report["patterns"]["time_of_day"] >= 2

    answer = await hass.services.async_call(
        DOMAIN, "get_suggestions", blocking=True, return_response=True
    )
    suggestions: Any = answer["suggestions"] if answer is not None else []
    on = next(
        each
        for each in suggestions
        if each["automation"]["actions"][0]["action"] == "light.turn_on"
    )
    assert on["automation"]["triggers"][0]["at"].startswith(("21:5", "22:0"))
    assert on["evidence"]["right"] >= 18
    assert on["confidence"] > 0.6
    assert on["shown_at"] is not None

    state = hass.states.get("sensor.homeiq_suggestion_1")
    assert state is not None
    assert state.attributes["id"] == suggestions[0]["id"]
    assert (DOMAIN, f"suggestion_{suggestions[0]['id']}") in ir.async_get(hass).issues
    event = hass.states.get("event.homeiq_analysis")
    assert event is not None
    assert event.attributes["event_type"] == "completed"

    # Seen again, they are the same; what was dismissed does not come back.
    await hass.services.async_call(
        DOMAIN, "dismiss_suggestion", {"suggestion_id": on["id"]}, blocking=True
    )
    again = await coordinator_of(entry).async_run_analysis()
    assert "dismissed" in {miss.reason for miss in again.near_misses}
    kept = {each.id: each.status.value for each in coordinator_of(entry).suggestions}
    assert kept.keys() == {each["id"] for each in suggestions}
    assert kept[on["id"]] == "dismissed"


READING = {
    "alias": "Reading",
    "triggers": [{"trigger": "time", "at": "22:00:00"}],
    "actions": [{"action": "light.turn_on", "target": {"entity_id": LAMP}}],
}

type Automate = Callable[[dict[str, Any]], Awaitable[None]]


@pytest.fixture
async def automate(hass: HomeAssistant) -> AsyncIterator[Automate]:
    """Return a way to have an automation of the user's; it is called Reading."""

    async def build(config: dict[str, Any]) -> None:
        assert await async_setup_component(hass, "automation", {"automation": [config]})
        await hass.async_block_till_done()

    yield build
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.reading"}, blocking=True
    )


def attributes_of(hass: HomeAssistant) -> Any:
    """Return what is told of accepted automations."""
    state = hass.states.get("sensor.homeiq_acts_spared")
    assert state is not None
    return state.attributes


def by_action(entry: Any) -> dict[str, Suggestion]:
    """Return what is kept by what it does."""
    return {
        each.automation["actions"][0]["action"]: each
        for each in coordinator_of(entry).suggestions
        if each.automation is not None
    }


async def test_what_an_automation_does_already_is_not_suggested(
    recorder_mock: Recorder, hass: HomeAssistant, automate: Automate
) -> None:
    await live(hass, 24)
    await automate(READING)
    entry = await add(hass)
    assert by_action(entry).keys() == {"light.turn_off"}
    report = coordinator_of(entry).data.last
    assert report is not None
    (miss,) = [each for each in report.near_misses if each.reason == "already_automated"]
    assert "Reading does it already" in miss.text


async def test_what_the_user_automates_while_it_waits_counts_as_accepted(
    recorder_mock: Recorder, hass: HomeAssistant, automate: Automate
) -> None:
    await live(hass, 24)
    entry = await add(hass)
    await automate(READING)
    await coordinator_of(entry).async_run_analysis()
    kept = by_action(entry)
    assert (kept["light.turn_on"].status.value, kept["light.turn_on"].accepted_by) == (
        "accepted",
        "user",
    )
    assert kept["light.turn_off"].status.value == "draft"
    issue = f"suggestion_{kept['light.turn_on'].id}"
    assert (DOMAIN, issue) not in ir.async_get(hass).issues


async def test_what_was_accepted_is_not_offered_again_nor_is_what_it_does(
    recorder_mock: Recorder, hass: HomeAssistant, automate: Automate
) -> None:
    await live(hass, 24)
    entry = await add(hass)
    coordinator = coordinator_of(entry)
    offered = by_action(entry)["light.turn_on"]
    await coordinator.async_answer(
        offered.id, lambda each: accept(each, "homeiq_reading", dt_util.utcnow())
    )
    assert offered.automation is not None
    await automate({**offered.automation, "id": "homeiq_reading", "alias": "Reading"})
    report = await coordinator.async_run_analysis()
    kept = by_action(entry)["light.turn_on"]
    assert (kept.id, kept.status.value, kept.accepted_by) == (offered.id, "accepted", "homeiq")
    about = [each for each in coordinator.suggestions if each.pattern_type == "time_of_day"]
    assert len(about) == 2  # switching it on, which is accepted, and off
    (miss,) = [each for each in report.near_misses if each.reason == "already_automated"]
    assert "Reading does it already" in miss.text
    assert attributes_of(hass)["automations"][0]["entity_id"] == "automation.reading"


async def test_what_an_accepted_automation_does_is_no_habit(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    today = dt_util.now(BERLIN).date()
    begin = dt_util.utcnow() - timedelta(days=24, hours=20)
    hass.states.async_set(LAMP, "off", timestamp=begin.timestamp())
    somebody = MockUser(name="Anna").add_to_hass(hass)
    for back in range(24, 0, -1):
        day = today - timedelta(days=back)
        at = datetime(day.year, day.month, day.day, 22, tzinfo=BERLIN)
        run = Context()
        hass.bus.async_fire(
            "automation_triggered",
            {"name": "Reading", "entity_id": "automation.reading"},
            context=run,
            time_fired=at.timestamp(),
        )
        off = at + timedelta(minutes=90)
        hass.states.async_set(LAMP, "on", context=run, timestamp=at.timestamp() + 1)
        by_hand = Context(user_id=somebody.id)
        hass.states.async_set(LAMP, "off", context=by_hand, timestamp=off.timestamp())
    for action in ("turn_on", "turn_off"):
        async_mock_service(hass, "light", action)
    await async_wait_recording_done(hass)
    # Not even where nobody knows that automation any more.
    assert by_action(await add(hass)).keys() == {"light.turn_off"}


async def test_what_loses_its_evidence_expires_and_comes_back_with_it(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    await live(hass, 24)
    entry = await add(hass)
    first = by_action(entry)
    for excluded, status in (([LAMP], "expired"), ([], "draft")):
        hass.config_entries.async_update_entry(entry, options={"excluded_entities": excluded})
        assert await hass.config_entries.async_reload(entry.entry_id)
        await coordinator_of(entry).async_run_analysis()
        kept = by_action(entry)
        assert {each.status.value for each in kept.values()} == {status}
        assert {action: each.id for action, each in kept.items()} == {
            action: each.id for action, each in first.items()
        }
        assert all(kept[action].evidence == first[action].evidence for action in first)
        assert all(kept[action].shown_at == first[action].shown_at for action in first)


async def test_what_is_excluded_while_it_waits_expires_and_is_told(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    await live(hass, 24)
    entry = await add(hass)
    titles = {each.wording.title for each in coordinator_of(entry).suggestions}
    assert titles
    hass.config_entries.async_update_entry(entry, options={"excluded_entities": [LAMP]})
    await hass.config_entries.async_reload(entry.entry_id)
    for _ in range(2):  # and goes on to be told
        report = await coordinator_of(entry).async_run_analysis()
        misses = [miss for miss in report.near_misses if miss.reason == "excluded"]
        assert {miss.text for miss in misses} == {
            f"{title}: the options exclude it." for title in titles
        }
    statuses = {each.status.value for each in coordinator_of(entry).suggestions}
    assert statuses == {"expired"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "{days} of the 7 days needed are there; look again on {day}."),
        ("de", "{days} von 7 nötigen Tagen sind da; schau am {day} wieder nach."),
    ],
)
async def test_a_young_home_is_told_in_its_language_when_to_look_again(
    recorder_mock: Recorder, hass: HomeAssistant, language: str, text: str
) -> None:
    hass.config.language = language
    await live(hass, 3)
    await add(hass)
    state = hass.states.get("sensor.homeiq_suggestions")
    assert state is not None
    assert state.state == "0"
    # Nothing has happened today, so seven days are there when the seventh is over.
    today = dt_util.now(BERLIN).date()
    began = (dt_util.now(BERLIN) - timedelta(days=3, hours=20)).date()
    days = (today - began).days
    assert state.attributes["days_of_history"] == days
    over = began + timedelta(days=7)
    assert state.attributes["reason"] == text.format(days=days, day=DAYS[language][over.weekday()])
    status = hass.states.get("sensor.homeiq_status")
    assert status is not None
    assert status.state == "idle"


@pytest.fixture
async def fake(socket_enabled: None) -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI().serving() as serving:
        yield serving


async def choose(hass: HomeAssistant, entry: Any, fake: FakeOpenAI, **options: Any) -> None:
    """Have a model word from now on."""
    settings = OpenAISettings(KEY, fake.url, MODEL)
    data = {CONF_WORDING: as_kept(settings)}
    prices = {"price_in": 10.0, "price_out": 10.0}
    hass.config_entries.async_update_entry(entry, data=data, options={**prices, **options})
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()


def cost(hass: HomeAssistant) -> float:
    state = hass.states.get("sensor.homeiq_openai_cost")
    assert state is not None
    return float(state.state)


async def test_a_model_words_what_people_see_once(
    recorder_mock: Recorder, hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    await live(hass, 24)
    entry = await add(hass)
    plain = coordinator_of(entry).suggestions
    assert {each.wording.source for each in plain} == {"template"}
    await choose(hass, entry, fake)
    first = await coordinator_of(entry).async_run_analysis()
    assert len(fake.asked) == len(plain)
    worded = coordinator_of(entry).suggestions
    assert {each.wording.source for each in worded} == {"openai"}
    assert {each.wording.plain for each in worded} == {each.wording for each in plain}
    assert [replace(each, wording=None, automation=None, updated_at=None) for each in worded] == [  # type: ignore[arg-type]
        replace(each, wording=None, automation=None, updated_at=None)  # type: ignore[arg-type]
        for each in plain
    ]
    state = hass.states.get("sensor.homeiq_suggestion_1")
    assert state is not None
    assert state.state == "The title"
    assert state.attributes["wording"] == "openai"
    report = first.as_dict()
    assert report["openai_tokens"]["total"] > 0
    assert cost(hass) == report["openai_cost_usd"] > 0
    issue = ir.async_get(hass).issues[DOMAIN, f"suggestion_{worded[0].id}"]
    assert (issue.translation_placeholders or {})["title"] == "The title"

    # A second night, after a restart: nothing is asked, nothing is paid.
    fake.asked.clear()
    assert await hass.config_entries.async_reload(entry.entry_id)
    second = await coordinator_of(entry).async_run_analysis()
    assert fake.asked == []
    assert coordinator_of(entry).suggestions == worded
    assert second.as_dict()["openai_tokens"]["total"] == 0
    assert cost(hass) == report["openai_cost_usd"]

    # Templates again: all is as it was, and no trouble is left.
    hass.config_entries.async_update_entry(entry, data={})
    assert await hass.config_entries.async_reload(entry.entry_id)
    await coordinator_of(entry).async_run_analysis()
    assert [each.wording for each in coordinator_of(entry).suggestions] == [
        each.wording for each in plain
    ]


async def test_a_budget_stops_words_and_is_told_once(
    recorder_mock: Recorder, hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    await live(hass, 24)
    entry = await add(hass)
    await choose(hass, entry, fake, monthly_budget=0.0001)
    for _ in range(2):
        report = await coordinator_of(entry).async_run_analysis()
        assert report.status.value == "completed"
        assert fake.asked == []
        assert {each.wording.source for each in coordinator_of(entry).suggestions} == {"template"}
        assert [an_id for _, an_id in ir.async_get(hass).issues if "budget" in an_id] == [
            "budget_spent"
        ]


async def test_a_refused_key_is_asked_for_and_templates_word(
    recorder_mock: Recorder, hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    fake.key = "sk-the-right-one-0123456789"
    await live(hass, 24)
    entry = await add(hass)
    await choose(hass, entry, fake)
    report = await coordinator_of(entry).async_run_analysis()
    await hass.async_block_till_done()
    assert report.status.value == "completed"
    (flow,) = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    assert flow["step_id"] == "reauth_wording"
    assert {each.wording.source for each in coordinator_of(entry).suggestions} == {"template"}


async def test_unloading_while_words_are_asked_for_leaves_nothing_behind(
    recorder_mock: Recorder, hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    await live(hass, 24)
    entry = await add(hass)
    await choose(hass, entry, fake, concurrency=1)
    fake.troubles.append(GOOD)  # one is paid for, the next hangs
    fake.chances = Chances(seconds=(60.0, 60.0))
    before = asyncio.all_tasks()
    run = asyncio.ensure_future(coordinator_of(entry).async_run_analysis())
    await until(lambda: len(fake.asked) == 2)
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError):
        await run
    await until(lambda: not fake.busy)
    left = {repr(each.get_coro()) for each in asyncio.all_tasks() - before}
    assert not [each for each in left if "homeiq" in each]
    fake.chances = Chances()
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert cost(hass) > 0, "what was paid is paid"


async def test_what_somebody_refines_stays_so_in_later_runs(
    recorder_mock: Recorder, hass: HomeAssistant, fake: FakeOpenAI
) -> None:
    await live(hass, 24)
    entry = await add(hass)
    await choose(hass, entry, fake)
    await coordinator_of(entry).async_run_analysis()
    before = by_action(entry)["light.turn_on"]
    fake.asked.clear()
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "refine_suggestion",
        {"suggestion_id": before.id, "instruction": "20 minutes later"},
        blocking=True,
        return_response=True,
    )
    assert fake.asked == [], "a plain instruction needs no model"
    assert answer["automation"]["triggers"][0]["at"].startswith(("22:1", "22:2"))
    assert answer["wording"] == "template"
    after = by_action(entry)["light.turn_on"]
    assert (after.id, after.shown_at, after.status) == (before.id, before.shown_at, before.status)
    assert after.evidence is not None
    assert before.evidence is not None
    assert after.evidence != before.evidence, "it was tried again"
    assert [each.instruction for each in after.refinements] == ["20 minutes later"]

    assert await hass.config_entries.async_reload(entry.entry_id)
    assert by_action(entry)["light.turn_on"] == after
    await coordinator_of(entry).async_run_analysis()
    again = by_action(entry)["light.turn_on"]
    assert again.automation is not None
    assert after.automation is not None
    assert again.automation["triggers"] == after.automation["triggers"]
    assert again.refinements == after.refinements
    assert again.evidence == after.evidence
    assert again.wording.source == "openai"
    assert len(fake.asked) == 1, "it is another finding, so it gets other words"
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            DOMAIN,
            "refine_suggestion",
            {"suggestion_id": before.id, "instruction": "at -5 %"},
            blocking=True,
        )
    assert by_action(entry)["light.turn_on"] == again


async def test_an_empty_home_is_told_that_nothing_was_recorded(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    entry = await add(hass)
    report = coordinator_of(entry).data.last
    assert report is not None
    assert report.status.value == "completed"
    state = hass.states.get("sensor.homeiq_suggestions")
    assert state is not None
    assert state.attributes["reason"] == report.reason
    assert report.reason is not None


async def test_shorter_days_can_be_asked_for(recorder_mock: Recorder, hass: HomeAssistant) -> None:
    await live(hass, 24)
    entry = await add(hass)
    whole = coordinator_of(entry).data.last
    report = await coordinator_of(entry).async_run_analysis(days=5)
    assert whole is not None
    assert 0 < report.events < whole.events
    assert report.suggestions_generated == 0
    statuses = {each.status.value for each in coordinator_of(entry).suggestions}
    assert statuses == {"draft"}, "what was not looked at has not lost its evidence"
    assert report.reason == "This run looked at 5 days only; 7 are needed."
    assert coordinator_of(entry).data.good == whole
    state = hass.states.get("sensor.homeiq_suggestions")
    assert state is not None
    assert state.attributes["days_of_history"] == whole.days_of_history
    assert state.attributes["near_misses"] == [miss.as_dict() for miss in whole.near_misses[:10]]


async def test_what_the_recorder_has_forgotten_counts_the_next_night_and_is_counted_once(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    await live(hass, 24)
    coordinator = coordinator_of(await add(hass))
    first = coordinator.data.last
    found = {each.id: each.evidence for each in coordinator.suggestions}
    await hass.services.async_call("recorder", "purge", {"keep_days": 5}, blocking=True)
    await async_wait_recording_done(hass)
    second = await coordinator.async_run_analysis()
    assert first is not None
    assert (second.status, second.events) == (first.status, first.events)
    assert found
    assert {each.id: each.evidence for each in coordinator.suggestions} == found


def by_type(entry: Any, kind: str) -> Suggestion:
    """Return the only one of its type that is kept."""
    (found,) = [each for each in coordinator_of(entry).suggestions if each.type.value == kind]
    return found


async def test_what_nobody_uses_and_what_nothing_connects_become_suggestions(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    events = async_capture_events(hass, EVENT_ANALYSIS_COMPLETED)
    await furnish(hass)
    await add(hass)
    report = events[0].data
    assert report["status"] == "completed"
    assert {key: report[key] for key in ("opportunities", "synergies")} == {
        "opportunities": 1,
        "synergies": 1,
    }
    assert (report["feature_suggestions"], report["synergy_suggestions"]) == (1, 1)
    assert report["suggestions_generated"] == report["pattern_suggestions"] + 2
    assert report["context_cache"] == {"hits": 0, "misses": 3}
    assert "Bed lamp" not in str(report["phases"])

    answer = await hass.services.async_call(
        DOMAIN, "get_suggestions", blocking=True, return_response=True
    )
    suggestions: Any = answer["suggestions"] if answer is not None else []
    kinds = [each["type"] for each in suggestions]
    assert kinds[-2:] == ["feature_discovery", "synergy_automation"], "what is proven comes first"
    assert set(kinds[:-2]) == {"pattern_automation"}
    feature, synergy = suggestions[-2:]
    assert feature["title"] == "Dim Bed lamp at night"
    assert "about 7 times a week" in feature["rationale"]
    assert feature["automation"]["actions"][0]["data"] == {"brightness_pct": 30}
    assert synergy["title"] == "Close Main valve when water leaks"
    assert synergy["entity_ids"] == [LEAK, VALVE]
    for each in (feature, synergy):
        assert (each["pattern_type"], each["confidence"], each["evidence"]) == (None, None, None)
        assert each["shown_at"] is not None

    shown = [hass.states.get(f"sensor.homeiq_suggestion_{n + 1}") for n in range(len(kinds))]
    assert [state and state.attributes["type"] for state in shown] == kinds
    use = hass.states.get("sensor.homeiq_device_utilization")
    assert use is not None
    assert use.state == "0.0"
    assert use.attributes["least_used"] == [{"device": "Bed lamp", "used": 0, "of": 1}]


async def test_a_feature_that_was_dismissed_does_not_come_back(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    await furnish(hass)
    entry = await add(hass)
    feature = by_type(entry, "feature_discovery")
    await hass.services.async_call(
        DOMAIN, "dismiss_suggestion", {"suggestion_id": feature.id}, blocking=True
    )
    report = await coordinator_of(entry).async_run_analysis()
    assert (report.opportunities, report.feature_suggestions) == (0, 0)
    assert by_type(entry, "feature_discovery").status.value == "dismissed"
    assert report.context_misses == 0
    assert report.context_hits > 0


async def test_a_feature_that_somebody_uses_by_then_expires_and_a_link_that_is_built_is_accepted(
    recorder_mock: Recorder, hass: HomeAssistant, automate: Automate
) -> None:
    living = await furnish(hass)
    entry = await add(hass)
    shorter = await coordinator_of(entry).async_run_analysis(days=3)
    assert shorter.suggestions_generated == 0
    assert {each.status.value for each in coordinator_of(entry).suggestions} == {"draft"}
    living.does(living.at(1, "20:00"), BED, "on", brightness_pct=20)
    living.does(living.at(1, "20:05"), BED, "off")
    await living.record()
    await automate(
        {
            "alias": "Reading",
            "triggers": [{"trigger": "state", "entity_id": LEAK, "to": "on"}],
            "actions": [{"action": "valve.close_valve", "target": {"entity_id": VALVE}}],
        }
    )
    await coordinator_of(entry).async_run_analysis()
    assert by_type(entry, "feature_discovery").status.value == "expired"
    synergy = by_type(entry, "synergy_automation")
    assert (synergy.status.value, synergy.accepted_by) == ("accepted", "user")
    use = hass.states.get("sensor.homeiq_device_utilization")
    assert use is not None
    assert float(use.state) == 100


@pytest.mark.parametrize("language", ["en", "de"])
async def test_of_a_young_home_neither_features_nor_links_are_told(
    recorder_mock: Recorder, hass: HomeAssistant, language: str
) -> None:
    hass.config.language = language
    await furnish(hass, days=3)
    entry = await add(hass)
    assert coordinator_of(entry).suggestions == ()
    report = coordinator_of(entry).data.last
    assert report is not None
    phases = {phase.name: phase.status.value for phase in report.phases}
    assert (phases["features"], phases["synergies"]) == ("ok", "skipped")
    assert report.reason is not None
    assert "7" in report.reason, "it says how many days are missing"
