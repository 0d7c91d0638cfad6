"""What refuses us at present; Home Assistant has one flow at most that asks for what opens it.

So the flow asks for one after the other, and whatever ends it makes way for the rest.
"""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from custom_components.homeiq.const import CONF_INFLUXDB, CONF_WORDING

# The step that asks, by where the entry keeps what opens it.
STEPS: Final[Mapping[str, str]] = {
    CONF_INFLUXDB: "reauth_confirm",
    CONF_WORDING: "reauth_wording",
}

_REFUSED: Final = "refused"  # in the data of the flow
_REFUSING: HassKey[set[str]] = HassKey("homeiq_refusing")  # known again after the next run


def asked_first(flow_data: Mapping[str, Any]) -> str:
    """Return what a flow asks for first; by itself it is what the entry has."""
    if (refused := flow_data.get(_REFUSED)) in STEPS:
        return str(refused)
    return next((each for each in STEPS if each in flow_data), CONF_INFLUXDB)


@callback
def refusing(hass: HomeAssistant, entry: ConfigEntry) -> list[str]:
    """Return what of the entry refuses us, in the order in which it is asked for."""
    known = hass.data.get(_REFUSING, set())
    return [each for each in STEPS if each in known and each in entry.data]


@callback
def forget(hass: HomeAssistant, what: str) -> None:
    """Take it for open, or for no longer wanted; flows go on."""
    hass.data.get(_REFUSING, set()).discard(what)


@callback
def async_refused(hass: HomeAssistant, entry: ConfigEntry, what: str) -> None:
    """Ask for what opens it, now or after what is being asked for."""
    hass.data.setdefault(_REFUSING, set()).add(what)
    entry.async_start_reauth(hass, data={_REFUSED: what})


@callback
def async_let_in(hass: HomeAssistant, entry: ConfigEntry, what: str) -> None:
    """Ask no longer for what opens it, but for what opens the rest."""
    forget(hass, what)
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        if flow.get("step_id") == STEPS[what]:
            hass.config_entries.flow.async_abort(flow["flow_id"])
    for other in refusing(hass, entry):
        async_refused(hass, entry, other)
