"""Diagnostics tell figures, and nothing of how people live."""

from dataclasses import replace
import json
import sqlite3

from homeassistant.components.diagnostics import REDACTED
from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_dumps
import pytest

from custom_components.homeiq.const import CONF_INFLUXDB, CONF_WORDING, DATABASE_FILE
from custom_components.homeiq.diagnostics import async_get_config_entry_diagnostics
from custom_components.homeiq.history.archive import Archive, Block, Day
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.history.merge import NO_EVENTS
from custom_components.homeiq.mining.event_log import DAY_SECONDS
from custom_components.homeiq.report import DeviceReport, NearMissReport, Utilization
from custom_components.homeiq.suggestions.refining.edits import DropCondition
from custom_components.homeiq.suggestions.refining.refinement import Refinement
from custom_components.homeiq.suggestions.suggestion import Status
from custom_components.homeiq.suggestions.writers.ai_task import AITaskSettings
from custom_components.homeiq.suggestions.writers.choice import as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from tests.samples import LONG_AGO, async_set_up, coordinator_of, report_of, suggestion_of
from tests.wards import accepted_of

ASKED = (Refinement("only if Anna is home", (DropCondition("light.secret"),), LONG_AGO),)


@pytest.mark.usefixtures("recorder_mock")
async def test_they_are_useful_and_private(hass: HomeAssistant) -> None:
    miss = NearMissReport("room", ("light.secret",), "unsafe", "Anna goes to bed")
    used = Utilization(0.5, (DeviceReport("Anna's lamp", 1, 2),))
    report = report_of(near_misses=(miss,), reason="Too few days.", utilization=used)
    entry = await async_set_up(
        hass,
        [
            suggestion_of(1, refinements=ASKED),
            suggestion_of(2, status=Status.DISMISSED, dismiss_reason="Anna"),
            accepted_of(3),
        ],
        reports=[report],
        options={"automation_users": ["0123"], "excluded_entities": ["light.secret"]},
    )
    influx = InfluxSettings(
        InfluxVersion.ONE,
        "http://Anna:s3cret@influxdb:8086",
        "home",
        token="s3cret",
        organization="Anna",
        ca_certificate="-----BEGIN",
    )
    words = OpenAISettings("sk-s3cret", "http://Anna:s3cret@models:8080/v1?key=s3cret", "small")
    hass.config_entries.async_update_entry(
        entry, data={CONF_INFLUXDB: influx.as_dict(), CONF_WORDING: as_kept(words)}
    )
    await keep(coordinator_of(entry).store.archive, range(20_000, 20_003))
    told = await async_get_config_entry_diagnostics(hass, entry)
    text = json_dumps(told)
    for private in (
        "s3cret",
        "-----",
        "Anna",
        "light.",
        "Lamp",
        "22:00",
        "0123",
        "kitchen",
        "2026-01-02T03:04:05Z",
    ):
        assert private not in text, private
    told = json.loads(text)
    assert told["data"]["influxdb"]["url"] == "http://influxdb:8086"
    assert told["data"]["influxdb"]["version"] == "1"
    assert told["data"]["wording"] == {
        "provider": "openai",
        "key": REDACTED,
        "base_url": "http://models:8080/v1",
        "model": "small",
    }
    assert told["care"] == [
        {
            "suggestion_id": "s3",
            "entity_id": None,
            "title": REDACTED,
            "runs": 0,
            "undone": 0,
            "acts_per_week": None,
            "minutes_saved_per_week": None,
        }
    ]
    assert told["archive"] == {
        "days": 3,
        "whole": 2,
        "first": "2024-10-04",
        "last": "2024-10-06",
        "asked": {"influxdb": 1, "recorder": 3},
    }
    assert told["statuses"] == {"draft": 1, "dismissed": 1, "accepted": 1}
    assert told["runs"][0]["events"] == 1234
    assert told["runs"][0]["reason"] == "Too few days."
    assert told["runs"][0]["near_misses"][0]["reason"] == "unsafe"
    assert told["suggestions"][0]["evidence"]["right"] == 18
    assert told["suggestions"][0]["domains"] == ["light"]
    assert told["words"] == {
        "by": {"template": 3},
        "tokens": {"input": 0, "output": 0, "cached": 0, "total": 0},
        "cost_usd": 0.0,
    }
    assert told["error"] is None


@pytest.mark.usefixtures("recorder_mock")
async def test_which_ai_task_entity_is_asked_is_not_told(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    data = {CONF_WORDING: as_kept(AITaskSettings("ai_task.anna"))}
    hass.config_entries.async_update_entry(entry, data=data)
    told = await async_get_config_entry_diagnostics(hass, entry)
    assert told["data"]["wording"] == {"provider": "ai_task", "entity_id": REDACTED}


async def keep(archive: Archive, numbers: range) -> None:
    """Keep days that the recorder told of, the first also an InfluxDB, the last not to its end."""
    days = [Day(number, (number + 2) * DAY_SECONDS, frozenset({"recorder"})) for number in numbers]
    days[0] = replace(days[0], asked=frozenset({"recorder", "influxdb 1a2b"}))
    days[-1] = replace(days[-1], until=days[-1].start + 60)
    await archive.save([Block(day, NO_EVENTS) for day in days], ())


@pytest.mark.usefixtures("recorder_mock")
async def test_an_archive_that_is_empty_or_cannot_be_read_is_told_too(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    told = await async_get_config_entry_diagnostics(hass, entry)
    assert told["archive"] == {"days": 0, "whole": 0, "first": None, "last": None, "asked": {}}
    database = sqlite3.connect(hass.config.path(DATABASE_FILE))
    database.execute("DROP TABLE day_blocks")
    database.close()
    told = await async_get_config_entry_diagnostics(hass, entry)
    assert "day_blocks" in told["archive"]["error"]
    assert told["runs"]
