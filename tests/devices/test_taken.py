"""What is taken of a running home stays as it was, whatever happens then."""

import threading

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.devices import snapshot as module
from custom_components.homeiq.devices.snapshot import Snapshot, async_snapshot, snapshot_of
from custom_components.homeiq.devices.taken import Taken, async_take
from custom_components.homeiq.options import Options
from tests.devices.test_snapshot import Rooms


async def test_all_that_a_home_tells_is_in_it(hass: HomeAssistant) -> None:
    await hass.config.async_update(time_zone="Europe/Berlin", latitude=52.5, longitude=13.4)
    rooms = Rooms(hass)
    part = rooms.devices.async_get_or_create_child(
        config_entry_id=rooms.entry.entry_id,
        identifiers={("test", "part")},
        parent_device_id=rooms.device.id,
    )
    rooms.set(rooms.lamp, "on")
    rooms.set("sensor.yaml", "20")
    sequence = [{"action": "light.turn_on", "target": {"entity_id": rooms.lamp}}]
    assert await async_setup_component(hass, "script", {"script": {"bed": {"sequence": sequence}}})
    scene = {"name": "Film", "entities": {rooms.lamp: "on"}}
    assert await async_setup_component(hass, "scene", {"scene": [scene]})
    await hass.async_block_till_done()
    taken = async_take(hass)
    assert (taken.timezone, taken.latitude, taken.longitude) == ("Europe/Berlin", 52.5, 13.4)
    assert {rooms.lamp, rooms.plug} <= {entry.entity_id for entry in taken.entries}
    assert taken.states[rooms.lamp].state == "on"
    assert "sensor.yaml" in taken.states
    assert [device.id for device in taken.devices] == [rooms.device.id]
    assert [one.id for one in taken.parts] == [part.id]
    assert {area.name for area in taken.areas} == {"Kitchen", "Hall"}
    assert taken.integrations[rooms.entry.entry_id] == "test"
    assert taken.scripts["script.bed"]["sequence"] == sequence
    assert taken.scenes["scene.film"].keys() == {rooms.lamp}
    assert taken.automations == {}


async def test_it_stays_as_it_was_whatever_happens_then(hass: HomeAssistant) -> None:
    rooms = Rooms(hass)
    rooms.set(rooms.lamp, "on")
    taken = async_take(hass)
    before = snapshot_of(taken, Options())
    rooms.set(rooms.lamp, "unavailable")
    rooms.add("fan", "new")
    er.async_get(hass).async_remove(rooms.plug)
    dr.async_get(hass).async_update_device(rooms.device.id, name_by_user="Other")
    ar.async_get(hass).async_delete(rooms.hall.id)
    after = snapshot_of(taken, Options())
    assert (after.home, after.names, after.relevant) == (before.home, before.names, before.relevant)
    assert after.inventory == before.inventory


async def test_registries_are_gone_through_elsewhere_than_on_the_event_loop(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def fake_watched(taken: Taken, options: Options) -> Snapshot:
        threads.append(threading.get_ident())
        return snapshot_of(taken, options)

    monkeypatch.setattr(module, "snapshot_of", fake_watched)
    await async_snapshot(hass, Options())
    assert threads != [threading.get_ident()]
    assert len(threads) == 1
