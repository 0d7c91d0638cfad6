"""The report of each run for MQTT: where it is set up, and where not."""

import asyncio
from collections.abc import Iterator
import json
import logging
from unittest.mock import MagicMock

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq import publish_mqtt as module
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.publish_mqtt import MqttReports
from custom_components.homeiq.report import RunStatus
from tests.samples import async_set_up, coordinator_of, report_of

TOPIC = "homeiq/analysis"


class FakeBroker:
    """Stands in for the action of Home Assistant's MQTT: remembers, refuses or never answers."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.error: Exception | None = None
        self.hangs = False
        self.calls: list[ServiceCall] = []
        MockConfigEntry(domain="mqtt").add_to_hass(hass)
        hass.services.async_register("mqtt", "publish", self.publish)

    async def publish(self, call: ServiceCall) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error
        self.calls.append(call)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Return the warnings that we have logged so far."""
    caplog.set_level(logging.INFO, DOMAIN)
    messages: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.WARNING:
                messages.append(record.getMessage())

    listener = Listener()
    logger = logging.getLogger("custom_components.homeiq")
    logger.addHandler(listener)
    yield messages
    logger.removeHandler(listener)


# The client of Home Assistant's MQTT has a timer of its own.
lingering = pytest.mark.parametrize("expected_lingering_timers", [True])


@lingering
@pytest.mark.parametrize("retain", [False, True])
async def test_home_assistants_mqtt_gets_the_report(
    hass: HomeAssistant, mqtt_mock: MagicMock, *, retain: bool
) -> None:
    report = report_of(status=RunStatus.FAILED)
    await MqttReports(hass, "home/iq", retain).async_publish(report)
    (topic, payload, qos, is_retained), _ = mqtt_mock.async_publish.call_args
    assert (topic, qos, is_retained) == ("home/iq", 1, retain)
    assert json.loads(payload) == report.as_dict()


async def test_without_mqtt_nothing_happens(hass: HomeAssistant, said: list[str]) -> None:
    await MqttReports(hass, TOPIC, retain=False).async_publish(report_of())
    assert said == []


async def test_mqtt_without_a_broker_is_not_set_up(hass: HomeAssistant, said: list[str]) -> None:
    assert await async_setup_component(hass, "mqtt", {})
    assert hass.services.has_service("mqtt", "publish")
    reports = MqttReports(hass, TOPIC, retain=False)
    await reports.async_publish(report_of())
    entry = MockConfigEntry(domain="mqtt", disabled_by=ConfigEntryDisabler.USER)
    entry.add_to_hass(hass)
    await reports.async_publish(report_of())
    assert said == []
    assert not reports.is_failing


async def test_a_broker_that_is_away_is_told_once_until_it_works_again(
    hass: HomeAssistant, said: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    broker = FakeBroker(hass)
    reports = MqttReports(hass, TOPIC, retain=False)
    broker.error = HomeAssistantError("no connection")
    await reports.async_publish(report_of())
    await reports.async_publish(report_of())
    assert said == [f"The report cannot be published to {TOPIC}: no connection"]
    broker.error = None
    await reports.async_publish(report_of())
    await reports.async_publish(report_of())
    assert len(broker.calls) == 2
    assert caplog.text.count("published to homeiq/analysis again") == 1
    broker.error = KeyError("not ready")
    await reports.async_publish(report_of())
    assert len(said) == 2


async def test_a_broker_that_never_answers_is_given_up(
    hass: HomeAssistant, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.05)
    FakeBroker(hass).hangs = True
    await asyncio.wait_for(MqttReports(hass, TOPIC, retain=False).async_publish(report_of()), 5)
    assert said == [f"The report cannot be published to {TOPIC}: TimeoutError"]


@lingering
async def test_a_topic_that_cannot_be_published_to_is_told(
    hass: HomeAssistant, mqtt_mock: MagicMock, said: list[str]
) -> None:
    await MqttReports(hass, "home/#", retain=False).async_publish(report_of())
    assert len(said) == 1
    mqtt_mock.async_publish.assert_not_called()


@pytest.mark.usefixtures("recorder_mock")
async def test_every_run_is_published_as_the_options_say(hass: HomeAssistant) -> None:
    broker = FakeBroker(hass)
    options = {"mqtt_topic": "here", "mqtt_retain": True}
    coordinator = coordinator_of(await async_set_up(hass, options=options))
    report = await coordinator.async_run_analysis()
    await hass.async_block_till_done(wait_background_tasks=True)
    (call,) = broker.calls
    assert (call.data["topic"], call.data["retain"]) == ("here", True)
    assert json.loads(call.data["payload"])["run_id"] == report.run_id


@pytest.mark.usefixtures("recorder_mock")
async def test_a_run_does_not_wait_for_the_broker_nor_does_unloading(hass: HomeAssistant) -> None:
    broker = FakeBroker(hass)
    entry = await async_set_up(hass)
    broker.hangs = True
    async with asyncio.timeout(60):  # the broker would hang for longer than any machine is slow
        await coordinator_of(entry).async_run_analysis()
        assert await hass.config_entries.async_unload(entry.entry_id)
    assert broker.calls == []
