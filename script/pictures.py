"""Draw the pictures of docs/how-it-decides.md from the simulated household."""

from collections.abc import Callable, Iterable, Sequence
from math import log10, sqrt
from pathlib import Path
import sys
from typing import Final

import numpy as np

from benchmarks.calibration import SEEDS, Suggested, suggested
from custom_components.homeiq.mining.finding import Z_CONFIDENCE, Evidence, Outcome
from custom_components.homeiq.mining.folds import folds
from custom_components.homeiq.mining.pattern import ClockTrigger, Pattern, SunTrigger
from custom_components.homeiq.mining.replay import CLOCK_SECONDS
from custom_components.homeiq.options import Options
from demo.spec import HouseholdSpec
from script.picture_data import Block, Household, Moment
from script.svg import BLUE, FAINT, GREEN, RED, SAND, SKY, Picture, Scale

FOLDER: Final = Path(__file__).parent.parent / "docs" / "images"
HOUR: Final = 3600
HALF_HOUR: Final = 1800
AROUND: Final = 5400  # seconds to both sides of a habit that are drawn
WIDE: Final = 860
LEFT: Final = 64
CALIBRATED: Final = 4  # households
MOST_TRIED: Final = 300

# A day's shapes, with what they mean.
SHAPES: Final[dict[Outcome, str]] = {
    Outcome.RIGHT: "right: somebody did the same by hand",
    Outcome.WRONG: "wrong: nobody did",
    Outcome.MISSED: "missed: done at another time",
    Outcome.ALREADY: "it was so already",
}


def habit(household: Household, pattern: Pattern, title: str) -> Picture:
    """Draw the acts of a habit over days and time, with what each block of days was told."""
    blocks = list(household.blocks(pattern))
    zero = _zero(household, pattern)
    centre = _time(pattern)
    low, high = (
        (centre - AROUND) // HALF_HOUR * HALF_HOUR,
        (centre + AROUND) // HALF_HOUR * HALF_HOUR,
    )
    picture = Picture(WIDE, 400, title)
    scale = Scale((0, len(household.days)), (low, high), LEFT, WIDE - 20, 44, 310)
    picture.text((LEFT, 26), title, size=15)
    for block in blocks:
        _learned(picture, scale, block)
    labels = np.arange(low, high + 1, HALF_HOUR)
    scale.rules(picture, [(float(second), _named(pattern, float(second))) for second in labels])
    scale.ticks(picture, _dates(household))
    outside = 0
    for block in blocks:
        wrong = (moment for moment in block.moments if moment.outcome is Outcome.WRONG)
        for moment in (*block.acts, *wrong):
            second = moment.second - zero[moment.day]
            if low <= second <= high:
                _mark(picture, scale.at(moment.day + 0.5, second), moment.outcome)
            else:
                outside += 1
    _legend(picture, 352, [Outcome.RIGHT, Outcome.WRONG, Outcome.MISSED])
    picture.box((LEFT, 370), (16, 12), SKY)
    more = f" ({outside} at other hours are not shown)" if outside else ""
    said = f"15 minutes around the time that the other days taught{more}"
    picture.text((LEFT + 24, 380), said)
    return picture


def _zero(household: Household, pattern: Pattern) -> list[float]:
    """Return what times of day are counted from on each day: midnight, or when the sun passes."""
    if not isinstance(pattern.trigger, SunTrigger):
        return [0.0] * len(household.days)
    return household.sun(pattern.trigger.event)


def _time(pattern: Pattern) -> float:
    """Return when a pattern acts, in seconds from what its times are counted from."""
    match pattern.trigger:
        case ClockTrigger(second=second):
            return second
        case SunTrigger(offset=offset):
            return offset
        case _:
            raise LookupError("only what happens at a time is drawn over days and time")


def _named(pattern: Pattern, second: float) -> str:
    if not isinstance(pattern.trigger, SunTrigger):
        return _clock(second)
    if not second:
        return pattern.trigger.event
    return f"{'-' if second < 0 else '+'}{abs(second) / 60:.0f} min"


def _learned(picture: Picture, scale: Scale, block: Block) -> None:
    """Shade around the time that was learned without a block, on those of its days it acts on."""
    if block.learned is None:
        return
    second = _time(block.learned)
    for day in sorted({moment.day for moment in block.moments}):
        corner = scale.at(day, second + CLOCK_SECONDS)
        end = scale.at(day + 1, second - CLOCK_SECONDS)
        picture.box(corner, (end[0] - corner[0], end[1] - corner[1]), SKY)
        picture.line(scale.at(day, second), scale.at(day + 1, second), BLUE, 1.5)


