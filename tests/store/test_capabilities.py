"""What devices can do, in a real database."""

from datetime import timedelta
import logging
import math
from typing import Any

import pytest
from sqlalchemy import text

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.freshness import Kept, KeptCapabilities
from custom_components.homeiq.devices.use import DayUse
from custom_components.homeiq.store.capabilities import (
    AWAY,
    capabilities,
    follow_devices,
    save_capabilities,
)
from custom_components.homeiq.store.repository import Repository
from custom_components.homeiq.store.uses import add_uses, uses_since
from tests.store.make import NOW

BRIGHTNESS = Capability("light.brightness", ("light.lamp", "light.ring"))
LOCK = Capability("setting.child_lock", ("switch.lock",), ("on", "off"))
EFFECT = Capability(
    "zigbee2mqtt.effect",
    values=("blink", "Küche 🏠"),
    lowest=0.5,
    highest=254.0,
    unit="lx",
    property="effect",
)
DAY = 740_000


def kept(*each: Capability, signature: str = "s", days_ago: int = 0) -> KeptCapabilities:
    return KeptCapabilities(
        NOW - timedelta(days=days_ago), signature, {one.key: one for one in each}
    )


def save(repository: Repository, devices: Kept) -> None:
    with repository.writing() as connection:
        save_capabilities(connection, devices)


def read(repository: Repository) -> dict[str, KeptCapabilities]:
    with repository.reading() as connection:
        return capabilities(connection)


def change(repository: Repository, sql: str) -> None:
    with repository.writing() as connection:
        connection.execute(text(sql))


def follow(repository: Repository, present: set[str], days: float) -> None:
    with repository.writing() as connection:
        follow_devices(connection, present, NOW + timedelta(days=days))


def test_what_devices_can_do_comes_back(repository: Repository) -> None:
    devices = {
        "lamp": kept(BRIGHTNESS, EFFECT),
        "plug": kept(LOCK, signature="t", days_ago=40),
        "button": kept(),
    }
    save(repository, devices)
    assert read(repository) == devices


def test_nothing_is_known_in_the_beginning(repository: Repository) -> None:
    save(repository, {})
    assert read(repository) == {}


def test_what_is_read_anew_takes_the_place_of_what_was_kept(repository: Repository) -> None:
    save(repository, {"lamp": kept(BRIGHTNESS, EFFECT, days_ago=31), "plug": kept(LOCK)})
    save(repository, {"lamp": kept(EFFECT, signature="t")})
    assert read(repository) == {"lamp": kept(EFFECT, signature="t"), "plug": kept(LOCK)}
    save(repository, {"lamp": kept()})
    assert read(repository)["lamp"].capabilities == {}


def test_many_devices_are_kept(repository: Repository) -> None:
    devices = {f"device {number}": kept(LOCK, EFFECT) for number in range(120)}
    save(repository, devices)
    assert read(repository) == devices


@pytest.mark.parametrize("bad", [{"highest": math.nan}, {"unit": b"lx"}, {"key": None}])
def test_a_device_that_cannot_be_kept_is_skipped(
    repository: Repository, caplog: pytest.LogCaptureFixture, bad: dict[str, Any]
) -> None:
    save(repository, {"lamp": kept(BRIGHTNESS)})
    odd = Capability(**{"key": "number.odd", **bad})
    save(repository, {"lamp": kept(odd), "plug": kept(LOCK)})
    assert read(repository) == {"lamp": kept(BRIGHTNESS), "plug": kept(LOCK)}
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("The device lamp is skipped")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE device_capabilities SET details = '{' WHERE capability = 'light.brightness'",
        "UPDATE device_capabilities SET details = '[]' WHERE capability = 'light.brightness'",
        "UPDATE device_capabilities SET details = '{}' WHERE capability = 'light.brightness'",
    ],
)
def test_what_cannot_be_read_costs_no_other_and_is_read_anew(
    repository: Repository, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    save(repository, {"lamp": kept(BRIGHTNESS, EFFECT), "plug": kept(LOCK)})
    change(repository, damage)
    assert read(repository) == {"lamp": kept(EFFECT, signature=""), "plug": kept(LOCK)}
    assert "cannot be read" in caplog.text


def test_a_device_that_cannot_be_read_costs_no_other(
    repository: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    save(repository, {"lamp": kept(BRIGHTNESS), "plug": kept(LOCK)})
    change(repository, "UPDATE devices SET refreshed_at = 'yesterday' WHERE id = 'lamp'")
    assert read(repository) == {"plug": kept(LOCK)}
    assert "cannot be read" in caplog.text


def test_devices_that_are_gone_for_long_are_forgotten_with_their_use(
    repository: Repository,
) -> None:
    save(repository, {"lamp": kept(BRIGHTNESS), "plug": kept(LOCK)})
    with repository.writing() as connection:
        add_uses(
            connection,
            [DayUse("lamp", "light.brightness", DAY, 3), DayUse("plug", "setting.lock", DAY, 1)],
            (),
        )
    follow(repository, {"lamp", "plug"}, 0)
    follow(repository, {"lamp"}, 1)
    follow(repository, {"lamp"}, 1 + AWAY.days - 0.01)
    assert read(repository).keys() == {"lamp", "plug"}
    follow(repository, {"lamp"}, 1 + AWAY.days)
    assert read(repository) == {"lamp": kept(BRIGHTNESS)}
    with repository.reading() as connection:
        assert uses_since(connection, DAY).times == {("lamp", "light.brightness"): 3}
        counted = connection.execute(text("SELECT count(*) FROM device_capabilities"))
        assert counted.scalar_one() == 1


@pytest.mark.parametrize("by", ["follow", "save"])
def test_a_device_that_comes_back_has_all_its_time_again(repository: Repository, by: str) -> None:
    save(repository, {"lamp": kept(BRIGHTNESS)})
    follow(repository, set(), 0)
    if by == "follow":
        follow(repository, {"lamp"}, 29)
    else:
        save(repository, {"lamp": kept(BRIGHTNESS)})
    follow(repository, set(), 31)
    assert read(repository).keys() == {"lamp"}
