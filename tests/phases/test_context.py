"""Phase: what those who word suggestions should know of the devices in them."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.homeiq.devices.context import ContextCache, DeviceContext
from custom_components.homeiq.devices.context_following import async_follow
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.recipe import Recipe
from custom_components.homeiq.devices.synergies import Synergies
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.mining.finding import Evidence, Finding, Mined
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.context import CONTEXT
from custom_components.homeiq.phases.phase import PhaseSkippedError, Run
from custom_components.homeiq.store.store import Store
from tests.living import Living, go
from tests.samples import run_of

BED, DESK, DOOR, SHED = "light.bed", "light.desk", "binary_sensor.door", "light.shed"


def finding(entity_id: str) -> Mined:
    pattern = Pattern("time_of_day", ClockTrigger(0), (Effect(entity_id, "on"),))
    return Mined((Finding(pattern, Evidence()),), (), (), 12, 7, None)


def offer(*device_ids: str) -> Opportunity:
    return Opportunity("dim_at_night", "light.brightness", device_ids, (), "", "", 0.5, 0.5)


def synergy(*entity_ids: str) -> Synergy:
    return Synergy("door_light", entity_ids, None, Recipe(()), 0.3)


class Devices:
    """Four devices, of which something was found."""

    def __init__(self, hass: HomeAssistant, store: Store, living: Living) -> None:
        self.hass = hass
        self.store = store
        self.cache = ContextCache()
        self.bed = living.lamp(BED, "Bed lamp")
        self.desk = living.lamp(DESK, "Desk lamp", "Study")
        self.door = living.device(DOOR, "Shed door", "Shed")
        self.shed = living.lamp(SHED, "Shed lamp", "Shed")
        async_follow(hass, living.entry, self.cache)

    async def look(self, **parts: Any) -> Run:
        """Go through the phase with what earlier ones found."""
        await self.hass.async_block_till_done()
        run = run_of(self.hass, store=self.store, contexts_kept=self.cache)
        await go(run, CAPABILITIES)
        for name, value in parts.items():
            setattr(run, name, value)
        return await go(run, CONTEXT)

    async def look_at_all(self) -> Run:
        return await self.look(
            mined=finding(BED),
            opportunities=(offer(self.desk),),
            synergies=Synergies((synergy(DOOR, SHED),)),
        )


@pytest.fixture
def devices(hass: HomeAssistant, store: Store, living: Living) -> Devices:
    return Devices(hass, store, living)


def counted(run: Run) -> tuple[int, int]:
    """Return hits and misses as the report tells them."""
    cache = run.report.as_dict()["context_cache"]
    return cache["hits"], cache["misses"]


async def test_each_device_of_all_that_was_found_is_known(devices: Devices) -> None:
    run = await devices.look_at_all()
    assert run.contexts.keys() == {devices.bed, devices.desk, devices.door, devices.shed}
    desk = run.contexts[devices.desk]
    assert (desk.name, desk.area, desk.manufacturer, desk.model) == (
        *("Desk lamp", "Study", "Acme", "Desk lamp"),
    )
    assert (desk.entity_ids, desk.capabilities) == ((DESK,), ("light.brightness",))
    assert counted(run) == (0, 4)


async def test_in_the_next_run_they_are_known_from_before(devices: Devices) -> None:
    first = await devices.look_at_all()
    second = await devices.look_at_all()
    assert counted(second) == (4, 0)
    assert second.contexts == first.contexts


async def test_a_device_that_is_renamed_is_fetched_anew(
    hass: HomeAssistant, devices: Devices
) -> None:
    await devices.look_at_all()
    dr.async_get(hass).async_update_device(devices.shed, name_by_user="Lantern")
    run = await devices.look_at_all()
    assert counted(run) == (3, 1)
    assert run.contexts[devices.shed].name == "Lantern"


async def test_a_device_that_cannot_be_fetched_is_empty_and_told_and_costs_no_other(
    devices: Devices, caplog: pytest.LogCaptureFixture
) -> None:
    run = await devices.look(opportunities=(offer(devices.bed, "gone"),))
    assert run.contexts["gone"] == DeviceContext("gone")
    assert run.contexts[devices.bed].name == "Bed lamp"
    assert "Nothing is known of the device gone: it does not take part" in caplog.text
    again = await devices.look(opportunities=(offer(devices.bed, "gone"),))
    assert counted(again) == (1, 1), "what failed is tried again"


async def test_where_nothing_was_found_nothing_is_fetched(devices: Devices) -> None:
    run = await devices.look()
    assert (run.contexts, counted(run)) == ({}, (0, 0))


async def test_what_belongs_to_no_device_stands_for_itself(
    hass: HomeAssistant, devices: Devices
) -> None:
    hass.states.async_set("light.yaml", "off", {"friendly_name": "Written"})
    run = await devices.look(mined=finding("light.yaml"))
    assert run.contexts["light.yaml"].name == "Written"


async def test_what_devices_can_do_may_be_unknown(devices: Devices) -> None:
    run = await devices.look(mined=finding(BED), abilities=None)
    assert run.contexts[devices.bed].capabilities == ()


async def test_without_the_homes_devices_there_is_nothing_to_do(hass: HomeAssistant) -> None:
    with pytest.raises(PhaseSkippedError, match="not known"):
        await CONTEXT.step(run_of(hass))
