"""Phase: what the home consists of, and what its devices can do."""

from datetime import timedelta
from unittest.mock import MagicMock

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.zigbee2mqtt import bridge
from custom_components.homeiq.devices.zigbee2mqtt.exposes import Expose
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.phases.store import STORE
from custom_components.homeiq.store.store import Store
from tests.devices.zigbee2mqtt.samples import PAYLOAD, network
from tests.devices.zigbee2mqtt.test_bridge import Keeping
from tests.living import Living
from tests.samples import run_of

LAMP = "light.bed"


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no broker as long as people may have to."""
    monkeypatch.setattr(bridge, "_SECONDS", 0.3)


def able(run: Run, device_id: str) -> set[str]:
    assert run.abilities is not None
    return set(run.abilities.capabilities.of_device[device_id])


async def test_it_looks_at_the_home_with_what_is_excluded(
    hass: HomeAssistant, store: Store
) -> None:
    hass.states.async_set("light.porch", "on", {"supported_color_modes": ["brightness"]})
    hass.states.async_set("fan.attic", "off")
    run = run_of(hass, store=store, options=Options(excluded_domains=("fan",)))
    added = await CAPABILITIES.step(run)
    assert run.snapshot is not None
    assert "light.porch" in run.snapshot.relevant
    assert "fan.attic" not in run.snapshot.relevant
    assert run.snapshot.inventory.devices.keys() == {"light.porch"}
    assert able(run, "light.porch") == {"light.brightness"}
    assert added.detail == (
        "1 entities worth reading, 0 automations, 1 devices (0 of Zigbee2MQTT) with 1 capabilities"
    )
    assert added.figures == {}


async def test_what_was_read_is_kept_and_holds_while_a_device_is_away(
    hass: HomeAssistant, store: Store, living: Living
) -> None:
    lamp = living.device(LAMP, "Bed lamp", supported_features=4)
    effects = {"supported_color_modes": ["brightness"], "effect_list": ["a", "b"]}
    hass.states.async_set(LAMP, "on", effects)
    first = run_of(hass, store=store)
    await CAPABILITIES.step(first)
    await STORE.step(first)
    assert (await store.devices.capabilities())[lamp].refreshed_at == first.started_at
    hass.states.async_set(LAMP, "unavailable")
    later = run_of(hass, store=store, started_at=first.started_at + timedelta(days=40))
    await CAPABILITIES.step(later)
    assert able(later, lamp) == able(first, lamp) >= {"light.brightness", "light.effect"}
    assert later.abilities is not None
    assert later.abilities.anew == {}


async def test_what_is_known_of_a_device_that_did_not_change_is_not_kept_again_for_a_month(
    hass: HomeAssistant, store: Store, living: Living
) -> None:
    lamp = living.lamp(LAMP, "Bed lamp")
    hass.states.async_set(LAMP, "on", {"supported_color_modes": ["brightness"]})
    first = run_of(hass, store=store)
    await CAPABILITIES.step(first)
    await STORE.step(first)
    for days, anew in ((29, set()), (30, {lamp})):
        later = run_of(hass, store=store, started_at=first.started_at + timedelta(days=days))
        await CAPABILITIES.step(later)
        assert later.abilities is not None
        assert later.abilities.anew.keys() == anew


async def test_a_store_that_fails_costs_only_what_was_before(
    hass: HomeAssistant, store: Store, living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    lamp = living.lamp(LAMP, "Bed lamp")
    hass.states.async_set(LAMP, "on", {"supported_color_modes": ["brightness"]})
    await store.async_close()
    run = run_of(hass, store=store)
    await CAPABILITIES.step(run)
    assert run.abilities is not None
    assert run.abilities.capabilities.of_device[lamp] == {
        "light.brightness": Capability("light.brightness", (LAMP,))
    }
    assert "What devices could do before cannot be read" in caplog.text


async def test_where_devices_cannot_be_looked_at_the_home_is_known_all_the_same(
    hass: HomeAssistant, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fake_broken_abilities(*_: object) -> None:
        raise ValueError("an odd device")

    monkeypatch.setattr(
        "custom_components.homeiq.phases.capabilities.abilities", fake_broken_abilities
    )
    run = run_of(hass, store=store)
    with pytest.raises(ValueError, match="odd"):
        await CAPABILITIES.step(run)
    assert run.snapshot is not None
    assert run.abilities is None


@pytest.mark.parametrize("expected_lingering_timers", [True])  # of the client of MQTT
async def test_what_zigbee2mqtt_tells_is_known_and_kept_for_when_it_is_silent(
    hass: HomeAssistant, store: Store, living: Living, mqtt_mock: MagicMock
) -> None:
    broker = Keeping(hass, mqtt_mock)
    broker.kept["upstairs/bridge/devices"] = PAYLOAD
    device = next(one for one in network().values() if "light" in map(kind, one.exposes))
    lamp = living.lamp(LAMP, "Bed lamp")
    dr.async_get(hass).async_update_device(
        lamp, new_identifiers={("mqtt", f"zigbee2mqtt_{device.ieee_address}")}
    )
    hass.states.async_set(LAMP, "on", {"supported_color_modes": ["brightness"]})
    options = Options(zigbee2mqtt_topic="upstairs")
    first = run_of(hass, store=store, options=options)
    added = await CAPABILITIES.step(first)
    assert "1 devices (1 of Zigbee2MQTT)" in added.detail
    assert first.abilities is not None
    assert first.abilities.zigbee == {lamp: device}
    assert able(first, lamp) > {"light.brightness"}
    await STORE.step(first)
    broker.kept.clear()
    later = run_of(hass, store=store, options=options)
    silent = await CAPABILITIES.step(later)
    assert silent.detail.endswith("has left no list of devices on upstairs/bridge/devices")
    assert later.abilities is not None
    assert later.abilities.zigbee == {}
    assert able(later, lamp) == able(first, lamp)


def kind(expose: Expose) -> str:
    return expose.type
