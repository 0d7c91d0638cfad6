"""Plain instructions, understood without any model: in English and in German."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
import re
from typing import Any, Final

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import EVERY_DAY, DarkCondition, WindowCondition
from custom_components.homeiq.suggestions.automation import SUN
from custom_components.homeiq.suggestions.refining import acts, conditions, triggers
from custom_components.homeiq.suggestions.refining.edits import (
    HOME,
    NOBODY,
    SOMEBODY,
    TIME,
    DropCondition,
    Edit,
    Level,
    OnDays,
    Require,
    SetDelay,
    SetHold,
    SetLevel,
    SetTime,
    Shift,
)
from custom_components.homeiq.suggestions.refining.phrasebook import (
    AFTER,
    AND,
    AT,
    BETWEEN,
    DAYS,
    DEGREES,
    HALF,
    KELVIN,
    LIGHT,
    MUCH,
    NOT_DAYS,
    PERCENT,
    PRESENCE,
    SINCE,
    SUBJECTS,
    UNTIL,
    WITHOUT,
    days_of,
    level_of,
    second_of,
    seconds_of,
)
from custom_components.homeiq.suggestions.text import plain

type Config = Mapping[str, Any]

LONGEST: Final = 200  # characters of an instruction that may be plain
_FILLERS: Final = re.compile(r"^(?:(?:but|please|aber|bitte),? )+|(?:,? (?:please|bitte))?[.! ]*$")


@dataclass(frozen=True, slots=True)
class _About:
    """The automation that an instruction is about."""

    config: Config
    names: Names

    @property
    def is_timed(self) -> bool:
        return any(map(triggers.is_clock, self._triggers)) or any(
            map(triggers.is_sun, self._triggers)
        )

    @property
    def hold(self) -> int:
        """How long (seconds) what triggers has to stay so."""
        return max((each.get("for", {}).get("seconds", 0) for each in self._triggers), default=0)

    @property
    def delay(self) -> int:
        """How long (seconds) after the trigger the first act is done."""
        return min((act.at for act in acts.acts_of(self.config["actions"])), default=0)

    @property
    def _triggers(self) -> tuple[Config, ...]:
        return tuple(self.config["triggers"])

    def conditions(self) -> Iterator[str]:
        """Yield what its conditions are about, in any branch."""
        listed = list(self.config["conditions"])
        for action in self.config["actions"]:
            for option in action.get("choose", ()):
                listed += option["conditions"]
        keys = (conditions.key_of(each) for each in listed)
        yield from dict.fromkeys(key[0] for key in keys if key is not None)


def understood(instruction: str, config: Config, names: Names) -> tuple[Edit, ...] | None:
    """Return the edits of an automation that an instruction means; None where it is not plain.

    Of several wishes in one each has to be plain.
    """
    if len(instruction) > LONGEST:
        return None
    return _meant(_FILLERS.sub("", plain(instruction).lower()), _About(config, names))


def _meant(text: str, about: _About) -> tuple[Edit, ...] | None:
    """Return the edits of one wish, or of the first and all that follow it."""
    if whole := _one(text, about):
        return whole
    # The longest first wish is the right one: a list of days is one. To try all ways of parting
    # a text would take for ever where a long one is not plain in its end only.
    for cut in reversed(list(AND.finditer(text))):
        if first := _one(text[: cut.start()], about):
            rest = _meant(text[cut.end() :], about)
            return (*first, *rest) if rest else None
    return None


def _one(text: str, about: _About) -> tuple[Edit, ...]:
    """Return the edits of one wish; none where it is not plain."""
    for pattern, edits in _PATTERNS:
        if (found := pattern.fullmatch(text)) and (meant := edits(found, about)):
            return meant
    return ()


def _moved(found: re.Match[str], about: _About) -> tuple[Edit, ...]:
    """Return what makes it later or earlier, by what there is to wait for."""
    seconds = seconds_of(found) * (1 if found["side"] in ("later", "später") else -1)
    if about.is_timed:
        return (Shift(seconds),)
    if about.hold:
        return (SetHold(about.hold + seconds),)
    return (SetDelay(about.delay + seconds),)


def _waiting(found: re.Match[str], about: _About) -> tuple[Edit, ...]:
    seconds = seconds_of(found)
    return (SetHold(seconds),) if about.hold else (SetDelay(seconds),)


def _at(found: re.Match[str], _: _About) -> tuple[Edit, ...]:
    second = second_of(found, "")
    return () if second is None else (SetTime(second),)


def _percent(found: re.Match[str], about: _About) -> tuple[Edit, ...]:
    named = level_of(found["word"] or found["last"] or "")
    levels = (named,) if named else (Level.BRIGHTNESS, Level.POSITION, Level.VOLUME)
    return _level(float(found["number"].replace(",", ".")), levels, about)


def _half(_: re.Match[str], about: _About) -> tuple[Edit, ...]:
    return _level(50, (Level.BRIGHTNESS,), about)


def _degrees(found: re.Match[str], about: _About) -> tuple[Edit, ...]:
    return _level(float(found["number"].replace(",", ".")), (Level.TEMPERATURE,), about)


def _kelvin(found: re.Match[str], about: _About) -> tuple[Edit, ...]:
    return _level(float(found["number"]), (Level.COLOR_TEMPERATURE,), about)


def _level(value: float, levels: tuple[Level, ...], about: _About) -> tuple[Edit, ...]:
    """Return the first of some levels that an act can have; else the first, to be refused."""
    edits = [SetLevel(level, value) for level in levels]
    listed = list(acts.all_acts(about.config["actions"]))
    for edit in edits:
        if any(acts.with_level(act.action, edit) is not None for act in listed):
            return (edit,)
    return (edits[0],)


def _presence(found: re.Match[str], _: _About) -> tuple[Edit, ...]:
    return (Require(NOBODY if found["nobody"] else SOMEBODY),)


def _light(found: re.Match[str], _: _About) -> tuple[Edit, ...]:
    return (Require(DarkCondition(dark=bool(found["dark"]))),)


def _between(found: re.Match[str], _: _About) -> tuple[Edit, ...]:
    after, before = second_of(found, "1"), second_of(found, "2")
    if after is None or before is None or after == before:
        return ()
    return (Require(WindowCondition(after, before)),)


def _since(found: re.Match[str], _: _About) -> tuple[Edit, ...]:
    second = second_of(found, "")
    return (Require(WindowCondition(second, 0)),) if second else ()


def _until(found: re.Match[str], _: _About) -> tuple[Edit, ...]:
    second = second_of(found, "")
    return (Require(WindowCondition(0, second)),) if second else ()


def _days(found: re.Match[str], _: _About) -> tuple[Edit, ...]:
    days = days_of(found["days"])
    return (OnDays(days),) if days else ()


def _not_days(found: re.Match[str], about: _About) -> tuple[Edit, ...]:
    days = days_of(found["days"])
    if not days:
        return ()
    now = conditions.weekdays_of(about.config["conditions"])
    left = set(now or EVERY_DAY).difference(days)
    return (OnDays(tuple(sorted(left))),)


def _without(found: re.Match[str], about: _About) -> tuple[Edit, ...]:
    """Return what drops the conditions that are meant: by what they are about, or all of them."""
    there = list(about.conditions())
    if not found["what"]:
        meant = there if found["all"] or len(there) == 1 else []
    else:
        meant = [each for each in there if _is_called(each, found["what"], about.names)]
    return tuple(DropCondition(each) for each in meant)


def _is_called(about: str, text: str, names: Names) -> bool:
    if about in (SUN, TIME, HOME):
        return SUBJECTS[about].search(text) is not None
    if names.entity(about).lower() in text:
        return True
    return about.startswith("person.") and SUBJECTS[HOME].search(text) is not None


type _Edits = Callable[[re.Match[str], _About], tuple[Edit, ...]]
_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Edits], ...]] = (
    (MUCH, _moved),
    (AT, _at),
    (PERCENT, _percent),
    (HALF, _half),
    (DEGREES, _degrees),
    (KELVIN, _kelvin),
    (PRESENCE, _presence),
    (LIGHT, _light),
    (BETWEEN, _between),
    (SINCE, _since),
    (UNTIL, _until),
    (NOT_DAYS, _not_days),
    (DAYS, _days),
    (AFTER, _waiting),
    (WITHOUT, _without),
)
