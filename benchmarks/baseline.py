"""A plain rival: for each act the one trigger that fits the learning days best, and no more."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.real_home import RealHome
from custom_components.homeiq.history.csv_file import read_csv
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import DAY_SECONDS, FIRST_KNOWN, NUMERIC, EventLog
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    StateTrigger,
    SunTrigger,
    Trigger,
)
from custom_components.homeiq.mining.study import ActKind, Study
from custom_components.homeiq.suggestions.automation import CommandError, automation_config

STEP: Final = 600  # seconds between the clock times and the offsets from the sun that are tried
SUN: Final = 7200  # seconds around sunrise and sunset


def automations(home: RealHome, events: Path, until: date) -> list[dict[str, Any]]:
    """Return the automations learned from what is before a day, the best fit first.

    One for each act: the clock time, the time around sunrise or sunset, or the change of another
    entity that has the highest F1 score on the very days that it was chosen on. No condition, no
    test against chance, no proof on other days.
    """
    log = build_log(read_csv(events, home.home.timezone), home.home)
    study = Study.of(log.only(log.days[log.days < until.toordinal()]), home.home)
    triggers = list(_triggers(study.log))
    fits = [_best(study, kind, triggers) for kind in study.act_kinds(fewest_days=1)]
    ranked = sorted((fit for fit in fits if fit[0] > 0), key=lambda fit: -fit[0])
    return list(_configs([pattern for _, pattern in ranked]))


def _triggers(log: EventLog) -> Iterator[Trigger]:
    yield from (ClockTrigger(second) for second in range(0, DAY_SECONDS, STEP))
    for offset in range(-SUN, SUN + 1, STEP):
        yield SunTrigger("sunrise", offset)
        yield SunTrigger("sunset", offset)
    changes = (log.old >= FIRST_KNOWN) & (log.old != NUMERIC) & (log.new > NUMERIC)
    columns = np.column_stack((log.entity, log.new, log.old))[changes]
    for entity, new, old in np.unique(columns, axis=0):
        yield StateTrigger(log.entities[entity], log.states[new], log.states[old])


def _best(study: Study, kind: ActKind, triggers: list[Trigger]) -> tuple[float, Pattern]:
    effect = Effect(study.log.entities[kind.target], study.log.states[kind.state])
    patterns = [
        Pattern("", trigger, (effect,))
        for trigger in triggers
        if getattr(trigger, "entity_id", None) != effect.entity_id
    ]
    fits = [_f1(study, kind, pattern) for pattern in patterns]
    best = int(np.argmax(fits))
    return fits[best], patterns[best]


def _f1(study: Study, kind: ActKind, pattern: Pattern) -> float:
    """Return the harmonic mean of the share right of what it does and the share of acts met."""
    begun = study.begun(pattern, study.log.days)
    replayed = study.replay(pattern, pattern.target, kind, begun)
    right, wrong, _ = replayed.count(np.ones(len(replayed.at), np.bool_))
    return 2 * right / (right + wrong + len(kind.time))


def _configs(patterns: list[Pattern]) -> Iterator[dict[str, Any]]:
    for pattern in patterns:
        try:
            yield automation_config(pattern, pattern.fingerprint, "")
        except CommandError:
            continue
