"""Set-up, unloading and removal of the entry."""

from pathlib import Path
import sqlite3

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    entity_registry as er,
    issue_registry as ir,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.homeiq import async_unload_entry
from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.store import Store
from tests.samples import async_set_up, coordinator_of, suggestion_of
from tests.wards import accepted_of, async_automate, async_reload, file_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


def database(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(DATABASE_FILE))


async def test_it_loads_and_unloads(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    assert entry.state is ConfigEntryState.LOADED
    store = coordinator_of(entry).store
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    state = hass.states.get("sensor.homeiq_suggestion_1")
    assert state is not None
    assert state.state == "unavailable"
    with pytest.raises(StoreError):
        await store.runs()
    assert not database(hass).with_name(f"{DATABASE_FILE}-wal").exists()


async def test_removing_it_leaves_nothing_behind(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    ir.async_ignore_issue(hass, DOMAIN, "suggestion_s1", ignore=True)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert [each for each in ir.async_get(hass).issues if each[0] == DOMAIN] == []
    assert list(database(hass).parent.glob(f"{DATABASE_FILE}*")) == []
    assert hass.states.get("sensor.homeiq_suggestions") is None


async def test_removing_it_leaves_the_automations_in_place(hass: HomeAssistant) -> None:
    mine = accepted_of(1)
    (ours,) = await async_automate(hass, mine)
    label = lr.async_get(hass).async_create("HomeIQ")
    entities = er.async_get(hass)
    entities.async_update_entity(ours, labels={label.label_id})
    before = file_of(hass).read_bytes()
    entry = await async_set_up(hass, [mine])
    assert await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert file_of(hass).read_bytes() == before
    await async_reload(hass)
    state = hass.states.get(ours)
    assert state is not None
    assert state.state == "on"
    registered = entities.async_get(ours)
    assert registered is not None
    assert registered.labels == {label.label_id}
    calls = async_mock_service(hass, "light", "turn_on")
    hass.bus.async_fire("evening")
    await hass.async_block_till_done()
    assert len(calls) == 1


async def test_a_database_that_cannot_be_removed_is_told(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    database(hass).mkdir()
    (database(hass) / "in the way").touch()
    await hass.config_entries.async_remove(entry.entry_id)
    assert "cannot be removed" in caplog.text


async def test_a_corrupt_database_is_set_aside_and_a_repair_says_so(hass: HomeAssistant) -> None:
    database(hass).write_bytes(b"this is no database at all" * 100)
    entry = MockConfigEntry(domain=DOMAIN, options={})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "database_set_aside")
    assert issue is not None
    assert issue.translation_placeholders is not None
    aside = Path(issue.translation_placeholders["file"])
    kept = await hass.async_add_executor_job(aside.read_bytes)
    assert kept.startswith(b"this is no database")
    assert coordinator_of(entry).suggestions == ()
    with sqlite3.connect(database(hass)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_database_that_cannot_be_opened_is_tried_again(hass: HomeAssistant) -> None:
    database(hass).mkdir()
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "store_failed"


async def test_a_set_up_that_fails_for_any_reason_closes_the_database(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Store] = []

    async def unreadable(store: Store, _limit: int) -> list[RunReport]:
        opened.append(store)
        raise KeyError("run_id")

    monkeypatch.setattr(Store, "runs", unreadable)
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    with pytest.raises(StoreError):
        await opened[0].suggestions()


async def test_stopping_home_assistant_closes_the_database(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_CLOSE)
    await hass.async_block_till_done()
    with pytest.raises(StoreError):
        await coordinator_of(entry).store.runs()


async def test_it_stays_loaded_where_a_platform_cannot_be_unloaded(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_args: object) -> bool:
        return False

    entry = await async_set_up(hass)
    with monkeypatch.context() as patched:
        patched.setattr(hass.config_entries, "async_unload_platforms", refuse)
        assert not await async_unload_entry(hass, entry)
    assert isinstance(coordinator_of(entry).store, Store)
    assert await coordinator_of(entry).store.runs()
