"""When it means something that nobody was seen using a capability.

Home Assistant lets its recorder keep nothing of what lights show, neither brightness nor colour.
What a person or an automation does to a lamp through Home Assistant is a recorded call; what is
done at the wall, or by a remote that is bound to the lamp, is only known of the days on which it
was watched as it happened. A lamp that is dimmed each evening by its own remote would look as if
it was never dimmed, and nothing costs more trust than to be told of what one does every day.

Many a recorder is also told to keep no calls, for they fill it. Then nothing at all is known of
what only calls tell.
"""

from typing import Final

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capabilities.unrecorded import UNRECORDED, UNRECORDED_KEYS
from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.use import Use

LEAST_WATCHED: Final = 7  # days
LEAST_TIMES: Final = 5
LEAST_SHARE: Final = 0.8
# No switch and no remote sets an effect by itself: who has used one, did so by a call.
ONLY_BY_CALLS: Final = frozenset({"light.effect"})
# No state and no attribute tells of these.
UNSHOWN_KEYS: Final = frozenset(kind.key for kind in KINDS if not kind.shown)


def is_telling(capability: Capability, use: Use, lived: Lived) -> bool:
    """Return whether a capability of whose use nothing is known is not used.

    Of what the recorder does not keep, that is so where the home has been watched for long enough,
    or where people operate all of its entities through Home Assistant: of the times that each was
    switched on, LEAST_SHARE and LEAST_TIMES at least were no doing of the device itself. Who
    switches a lamp on that way would dim it that way too. Else it is too early to say.
    """
    shown = [each for each in capability.entity_ids if each.partition(".")[0] in UNRECORDED]
    if not shown or capability.key not in UNRECORDED_KEYS:
        called = not capability.entity_ids or capability.key in UNSHOWN_KEYS
        return use.calls or not called
    if use.watched >= LEAST_WATCHED:
        return True
    if capability.key in ONLY_BY_CALLS:
        return use.calls
    operated = [_is_operated(each, lived) for each in shown if lived.begins(each)]
    return use.calls and bool(operated) and all(operated)


def _is_operated(entity_id: str, lived: Lived) -> bool:
    times = lived.begins(entity_id)
    here = times - lived.begins_at_device(entity_id)
    return here >= LEAST_TIMES and here >= LEAST_SHARE * times
