"""What makes an unused capability worth having, each rule a file; a new one is a line here."""

from typing import Final

from custom_components.homeiq.devices.opportunities.auto_off import AutoOff
from custom_components.homeiq.devices.opportunities.child_lock import ChildLock
from custom_components.homeiq.devices.opportunities.colour import Colour
from custom_components.homeiq.devices.opportunities.dim_at_night import DimAtNight
from custom_components.homeiq.devices.opportunities.eco_when_away import EcoWhenAway
from custom_components.homeiq.devices.opportunities.effect import Effect
from custom_components.homeiq.devices.opportunities.half_closed import HalfClosed
from custom_components.homeiq.devices.opportunities.led_at_night import LedAtNight
from custom_components.homeiq.devices.opportunities.plain import PLAIN
from custom_components.homeiq.devices.opportunities.power_on import PowerOn
from custom_components.homeiq.devices.opportunities.quiet_at_night import QuietAtNight
from custom_components.homeiq.devices.opportunities.rule import OpportunityRule
from custom_components.homeiq.devices.opportunities.slow_at_night import SlowAtNight
from custom_components.homeiq.devices.opportunities.tilt import Tilt
from custom_components.homeiq.devices.opportunities.warm_in_the_evening import WarmInTheEvening
from custom_components.homeiq.devices.opportunities.window_detection import WindowDetection

RULES: Final[tuple[OpportunityRule, ...]] = (
    DimAtNight(),
    WarmInTheEvening(),
    Colour(),
    Effect(),
    PowerOn(),
    ChildLock(),
    LedAtNight(),
    HalfClosed(),
    Tilt(),
    EcoWhenAway(),
    SlowAtNight(),
    QuietAtNight(),
    WindowDetection(),
    AutoOff(),
    *PLAIN,
)
