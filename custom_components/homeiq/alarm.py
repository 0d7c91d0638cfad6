"""The clock that ends a snooze at its time: the next run may be most of a day later."""

from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from custom_components.homeiq.suggestions.suggestion import Status, Suggestion

# One that is over already could not be kept awake; trying again at once would not end.
RETRY: Final = timedelta(minutes=1)


class Alarm:
    """Rings when the next snooze is over."""

    def __init__(
        self, hass: HomeAssistant, ring: Callable[[datetime], Coroutine[Any, Any, None]]
    ) -> None:
        """Remember whom to call, with the time at which it is called."""
        self._hass = hass
        self._job = HassJob(ring, "HomeIQ snooze", cancel_on_shutdown=True)
        self._stop: CALLBACK_TYPE | None = None
        self._has_ended = False

    @callback
    def async_set(self, suggestions: Iterable[Suggestion]) -> None:
        """Ring for the first of these that is to wake, and for no other."""
        self._async_stop()
        if self._has_ended:
            return
        ends = [
            each.snoozed_until
            for each in suggestions
            if each.status is Status.SNOOZED and each.snoozed_until is not None
        ]
        if not ends:
            return
        now = dt_util.utcnow()
        at = min(ends)
        self._stop = async_track_point_in_utc_time(
            self._hass, self._job, at if at > now else now + RETRY
        )

    @callback
    def async_end(self) -> None:
        """Never ring again: what is answered while the entry is unloaded is shown after this."""
        self._has_ended = True
        self._async_stop()

    @callback
    def _async_stop(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None
