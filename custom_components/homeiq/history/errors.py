"""What can keep a history from being read."""

from custom_components.homeiq.report import CausedError


class HistoryError(CausedError):
    """The history cannot be read; the text says why in one line."""


class RecorderMissingError(HistoryError):
    """Home Assistant keeps no history here."""


def unreadable(error: Exception) -> HistoryError:
    """Return what a database driver raised, told in one line."""
    cause = " ".join(str(error).split())
    return HistoryError(
        f"the recorder's database cannot be read: {cause}", "recorder_unreadable", error=cause
    )
