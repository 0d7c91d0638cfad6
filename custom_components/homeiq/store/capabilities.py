"""What devices can do, and when and as what they were read."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import batched
import logging
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.freshness import Kept, KeptCapabilities
from custom_components.homeiq.store.models import (
    DeviceCapabilityRow,
    DeviceFeatureUsageRow,
    DeviceRow,
)
from custom_components.homeiq.store.records import readable, save_each
from custom_components.homeiq.store.upsert import upsert

_LOGGER = logging.getLogger(__name__)

AWAY: Final = timedelta(days=30)  # after which a device that was removed is forgotten
_BATCH: Final = 50

_SAVE: Final = upsert(DeviceRow)
_ABSENT: Final = (
    update(DeviceRow).where(DeviceRow.id == bindparam("gone")).values(absent_since=bindparam("at"))
)

type _Device = tuple[str, KeptCapabilities]


def save_capabilities(connection: Connection, kept: Kept) -> None:
    """Keep what devices can do, each whole; one that cannot be kept is logged and skipped."""
    for batch in batched(kept.items(), _BATCH, strict=False):
        for number, problem in save_each(connection, batch, _save).items():
            _LOGGER.warning("The device %s is skipped: %s", batch[number][0], problem)


def capabilities(connection: Connection) -> dict[str, KeptCapabilities]:
    """Return what devices can do.

    Of one with something that cannot be read the rest is told, under no signature: it is read
    anew.
    """
    found: dict[str, dict[str, Capability]] = defaultdict(dict)
    rows = connection.execute(select(DeviceCapabilityRow.__table__)).mappings()
    for device_id, capability in readable(rows, _capability_of):
        found[device_id][capability.key] = capability
    of_device = DeviceCapabilityRow.device_id
    count = select(of_device, func.count()).group_by(of_device)
    counts = dict(connection.execute(count).tuples().all())

    def device_of(row: RowMapping) -> _Device:
        known = found.get(row["id"], {})
        is_whole = len(known) == counts.get(row["id"], 0)
        signature = row["signature"] if is_whole else ""
        return row["id"], KeptCapabilities(row["refreshed_at"], signature, known)

    return dict(readable(connection.execute(select(DeviceRow.__table__)).mappings(), device_of))


def follow_devices(connection: Connection, present: Collection[str], now: datetime) -> None:
    """Remember since when devices are gone, and forget those that do not come back."""
    absent = connection.execute(select(DeviceRow.id, DeviceRow.absent_since)).all()
    changed = [
        {"gone": device_id, "at": None if device_id in present else now}
        for device_id, since in absent
        if (device_id in present) == (since is not None)
    ]
    if changed:
        connection.execute(_ABSENT, changed)
    gone = select(DeviceRow.id).where(DeviceRow.absent_since <= now - AWAY)
    for row in (DeviceCapabilityRow, DeviceFeatureUsageRow):
        connection.execute(delete(row).where(row.device_id.in_(gone)))
    connection.execute(delete(DeviceRow).where(DeviceRow.absent_since <= now - AWAY))


def _save(connection: Connection, devices: Sequence[_Device]) -> None:
    ids = [device_id for device_id, _ in devices]
    connection.execute(delete(DeviceCapabilityRow).where(DeviceCapabilityRow.device_id.in_(ids)))
    connection.execute(_SAVE, [_device_row(*device) for device in devices])
    rows = [
        {
            "device_id": device_id,
            "capability": capability.key,
            "details": _details(capability),
            "refreshed_at": kept.refreshed_at,
        }
        for device_id, kept in devices
        for capability in kept.capabilities.values()
    ]
    if rows:
        connection.execute(insert(DeviceCapabilityRow), rows)


def _device_row(device_id: str, kept: KeptCapabilities) -> dict[str, Any]:
    return {
        "id": device_id,
        "signature": kept.signature,
        "refreshed_at": kept.refreshed_at,
        "absent_since": None,
    }


def _details(capability: Capability) -> dict[str, Any]:
    details = asdict(capability)
    del details["key"]
    return details


def _capability_of(row: RowMapping) -> tuple[str, Capability]:
    details = row["details"]
    return row["device_id"], Capability(
        key=row["capability"],
        entity_ids=tuple(details["entity_ids"]),
        values=tuple(details["values"]),
        lowest=details["lowest"],
        highest=details["highest"],
        unit=details["unit"],
        property=details["property"],
    )
