"""How often capabilities of devices were used, by days; days are forgotten in time."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select

from custom_components.homeiq.devices.use import DayUse, Use
from custom_components.homeiq.store.models import DeviceFeatureUsageRow, DeviceUsageDayRow
from custom_components.homeiq.store.upsert import upsert

DAYS_KEPT: Final = 400

_SAVE: Final = upsert(DeviceFeatureUsageRow, raise_to=("uses",))
_SAVE_DAY: Final = upsert(DeviceUsageDayRow, raise_to=("watched",))


def add_uses(
    connection: Connection,
    uses: Iterable[DayUse],
    days: Iterable[int],
    watched: Iterable[int] = (),
) -> None:
    """Keep how often capabilities were used on the days that were looked at (local ordinals).

    `watched`: days on which it was also watched what the recorder does not keep. A day on which
    nothing was used is known like any other. A count is never lowered: when a day is told again,
    the recorder may have lost part of it by then.
    """
    rows = [_row(use) for use in uses if use.uses > 0]
    seen = set(_dates(watched))
    known = seen.union(_dates(days), (row["day"] for row in rows))
    if not known:
        return
    if rows:
        connection.execute(_SAVE, rows)
    connection.execute(_SAVE_DAY, [{"day": day, "watched": day in seen} for day in sorted(known)])
    latest = connection.execute(select(func.max(DeviceUsageDayRow.day))).scalar_one()
    oldest = latest - timedelta(days=DAYS_KEPT - 1)
    for row in (DeviceFeatureUsageRow, DeviceUsageDayRow):
        connection.execute(delete(row).where(row.day < oldest))


def uses_since(connection: Connection, day: int) -> Use:
    """Return how often capabilities were used from a day on (local ordinal), and on how many.

    Nothing is known here of what automations name.
    """
    first = date.fromordinal(day)
    key = DeviceFeatureUsageRow.device_id, DeviceFeatureUsageRow.capability
    summed = (
        select(*key, func.sum(DeviceFeatureUsageRow.uses))
        .where(DeviceFeatureUsageRow.day >= first)
        .group_by(*key)
    )
    counted = select(func.count(), func.count().filter(DeviceUsageDayRow.watched)).where(
        DeviceUsageDayRow.day >= first
    )
    days, watched = connection.execute(counted).one()
    return Use(
        times={
            (device_id, capability): int(uses)
            for device_id, capability, uses in connection.execute(summed)
        },
        days=days,
        watched=watched,
    )


def _dates(days: Iterable[int]) -> Iterator[date]:
    # Counting may leave numpy's numbers, which the driver would keep as bytes.
    return (date.fromordinal(int(day)) for day in days)


def _row(use: DayUse) -> dict[str, Any]:
    return {
        "device_id": use.device_id,
        "capability": use.capability,
        "day": date.fromordinal(int(use.day)),
        "uses": int(use.uses),  # numpy's numbers again
    }
