"""Names and limits that several files share."""

import logging
from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "homeiq"
NAME: Final = "HomeIQ"
LOGGER: Final = logging.getLogger(__package__)

PLATFORMS: Final = (Platform.BUTTON, Platform.EVENT, Platform.SENSOR)

DATABASE_FILE: Final = "homeiq.db"
CONF_INFLUXDB: Final = "influxdb"  # where the entry keeps what InfluxSettings.as_dict gives
CONF_WORDING: Final = "wording"  # where it keeps what `as_kept` of the providers gives
EVENT_ANALYSIS_COMPLETED: Final = "homeiq_analysis_completed"
SUGGESTION_SENSORS: Final = 10

# A run stops when it takes longer, or more memory than it found in use.
RUN_SECONDS: Final = 15 * 60
RUN_MEGABYTES: Final = 500
