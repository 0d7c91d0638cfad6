"""What the page on system health tells."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.homeiq.const import CONF_INFLUXDB, CONF_WORDING, DOMAIN
from custom_components.homeiq.suggestions.writers.ai_task import AITaskSettings
from custom_components.homeiq.suggestions.writers.choice import ProviderSettings, as_kept
from custom_components.homeiq.suggestions.writers.openai_settings import OpenAISettings
from tests.fake_influxdb import Trouble, entry_data, listening
from tests.samples import async_set_up, coordinator_of, report_of, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


async def test_it_tells_of_the_last_run_and_the_database(hass: HomeAssistant) -> None:
    report = report_of()
    await async_set_up(hass, [suggestion_of(1)], reports=[report])
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    assert info.pop("database_size").endswith(" MiB")
    assert info == {
        "loaded": True,
        "last_run": report.started_at,
        "last_status": "completed",
        "events": 1234,
        "days_of_history": 21,
        "suggestions_waiting": 1,
        "archived_days": 0,
        "recorder_database": "sqlite",
        "wording": "templates",
    }


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (OpenAISettings("sk-secret-0123456789", model="gpt-4o"), "openai, gpt-4o"),
        (AITaskSettings("ai_task.anna"), "ai_task"),
    ],
)
async def test_it_tells_who_words_but_no_key(
    hass: HomeAssistant, settings: ProviderSettings, told: str
) -> None:
    entry = await async_set_up(hass)
    hass.config_entries.async_update_entry(entry, data={CONF_WORDING: as_kept(settings)})
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    assert info["wording"] == told


async def test_it_tells_whether_influxdb_can_be_read(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    entry = await async_set_up(hass)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    with listening() as fake:
        data = {CONF_INFLUXDB: entry_data(fake)}
        hass.config_entries.async_update_entry(entry, data=data)
        info = await get_system_health_info(hass, DOMAIN)
        assert await info["influxdb"] == "ok"
        fake.trouble = Trouble.EMPTY
        info = await get_system_health_info(hass, DOMAIN)
        told = await info["influxdb"]
        assert told["type"] == "failed"
        assert fake.url in told["error"]


async def test_an_archive_that_cannot_be_read_keeps_nothing_else_from_being_told(
    hass: HomeAssistant,
) -> None:
    entry = await async_set_up(hass)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    await coordinator_of(entry).store.async_close()
    info = await get_system_health_info(hass, DOMAIN)
    assert info["loaded"] is True
    assert info["archived_days"] is None


async def test_without_an_entry_it_says_so(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    assert await get_system_health_info(hass, DOMAIN) == {"loaded": False}
