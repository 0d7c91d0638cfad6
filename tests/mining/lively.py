"""A small home with a habit for every detector; every day ends as it began."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from tests.mining.build import BERLIN, MONDAY, Diary

HOUR: Final = 3600
# All entities, and the state in which they are at midnight.
REST: Final = {
    "light.bedroom": "off",
    "light.hall": "off",
    "light.desk": "off",
    "light.landing": "off",
    "light.shelf": "off",
    "fan.kitchen": "off",
    "fan.bathroom": "off",
    "switch.heater": "off",
    "switch.projector": "off",
    "media_player.radio": "idle",
    "media_player.tv": "idle",
    "cover.blind": "open",
    "lock.back_door": "locked",
    "binary_sensor.front_door": "off",
    "binary_sensor.freezer": "off",
    "binary_sensor.bathroom_motion": "off",
    "sensor.illuminance": "100",
}
AUTOMATION: Final = ExistingAutomation(
    "automation.landing_light",
    "Landing light",
    frozenset({"19:00:00"}),
    frozenset({("light.landing", "on")}),
)
HOME: Final = Home(
    BERLIN,
    areas={
        "fan.bathroom": "bathroom",
        "binary_sensor.bathroom_motion": "bathroom",
        "cover.blind": "office",
        "sensor.illuminance": "office",
        "light.desk": "office",
    },
    automations=(AUTOMATION,),
)


@dataclass
class Resting(Diary):
    """A diary of entities that each have a state to which they return before midnight."""

    days: int = 28
    rests: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Write down what is so in the very beginning."""
        super().__post_init__()
        for entity_id, state in self.rests.items():
            self.add(0, 1.0, entity_id, state, Origin.CONSEQUENCE)

    def use(self, day: int, clock: float, entity_id: str, state: str, lasts: float) -> None:
        """Let somebody bring an entity to a state, and an automation bring it back."""
        self.add(day, clock, entity_id, state)
        self.add(day, clock + lasts, entity_id, self.rests[entity_id], Origin.AUTOMATION)

    def seen(self, day: int, clock: float, entity_id: str, lasts: float) -> None:
        """Let a sensor see something for a while."""
        self.add(day, clock, entity_id, "on", Origin.DEVICE)
        self.add(day, clock + lasts, entity_id, "off", Origin.DEVICE)

    def spoilt(self, days: Collection[int], seed: int, events: int = 120) -> Resting:
        """Return the diary with garbage on some days, each of which ends as it began.

        `events` is how many there are on each of them.
        """
        random = Random(seed)  # noqa: S311  # no secret
        first, begun = self.at(0, 0.0), self.rows[: len(self.rests)]
        states: dict[str, list[str]] = {entity_id: ["unavailable"] for entity_id in self.rests}
        other = Resting(first=self.first, days=self.days, rests=self.rests)
        for at, entity_id, state, origin in self.rows[len(begun) :]:
            states[entity_id].append(state)
            if int((at - first) // 86400) not in days:
                other.rows.append((at, entity_id, state, origin))
        entity_ids = sorted(states)
        for day in sorted(days):
            for _ in range(events):
                entity_id = random.choice(entity_ids)
                by = random.choice(tuple(Origin))
                at = random.uniform(60, 85_000)
                other.add(day, at, entity_id, random.choice(states[entity_id]), by)
            for entity_id, state in self.rests.items():
                other.add(day, 86_390.0, entity_id, state, Origin.CONSEQUENCE)
        return other


@dataclass
class Lively(Resting):
    """Some weeks of that home."""

    rests: dict[str, str] = field(default_factory=lambda: dict(REST))

    def __post_init__(self) -> None:
        """Write all days."""
        super().__post_init__()
        for day in range(self.days):
            self._alone(day)
            self._answers(day)
            self._forgets(day)
            self._undoes(day)

    def _often(self, share: float = 0.92) -> bool:
        return self.random.random() < share

    def _alone(self, day: int) -> None:
        between = self.random.uniform
        if self._often():
            self.use(day, 7 * HOUR + between(-240, 240), "light.bedroom", "on", 2 * HOUR)
        for begin in (9, 14, 18):  # used at any hour, for as long whenever it is
            at = (begin + between(0, 2.5)) * HOUR
            self.add(day, at, "fan.kitchen", "on")
            lasts = 1800 + between(-120, 120) if self._often() else 4000
            self.add(day, at + lasts, "fan.kitchen", "off")
        self.use(day, between(8, 20) * HOUR, "light.shelf", "on", between(600, 7000))

    def _answers(self, day: int) -> None:
        between = self.random.uniform
        for begin in (8, 13, 17):
            at = (begin + between(0, 3)) * HOUR
            self.seen(day, at, "binary_sensor.front_door", 30)
            if self._often():
                self.use(day, at + between(10, 60), "light.hall", "on", 1500)
            at = (begin + between(0, 3)) * HOUR
            self.seen(day, at, "binary_sensor.bathroom_motion", 900)
            if self._often():
                self.add(day, at + between(5, 30), "fan.bathroom", "on")
                self.add(day, at + 900 + 300 + between(5, 100), "fan.bathroom", "off")
            at = (begin + between(0, 3)) * HOUR
            for step, reading in enumerate((900, 2100, 2300, 2200, 800, 100)):
                self.add(day, at + 300 * step, "sensor.illuminance", str(reading), Origin.DEVICE)
            if self._often():
                self.use(day, at + 300 + between(60, 200), "cover.blind", "closed", 2400)
            at = (begin + between(0, 3)) * HOUR
            self.use(day, at, "switch.projector", "on", 3000)
            if self._often():
                self.use(day, at + between(20, 30), "light.desk", "on", 3000)
                self.use(day, at + between(80, 100), "media_player.radio", "playing", 3000)
                self.use(day, at + between(160, 190), "switch.heater", "on", 3000)

    def _forgets(self, day: int) -> None:
        between = self.random.uniform
        late = day % 6 == 4
        self.add(day, between(8, 12) * HOUR, "lock.back_door", "unlocked")
        at = 22.6 * HOUR + between(300, 800) if late else 21 * HOUR + between(-1200, 1200)
        self.add(day, at, "lock.back_door", "locked")
        for number in range(6):
            lasts = between(500, 620) if late and number == 3 else between(10, 45)
            at = (7 + 2 * number + between(0, 1.7)) * HOUR
            self.seen(day, at, "binary_sensor.freezer", lasts)

    def _undoes(self, day: int) -> None:
        film = day % 2 == 0
        if film:
            self.use(day, 18.2 * HOUR, "media_player.tv", "playing", 3 * HOUR)
        self.add(day, 19 * HOUR, "light.landing", "on", Origin.AUTOMATION)
        at = 19 * HOUR + self.random.uniform(15, 100) if film else 23 * HOUR
        self.add(day, at, "light.landing", "off", Origin.PERSON if film else Origin.AUTOMATION)


@dataclass
class Moving(Resting):
    """A year and more with a lamp that goes on earlier every day, and one on Wednesdays only."""

    days: int = 400
    rests: dict[str, str] = field(
        default_factory=lambda: {"light.late": "off", "light.weekly": "off", "light.daily": "off"}
    )

    def __post_init__(self) -> None:
        """Write all days."""
        super().__post_init__()
        for day in range(self.days):
            scatter = self.random.uniform(-200, 200)
            self.use(day, 22 * HOUR - 30 * (day % 120) + scatter, "light.late", "on", HOUR)
            self.use(day, 7 * HOUR + scatter, "light.daily", "on", HOUR)
            if day % 7 == 2:
                self.use(day, 17 * HOUR + scatter, "light.weekly", "on", HOUR)


def lively(seed: int = 7, days: int = 28, first: date = MONDAY) -> Lively:
    """Return the diary of some weeks."""
    return Lively(first=first, seed=seed, days=days)
