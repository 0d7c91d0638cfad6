"""Which events are acts: what somebody did by hand and an automation could have spared them."""

from custom_components.homeiq.mining.event_log import EventLog, RawEvents
from custom_components.homeiq.mining.home import Home


def build_log(raw: RawEvents, home: Home) -> EventLog:
    """Order the events of a history source, drop what changes nothing and mark the acts."""
    raise NotImplementedError
