"""What alarm panels can do besides being armed when everybody leaves."""

from typing import Final

from custom_components.homeiq.devices.capabilities.stated import STATE
from custom_components.homeiq.devices.capability import Kind

# Supported features.
_ARM_HOME: Final = 1
_ARM_NIGHT: Final = 4
_ARM_CUSTOM_BYPASS: Final = 16
_ARM_VACATION: Final = 32
_STATES: Final = frozenset(
    {
        "armed_away",
        "armed_custom_bypass",
        "armed_home",
        "armed_night",
        "armed_vacation",
        "arming",
        "disarmed",
        "disarming",
        "pending",
        "triggered",
    }
)


def _armed(name: str, flag: int) -> Kind:
    # A keypad on the wall performs no action: the state tells.
    return Kind(
        f"alarm_control_panel.arm_{name}",
        flag=flag,
        shown=(STATE,),
        plain=_STATES - {f"armed_{name}"},
        actions=frozenset({f"alarm_control_panel.alarm_arm_{name}"}),
    )


ALARM_CONTROL_PANEL: Final = (
    _armed("home", _ARM_HOME),
    _armed("night", _ARM_NIGHT),
    _armed("vacation", _ARM_VACATION),
    _armed("custom_bypass", _ARM_CUSTOM_BYPASS),
)
