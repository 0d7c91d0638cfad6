"""What can keep a history from being read."""


class HistoryError(Exception):
    """The history cannot be read; the text says why in one line."""


class RecorderMissingError(HistoryError):
    """Home Assistant keeps no history here."""


def unreadable(error: Exception) -> HistoryError:
    """Return what a database driver raised, told in one line."""
    return HistoryError(f"the recorder's database cannot be read: {' '.join(str(error).split())}")
