"""Phases that have nothing to do yet."""

from typing import Final, NoReturn

from custom_components.homeiq.phases.phase import Phase, PhaseSkippedError, Run


async def _nothing(_run: Run) -> NoReturn:
    raise PhaseSkippedError("not part of this version")


FEATURES: Final = Phase("features", _nothing)
SYNERGIES: Final = Phase("synergies", _nothing)
CONTEXT: Final = Phase("context", _nothing)
