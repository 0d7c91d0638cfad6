"""Whether an accepted automation was worth it: figures of what really happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from custom_components.homeiq.automations.care import CareDay
from custom_components.homeiq.mining.finding import wilson_lower_bound

WEEK: Final = 7  # days
LOOK_BACK: Final = 28  # days: four of each weekday
# A week has each weekday once: below, what the proof promised says more than what happened.
ENOUGH: Final = WEEK
SECONDS_AN_ACT: Final = 20.0

RECENT: Final = 14  # days in which it counts how often it is undone
LEAST_UNDONE: Final = 0.2  # lower bound of the share, as for advice on automations that are undone
FEWEST_UNDONE: Final = 3  # times
QUIET: Final = 30  # days without asking after somebody has said that it is to stay


@dataclass(frozen=True, slots=True)
class Ward:
    """An accepted suggestion with an automation of its own."""

    suggestion_id: str
    title: str
    entity_id: str | None  # of the automation; None where it is no more
    since: int  # local day of acceptance, which was not a whole day with it
    is_on: bool
    spares: bool  # whether it does something for people; a reminder only tells them
    kept_on: int | None = None  # local day on which somebody last said that it is to stay


@dataclass(frozen=True, slots=True)
class AfterCare:
    """What became of one accepted automation lately."""

    suggestion_id: str
    title: str
    entity_id: str | None
    days: int  # whole days of after-care, 28 at most, which acts are counted over
    runs: int  # times it was set off in those days, on that of acceptance and today
    acts: int  # what it did on those days that nobody undid
    undone: int  # what it did on those days, or on that of acceptance, that people undid at once
    is_on: bool
    spares: bool
    retire: Retire | None = None  # set where it is undone too often

    @property
    def is_told(self) -> bool:
        """Whether there are enough days to tell what it spares."""
        return self.days >= ENOUGH

    @property
    def acts_per_week(self) -> float:
        """How many acts a week it spares people; none where it only reminds them."""
        return self.acts / self.days * WEEK if self.spares and self.days else 0.0

    @property
    def minutes_saved_per_week(self) -> float:
        """How many minutes a week that is."""
        return minutes_of(self.acts_per_week)

    def as_dict(self) -> dict[str, Any]:
        """Return what people and templates are told, fit for JSON.

        What it spares is None until that is known: until then the sum counts what was promised.
        """
        acts, minutes = self.acts_per_week, self.minutes_saved_per_week
        return {
            "suggestion_id": self.suggestion_id,
            "entity_id": self.entity_id,
            "title": self.title,
            "runs": self.runs,
            "undone": self.undone,
            "acts_per_week": round(acts, 2) if self.is_told else None,
            "minutes_saved_per_week": round(minutes, 2) if self.is_told else None,
        }


@dataclass(frozen=True, slots=True)
class Retire:
    """Why an automation may better be retired: how often it was undone in two weeks."""

    undone: int
    of: int  # what it did in all


def aftercare(
    wards: Iterable[Ward], kept: Iterable[CareDay], whole: int, today: int
) -> tuple[AfterCare, ...]:
    """Return the figures of each ward, in their order.

    `whole`: the last local day that the log was known of to its end; `today`: the day that it is.
    Days in which nothing was known to happen count as days without: nobody was spared an act.
    """
    of_ward: dict[str, list[CareDay]] = {}
    for day in kept:
        of_ward.setdefault(day.suggestion_id, []).append(day)
    return tuple(
        _aftercare(ward, of_ward.get(ward.suggestion_id, []), whole, today) for ward in wards
    )


def _aftercare(ward: Ward, kept: list[CareDay], whole: int, today: int) -> AfterCare:
    first = max(ward.since, whole - LOOK_BACK)  # not itself a whole day that counts
    days = [day for day in kept if first < day.day <= whole]
    all_days = [day for day in kept if first <= day.day]
    return AfterCare(
        suggestion_id=ward.suggestion_id,
        title=ward.title,
        entity_id=ward.entity_id,
        days=max(whole - first, 0),
        runs=sum(day.runs for day in all_days),
        acts=sum(day.acts for day in days),
        undone=sum(day.undone for day in all_days),
        is_on=ward.is_on,
        spares=ward.spares,
        retire=_retire(ward, all_days, today),
    )


def _retire(ward: Ward, kept: Iterable[CareDay], today: int) -> Retire | None:
    """Return why it may be retired: undone too often lately, and nobody has said it is to stay.

    It takes three times, a lower bound of the share (Wilson's) that is above a fifth, and an
    automation that still runs. A month after somebody has said that it is to stay, what was
    undone before is forgotten.
    """
    if not ward.is_on:
        return None
    if ward.kept_on is not None and today - ward.kept_on < QUIET:
        return None
    recent = [day for day in kept if day.day > today - RECENT]
    undone = sum(day.undone for day in recent)
    of = undone + sum(day.acts for day in recent)
    if undone < FEWEST_UNDONE or wilson_lower_bound(undone, of) <= LEAST_UNDONE:
        return None
    return Retire(undone, of)


def minutes_of(acts: float) -> float:
    """Return how many minutes of people's time so many acts take, at twenty seconds each.

    That is an estimate: to look up from something else, go to a switch in the same room or find it
    in an app, and come back. Acts are what is counted; who takes shorter ways may divide by less.
    """
    return acts * SECONDS_AN_ACT / 60
