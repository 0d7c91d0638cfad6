"""What is said where a history cannot be read."""

from custom_components.homeiq.history.errors import HistoryError, unreadable


def test_a_drivers_error_is_told_in_one_line() -> None:
    told = unreadable(OSError("disk I/O\n  error"))
    assert isinstance(told, HistoryError)
    assert str(told) == "the recorder's database cannot be read: disk I/O error"
