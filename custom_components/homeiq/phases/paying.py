"""What words cost: the month's money before they are asked for, and what was paid after."""

from dataclasses import dataclass, replace

from homeassistant.util import dt as dt_util

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.phases.phase import Run
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.suggestions.spending import Purse, Till, month
from custom_components.homeiq.suggestions.writers.choice import purse_of


@dataclass(frozen=True, slots=True, eq=False)
class Paying:
    """Who pays for what one run asks for."""

    month: str  # as 2026-10
    till: Till  # with what others spend at the same time
    purse: Purse

    @property
    def spent(self) -> float:
        """What the month has cost by now, in USD."""
        return self.till.spent


async def async_paying(run: Run) -> Paying:
    """Return what may be spent; raises StoreError where nobody knows what is left."""
    paid_by = month(dt_util.as_local(run.started_at))
    till = await run.store.spending.take(paid_by)
    return Paying(paid_by, till, purse_of(run.provider, run.wanted, till))


async def async_pay(run: Run, paying: Paying) -> None:
    """Keep what was paid, also where the run is cancelled: paid is paid; to be done once."""
    bill = paying.purse.bill
    run.report = replace(run.report, tokens=bill.tokens, cost_usd=bill.cost_usd)
    try:
        await run.store.spending.add(paying.month, paying.purse.bills)
    except StoreError as err:
        LOGGER.error("What words have cost cannot be kept: %s", err)  # the text is the cause
    finally:
        run.store.spending.leave(paying.month)
