"""A home with Zigbee2MQTT, a real broker and three weeks of history, from end to end."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.e2e.broker import add_mqtt, broker_running
from tests.e2e.browser import Visitor, visiting
from tests.e2e.home_assistant import Home, eventually, lean_home, running
from tests.e2e.parts import Program
from tests.e2e.past import Called, Changed, write_past
from tests.e2e.zigbee2mqtt import FakeZigbee2Mqtt, bridge_running

A_MINUTE: Final = 60
DAYS: Final = 20
HOUR: Final = 3600
LAMP: Final = "light.living_room_floor_lamp"
PLUG: Final = "switch.laundry_washer_plug"
MOTION: Final = "binary_sensor.hall_motion_occupancy"
UTILIZATION: Final = "sensor.homeiq_device_utilization"
# What the devices are when the test begins; some of their settings are not as they came.
STATES: Final[dict[str, dict[str, Any]]] = {
    "living_room/floor_lamp": {
        "state": "OFF",
        "brightness": 254,
        "color_mode": "color_temp",
        "color_temp": 370,
        "power_on_behavior": "previous",
    },
    "laundry/washer_plug": {
        "state": "ON",
        "child_lock": "UNLOCK",
        "countdown": 0,
        "energy": 51.2,
        "indicator_mode": "off",
        "power": 0,
        "power_outage_memory": "restore",
    },
    "living_room/remote": {"battery": 83},
    "hall/motion": {
        "battery": 74,
        "illuminance": 12,
        "led_indication": False,
        "motion_sensitivity": "high",
        "occupancy": False,
        "occupancy_timeout": 30,
        "temperature": 20.4,
    },
}


def lived(start: float) -> Iterator[Changed | Called]:
    """Yield what happened: each evening somebody has the lamp on, now and then dimmed or warm."""
    random = np.random.default_rng(5)
    lamp = {"entity_id": [LAMP]}
    for entity_id, state in ((LAMP, "off"), (PLUG, "on"), (MOTION, "off")):
        yield Changed(start, entity_id, state)
    for day in range(DAYS):
        begun = start + (24 * day + random.uniform(16, 20)) * HOUR
        yield Called(begun, "light.turn_on", lamp, {LAMP: "on"})
        if day % 3 == 1:
            yield Called(begun + HOUR / 2, "light.turn_on", {**lamp, "brightness_pct": 30})
        if day % 7 == 2:
            yield Called(begun + HOUR / 2, "light.turn_on", {**lamp, "color_temp_kelvin": 2300})
        yield Called(begun + random.uniform(1, 4) * HOUR, "light.turn_off", lamp, {LAMP: "off"})
        for hour in range(6, 20):
            seen = start + (24 * day + hour + random.uniform(0, 0.9)) * HOUR
            yield Changed(seen, MOTION, "on")
            yield Changed(seen + 40, MOTION, "off")


@asynccontextmanager
async def zigbee_home(
    folder: Path, mosquitto: Program, base_topic: str = "zigbee2mqtt"
) -> AsyncIterator[tuple[Home, FakeZigbee2Mqtt]]:
    """Start a home with all but HomeIQ."""
    prepared = lean_home(folder / "config")
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=DAYS)
    write_past(prepared.config / "home-assistant_v2.db", lived(since.timestamp()), since)
    with broker_running(mosquitto, folder / "broker") as broker:
        bridge = FakeZigbee2Mqtt(broker, deepcopy(STATES), base_topic)
        with bridge_running(bridge):
            async with running(prepared) as home:
                await add_mqtt(home, broker)
                await until_there(home)
                yield home, bridge


async def until_there(home: Home) -> None:
    """Wait until the bridge has told what its devices are: it does so when all are announced."""

    async def are_there() -> bool:
        return [(await home.state(each)).get("state") for each in (LAMP, PLUG)] == ["off", "on"]

    await eventually("the devices are there", are_there, A_MINUTE)


async def suggestions(home: Home, *statuses: str) -> list[dict[str, Any]]:
    response = await home.action("homeiq.get_suggestions", {"status": list(statuses)})
    kept: list[dict[str, Any]] = response["suggestions"]
    return kept


async def effects(home: Home, status: str = "draft") -> dict[str, Any] | None:
    """Return the suggestion to try the lamp's effects, if it stands so."""
    about = [one for one in await suggestions(home, status) if "effects" in one["title"]]
    assert len(about) < 2
    return about[0] if about else None


async def until_effects_are_no_longer_suggested(home: Home) -> None:
    """Analyse until the recorder has what was done."""

    async def expired() -> dict[str, Any] | None:
        await home.run()
        return await effects(home, "expired")

    await eventually("the suggestion is gone", expired, A_MINUTE)
    assert await effects(home) is None


def ok(report: dict[str, Any]) -> bool:
    return {phase["status"] for phase in report["phases"]} == {"ok"}


async def utilization(home: Home) -> float:
    return float((await home.state(UTILIZATION))["state"])


