"""The flow of an automation that is undone too often, as the frontend goes through it."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.homeiq.automations.care import CareDay
from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from custom_components.homeiq.store.store import Store
from tests.samples import async_set_up, coordinator_of
from tests.wards import (
    accepted_of,
    async_automate,
    async_reload,
    config_of,
    entity_of,
    file_of,
    write,
)

pytestmark = pytest.mark.usefixtures("recorder_mock")

URL = "/api/repairs/issues/fix"
MINE = accepted_of(1)


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Have an accepted automation that was undone on three days, and the repair of it."""
    await async_automate(hass, MINE)
    today = dt_util.now().toordinal()
    store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    await store.care.save_acts(CareDay("s1", today - ago, acts=1, undone=1) for ago in (1, 2, 3))
    await store.moments.save("tended", dt_util.start_of_local_day())
    await store.async_close()
    entry = await async_set_up(hass, [MINE])
    await hass.async_block_till_done(wait_background_tasks=True)
    assert is_asked(hass)
    return entry


@pytest.fixture
async def go(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Any:
    """Return a way to open the flow, or to choose its next step."""
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()

    async def post(flow_id: str | None = None, **data: object) -> dict[str, Any]:
        url = URL if flow_id is None else f"{URL}/{flow_id}"
        body = {"handler": DOMAIN, "issue_id": "undone_s1"} if flow_id is None else data
        answer = await client.post(url, json=body)
        assert answer.status == HTTPStatus.OK, await answer.text()
        result: dict[str, Any] = await answer.json()
        return result

    return post


def is_asked(hass: HomeAssistant) -> bool:
    return ir.async_get(hass).async_get_issue(DOMAIN, "undone_s1") is not None


def state_of(hass: HomeAssistant) -> State:
    state = hass.states.get(entity_of(hass, MINE))
    assert state is not None
    return state


async def test_the_figures_are_told_with_what_can_be_done(
    hass: HomeAssistant, entry: MockConfigEntry, go: Any
) -> None:
    menu = await go()
    assert menu["type"] == "menu"
    assert menu["menu_options"] == ["retire", "keep"]
    assert menu["description_placeholders"] == {
        "title": "Lamp 1 at ten",
        "undone": "3",
        "of": "6",
        "days": "14",
    }


async def test_one_that_is_retired_is_turned_off_and_stays_there(
    hass: HomeAssistant, entry: MockConfigEntry, go: Any
) -> None:
    before = file_of(hass).read_bytes()
    menu = await go()
    done = await go(menu["flow_id"], next_step_id="retire")
    assert done["type"] == "create_entry"
    assert state_of(hass).state == "off"
    assert not is_asked(hass)
    assert file_of(hass).read_bytes() == before
    # An automation that is set up anew comes back as it was, as after a restart.
    write(hass, config_of(MINE, description="Set up anew."))
    await async_reload(hass)
    await coordinator_of(entry).tending.async_renew()
    assert state_of(hass).state == "off"
    assert not is_asked(hass)


async def test_one_that_is_kept_stays_on_and_nobody_asks_again_for_a_month(
    hass: HomeAssistant, entry: MockConfigEntry, go: Any
) -> None:
    menu = await go()
    done = await go(menu["flow_id"], next_step_id="keep")
    assert done["type"] == "create_entry"
    assert state_of(hass).state == "on"
    assert not is_asked(hass)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not is_asked(hass)
    store = coordinator_of(entry).store
    await store.moments.save("stays_s1", dt_util.utcnow() - timedelta(days=31))
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert is_asked(hass)


async def test_one_that_was_renamed_meanwhile_is_turned_off_all_the_same(
    hass: HomeAssistant, entry: MockConfigEntry, go: Any
) -> None:
    menu = await go()
    registry = er.async_get(hass)
    registry.async_update_entity(entity_of(hass, MINE), new_entity_id="automation.renamed")
    await hass.async_block_till_done()
    done = await go(menu["flow_id"], next_step_id="retire")
    assert done["type"] == "create_entry"
    assert hass.states.is_state("automation.renamed", "off")


async def test_what_cannot_be_kept_is_told_and_the_repair_stays(
    hass: HomeAssistant, entry: MockConfigEntry, go: Any
) -> None:
    menu = await go()
    await coordinator_of(entry).store.async_close()
    done = await go(menu["flow_id"], next_step_id="keep")
    assert (done["type"], done["reason"]) == ("abort", "not_kept")
    assert is_asked(hass)


@pytest.mark.parametrize("step", [None, "retire", "keep"])
async def test_what_was_settled_meanwhile_is_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry, go: Any, step: str | None
) -> None:
    menu = await go() if step is not None else None
    coordinator = coordinator_of(entry)
    settled = tuple(replace(each, retire=None) for each in coordinator.data.care)
    coordinator.async_set_updated_data(replace(coordinator.data, care=settled))
    done = await (go() if menu is None else go(menu["flow_id"], next_step_id=step))
    assert (done["type"], done["reason"]) == ("abort", "no_longer_asked")
    assert state_of(hass).state == "on"


async def test_while_homeiq_is_not_loaded_nothing_can_be_decided(
    hass: HomeAssistant, entry: MockConfigEntry, go: Any
) -> None:
    menu = await go()
    assert await hass.config_entries.async_unload(entry.entry_id)
    done = await go(menu["flow_id"], next_step_id="retire")
    assert (done["type"], done["reason"]) == ("abort", "not_loaded")
    assert state_of(hass).state == "on"
