"""Mine a home: detect, learn conditions, prove, choose."""

from custom_components.homeiq.mining.event_log import EventLog
from custom_components.homeiq.mining.finding import Mined
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.settings import MiningSettings


def mine(log: EventLog, home: Home, settings: MiningSettings) -> Mined:
    """Find the habits of a home that hold on days that did not teach them, best first.

    Raises MiningStoppedError when `settings.should_stop` answers True.
    """
    raise NotImplementedError