async def test_a_bulb_whose_effects_nobody_uses_leads_to_a_suggestion_until_somebody_does(
    tmp_path: Path, mosquitto: Program
) -> None:
    async with zigbee_home(tmp_path, mosquitto) as (home, bridge):
        await home.add_homeiq()
        report = await home.run()
        assert ok(report), report["phases"]
        assert "(4 of Zigbee2MQTT)" in report["phases"][0]["detail"]
        assert report["opportunities"] >= report["feature_suggestions"] >= 1

        found = await effects(home)
        assert found is not None
        assert found["type"] == "feature_discovery"
        assert found["title"] == "Try the effects of living_room/floor_lamp"
        assert "candle, fireplace and colorloop" in found["description"]
        assert found["entity_ids"] == [LAMP]
        assert (found["automation"], found["evidence"], found["confidence"]) == (None, None, None)
        drafts = await suggestions(home, "draft")
        used = ("brightness", "warm and cold white")
        assert not any(f": {one}." in each["rationale"] for one in used for each in drafts)

        before = await utilization(home)
        assert 0 < before < 100
        least = (await home.state(UTILIZATION))["attributes"]["least_used"]
        assert least[0]["device"] == "living_room/floor_lamp"

        await goes_on_without_the_broker(home, bridge)

        await home.rest(
            "POST", "/api/services/light/turn_on", {"entity_id": LAMP, "effect": "candle"}
        )
        await eventually("the order has come", order_to(bridge, "candle"), A_MINUTE)
        await until_effects_are_no_longer_suggested(home)
        left = await suggestions(home, "draft")
        assert [one["id"] for one in left] == [
            one["id"] for one in drafts if one["id"] != found["id"]
        ]
        assert await utilization(home) > before


async def goes_on_without_the_broker(home: Home, bridge: FakeZigbee2Mqtt) -> None:
    """Analyse while the broker is away: what was known of the devices still holds."""

    async def is_away() -> bool:
        return (await home.state(LAMP)).get("state") == "unavailable"

    drafts = await suggestions(home, "draft")
    bridge.broker.stop()
    await eventually("the lamp is away", is_away, A_MINUTE)
    report = await home.run()
    assert ok(report), report["phases"]
    assert report["status"] == "completed"
    assert "(0 of Zigbee2MQTT)" in report["phases"][0]["detail"]
    assert await suggestions(home, "draft") == drafts
    assert 0 < await utilization(home) < 100
    bridge.broker.start()
    await until_there(home)


def order_to(bridge: FakeZigbee2Mqtt, effect: str) -> Callable[[], Awaitable[bool]]:
    """Return what looks whether the lamp was told to show an effect."""

    async def came() -> bool:
        topic = f"{bridge.base_topic}/living_room/floor_lamp/set"
        orders = [json.loads(payload) for at, payload in list(bridge.received) if at == topic]
        return any(order.get("effect") == effect for order in orders)

    return came


async def looks_at_the_pages(visitor: Visitor, title: str) -> None:
    """See the suggestion on the repairs page, in its dialog, and the figure of the home."""
    await visitor.go("/config/repairs")
    await visitor.page.get_by_text(f"Suggestion: {title}").first.wait_for()
    await visitor.picture("features-repairs")
    await visitor.open_repair(title)
    await visitor.dialog.get_by_text("candle, fireplace and colorloop").first.wait_for()
    await visitor.picture("features-repair")
    await visitor.finish()
    await visitor.phone_picture("/config/repairs", title, "features-repairs-phone")
    await visitor.go(f"/history?more-info-entity-id={UTILIZATION}")
    info = visitor.page.locator("ha-more-info-dialog")
    await info.get_by_text("Device utilization").first.wait_for()
    await visitor.picture("features-utilization")
    await info.locator("ha-dropdown ha-icon-button").first.click()
    await visitor.page.get_by_text("Details").first.click()
    await info.get_by_text("Least used").first.wait_for()
    await visitor.picture("features-least-used")


async def test_under_another_base_topic_people_see_it_until_a_message_uses_an_effect(
    tmp_path: Path, mosquitto: Program, chromium: Program, artifacts: Path
) -> None:
    async with zigbee_home(tmp_path, mosquitto, "home/zigbee") as (home, bridge):
        entry = await home.add_homeiq()
        await home.choose(entry, zigbee2mqtt_topic="home/zigbee", repairs_shown=10)
        report = await home.run()
        assert ok(report), report["phases"]
        assert "(4 of Zigbee2MQTT)" in report["phases"][0]["detail"]
        found = await effects(home)
        assert found is not None
        async with visiting(home, chromium, artifacts) as visitor:
            await looks_at_the_pages(visitor, found["title"])

        message = {
            "topic": "home/zigbee/living_room/floor_lamp/set",
            "payload": '{"effect": "blink"}',
        }
        await home.rest("POST", "/api/services/mqtt/publish", message)
        await eventually("the order has come", order_to(bridge, "blink"), A_MINUTE)
        await until_effects_are_no_longer_suggested(home)
        assert not any(found["title"] in str(issue) for issue in await home.issues())
