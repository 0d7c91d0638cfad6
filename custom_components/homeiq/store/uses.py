"""How often capabilities of devices were used, by days; days are forgotten in time."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from custom_components.homeiq.devices.use import DayUse, Use
from custom_components.homeiq.store.models import DeviceFeatureUsageRow, DeviceUsageDayRow
from custom_components.homeiq.store.upsert import upsert

DAYS_KEPT: Final = 400

_SAVE: Final = upsert(DeviceFeatureUsageRow, raise_to=("uses",))


def add_uses(connection: Connection, uses: Iterable[DayUse], days: Iterable[int]) -> None:
    """Keep how often capabilities were used on the days that were looked at (local ordinals).

    A day on which nothing was used is known like any other. A count is never lowered: when a day
    is told again, the recorder may have lost part of it by then.
    """
    rows = [_row(use) for use in uses if use.uses > 0]
    known = {date.fromordinal(int(day)) for day in days}.union(row["day"] for row in rows)
    if not known:
        return
    if rows:
        connection.execute(_SAVE, rows)
    connection.execute(
        insert(DeviceUsageDayRow).on_conflict_do_nothing(), [{"day": day} for day in sorted(known)]
    )
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
    counted = select(func.count()).where(DeviceUsageDayRow.day >= first)
    return Use(
        times={
            (device_id, capability): int(uses)
            for device_id, capability, uses in connection.execute(summed)
        },
        days=connection.execute(counted).scalar_one(),
    )


def _row(use: DayUse) -> dict[str, Any]:
    # Counting may leave numpy's numbers, which the driver would keep as bytes.
    return {
        "device_id": use.device_id,
        "capability": use.capability,
        "day": date.fromordinal(int(use.day)),
        "uses": int(use.uses),
    }