def cross_fit(household: Household) -> Picture:
    """Draw on which days a habit is learned and on which it is proven, in turn."""
    title = "Four times: learn on the sandy days, prove on the blue ones"
    picture = Picture(WIDE, 230, title)
    picture.text((LEFT, 26), title, size=15)
    days = household.days
    wide = (WIDE - 20 - LEFT) / len(days)
    for number, fold in enumerate(folds(days)):
        top = 48 + number * 34
        for day in range(len(days)):
            color = BLUE if days[day] in fold.prove else SAND
            picture.box((LEFT + day * wide + 1, top), (wide - 2, 24), color)
        picture.text((LEFT - 10, top + 17), str(number + 1), FAINT, "end")
    scale = Scale((0, len(days)), (0, 1), LEFT, WIDE - 20, 48, 182)
    scale.ticks(picture, _dates(household))
    picture.text((LEFT, 220), "Each day proves once, and never what it taught.")
    return picture


def dark(household: Household, pattern: Pattern, title: str) -> Picture:
    """Draw when motion was followed by the light, and when the sun was up."""
    moments = household.unconditional(pattern)
    picture = Picture(WIDE, 470, title)
    picture.text((LEFT, 26), title, size=15)
    scale = Scale((0, len(household.days)), (0, 24 * HOUR), LEFT, WIDE - 20, 44, 350)
    _daylight(picture, scale, household)
    scale.rules(picture, [(hour * HOUR, _clock(hour * HOUR)) for hour in range(0, 25, 4)])
    scale.ticks(picture, _dates(household))
    for outcome in (Outcome.ALREADY, Outcome.WRONG, Outcome.RIGHT):
        for moment in moments:
            if moment.outcome is outcome:
                _mark(picture, scale.at(moment.day + 0.5, moment.second), outcome, 3)
    _legend(picture, 392, [Outcome.RIGHT, Outcome.WRONG, Outcome.ALREADY])
    picture.box((LEFT, 408), (16, 12), SAND)
    picture.text((LEFT + 24, 419), "the sun is up")
    _shares(picture, 438, moments, household.replayed(pattern))
    return picture


def _daylight(picture: Picture, scale: Scale, household: Household) -> None:
    def edge(seconds: Sequence[float]) -> list[tuple[float, float]]:
        days = enumerate(seconds)
        return [scale.at(day + shift, second) for day, second in days for shift in (0, 1)]

    sunset = edge(household.sun("sunset"))
    picture.area([*edge(household.sun("sunrise")), *sunset[::-1]], SAND)


def _shares(
    picture: Picture, top: float, alone: Sequence[Moment], with_dark: Sequence[Moment]
) -> None:
    for column, (said, moments) in enumerate((("Motion alone", alone), ("When dark", with_dark))):
        right, wrong = (
            sum(moment.outcome is outcome for moment in moments)
            for outcome in (Outcome.RIGHT, Outcome.WRONG)
        )
        left = LEFT + column * 400
        text = f"{said}: {right} of {right + wrong} right"
        picture.text((left, top + 14), text)
        share = right / max(right + wrong, 1)
        picture.box((left + 210, top + 2), (150, 14), RED)
        picture.box((left + 210, top + 2), (150 * share, 14), GREEN)


def bound(household: Household) -> Picture:
    """Draw the share right against how often it was tried, with the limit of what is shown."""
    title = "Few tries need a better share: what is suggested lies above the line"
    picture = Picture(WIDE, 400, title)
    picture.text((LEFT, 26), title, size=15)
    scale = Scale((0, log10(MOST_TRIED)), (0, 1), LEFT, WIDE - 20, 44, 310)
    scale.rules(picture, [(tenth / 10, f"{tenth * 10} %") for tenth in range(0, 11, 2)])
    scale.ticks(picture, [(log10(tried), str(tried)) for tried in (1, 2, 5, 10, 20, 50, 100, 200)])
    limit = Options().minimum_confidence
    line = [(tried, _least_share(tried, limit)) for tried in range(1, MOST_TRIED + 1)]
    picture.path([scale.at(log10(tried), share) for tried, share in line if share <= 1], BLUE, 2)
    for evidence, shown in _evidence(household):
        tried = evidence.right + evidence.wrong
        at = scale.at(log10(min(tried, MOST_TRIED)), evidence.right / tried)
        picture.dot(at, GREEN if shown else RED, filled=shown)
    picture.text(
        (WIDE - 20, 348), "times right or wrong on days that did not teach it", FAINT, "end"
    )
    picture.text((LEFT, 348), "share right", FAINT)
    for place, (color, filled, text) in enumerate(
        ((GREEN, True, "suggested"), (RED, False, "near miss"))
    ):
        picture.dot((LEFT + 6 + place * 140, 372), color, filled=filled)
        picture.text((LEFT + 18 + place * 140, 376), text)
    picture.line((LEFT + 290, 372), (LEFT + 310, 372), BLUE, 2)
    picture.text((LEFT + 318, 376), f"confidence {limit:g}, the least that is shown")
    return picture


