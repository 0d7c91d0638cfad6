"""What is known of a day besides its events."""

from custom_components.homeiq.history.archive import SETTLED_SECONDS, Day
from custom_components.homeiq.mining.event_log import DAY_SECONDS


def test_a_day_is_whole_once_all_of_it_was_written_before_it_was_read() -> None:
    end = 7.0 * DAY_SECONDS
    assert Day(6, until=end).start == end - DAY_SECONDS
    assert not Day(6, until=end).is_whole
    assert not Day(6, until=end + SETTLED_SECONDS - 1).is_whole
    assert Day(6, until=end + SETTLED_SECONDS).is_whole
