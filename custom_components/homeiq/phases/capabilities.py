"""Phase: what the home consists of, and what its devices can do."""

from typing import Final

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.abilities import abilities
from custom_components.homeiq.devices.freshness import Kept
from custom_components.homeiq.devices.snapshot import async_snapshot
from custom_components.homeiq.devices.zigbee2mqtt.bridge import async_zigbee2mqtt
from custom_components.homeiq.devices.zigbee2mqtt.matching import is_announced
from custom_components.homeiq.phases.phase import Added, Phase, Run
from custom_components.homeiq.store.errors import StoreError


async def _look(run: Run) -> Added:
    run.snapshot = snapshot = await async_snapshot(run.hass, run.options)
    topic = run.options.zigbee2mqtt_topic
    bridge = await async_zigbee2mqtt(run.hass, topic)
    run.abilities = await run.hass.async_add_executor_job(
        abilities,
        snapshot.inventory,
        bridge.devices or (),
        await _kept(run),
        run.started_at,
        topic,
    )
    silent = ""
    if bridge.devices is None:
        LOGGER.debug("Zigbee2MQTT tells nothing: %s", bridge.reason)
        # Where it has devices, the topic may be another one; people have to be told.
        if any(map(is_announced, snapshot.inventory.devices.values())):
            silent = f"; {bridge.reason}"
    able = run.abilities.capabilities.of_device.values()
    return Added(
        f"{len(snapshot.relevant)} entities worth reading,"
        f" {len(snapshot.home.automations)} automations,"
        f" {len(snapshot.inventory.devices)} devices ({len(run.abilities.zigbee)} of Zigbee2MQTT)"
        f" with {sum(map(len, able))} capabilities{silent}"
    )


async def _kept(run: Run) -> Kept:
    """Return what devices could do before; what cannot be read is read anew from the devices."""
    try:
        return await run.store.devices.capabilities()
    except StoreError as err:
        LOGGER.warning("What devices could do before cannot be read: %s", err)
        return {}


CAPABILITIES: Final = Phase("capabilities", _look)
