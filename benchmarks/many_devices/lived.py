"""Four weeks in the home: who moves, what people operate, what sensors measure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import numpy as np

from benchmarks.many_devices.automations import LOWERED, WIRED, all_of, first_in
from benchmarks.many_devices.home import ROOMS, Placed, devices
from benchmarks.many_devices.parts import Part

DAYS: Final = 28
HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
# Midnight of a Monday in Berlin, and the night after the last day; in between summer time ends.
BEGIN: Final = datetime(2026, 10, 4, 22, tzinfo=UTC).timestamp()
END: Final = datetime(2026, 11, 2, 2, tzinfo=UTC).timestamp()
PEOPLE: Final = 4
NOBODY: Final = -1
_VISITS: Final = 34  # a day, that a motion sensor sees
_AIRINGS: Final = 1.6
_PASSAGES: Final = 9.0  # a day, through a door
# How often a day a reading comes, how far it sways by day, and its noise.
_READINGS: Final[Mapping[str, tuple[float, float, float, float]]] = {
    "temperature": (38, 20.5, 1.5, 0.3),
    "humidity": (38, 47, 4, 1.5),
    "illuminance": (24, 300, 280, 40),
    "power": (24, 60, 30, 25),
    "energy": (6, 120, 0, 4),
    "voltage": (10, 231, 2, 1),
    "signal_strength": (4, -61, 0, 4),
    "battery": (0.3, 81, 0, 1),
}
_APART: Final = 720.0  # seconds
_DUSK: Final = (17.5, 23.5)
_DAYTIME: Final = (6.5, 23.5)

type Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Row:
    """A state that an entity came to."""

    time: float  # UTC seconds
    entity_id: str
    state: str
    shows: Mapping[str, object] = field(default_factory=dict)  # besides what it always shows
    act: int = NOBODY  # the index of what caused it


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person or an automation did."""

    time: float
    action: str
    data: Mapping[str, object]
    person: int = NOBODY  # an account; nobody: it was an automation
    automation: str = ""


@dataclass(slots=True)
class Lived:
    """All that happened on the first days, in no order."""

    days: int = DAYS
    rows: list[Row] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def do(self, act: Act, entity_id: str, state: str, **shows: object) -> None:
        """Let somebody or something do something that changes one entity."""
        self.acts.append(act)
        self.rows.append(Row(act.time + 0.2, entity_id, state, shows, len(self.acts) - 1))

    def change(self, time: float, entity_id: str, state: str, **shows: object) -> None:
        """Let a device change by itself, or at its own switch."""
        self.rows.append(Row(time, entity_id, state, shows))


def live(days: int = DAYS, seed: int = 1) -> Lived:
    """Return some days; the same seed gives the same."""
    rng = np.random.default_rng(seed)
    lived = Lived(days)
    for one in devices():
        for part in one.parts:
            lived.change(BEGIN + one.number / 100, one.entity_id(part), part.rest, **part.shows)
    for room in range(ROOMS):
        _in_room(room, lived, rng)
    for one, part in all_of("binary_sensor", "door"):
        _opened(one.entity_id(part), _PASSAGES, (5.0, 60.0), lived, rng)
    for one, part in all_of("switch", "outlet"):
        _operated(one.entity_id(part), 1.2, lived, rng)
    for domain, a_day in (("fan", 1.5), ("media_player", 2.0), ("humidifier", 0.7)):
        _played(domain, a_day, lived, rng)
    _people(lived, rng)
    _measured(lived, rng)
    return lived


