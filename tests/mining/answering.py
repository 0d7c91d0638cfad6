"""A sensor that sees something now and then, and what people do upon it by hand."""

from collections.abc import Iterable
from dataclasses import dataclass

from custom_components.homeiq.mining.event_log import Origin
from tests.mining.lively import HOUR, Resting

type Answer = tuple[str, str]  # an entity, and the state that somebody brings it to


@dataclass
class Answering(Resting):
    """Some weeks of things that rest, until somebody answers a sensor."""

    def answered(
        self, day: int, clock: float, sensor: str, *answers: Answer, after: float = 30.0
    ) -> None:
        """Let a sensor see something, and somebody answer for 20 minutes; or nobody, if nothing."""
        self.seen(day, clock, sensor, 60)
        for number, (entity_id, state) in enumerate(answers):
            self.use(day, clock + after + 5 * number, entity_id, state, 1200)


def answering(
    of: Iterable[int],
    kept: Iterable[int],
    *answers: Answer,
    sensor: str = "binary_sensor.door",
    days: int = 28,
    after: float = 30.0,
) -> Answering:
    """Return a sensor that sees something on days, and on some of those is answered."""
    answers = answers or (("light.hall", "on"),)
    rests = {sensor: "off", "light.other": "off"}
    rests |= {one: "unlocked" if state == "locked" else "off" for one, state in answers}
    rests |= {one: "heat" for one, state in answers if one.startswith("climate.")}
    diary = Answering(days=days, rests=rests)
    for day in range(days):  # something happens on every day, far from all answers
        diary.add(day, 3 * HOUR, "light.other", "on", Origin.AUTOMATION)
        diary.add(day, 4 * HOUR, "light.other", "off", Origin.AUTOMATION)
    chosen = set(kept)
    for number, day in enumerate(of):
        clock = (9 + 5 * number % 11) * HOUR
        diary.answered(day, clock, sensor, *(answers if day in chosen else ()), after=after)
    return diary
