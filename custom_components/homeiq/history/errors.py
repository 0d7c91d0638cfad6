"""What can keep a history from being read."""


class HistoryError(Exception):
    """The history cannot be read; the text says why in one line."""


class RecorderMissingError(HistoryError):
    """Home Assistant keeps no history here."""