def _in_room(room: int, lived: Lived, rng: Random) -> None:
    """Let people come and go; in most rooms they light up themselves when it is dark."""
    sensors = [
        one.entity_id(part) for one, part in all_of("binary_sensor", "motion") if one.room == room
    ]
    light, wired = first_in(room, "light"), room in WIRED
    for sensor in sensors:
        for at in _times(lived.days, _VISITS, _DAYTIME, rng):
            lasts = float(rng.uniform(60, 300))
            lived.change(at, sensor, "on")
            lived.change(at + lasts, sensor, "off")
            if sensor != sensors[0] or _hour(at) < _DUSK[0]:
                continue
            if wired:
                data = {"entity_id": light, "brightness_pct": 60, "transition": 1}
                act = Act(at, "light.turn_on", data, automation=f"automation.light_{room}")
                lived.do(act, light, "on")
                lived.change(at + lasts + 30, light, "off")
            elif rng.random() < (0.9 if room % 4 == 1 else 0.15):
                _lit(light, at + float(rng.uniform(4, 40)), lived, rng)
                lived.change(at + lasts + 60, light, "off")
    _aired(room, lived, rng)
    _shaded(room, lived, rng)
    others = [one.entity_id(part) for one, part in all_of("light") if one.room == room][1:]
    for other in others:
        for at in _times(lived.days, 1.5, _DUSK, rng):
            _lit(other, at, lived, rng)
            lived.change(at + float(rng.uniform(600, 7200)), other, "off")


def _lit(light: str, at: float, lived: Lived, rng: Random) -> None:
    """Turn a light on: half of the time at the wall, now and then dimmed."""
    if rng.random() < 1 / 2:
        lived.change(at, light, "on")
        return
    data: dict[str, object] = {"entity_id": light}
    if light.endswith("_ceiling_light") and rng.random() < 1 / 5:
        data["brightness_pct"] = int(rng.integers(10, 90))
    lived.do(Act(at, "light.turn_on", data, int(rng.integers(PEOPLE))), light, "on")


def _aired(room: int, lived: Lived, rng: Random) -> None:
    """Let a window be opened; in some rooms somebody turns the heating off meanwhile."""
    window, climate = first_in(room, "binary_sensor", "window"), first_in(room, "climate")
    for at in _times(lived.days, _AIRINGS, _DAYTIME, rng):
        lasts = float(rng.uniform(300, 1500))
        lived.change(at, window, "on")
        lived.change(at + lasts, window, "off")
        if room % 5 == 0:
            _heat(climate, "off", at + float(rng.uniform(20, 120)), lived, rng)
            _heat(climate, "heat", at + lasts + float(rng.uniform(60, 600)), lived, rng)
    if room % 2:
        for at in _times(lived.days, 0.3, _DAYTIME, rng):
            preset = ("eco", "comfort")[int(rng.integers(2))]
            data = {"entity_id": climate, "preset_mode": preset}
            act = Act(at, "climate.set_preset_mode", data, int(rng.integers(PEOPLE)))
            lived.do(act, climate, "heat", preset_mode=preset)


def _heat(climate: str, mode: str, at: float, lived: Lived, rng: Random) -> None:
    data = {"entity_id": climate, "hvac_mode": mode}
    act = Act(at, "climate.set_hvac_mode", data, int(rng.integers(PEOPLE)))
    lived.do(act, climate, mode, preset_mode="none")


def _shaded(room: int, lived: Lived, rng: Random) -> None:
    """Open the shutters in the morning, and close them in the evening."""
    cover = first_in(room, "cover")
    for day in range(lived.days):
        morning = BEGIN + day * DAY + float(rng.normal(7.2, 0.15)) * HOUR
        act = Act(morning, "cover.open_cover", {"entity_id": cover}, int(rng.integers(PEOPLE)))
        lived.do(act, cover, "open", current_position=100)
        evening = BEGIN + day * DAY + float(rng.normal(19.0, 0.4)) * HOUR
        if room in LOWERED:
            position = 20 if room % 2 else 0
            data = {"entity_id": [cover], "position": position}
            act = Act(
                evening,
                "cover.set_cover_position",
                data,
                automation=f"automation.shutter_{room}",
            )
            lived.do(act, cover, "open" if position else "closed", current_position=position)
        else:
            lived.change(evening, cover, "closed", current_position=0)


