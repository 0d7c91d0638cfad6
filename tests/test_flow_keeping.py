"""What was tried out is kept, whatever becomes of the rest of a flow."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.const import CONF_INFLUXDB, CONF_WORDING, DOMAIN
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.refusals import async_refused, refusing
from custom_components.homeiq.suggestions.writers.choice import as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from tests.fake_influxdb import OPENING, entry_data, listening
from tests.flows import choose, enter, is_kept
from tests.samples import async_set_up

pytestmark = pytest.mark.usefixtures("recorder_mock", "socket_enabled")

WORDING = as_kept(OpenAISettings("outdated"))
INFLUXDB = InfluxSettings(InfluxVersion.TWO, "http://influxdb:8086", "home").as_dict()


async def test_what_was_answered_is_kept_though_the_rest_is_not(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    with listening() as influxdb:
        outdated = entry_data(influxdb, "2") | {"token": "outdated"}
        data = {"other": 1, CONF_INFLUXDB: outdated, CONF_WORDING: WORDING}
        hass.config_entries.async_update_entry(entry, data=data)
        async_refused(hass, entry, CONF_INFLUXDB)
        async_refused(hass, entry, CONF_WORDING)
        await hass.async_block_till_done()
        (form,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        form = await enter(hass, form, {"token": OPENING["2"]["token"]})
        assert form["step_id"] == "reauth_wording"
        hass.config_entries.flow.async_abort(form["flow_id"])
        assert entry.data == data | {CONF_INFLUXDB: entry_data(influxdb, "2")}
        assert refusing(hass, entry) == [CONF_WORDING]


@pytest.mark.parametrize(
    ("step", "dropped"), [("recorder", CONF_INFLUXDB), ("templates", CONF_WORDING)]
)
async def test_what_is_dropped_is_no_longer_asked_for(
    hass: HomeAssistant, step: str, dropped: str
) -> None:
    entry = await async_set_up(hass)
    data = {CONF_INFLUXDB: INFLUXDB, CONF_WORDING: WORDING}
    hass.config_entries.async_update_entry(entry, data=data)
    form = await choose(hass, entry, step)
    async_refused(hass, entry, dropped)  # while somebody is about to do without it
    await is_kept(hass, await enter(hass, form, {}))
    assert dropped not in entry.data
    hass.config_entries.async_update_entry(entry, data=data)
    assert refusing(hass, entry) == []
