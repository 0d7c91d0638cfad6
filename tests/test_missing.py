"""What accepted automations use and is gone, in a running Home Assistant."""

from collections.abc import AsyncIterator
from datetime import timedelta

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.missing import COOLDOWN, SETTLED, Missing
from tests.samples import FakeMemory
from tests.wards import LAMP, accepted_of, async_automate, async_reload, config_of, write

MINE = accepted_of(1)


@pytest.fixture
async def entry(hass: HomeAssistant) -> AsyncIterator[MockConfigEntry]:
    """Have a lamp of a device, and an automation that switches it."""
    entry = MockConfigEntry(domain="homeiq")
    entry.add_to_hass(hass)
    lamps = MockConfigEntry(domain="test", title="Lamps")
    lamps.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=lamps.entry_id, identifiers={("test", "l1")}
    )
    er.async_get(hass).async_get_or_create(
        "light", "test", "l1", device_id=device.id, config_entry=lamps, suggested_object_id="l1"
    )
    await async_automate(hass, MINE)
    yield entry
    await entry._async_process_on_unload(hass)


def watch(hass: HomeAssistant, entry: MockConfigEntry) -> Missing:
    missing = Missing(hass, FakeMemory(MINE))
    missing.async_start(entry)
    return missing


async def pass_time(hass: HomeAssistant, seconds: float) -> None:
    await hass.async_block_till_done()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds + 1))
    await hass.async_block_till_done(wait_background_tasks=True)


async def settle(hass: HomeAssistant) -> None:
    """Let the minutes after the start pass."""
    await pass_time(hass, SETTLED)
    await pass_time(hass, SETTLED + COOLDOWN)


async def remove(hass: HomeAssistant, entity_id: str = LAMP) -> None:
    """Remove an entity as an integration does."""
    er.async_get(hass).async_remove(entity_id)
    hass.states.async_remove(entity_id)
    await hass.async_block_till_done()


def told(hass: HomeAssistant) -> str | None:
    """Return what the repair says is missing."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "missing_s1")
    if issue is None:
        return None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["title"] == "Lamp 1 at ten"
    assert issue.translation_placeholders["edit"] == "/config/automation/edit/homeiq_s1"
    assert not issue.is_fixable
    return issue.translation_placeholders["entities"]


async def test_what_is_removed_is_told_and_what_comes_back_is_taken_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    watch(hass, entry)
    await settle(hass)
    assert told(hass) is None
    await remove(hass)
    assert told(hass) is None  # it may be only a part of what goes
    await pass_time(hass, COOLDOWN)
    assert told(hass) == f"- `{LAMP}`"
    er.async_get(hass).async_get_or_create("light", "test", "l1", suggested_object_id="l1")
    await pass_time(hass, COOLDOWN)
    assert told(hass) is None


async def test_an_entity_goes_with_its_device(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    watch(hass, entry)
    await settle(hass)
    devices = dr.async_get(hass)
    (device,) = (each for each in devices.devices if ("test", "l1") in each.identifiers)
    devices.async_remove_device(device.id)
    hass.states.async_remove(LAMP)
    await pass_time(hass, COOLDOWN)
    assert told(hass) == f"- `{LAMP}`"


async def test_one_that_is_renamed_or_disabled_is_missed_until_the_automation_is_mended(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    watch(hass, entry)
    await settle(hass)
    er.async_get(hass).async_update_entity(LAMP, new_entity_id="light.new")
    hass.states.async_remove(LAMP)
    await pass_time(hass, COOLDOWN)
    assert told(hass) == f"- `{LAMP}`"
    actions = [{"action": "light.turn_on", "target": {"entity_id": "light.new"}}]
    write(hass, config_of(MINE, actions=actions))
    await async_reload(hass)
    await pass_time(hass, COOLDOWN)
    assert told(hass) is None
    disabled = er.RegistryEntryDisabler.USER
    er.async_get(hass).async_update_entity("light.new", disabled_by=disabled)
    await pass_time(hass, COOLDOWN)
    assert told(hass) == "- `light.new`"


async def test_what_is_unavailable_or_only_called_otherwise_is_there(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    missing = watch(hass, entry)
    await settle(hass)
    hass.states.async_set(LAMP, "unavailable")
    await missing.async_check()
    hass.states.async_remove(LAMP)  # its integration tries again to set up
    await missing.async_check()
    er.async_get(hass).async_update_entity(LAMP, name="Another name")
    await pass_time(hass, COOLDOWN)
    assert told(hass) is None


async def test_in_the_first_minutes_nothing_is_missed(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.set_state(CoreState.starting)
    missing = watch(hass, entry)
    await remove(hass)
    await settle(hass)
    assert told(hass) is None
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await hass.async_block_till_done()
    await missing.async_check()  # as after an analysis
    await pass_time(hass, SETTLED - 30)
    assert told(hass) is None
    await settle(hass)
    assert told(hass) == f"- `{LAMP}`"


async def test_an_action_that_is_not_there_tells_nothing_of_entities(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert not hass.services.has_service("light", "turn_on")
    watch(hass, entry)
    await settle(hass)
    assert told(hass) is None


async def test_of_an_automation_that_is_deleted_nothing_is_missed(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    watch(hass, entry)
    await settle(hass)
    await remove(hass)
    await pass_time(hass, COOLDOWN)
    assert told(hass) is not None
    write(hass)
    await async_reload(hass)
    await pass_time(hass, COOLDOWN)
    assert told(hass) is None


async def test_what_is_wanted_with_the_entry_ends_with_it(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    watch(hass, entry)
    await settle(hass)
    await remove(hass)
    await entry._async_process_on_unload(hass)
    await pass_time(hass, COOLDOWN)
    assert told(hass) is None
