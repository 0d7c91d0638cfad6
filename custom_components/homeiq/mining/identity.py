"""How a habit stays the same finding when its time moves on into another part of the day."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from custom_components.homeiq.mining.pattern import PARTS_OF_DAY, ClockTrigger, Pattern

PART_SECONDS: Final = 21600
NEAR_SECONDS: Final = 3600  # from the end of a part of the day


def keep_identity(pattern: Pattern, known: Collection[str]) -> Pattern:
    """Return a pattern as it is known from earlier runs, where only its part of the day moved.

    `known` are the fingerprints of those: what people dismissed at 11:50 must not come back as
    something new at 12:10.
    """
    trigger = pattern.trigger
    if not isinstance(trigger, ClockTrigger) or pattern.fingerprint in known:
        return pattern
    part, into = divmod(trigger.second, PART_SECONDS)
    for near, neighbour in ((into, part - 1), (PART_SECONDS - into, part + 1)):
        name = PARTS_OF_DAY[neighbour % len(PARTS_OF_DAY)]
        moved = replace(pattern, trigger=replace(trigger, part=name))
        if near <= NEAR_SECONDS and moved.fingerprint in known:
            return moved
    return pattern
