"""Phase: show people what there is now."""

from typing import Final

from custom_components.homeiq.phases.phase import Added, Phase, Run
from custom_components.homeiq.report import LAST_PHASE


async def _show(run: Run) -> Added:
    await run.memory.async_show()
    return Added("entities and repairs are up to date")


PUBLISH: Final = Phase(LAST_PHASE, _show, always=True)
