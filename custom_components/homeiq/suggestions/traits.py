"""What a suggestion has in common with others: its kind, its rooms, devices and hours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from math import atan2, cos, floor, fsum, hypot, pi, sin
import re
from typing import Any, Final

from custom_components.homeiq.mining.finding import Evidence, Outcome
from custom_components.homeiq.suggestions.refining.acts import targeted
from custom_components.homeiq.suggestions.suggestion import Suggestion

HOURS: Final = 24
# How alike the times of a day must be for one hour to stand for them: the length of their mean
# direction, 0-1. What is done at any hour has none; some three hours to either side reach this.
LEAST_ALIKE: Final = 0.7
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")


class About(StrEnum):
    """What suggestions may have in common."""

    KIND = "kind"  # the pattern type, or the type of what is no pattern
    AREA = "area"  # an area id
    DEVICE = "device"  # a device id, or the id of an entity that has no device
    HOUR = "hour"  # 0-23, local


@dataclass(frozen=True, slots=True, order=True)
class Trait:
    """One thing that a suggestion may have in common with others."""

    about: About
    value: str


def traits_of(
    suggestion: Suggestion, device_of: Mapping[str, str], timezone: tzinfo
) -> frozenset[Trait]:
    """Return what a suggestion is like; of each kind of trait any number, also none.

    `device_of`: device ids by entity id. `timezone`: the home's, which its hours are told in.
    """
    devices = (device_of.get(entity_id, entity_id) for entity_id in _acted_on(suggestion))
    return frozenset(
        (
            Trait(About.KIND, suggestion.pattern_type or suggestion.type.value),
            *(Trait(About.AREA, area_id) for area_id in suggestion.area_ids),
            *(Trait(About.DEVICE, device) for device in devices),
            *(Trait(About.HOUR, str(hour)) for hour in _hours(suggestion, timezone)),
        )
    )


def _acted_on(suggestion: Suggestion) -> tuple[str, ...]:
    """Return the entities that it acts on; of what only tells people something, what it is about.

    That comes first among its entities.
    """
    actions = (suggestion.automation or {}).get("actions", ())
    return targeted(actions) or suggestion.entity_ids[:1]


def _hours(suggestion: Suggestion, timezone: tzinfo) -> frozenset[int]:
    """Return the hours of its clock triggers, else the one at which it would have been right."""
    triggers = (suggestion.automation or {}).get("triggers", ())
    if by_clock := frozenset(_by_clock(triggers)):
        return by_clock
    if suggestion.evidence is None:
        return frozenset()
    usual = middle_hour(_right(suggestion.evidence, timezone))
    return frozenset() if usual is None else frozenset({usual})


def _by_clock(triggers: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    for trigger in triggers:
        if match := _CLOCK.fullmatch(str(trigger.get("at", ""))):
            yield int(match[1])


def _right(evidence: Evidence, timezone: tzinfo) -> Iterator[datetime]:
    for example in evidence.examples:
        if example.outcome is Outcome.RIGHT:
            yield datetime.fromtimestamp(example.at, timezone)


def middle_hour(times: Iterable[datetime]) -> int | None:
    """Return the hour in the middle of local times of the day; None where they have no middle.

    A day is a circle: 23:50 and 00:10 have their middle at midnight, not at noon. The mean
    direction and its length are those of Mardia, K. V. and Jupp, P. E. (2000), Directional
    Statistics, chapter 2.
    """
    angles = [(one.hour + one.minute / 60 + one.second / 3600) * 2 * pi / HOURS for one in times]
    if not angles:
        return None
    east, north = fsum(map(sin, angles)), fsum(map(cos, angles))
    if hypot(east, north) < LEAST_ALIKE * len(angles):
        return None
    # The angle of 05:00 comes back as a little less than that: a second is added. Whole hours are
    # what is taken around the day, for of a hair below midnight the rest would be 24.
    return floor(atan2(east, north) * HOURS / (2 * pi) + 1 / 3600) % HOURS
