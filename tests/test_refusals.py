"""Home Assistant has one flow that asks for what opens us something: it takes turns."""

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.const import CONF_INFLUXDB, CONF_WORDING, DOMAIN
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.refusals import (
    STEPS,
    asked_first,
    async_let_in,
    async_refused,
    forget,
    refusing,
)
from custom_components.homeiq.suggestions.writers.choice import as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings

pytestmark = pytest.mark.usefixtures("recorder_mock")

DATA = {
    CONF_INFLUXDB: InfluxSettings(InfluxVersion.TWO, "http://influxdb:8086", "home").as_dict(),
    CONF_WORDING: as_kept(OpenAISettings("outdated")),
}


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    entry = MockConfigEntry(domain=DOMAIN, data=DATA)
    entry.add_to_hass(hass)
    return entry


def asking(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    return [flow["step_id"] for flow in entry.async_get_active_flows(hass, {SOURCE_REAUTH})]


@pytest.mark.parametrize("what", [CONF_INFLUXDB, CONF_WORDING])
async def test_what_refuses_is_asked_for(
    hass: HomeAssistant, entry: MockConfigEntry, what: str
) -> None:
    async_refused(hass, entry, what)
    await hass.async_block_till_done()
    assert asking(hass, entry) == [STEPS[what]]
    assert refusing(hass, entry) == [what]
    async_let_in(hass, entry, what)
    assert asking(hass, entry) == []
    assert refusing(hass, entry) == []


@pytest.mark.parametrize(
    ("first", "second"), [(CONF_INFLUXDB, CONF_WORDING), (CONF_WORDING, CONF_INFLUXDB)]
)
async def test_the_flow_goes_over_to_what_still_refuses(
    hass: HomeAssistant, entry: MockConfigEntry, first: str, second: str
) -> None:
    async_refused(hass, entry, first)
    async_refused(hass, entry, second)
    await hass.async_block_till_done()
    assert asking(hass, entry) == [STEPS[first]]
    async_let_in(hass, entry, first)
    await hass.async_block_till_done()
    assert asking(hass, entry) == [STEPS[second]]
    # What was let in before does not disturb who answers.
    async_let_in(hass, entry, first)
    await hass.async_block_till_done()
    assert asking(hass, entry) == [STEPS[second]]


async def test_what_is_no_longer_wanted_is_not_asked_for(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    for what in STEPS:
        async_refused(hass, entry, what)
    forget(hass, CONF_INFLUXDB)
    assert refusing(hass, entry) == [CONF_WORDING]
    hass.config_entries.async_update_entry(entry, data={})
    assert refusing(hass, entry) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"refused": CONF_WORDING, **DATA}, CONF_WORDING),
        ({"refused": CONF_INFLUXDB, **DATA}, CONF_INFLUXDB),
        ({"refused": "something else", **DATA}, CONF_INFLUXDB),
        (DATA, CONF_INFLUXDB),
        ({CONF_WORDING: {}}, CONF_WORDING),
        ({}, CONF_INFLUXDB),
    ],
)
def test_a_flow_that_nobody_told_asks_for_what_there_is(
    data: dict[str, object], expected: str
) -> None:
    assert asked_first(data) == expected
