"""The kinds of capabilities that Home Assistant shows itself, each domain a file."""

from typing import Final

from custom_components.homeiq.devices.capabilities.alarm_control_panel import ALARM_CONTROL_PANEL
from custom_components.homeiq.devices.capabilities.climate import CLIMATE
from custom_components.homeiq.devices.capabilities.cover import COVER
from custom_components.homeiq.devices.capabilities.fan import FAN
from custom_components.homeiq.devices.capabilities.humidifier import HUMIDIFIER
from custom_components.homeiq.devices.capabilities.light import LIGHT
from custom_components.homeiq.devices.capabilities.lock import LOCK
from custom_components.homeiq.devices.capabilities.media_player import MEDIA_PLAYER
from custom_components.homeiq.devices.capabilities.remote import REMOTE
from custom_components.homeiq.devices.capabilities.siren import SIREN
from custom_components.homeiq.devices.capabilities.vacuum import VACUUM
from custom_components.homeiq.devices.capabilities.valve import VALVE
from custom_components.homeiq.devices.capabilities.water_heater import WATER_HEATER
from custom_components.homeiq.devices.capability import Kind

KINDS: Final[tuple[Kind, ...]] = (
    *ALARM_CONTROL_PANEL,
    *CLIMATE,
    *COVER,
    *FAN,
    *HUMIDIFIER,
    *LIGHT,
    *LOCK,
    *MEDIA_PLAYER,
    *REMOTE,
    *SIREN,
    *VACUUM,
    *VALVE,
    *WATER_HEATER,
)
