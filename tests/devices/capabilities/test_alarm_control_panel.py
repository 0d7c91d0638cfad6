"""What alarm panels can do."""

from homeassistant.components.alarm_control_panel import AlarmControlPanelState

from custom_components.homeiq.devices.capabilities.alarm_control_panel import ALARM_CONTROL_PANEL


def test_all_states_but_its_own_are_plain() -> None:
    states = {str(state) for state in AlarmControlPanelState}
    for kind in ALARM_CONTROL_PANEL:
        armed = kind.key.rpartition(".")[2].replace("arm_", "armed_")
        assert kind.plain == states - {armed}
        assert armed in states
