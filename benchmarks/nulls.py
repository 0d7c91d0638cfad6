"""Where there is nothing to find: households without habits, and real logs out of step."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.figures import Figure, at_most
from benchmarks.households import DAILY, EVENTS_A_DAY
from benchmarks.pool import over
from benchmarks.real_home import HOMES, RealHome
from custom_components.homeiq.history.csv_file import read_csv
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import Floats, Ints, RawEvents, local_clock
from custom_components.homeiq.mining.mine import mine
from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.mining.settings import MiningSettings
from demo.household import simulate
from demo.spec import HouseholdSpec

SEEDS: Final = range(1, 51)
MOST_IN_ALL: Final = 2
DRAWS: Final = range(1, 21)
MOST_A_DRAW: Final = 0.1


def figures() -> Iterator[Figure]:
    """Yield how many suggestions there are where there should be none."""
    found = sum(over(suggested_without_habits, SEEDS))
    name = f"households without habits, {len(SEEDS)} seeds: suggestions in all"
    yield at_most(name, found, MOST_IN_ALL)
    for home in HOMES:
        name = f"{home.name}, each entity's days shifted, {len(DRAWS)} draws"
        if home.events() is None:
            yield Figure(f"{name}: suggestions that tie entities, a draw", home.missing())
            continue
        drawn = over(partial(suggested_out_of_step, home), DRAWS)
        tied, own = (sum(column) / len(DRAWS) for column in zip(*drawn, strict=True))
        yield at_most(f"{name}: suggestions that tie entities, a draw", tied, MOST_A_DRAW)
        yield Figure("  those of the clock, the sun and one's own duration, a draw", own)


def suggested_without_habits(seed: int) -> int:
    """Return how many suggestions a household gives that has everything but habits.

    Its doors open and its readings cross thresholds as in one that has all daily kinds.
    """
    events = round(28 * EVENTS_A_DAY)
    home = simulate(HouseholdSpec(seed=seed, events=events, habits=False, kinds=DAILY))
    return len(mine(build_log(home.raw, home.home), home.home, MiningSettings()).findings)


def suggested_out_of_step(home: RealHome, seed: int) -> tuple[int, int]:
    """Return how many suggestions tie entities to each other, and how many do not.

    The shift breaks what one entity has to do with another. What an entity does at its own
    hours, and how long it stays on, is the same on every day that it is shifted to: suggestions
    of a clock or sun time and of one's own duration, without any other entity, are as true
    afterwards as before, and count apart.
    """
    events = home.events()
    if events is None:
        raise FileNotFoundError(home.file)
    raw = read_csv(events, home.home.timezone)
    shifted = out_of_step(raw, home.home.timezone, np.random.default_rng(seed))
    findings = mine(build_log(shifted, home.home), home.home, MiningSettings()).findings
    tied = sum(ties(finding.pattern) for finding in findings)
    return tied, len(findings) - tied


def ties(pattern: Pattern) -> bool:
    """Return whether a pattern ties the acts of an entity to anything but that entity."""
    parts = (pattern.trigger, *pattern.conditions, *pattern.effects)
    named = {getattr(part, "entity_id", pattern.target.entity_id) for part in parts}
    return named != {pattern.target.entity_id}


def out_of_step(raw: RawEvents, timezone: ZoneInfo, rng: np.random.Generator) -> RawEvents:
    """Shift the days of each entity in a circle by a number of its own; wall clocks stay."""
    day, second = local_clock(raw.time, timezone)
    first, span = int(day.min()), int(day.max() - day.min()) + 1
    count = len(raw.entities)
    # No two entities stay in step, as long as there are enough days.
    shifts = np.concatenate([rng.permutation(span) for _ in range(count // span + 1)])[:count]
    shifted = (day - first + shifts[raw.entity]) % span + first
    return replace(raw, time=_moments(shifted.astype(np.int32), second, timezone))


def _moments(day: Ints, second: Floats, timezone: ZoneInfo) -> Floats:
    """Return the UTC seconds of wall clocks on local dates."""
    dates: Sequence[int] = np.unique(day).tolist()
    midnights = [
        datetime.combine(date.fromordinal(one), datetime.min.time(), timezone).timestamp()
        for one in dates
    ]
    guess = np.array(midnights)[np.searchsorted(dates, day)] + second
    _, shown = local_clock(guess, timezone)
    off = (second - shown + 43200) % 86400 - 43200  # after a clock change on that day
    return np.asarray(guess + off)