def _opened(
    entity_id: str, a_day: float, lasts: tuple[float, float], lived: Lived, rng: Random
) -> None:
    for at in _times(lived.days, a_day, _DAYTIME, rng):
        lived.change(at, entity_id, "on")
        lived.change(at + float(rng.uniform(*lasts)), entity_id, "off")


def _operated(switch: str, a_day: float, lived: Lived, rng: Random) -> None:
    for at in _times(lived.days, a_day, _DAYTIME, rng):
        data = {"entity_id": switch}
        lived.do(Act(at, "switch.turn_on", data, int(rng.integers(PEOPLE))), switch, "on")
        lived.change(at + float(rng.uniform(600, 2 * HOUR)), switch, "off")


def _played(domain: str, a_day: float, lived: Lived, rng: Random) -> None:
    """Let all of a domain run now and then for a while."""
    plays = domain == "media_player"
    name, begun, ended = ("media_play", "playing", "idle") if plays else ("turn_on", "on", "off")
    shows: dict[str, object] = {"percentage": 50} if domain == "fan" else {}
    for entity_id in (one.entity_id(part) for one, part in all_of(domain)):
        for at in _times(lived.days, a_day, _DAYTIME, rng):
            act = Act(at, f"{domain}.{name}", {"entity_id": entity_id}, int(rng.integers(PEOPLE)))
            lived.do(act, entity_id, begun, **shows)
            lived.change(at + float(rng.uniform(600, HOUR)), entity_id, ended)


def _people(lived: Lived, rng: Random) -> None:
    """Let people leave for work and come home; who leaves last locks the door mostly."""
    here = dict.fromkeys(range(PEOPLE), True)
    moves: list[tuple[float, int, str]] = []
    for day in range(lived.days):
        for person in range(PEOPLE):
            left = BEGIN + day * DAY + float(rng.normal(8.0, 0.4)) * HOUR
            moves.append((left, person, "not_home"))
            moves.append((left + float(rng.normal(8.5, 0.5)) * HOUR, person, "home"))
    lock = all_of("lock")[0]
    for at, person, state in sorted(moves):
        lived.change(at, f"person.resident_{person}", state)
        here[person] = state == "home"
        lived.change(at + 0.1, "zone.home", str(sum(here.values())))
        if not any(here.values()) and rng.random() < 0.8:
            entity_id = lock[0].entity_id(lock[1])
            later = at + float(rng.uniform(20, 150))
            act = Act(later, "lock.lock", {"entity_id": entity_id}, person)
            lived.change(later - HOUR / 2, entity_id, "unlocked")
            lived.do(act, entity_id, "locked")


def _measured(lived: Lived, rng: Random) -> None:
    for one in devices():
        for part in one.parts:
            if part.domain == "sensor" and part.device_class in _READINGS:
                lived.rows.extend(_readings(lived.days, one, part, rng))


def _readings(days: int, one: Placed, part: Part, rng: Random) -> Iterator[Row]:
    a_day, level, sway, noise = _READINGS[part.device_class or ""]
    times = np.sort(rng.uniform(BEGIN, BEGIN + days * DAY, round(a_day * days)))
    up = np.sin((times - BEGIN) / DAY * 2 * np.pi - np.pi / 2)
    values = level + sway * up + rng.normal(0, noise, len(times))
    entity_id = one.entity_id(part)
    for time, value in zip(times.tolist(), values.tolist(), strict=True):
        yield Row(time, entity_id, f"{value:.1f}")


def _times(days: int, a_day: float, hours: tuple[float, float], rng: Random) -> list[float]:
    """Return when something happens on each day, at some hours; never twice within a while."""
    found: list[float] = []
    for day in range(days):
        at = np.sort(rng.uniform(*hours, rng.poisson(a_day))) * HOUR
        found += (BEGIN + day * DAY + at).tolist()
    apart = np.diff(found, prepend=-np.inf) > _APART
    times: list[float] = np.array(found)[apart].tolist()
    return times


def _hour(time: float) -> float:
    return (time - BEGIN) % DAY / HOUR
