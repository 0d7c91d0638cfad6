"""Phase: what the home consists of."""

from typing import Final

from custom_components.homeiq.devices.snapshot import async_snapshot
from custom_components.homeiq.phases.phase import Added, Phase, Run


async def _look(run: Run) -> Added:
    run.snapshot = async_snapshot(run.hass, run.options)
    home = run.snapshot.home
    return Added(
        f"{len(run.snapshot.relevant)} entities worth reading, {len(home.automations)} automations"
    )


CAPABILITIES: Final = Phase("capabilities", _look)
