"""What entities are before a try, and what it asks of them, as Home Assistant hears it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from homeassistant.const import (
    ATTR_DOMAIN,
    ATTR_ENTITY_ID,
    ATTR_SERVICE,
    ATTR_SERVICE_DATA,
    ENTITY_MATCH_ALL,
    EVENT_CALL_SERVICE,
)
from homeassistant.core import Context, Event, HomeAssistant, State, callback

from custom_components.homeiq.automations.reach import TOLD
from custom_components.homeiq.mining.effects import ANY, References, service_effects, texts

# Their state is a moment, or over as soon as they have run.
_PASSING: Final = frozenset({"button", "event", "input_button", "scene", "script"})


class Watched:
    """Entities during a try: those that it is about, and those that are found out on the way."""

    def __init__(
        self,
        hass: HomeAssistant,
        entity_ids: Iterable[str],
        references: References,
        context: Context,
    ) -> None:
        """Remember what they are now."""
        self._hass = hass
        self._references = references
        self._context = context
        self.before: dict[str, State | None] = {}
        self.wanted: dict[str, str] = {}  # the last that was asked, where it can be told
        self._remember(entity_ids)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Hear what is asked under the context of the try, or because of it."""
        stop = self._hass.bus.async_listen(EVENT_CALL_SERVICE, self._heard)
        try:
            yield
        finally:
            stop()

    @property
    def has_settled(self) -> bool:
        """Whether everything that can answer is as it was asked to be."""
        for entity_id, wanted in self.wanted.items():
            state = self._hass.states.get(entity_id)
            if state is not None and state.state not in {wanted, "unavailable"}:
                return False
        return True

    @callback
    def _heard(self, event: Event[Any]) -> None:
        # A call is told before it is performed: what it acts on is still as it was.
        if self._context.id not in {event.context.id, event.context.parent_id}:
            return
        domain = event.data[ATTR_DOMAIN]
        if domain in TOLD:
            return
        data = event.data[ATTR_SERVICE_DATA]
        effects = service_effects(f"{domain}.{event.data[ATTR_SERVICE]}", data, self._references)
        if ENTITY_MATCH_ALL in texts(data.get(ATTR_ENTITY_ID)):
            self._remember(self._hass.states.async_entity_ids(domain))
        self._remember(self._references.targeted(data, domain))
        self._remember(sorted(entity_id for entity_id, _ in effects))
        for entity_id, state in effects:
            if state == ANY or entity_id.partition(".")[0] in _PASSING:
                self.wanted.pop(entity_id, None)
            else:
                self.wanted[entity_id] = state

    def _remember(self, entity_ids: Iterable[str]) -> None:
        for entity_id in entity_ids:
            self.before.setdefault(entity_id, self._hass.states.get(entity_id))
