"""The sensors, as people and templates see them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from custom_components.homeiq.mining.pattern import DETECTORS
from custom_components.homeiq.report import (
    DeviceReport,
    NearMissReport,
    PhaseReport,
    PhaseStatus,
    RunStatus,
    Tokens,
    Utilization,
)
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.spending import Bill
from custom_components.homeiq.suggestions.suggestion import Status
from tests.samples import LONG_AGO, async_set_up, coordinator_of, report_of, suggestion_of
from tests.wards import accepted_of

pytestmark = pytest.mark.usefixtures("recorder_mock")

REMINDER = {"actions": [{"action": "persistent_notification.create", "data": {"message": "x"}}]}
KEYS = {
    "sensor": {
        *("suggestions", "patterns", "status", "last_analysis", "analysis_duration"),
        *("openai_tokens", "openai_cost", "device_utilization", "acts_spared"),
        "minutes_saved",
        *(f"suggestion_{number}" for number in range(1, 11)),
    },
    "button": {"run_analysis"},
    "event": {"analysis"},
}
# What every sensor may have, and what statistics need.
PLAIN = {
    *("friendly_name", "icon", "device_class", "options", "state_class", "unit_of_measurement"),
    "last_reset",
}


async def test_every_entity_has_its_ids_on_one_service_device(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert {each.entity_id: each.unique_id for each in registered} == {
        f"{platform}.homeiq_{key}": f"{entry.entry_id}_{key}"
        for platform, keys in KEYS.items()
        for key in keys
    }
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert [(each.name, each.entry_type) for each in devices] == [
        ("HomeIQ", dr.DeviceEntryType.SERVICE)
    ]
    assert {each.device_id for each in registered} == {devices[0].id}


async def test_names_are_translated_and_ids_are_not(hass: HomeAssistant) -> None:
    hass.config.language = "de"
    await async_set_up(hass)
    state = hass.states.get("sensor.homeiq_suggestion_3")
    assert state is not None
    assert state.attributes["friendly_name"] == "HomeIQ Vorschlag 3"


async def test_suggestions_are_ranked_with_everything_about_them(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(2), suggestion_of(1)])
    state = hass.states.get("sensor.homeiq_suggestions")
    assert state is not None
    assert state.state == "2"
    assert state.attributes["reason"] is None
    first = hass.states.get("sensor.homeiq_suggestion_1")
    assert first is not None
    assert first.state == "Lamp 1 at ten"
    assert first.attributes["id"] == "s1"
    assert first.attributes["automation"] == suggestion_of(1).automation
    assert first.attributes["evidence"]["right"] == 18
    second = hass.states.get("sensor.homeiq_suggestion_2")
    assert second is not None
    assert second.attributes["id"] == "s2"
    third = hass.states.get("sensor.homeiq_suggestion_3")
    assert third is not None
    assert third.state == "unknown"
    assert "id" not in third.attributes


async def test_only_drafts_wait(hass: HomeAssistant) -> None:
    kept = [suggestion_of(number, status=status) for number, status in enumerate(Status, 1)]
    await async_set_up(hass, kept)
    waiting = hass.states.get("sensor.homeiq_suggestions")
    assert waiting is not None
    assert waiting.state == "1"


async def test_no_more_are_shown_than_the_user_wants(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1), suggestion_of(2)], options={"max_suggestions": 1})
    states = [hass.states.get(f"sensor.homeiq_suggestion_{number}") for number in (1, 2)]
    assert [state and state.state for state in states] == ["Lamp 1 at ten", "unknown"]
    waiting = hass.states.get("sensor.homeiq_suggestions")
    assert waiting is not None
    assert waiting.state == "2"


async def test_a_long_title_is_cut_to_what_a_state_may_hold(hass: HomeAssistant) -> None:
    wording = replace(suggestion_of(1).wording, title="x" * 300)
    await async_set_up(hass, [suggestion_of(1, wording=wording)])
    state = hass.states.get("sensor.homeiq_suggestion_1")
    assert state is not None
    assert state.state == "x" * 254 + "…"
    assert state.attributes["title"] == "x" * 300


async def test_why_nothing_waits_is_said_with_the_near_misses(hass: HomeAssistant) -> None:
    misses = tuple(
        NearMissReport("time_of_day", (f"light.l{number}",), "too_few_days", "…")
        for number in range(12)
    )
    report = report_of(reason="4 of the 7 days needed.", days_of_history=4, near_misses=misses)
    await async_set_up(hass, reports=[report])
    state = hass.states.get("sensor.homeiq_suggestions")
    assert state is not None
    assert state.state == "0"
    assert state.attributes["reason"] == "4 of the 7 days needed."
    assert state.attributes["days_of_history"] == 4
    assert state.attributes["days_needed"] == 7
    assert [miss["entity_ids"] for miss in state.attributes["near_misses"]] == [
        [f"light.l{number}"] for number in range(10)
    ]


async def test_nothing_waits_since_all_is_answered(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1, status=Status.DISMISSED)])
    state = hass.states.get("sensor.homeiq_suggestions")
    assert state is not None
    assert state.attributes["reason"].endswith(".")


async def test_figures_are_those_of_the_last_good_run(hass: HomeAssistant) -> None:
    good = report_of(
        patterns={**dict.fromkeys(DETECTORS, 0), "time_of_day": 3, "co_occurrence": 4},
    )
    failed = report_of(
        run_id="later",
        started_at=good.started_at + timedelta(minutes=30),
        status=RunStatus.FAILED,
        phases=(
            PhaseReport("events", PhaseStatus.FAILED, 0.1, "the disk is gone"),
            *good.phases[-1:],
        ),
    )
    await async_set_up(hass, reports=[good, failed])
    values = {
        key: state.state
        for key in KEYS["sensor"]
        if (state := hass.states.get(f"sensor.homeiq_{key}")) is not None
    }
    assert values["patterns"] == "7"
    assert values["analysis_duration"] == "2.5"
    assert values["openai_tokens"] == "0"
    assert values["openai_cost"] == "0.0"
    assert values["device_utilization"] == "unknown"
    assert values["acts_spared"] == "0"
    assert values["status"] == "failed"
    ended = dt_util.parse_datetime(values["last_analysis"])
    assert ended is not None
    assert abs(ended - good.started_at - timedelta(seconds=2.5)) < timedelta(seconds=1)
    status = hass.states.get("sensor.homeiq_status")
    assert status is not None
    assert status.attributes["error"] == "the disk is gone"
    assert status.attributes["options"] == ["idle", "running", "failed"]


async def test_words_are_counted_by_the_month_and_beside_it_by_the_latest_run(
    hass: HomeAssistant,
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    now = dt_util.now()
    store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    for month in ("2020-01", f"{now:%Y-%m}"):
        await store.spending.add(month, {"mini": Bill(Tokens(1000, 200, 300), 0.25)})
        await store.spending.add(month, {"large": Bill(Tokens(10, 2, 3), 1.5)})
    await store.async_close()
    await async_set_up(hass, reports=[report_of(tokens=Tokens(100, 20, 30), cost_usd=0.0125)])
    tokens, cost = (hass.states.get(f"sensor.homeiq_openai_{key}") for key in ("tokens", "cost"))
    assert tokens is not None
    assert cost is not None
    assert (tokens.state, cost.state) == ("1212", "1.75")
    began = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0).isoformat()
    for state in (tokens, cost):
        assert state.attributes["state_class"] == "total"
        assert state.attributes["last_reset"] == began
    kinds = ("input", "output", "cached", "total", "last_run")
    assert [tokens.attributes[kind] for kind in kinds] == [
        *(1010, 202, 303, 1212),
        {"input": 100, "output": 20, "cached": 30, "total": 120},
    ]
    assert cost.attributes["unit_of_measurement"] == "USD"
    assert cost.attributes["last_run"] == 0.0125


async def test_before_the_first_run_figures_are_unknown(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    coordinator = coordinator_of(entry)
    coordinator.async_set_updated_data(
        replace(coordinator.data, last=None, good=None, spending=None)
    )
    for key in ("patterns", "last_analysis", "analysis_duration"):
        state = hass.states.get(f"sensor.homeiq_{key}")
        assert state is not None
        assert state.state == "unknown", key
    for key in ("openai_tokens", "openai_cost"):
        state = hass.states.get(f"sensor.homeiq_{key}")
        assert state is not None
        assert float(state.state) == 0
        assert "last_reset" not in state.attributes
    state = hass.states.get("sensor.homeiq_suggestions")
    assert state is not None
    assert state.attributes["reason"] is None
    assert state.attributes["days_of_history"] is None


async def test_how_much_of_what_devices_can_do_is_used_is_told_with_those_of_least_use(
    hass: HomeAssistant,
) -> None:
    least = (DeviceReport("Bed lamp", 1, 4), DeviceReport("Fan", 0, 2))
    await async_set_up(hass, reports=[report_of(utilization=Utilization(0.6234, least))])
    state = hass.states.get("sensor.homeiq_device_utilization")
    assert state is not None
    assert float(state.state) == pytest.approx(62.34)
    assert state.attributes["unit_of_measurement"] == "%"
    assert state.attributes["least_used"] == [
        {"device": "Bed lamp", "used": 1, "of": 4},
        {"device": "Fan", "used": 0, "of": 2},
    ]


async def test_where_nothing_is_known_of_use_nothing_is_told(hass: HomeAssistant) -> None:
    await async_set_up(hass)
    state = hass.states.get("sensor.homeiq_device_utilization")
    assert state is not None
    assert state.state == "unknown"
    assert "least_used" not in state.attributes


async def test_a_run_shows_its_progress(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    coordinator = coordinator_of(entry)
    coordinator.async_set_updated_data(replace(coordinator.data, phase="patterns", progress=22))
    state = hass.states.get("sensor.homeiq_status")
    assert state is not None
    assert state.state == "running"
    assert (state.attributes["phase"], state.attributes["progress"]) == ("patterns", 22)


async def test_accepted_suggestions_spare_acts(hass: HomeAssistant) -> None:
    await async_set_up(
        hass,
        [
            suggestion_of(1, status=Status.ACCEPTED),
            suggestion_of(2, status=Status.ACCEPTED, evidence=None),
            suggestion_of(3),
            suggestion_of(4, status=Status.ACCEPTED, automation=REMINDER),
            suggestion_of(5, status=Status.ACCEPTED, automation=None, evidence=None),
        ],
    )
    state = hass.states.get("sensor.homeiq_acts_spared")
    assert state is not None
    assert float(state.state) == 18 / 14 * 7


async def test_what_explains_figures_is_shown_and_not_recorded(
    hass: HomeAssistant, recorder_mock: Recorder
) -> None:
    used = Utilization(0.5, (DeviceReport("Bed lamp", 1, 2),))
    kept = [suggestion_of(1), accepted_of(2)]
    await async_set_up(hass, kept, reports=[report_of(utilization=used)])
    await async_wait_recording_done(hass)
    shown = {each.entity_id: each.attributes.keys() for each in hass.states.async_all("sensor")}
    history = await recorder_mock.async_add_executor_job(
        get_significant_states, hass, LONG_AGO, None, list(shown)
    )
    recorded = {name: history[name][-1].attributes.keys() for name in shown}
    assert shown.keys() >= {f"sensor.homeiq_{key}" for key in KEYS["sensor"]}
    assert {name: keys - PLAIN for name, keys in recorded.items() if keys - PLAIN} == {}
    explained = ("suggestions", "suggestion_1", "patterns", "device_utilization", "acts_spared")
    explained += ("status", "openai_tokens", "openai_cost")
    assert {name for name, keys in shown.items() if keys - PLAIN} == {
        f"sensor.homeiq_{key}" for key in explained
    }


async def test_updating_an_entity_by_hand_changes_nothing(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    await coordinator_of(entry).async_refresh()
    state = hass.states.get("sensor.homeiq_suggestion_1")
    assert state is not None
    assert state.state == "Lamp 1 at ten"
    assert hass.config_entries.async_entries(DOMAIN) == [entry]
