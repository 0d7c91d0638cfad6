"""What devices could do more, alone and together, and since when that is known."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
import logging
from typing import Final

from sqlalchemy import Connection, delete

from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.store.models import OpportunityRow, SynergyRow
from custom_components.homeiq.store.records import save_each
from custom_components.homeiq.store.upsert import upsert

_LOGGER = logging.getLogger(__name__)

KEPT: Final = timedelta(days=400)  # after they were last seen

_SAVE_OPPORTUNITY: Final = upsert(OpportunityRow, keep=("first_seen",))
_SAVE_SYNERGY: Final = upsert(SynergyRow, keep=("first_seen",))


def save_opportunities(
    connection: Connection, opportunities: Iterable[Opportunity], now: datetime
) -> None:
    """Keep the opportunities of a run; one that is known takes its new figures."""

    def save(connection: Connection, batch: Sequence[Opportunity]) -> None:
        rows = [
            {
                "id": one.id,
                "device_id": one.device_ids[0],
                "capability": one.capability,
                "score": float(one.score),
                "first_seen": now,
                "last_seen": now,
            }
            for one in batch
        ]
        connection.execute(_SAVE_OPPORTUNITY, rows)

    found = tuple(opportunities)
    for number, problem in save_each(connection, found, save).items():
        _LOGGER.warning("Opportunity %s is skipped: %s", found[number].id, problem)
    connection.execute(delete(OpportunityRow).where(OpportunityRow.last_seen < now - KEPT))


def save_synergies(connection: Connection, synergies: Iterable[Synergy], now: datetime) -> None:
    """Keep the synergies of a run; one that is known takes its new figures."""

    def save(connection: Connection, batch: Sequence[Synergy]) -> None:
        rows = [
            {
                "id": one.id,
                "relation": one.relation,
                "entity_ids": list(one.entity_ids),
                "area_id": one.area_id,
                "score": float(one.score),
                "first_seen": now,
                "last_seen": now,
            }
            for one in batch
        ]
        connection.execute(_SAVE_SYNERGY, rows)

    found = tuple(synergies)
    for number, problem in save_each(connection, found, save).items():
        _LOGGER.warning("Synergy %s is skipped: %s", found[number].id, problem)
    connection.execute(delete(SynergyRow).where(SynergyRow.last_seen < now - KEPT))
