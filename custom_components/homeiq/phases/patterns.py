"""Phase: the habits in what happened."""

from collections import Counter
from typing import Final

from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import DETECTORS
from custom_components.homeiq.phases.phase import Added, Phase, PhaseSkippedError, Run


async def _mine(run: Run) -> Added:
    if run.log is None or run.snapshot is None:
        raise PhaseSkippedError("there is no history to look at")
    run.mined = mined = await run.hass.async_add_executor_job(
        mine, run.log, run.snapshot.home, run.mining_settings
    )
    counted = Counter(pattern.detector for pattern in mined.patterns)
    return Added(
        f"{len(mined.patterns)} patterns, {len(mined.findings)} of them proven,"
        f" {len(mined.near_misses)} near misses",
        {
            "patterns": {detector: counted[detector] for detector in DETECTORS},
            "days_of_history": mined.days_of_history,
            "days_needed": mined.days_needed,
        },
    )


PATTERNS: Final = Phase("patterns", _mine)
