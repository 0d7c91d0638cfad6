"""Time zones for tests that must hold at any time of day."""

from homeassistant.util import dt as dt_util


def midday() -> str:
    """Return the name of a time zone in which noon has just begun, far from any midnight."""
    ahead = 12 - dt_util.utcnow().hour
    return f"Etc/GMT{-ahead:+}"  # these names have the sign the other way round
