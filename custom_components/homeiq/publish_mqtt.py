"""A run's report for MQTT, where Home Assistant's own is set up.

It is sent by the action `mqtt.publish`: what that integration imports is installed only where it
is set up.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_dumps

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.publish import event_data
from custom_components.homeiq.report import RunReport

_MQTT: Final = "mqtt"
_PUBLISH: Final = "publish"

# At least once: a report comes once a night, so that a lost one leaves a gap of a day, while a
# second copy bears the same run_id. What a broker that is away has missed is sent when it is back.
_QOS: Final = 1
# The action waits 10 s for a broker that does not answer, and then passes that for success.
_SECONDS: Final = 8.0


@dataclass(slots=True, eq=False)
class MqttReports:
    """Publishes reports to one topic, and says once that it cannot until it can again."""

    hass: HomeAssistant
    topic: str
    retain: bool
    is_failing: bool = False

    async def async_publish(self, report: RunReport) -> None:
        """Publish a report; never raises, and takes some seconds at most."""
        if not self._is_set_up():
            return
        message = {
            "topic": self.topic,
            "payload": json_dumps(event_data(report)),
            "qos": _QOS,
            "retain": self.retain,
        }
        try:
            async with asyncio.timeout(_SECONDS):
                await self.hass.services.async_call(_MQTT, _PUBLISH, message, blocking=True)
        except Exception as err:  # noqa: BLE001  # of another integration, and the run is done
            if not self.is_failing:
                cause = str(err) or type(err).__name__
                LOGGER.warning("The report cannot be published to %s: %s", self.topic, cause)
            self.is_failing = True
            return
        if self.is_failing:
            LOGGER.info("Reports are published to %s again", self.topic)
        self.is_failing = False

    def _is_set_up(self) -> bool:
        # The action is there, too, where MQTT has a configuration in YAML but no broker.
        return self.hass.services.has_service(
            _MQTT, _PUBLISH
        ) and self.hass.config_entries.async_has_entries(
            _MQTT, include_ignore=False, include_disabled=False
        )