def _evidence(household: Household) -> Iterable[tuple[Evidence, bool]]:
    """Yield the evidence of what was put to the test, and whether it is suggested."""
    for finding in household.mined.findings:
        yield finding.evidence, True
    for miss in household.mined.near_misses:
        if miss.finding.evidence.right + miss.finding.evidence.wrong:
            yield miss.finding.evidence, False


def _least_share(tried: int, limit: float) -> float:
    """Return the share right that is just sure enough; above 1 where none is.

    Wilson's interval is that of the score test, so its lower end is the limit where the share is
    as far above the limit as that test allows.
    """
    return limit + Z_CONFIDENCE * sqrt(limit * (1 - limit) / tried)


def calibration(stated: Sequence[Suggested]) -> Picture:
    """Draw what was stated against what later days showed."""
    title = f"What {CALIBRATED} households were told after 28 days, and what the next 28 showed"
    picture = Picture(WIDE, 430, title)
    picture.text((LEFT, 26), title, size=15)
    scale = Scale((0.5, 1), (0, 1), LEFT, WIDE - 20, 44, 350)
    scale.rules(picture, [(tenth / 10, f"{tenth * 10} %") for tenth in range(0, 11, 2)])
    scale.ticks(picture, [(tenth / 10, f"{tenth / 10:g}") for tenth in range(5, 11)])
    picture.path([scale.at(0.5, 0.5), scale.at(1, 1)], FAINT)
    for one in stated:
        if one.right + one.wrong:
            picture.dot(scale.at(one.stated, one.seen), GREEN if one.seen >= one.stated else RED)
    picture.text((WIDE - 20, 386), "confidence that was stated", FAINT, "end")
    picture.text((LEFT, 386), "share right of the later days", FAINT)
    picture.text((LEFT, 414), "Above the line: more came true than was stated.")
    return picture


def _mark(picture: Picture, at: tuple[float, float], outcome: Outcome, radius: float = 4) -> None:
    match outcome:
        case Outcome.RIGHT:
            picture.dot(at, GREEN, radius)
        case Outcome.WRONG:
            picture.cross(at, RED, radius)
        case Outcome.MISSED:
            picture.dot(at, FAINT, radius, filled=False)
        case Outcome.ALREADY:
            picture.dot(at, "#d0d7de", radius / 2)


def _legend(picture: Picture, top: float, outcomes: Iterable[Outcome]) -> None:
    left = float(LEFT)
    for outcome in outcomes:
        _mark(picture, (left + 6, top - 4), outcome)
        picture.text((left + 18, top), SHAPES[outcome])
        left += 44 + 6.6 * len(SHAPES[outcome])


def _clock(second: float) -> str:
    return f"{int(second // HOUR) % 24:02}:{int(second // 60) % 60:02}"


def _dates(household: Household) -> list[tuple[float, str]]:
    """Return every seventh day with its date."""
    return [
        (day + 0.5, f"{household.date(day):%a %d %b}") for day in range(0, len(household.days), 7)
    ]


def draw() -> dict[str, Picture]:
    """Simulate, mine and draw; returns pictures by the names of their files."""
    household = Household.of(HouseholdSpec())
    motion = household.finding("light.toilet", "on").pattern
    return {
        "habit": habit(
            household,
            household.finding("lock.front_door", "locked").pattern,
            "When the front door was locked by hand, and what was learned of it",
        ),
        "cross-fit": cross_fit(household),
        "dark": dark(
            household, motion, "Motion in the toilet, and whether somebody then turned on the light"
        ),
        "bound": bound(household),
        "near-miss": habit(
            household,
            _irregular(household),
            "Not suggested: too often nobody did the same by hand",
        ),
        "calibration": calibration([one for seed in SEEDS[:CALIBRATED] for one in suggested(seed)]),
    }


def _irregular(household: Household) -> Pattern:
    """Return the habit at a time that was put to the test most and is not regular enough."""
    timed = (
        miss.finding
        for miss in household.mined.near_misses
        if isinstance(miss.finding.pattern.trigger, ClockTrigger | SunTrigger)
    )
    return max(timed, key=lambda finding: finding.evidence.right + finding.evidence.wrong).pattern


def main(folder: Path = FOLDER, pictures: Callable[[], dict[str, Picture]] = draw) -> int:
    """Write all pictures; the same code gives the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures().items():
        (folder / f"{name}.svg").write_text(picture.svg(), encoding="utf-8")
        print(folder / f"{name}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
