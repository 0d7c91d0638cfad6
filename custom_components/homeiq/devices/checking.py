"""How well all devices of a home work.

The score is the availability, less a share for each thing that is wrong:

    availability * (1 - FLAPPING * how much it flaps) * (1 - EMPTY * how empty its battery is)
    * (1 - SILENT * how long it was silent) * (1 - AWAY where it is away now)

Each "how much" goes evenly from 0 to 1 between the two bounds that stand beside its weight. What
is not known takes nothing away; where the history knows no availability, being there now does.
"""

from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from typing import Final

from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.presence import Presence, presences
from custom_components.homeiq.mining.event_log import DAY_SECONDS, EventLog

# A device that flaps works most of the time, but nobody can rely on it.
FLAPPING: Final = 0.3
CALM: Final = 0.25  # drops a day; twice a week is an update or a power cut
RESTLESS: Final = 4.0
# An empty battery does no harm until it is: a warning, no defect.
EMPTY: Final = 0.3
FULL_ENOUGH: Final = 20.0  # percent; from here on most devices say that it is low
LOW: Final = 10.0  # percent, what "low" stands for where no figure is told
# Integrations may take long to notice that something on a battery is gone: only silence shows it.
SILENT: Final = 0.2
REPORTING: Final = 2 * DAY_SECONDS  # most report each hour or day, even if nothing happens
DUMB: Final = 14 * DAY_SECONDS
# However well it worked: an automation that needs it would not work tonight.
AWAY: Final = 0.5


def check(log: EventLog | None, inventory: Inventory, now: float) -> dict[str, Health]:
    """Return the health of all devices by their ids; `now` in UTC seconds.

    The log must be whole. Devices that it does not know are judged by their present alone.
    """
    known = presences(log, inventory, now) if log is not None else {}
    return {
        device_id: _health(device, known.get(device_id, Presence()), now)
        for device_id, device in inventory.devices.items()
    }


def _health(device: DeviceRecord, presence: Presence, now: float) -> Health:
    battery = _battery(device)
    seen = _seen(device, presence, now)
    score = _score(device, presence, battery, None if seen is None else now - seen)
    return Health(score, presence.availability, battery, seen, presence.drops_a_day)


def _score(
    device: DeviceRecord, presence: Presence, battery: float | None, silent: float | None
) -> float:
    if not device.entities:
        return 1.0
    score = presence.availability
    if score is None:
        score = float(device.is_reachable)
    score *= 1 - FLAPPING * _between(presence.drops_a_day, CALM, RESTLESS)
    if battery is not None:
        score *= 1 - EMPTY * _between(battery, FULL_ENOUGH, 0.0)
        # What hangs on the mains may well be silent: a lamp that nobody switches.
        if silent is not None:
            score *= 1 - SILENT * _between(silent, REPORTING, DUMB)
    if not device.is_reachable:
        score *= 1 - AWAY
    return score


def _between(value: float, none: float, full: float) -> float:
    """Return how far a value is on the way from where it is no matter to where it is all; 0-1."""
    return min(1.0, max(0.0, (value - none) / (full - none)))


def _battery(device: DeviceRecord) -> float | None:
    """Return how full the emptiest battery is, in percent."""
    return min(_batteries(device), default=None)


def _batteries(device: DeviceRecord) -> Iterator[float]:
    for entity in device.entities:
        if entity.device_class != "battery":
            continue
        if entity.domain == "binary_sensor" and entity.state == "on":
            yield LOW
        elif entity.domain == "sensor" and (percent := _number(entity.state)) is not None:
            yield min(100.0, max(0.0, percent))


def _seen(device: DeviceRecord, presence: Presence, now: float) -> float | None:
    """Return when a device last reported.

    A sensor that says so is right: all other states are written anew when Home Assistant starts,
    and that of an entity that is away when it went.
    """
    seen = [moment for one in device.entities if (moment := _last_seen(one)) is not None]
    if not seen:
        seen = [one.seen for one in device.entities if one.is_reachable and one.seen is not None]
        if presence.told is not None:
            seen.append(presence.told)
    return min(now, max(seen)) if seen else None


def _last_seen(entity: DeviceEntity) -> float | None:
    """Return what a sensor says of when its device was last seen, in UTC seconds."""
    names = (entity.translation_key, entity.unique_id, entity.entity_id)
    if entity.domain != "sensor" or not any("last_seen" in name for name in names):
        return None
    try:
        moment = datetime.fromisoformat(entity.state)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.timestamp()


def _number(state: str) -> float | None:
    try:
        number = float(state)
    except ValueError:
        return None
    return number if isfinite(number) else None
