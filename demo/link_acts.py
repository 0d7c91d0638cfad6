"""What becomes of the pairs that nothing connects, and of those that something does."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Floats
from demo.acts import Intent, Moments, opposite
from demo.chatter import Readings
from demo.connected import REFUTED, Connected
from demo.episodes import at_any_hour
from demo.habits import way_of
from demo.links import HUMIDITY, LOCK, MACHINE, RARE, Rare
from demo.people import HOUR, MINUTE, RESIDENTS
from demo.spec import PlantedLink
from demo.thresholds import readings_of

_FOUR_WEEKS: Final = 28.0
_ENOUGH: Final = 7  # occasions, of which one may be missed
_APART: Final = 5 * HOUR  # of two occasions of one link
_ANSWERS: Final = (40.0, 3.5 * MINUTE)  # after the air got damp
_LOCKED: Final = (30.0, 4 * MINUTE)  # after the last one was seen to leave
_LOOKS: Final = (6.0, 5 * MINUTE)  # that doors and windows are open, and motion is seen
_AIRED: Final = (15 * MINUTE, 60 * MINUTE)  # where an automation looks whether it is open
_UNDONE: Final = (15 * MINUTE, 60 * MINUTE)
_STANDBY: Final = 0.8  # watts
_WASHES: Final = (70 * MINUTE, 120 * MINUTE)
_FAR: Final = 25 * MINUTE  # from any motion, where somebody switches the light that nobody needs


@dataclass(slots=True)
class Lived:
    """What happened with the links of a household."""

    intents: list[Intent] = field(default_factory=list)
    readings: list[Readings] = field(default_factory=list)
    links: dict[str, PlantedLink] = field(default_factory=dict)  # by relation


def live_links(
    links: Sequence[PlantedLink], connected: Sequence[Connected], moments: Moments
) -> Lived:
    """Return all that happens with links but for who comes and goes."""
    lived = Lived(links={link.relation: link for link in links})
    for one in RARE:
        if one.relation in lived.links:
            _rare(one, lived, moments)
    if "humidity_fan" in lived.links:
        _damp(lived, moments)
    if MACHINE.relation in lived.links:
        _machine(lived, moments)
    for pair in connected:
        lived.intents += _worked(pair, moments)
    lived.intents += _refuted(moments)
    return lived


def _occasions(few: tuple[int, int], lasts: float, moments: Moments) -> list[float]:
    """Return when something happens that rarely does, in order."""
    rng, calendar = moments.rng, moments.presence.calendar
    many = max(1, round(float(rng.integers(few[0], few[1] + 1)) * len(calendar) / _FOUR_WEEKS))
    times = at_any_hour(moments, 3.0, lasts, _APART)
    return sorted(rng.permutation(times)[:many].tolist())


def _kept(count: int, moments: Moments) -> list[bool]:
    """Return on which occasions somebody acts: all but one at most, of seven or more.

    Of fewer, one that was missed would leave too little confidence in all the others.
    """
    kept = [True] * count
    if count >= _ENOUGH and moments.rng.random() < 0.5:
        kept[int(moments.rng.integers(count))] = False
    return kept


def _seen(entity_id: str, begin: float, end: float) -> list[Intent]:
    return [Intent(begin, entity_id, "on", "sensor"), Intent(end, entity_id, "off", "sensor")]


def _rare(one: Rare, lived: Lived, moments: Moments) -> None:
    rng, target = moments.rng, one.target.entity_id
    times = _occasions(one.occasions, one.lasts[1], moments)
    acts: list[float] = []
    for begin, kept in zip(times, _kept(len(times), moments), strict=True):
        end = begin + float(rng.uniform(*one.lasts))
        lived.intents += _seen(one.trigger.entity_id, begin, end)
        if kept:
            at = begin + float(rng.uniform(*one.answers))
            back = max(end, at) + float(rng.uniform(*one.undone))
            who = moments.who(begin)
            way = way_of(target, who, rng)
            lived.intents.append(Intent(at, target, one.state, way, who, back=back))
            acts.append(at)
    _remember(lived, one.relation, times, acts)


def _remember(
    lived: Lived, relation: str, occasions: Sequence[float], kept: Sequence[float]
) -> None:
    link = lived.links[relation]
    lived.links[relation] = replace(link, occasions=tuple(occasions), kept=tuple(kept))


def _damp(lived: Lived, moments: Moments) -> None:
    """Let people take showers, and turn the fan on when the air is damp."""
    rng = moments.rng
    begins = np.array(_occasions((4, 7), HUMIDITY.stays * MINUTE, moments))
    reach = rng.uniform(*HUMIDITY.reach, len(begins))
    measured = readings_of(HUMIDITY, begins, reach, moments)
    lived.readings.append(measured)
    own = HUMIDITY.threshold + float(rng.uniform(-HUMIDITY.spread, HUMIDITY.spread))
    damp = measured.time[measured.value > own]
    places = np.searchsorted(damp, begins)
    crossed = damp[places[places < len(damp)]].tolist()
    acts: list[float] = []
    fan = HUMIDITY.entity.entity_id
    for time, kept in zip(crossed, _kept(len(crossed), moments), strict=True):
        if kept:
            at = time + float(rng.uniform(*_ANSWERS))
            back = at + float(rng.uniform(*_UNDONE))
            who = moments.who(time)
            lived.intents.append(Intent(at, fan, "on", way_of(fan, who, rng), who, back=back))
            acts.append(at)
    _remember(lived, "humidity_fan", crossed, acts)


def _machine(lived: Lived, moments: Moments) -> None:
    """Let a machine run now and then; when it has finished it takes next to nothing."""
    rng, calendar = moments.rng, moments.presence.calendar
    idle = np.arange(calendar.start + MINUTE, calendar.end, HOUR)
    time, value, ends = [], [], []
    for begin in _occasions(MACHINE.runs, HOUR, moments):
        end = begin + float(rng.uniform(*_WASHES))
        idle = idle[(idle < begin) | (idle > end)]
        running = np.arange(begin, end, MINUTE)
        heats = (running - begin < 25 * MINUTE) | (running > end - 8 * MINUTE)
        time.append(np.append(running, end))
        value.append(np.append(_watts(heats, rng), _STANDBY))
        ends.append(end)
    at = np.concatenate([idle, *time])
    watts = np.concatenate([np.full(len(idle), _STANDBY), *value])
    order = np.argsort(at, kind="stable")
    shown = np.round(watts[order], 1).astype(np.float32)
    changed = np.flatnonzero(np.diff(shown, prepend=np.float32(np.nan)) != 0)
    lived.readings.append(Readings(MACHINE.power.entity_id, at[order][changed], shown[changed]))
    _remember(lived, MACHINE.relation, ends, ())


def _watts(heats: np.ndarray, rng: np.random.Generator) -> Floats:
    noise = rng.uniform(0.93, 1.07, len(heats))
    return np.asarray(np.where(heats, 1950.0, 180.0) * noise)


def _worked(pair: Connected, moments: Moments) -> list[Intent]:
    """Return how the trigger of a connected pair happens; the automation does the rest."""
    rng, rule = moments.rng, pair.rule
    intents: list[Intent] = []
    for begin in at_any_hour(moments, pair.a_day, MINUTE, 30 * MINUTE):
        end = begin + float(rng.uniform(*(_LOOKS if rule.given is None else _AIRED)))
        intents += _seen(pair.trigger, begin, end)
        if rule.undone_after == 0:
            who, back = moments.who(begin), moments.between(end + MINUTE, end + HOUR)
            for entity_id, state in rule.effects:
                way = way_of(entity_id, who, rng)
                intents.append(Intent(back, entity_id, opposite(entity_id, state), way, who))
    return intents


def _refuted(moments: Moments) -> list[Intent]:
    """Return much motion in the corridor, and how its light is switched some other time."""
    rng = moments.rng
    sensor, light = REFUTED
    seen = at_any_hour(moments, 9.0, MINUTE, 12 * MINUTE)
    intents = [act for at in seen for act in _seen(sensor, at, at + rng.uniform(60, 200))]
    near = np.array(seen)
    for at in at_any_hour(moments, 2.0, MINUTE, 2 * HOUR):
        if len(near) and np.abs(near - at).min() < _FAR:
            continue
        who = moments.who(at)
        back = at + float(rng.uniform(2 * MINUTE, 80 * MINUTE))
        intents.append(Intent(at, light, "on", way_of(light, who, rng), who, back=back))
    return intents


def lock_up(came: Sequence[Intent], lived: Lived, moments: Moments) -> list[Intent]:
    """Return how who leaves last locks the back door from afar, and who returns unlocks it.

    `came`: among other things, when persons were seen to come and go.
    """
    lock = LOCK.entity_id
    names = [resident.key for resident in RESIDENTS]
    home = dict.fromkeys(names, True)
    left: list[tuple[float, int]] = []
    returned: list[float] = []
    persons = (act for act in came if act.entity_id.startswith("person."))
    for act in sorted(persons, key=lambda one: one.time):
        name = act.entity_id.partition(".")[2]
        before = any(home.values())
        home[name] = act.state == "home"
        if before and not any(home.values()):
            left.append((act.time, names.index(name)))
        elif not before and any(home.values()):
            returned.append(act.time)
    unlocked = [moments.between(time + 5 * MINUTE, time + 90 * MINUTE) for time in returned]
    acts: list[float] = []
    intents = [Intent(back, lock, "unlocked", "wall", moments.who(back)) for back in unlocked]
    last = 0.0
    for (time, who), kept in zip(left, _kept(len(left), moments), strict=True):
        is_open = not acts or any(last < back < time for back in unlocked)
        if kept and is_open:
            last = time + float(moments.rng.uniform(*_LOCKED))
            acts.append(last)
            intents.append(Intent(last, lock, "locked", "app", who))
    _remember(lived, "presence_lock", [time for time, _ in left], acts)
    return intents
