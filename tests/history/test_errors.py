"""What is said where a history cannot be read."""

import pytest

from custom_components.homeiq.history.errors import HistoryError, unreadable, without_password


def test_a_drivers_error_is_told_in_one_line() -> None:
    told = unreadable(OSError("disk I/O\n  error"))
    assert isinstance(told, HistoryError)
    assert str(told) == "the recorder's database cannot be read: disk I/O error"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://ha:s3cret/@db/home", "Access denied for ha using s3cret/"),
        ("mysql://ha:s3cret%2F@db/home", "no host in mysql://ha:s3cret%2F@db/home, s3cret/"),
        ("postgresql://@/home?host=/run&user=ha&password=s3cret", "invalid dsn: password=s3cret"),
        ("mysql://ha:ab@db/home", "cannot connect to mysql://ha:ab@db/home"),
        ("mysql://db/home", "cannot connect to mysql://ha:s3cret@db/home"),
    ],
)
def test_no_password_of_the_databases_url_is_told(url: str, said: str) -> None:
    told = without_password(unreadable(OSError(said)), url)
    assert told.key == "recorder_unreadable"
    for text in (str(told), told.values["error"]):
        assert "s3cret" not in text
        assert ":ab@" not in text
        assert "***" in text


def test_without_a_password_all_is_told() -> None:
    error = unreadable(OSError("disk I/O error in sqlite:////config/home-assistant_v2.db"))
    told = without_password(error, "sqlite:////config/home-assistant_v2.db")
    assert (str(told), told.values) == (str(error), error.values)
