"""How people say what plain instructions mean, in English and in German, in lower case."""

from collections.abc import Iterator
import re
from typing import Final

from custom_components.homeiq.mining.pattern import EVERY_DAY, WEEKEND, WORKDAYS
from custom_components.homeiq.suggestions.automation import SUN
from custom_components.homeiq.suggestions.refining.edits import HOME, TIME, Level

_NOON: Final = 12
_HOURS: Final = 24


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(text, re.VERBOSE)


_NUMBER: Final = r"(?P<number>\d{1,5}(?:[.,]\d+)?)"
_COUNT: Final = (
    r"(?P<count>\d{1,4}(?:[.,]\d+)?|an?|one|half\s+an|an?\s+half|"
    r"eine?|einen|eine?\s+halbe|two|three|five|ten|zwei|drei|fünf|zehn)"
)
_UNIT: Final = (
    r"(?P<unit>s|sec|secs|seconds?|min|mins|minutes?|h|hrs?|hours?|"
    r"sek|sekunden?|minuten?|std|stunden?)\.?"
)
_SPAN: Final = rf"{_COUNT}\s*{_UNIT}"
_ONLY: Final = r"(?:(?:only|just|nur),?\s+)*"
_IF: Final = r"(?:when|if|while|as\s+long\s+as|wenn|falls|sofern|solange)\s+"


def _clock(number: str) -> str:
    return (
        rf"(?P<hour{number}>\d{{1,2}})(?:(?:[:.]|\s*uhr\s*)(?P<minute{number}>\d{{2}}))?"
        rf"\s*(?P<half{number}>[ap]\.?m\.?)?(?:\s*(?:uhr|o'?clock))?"
    )


AND: Final = re.compile(r"\s*(?:,\s*(?:and|und|but|aber)?|;|\band\b|\bund\b|\bbut\b|\baber\b)\s*")
MUCH: Final = _whole(rf"(?:{_SPAN})\s+(?P<side>later|earlier|später|früher)")
AFTER: Final = _whole(
    rf"(?:only\s+|erst\s+)?(?:after|wait(?:\s+for)?|nach|warte)\s+{_SPAN}(?:\s+warten)?"
)
AT: Final = _whole(rf"(?:always\s+|immer\s+)?(?:at|um)\s+{_clock('')}")
_LEVELS: Final = (
    r"brightness|helligkeit|bright|hell|volume|lautstärke|position|open|offen|geöffnet|dimmed"
)
PERCENT: Final = _whole(
    rf"(?:(?P<word>{_LEVELS})\s+)?(?:set\s+)?(?:at|to|with|auf|mit|bei|zu)?\s*{_NUMBER}\s*"
    rf"(?:%|percent|prozent)(?:\s+(?P<last>{_LEVELS}))?"
)
HALF: Final = _whole(
    r"(?:(?:at|with|to|mit|bei|auf)\s+)?(?:half|halbe[rn]?)\s+(?:the\s+)?(?:brightness|helligkeit)"
    r"|half\s+as\s+bright|halb\s+so\s+hell"
)
DEGREES: Final = _whole(
    rf"(?:temperature\s+|temperatur\s+)?(?:at|to|with|auf|mit|bei)?\s*{_NUMBER}\s*"
    r"(?:°\s*[cf]?|degrees?(?:\s+(?:celsius|fahrenheit))?|grad(?:\s+celsius)?)"
)
KELVIN: Final = _whole(
    r"(?:at|to|with|auf|mit|bei)?\s*(?P<number>\d{4,5})\s*(?:k|kelvin)"
    r"(?:\s+(?:colou?r\s+temperature|farbtemperatur))?"
)
_HERE: Final = r"(?:at\s+home|home|in|zu\s*hause|daheim|da|im\s+haus)"
PRESENCE: Final = _whole(
    rf"{_ONLY}{_IF}(?:"
    r"(?P<nobody>no(?:body|\s?-?one)|niemand|keiner)"
    r"|somebody|someone|anybody|anyone|jemand|wer"
    rf")(?:\s+is|'s)?\s+{_HERE}(?:\s+ist)?"
)
LIGHT: Final = _whole(
    rf"{_ONLY}(?:{_IF}(?:it\s+is\s+|it's\s+|its\s+|es\s+)?(?:drau(?:ß|ss)en\s+|outside\s+)?|"
    r"in\s+the\s+|bei\s+|im\s+)"
    r"(?:(?P<dark>dark|dunkel|dunkelheit|dunkeln)|light|bright|hell|helligkeit|tageslicht|daylight)"
    r"(?:\s+outside)?(?:\s+ist)?"
)
BETWEEN: Final = _whole(
    rf"{_ONLY}(?:between|from|zwischen|von)\s+{_clock('1')}\s+(?:and|to|until|und|bis)\s+{_clock('2')}"
)
SINCE: Final = _whole(rf"(?:only|nur|erst)\s+(?:after|from|nach|ab)\s+{_clock('')}(?:\s+on)?")
UNTIL: Final = _whole(rf"(?:only|nur)\s+(?:before|until|till|vor|bis)\s+{_clock('')}")

_DAYS: Final = {
    r"(?:work(?:ing)?\s?days?|week\s?days?|werktags|werktagen|wochentags|unter\s+der\s+woche)": (
        WORKDAYS
    ),
    r"(?:(?:the\s+)?weekends?|wochenenden?)": WEEKEND,
    r"(?:every\s+day|daily|all\s+days|jeden\s+tag|täglich|immer)": EVERY_DAY,
    r"(?:mon(?:day)?s?|mo|montage?n?s?)": (0,),
    r"(?:tue(?:s|sday|sdays)?|di|dienstage?n?s?)": (1,),
    r"(?:wed(?:nesday)?s?|mi|mittwochs?|mittwochen)": (2,),
    r"(?:thu(?:rs?|rsday|rsdays)?|do|donnerstage?n?s?)": (3,),
    r"(?:fri(?:day)?s?|fr|freitage?n?s?)": (4,),
    r"(?:sat(?:urday)?s?|sa|samstage?n?s?|sonnabende?n?s?)": (5,),
    r"(?:sun(?:day)?s?|so|sonntage?n?s?)": (6,),
}
_DAY: Final = "(?:" + "|".join(each.replace("tage?", "tag(?:e)?") for each in _DAYS) + ")"
_ON: Final = r"(?:on\s+|at\s+|am\s+|an\s+)?"
_LIST: Final = rf"{_ON}{_DAY}(?:(?:\s*,\s*|\s+(?:and|und|or|oder|to|through|bis)\s+){_ON}{_DAY})*"
DAYS: Final = _whole(rf"{_ONLY}(?P<days>{_LIST})")
NOT_DAYS: Final = _whole(
    rf"(?:not|never|except|but\s+not|nicht|nie|au(?:ß|ss)er|aber\s+nicht)\s+(?P<days>{_LIST})"
)
_RANGE: Final = re.compile(rf"({_DAY})\s+(?:to|through|bis)\s+{_ON}({_DAY})")
WITHOUT: Final = _whole(
    r"(?:without|remove|drop|ohne|entferne)\s+(?:the\s+|die\s+|any\s+|all\s+|alle\s+)*"
    r"(?:(?P<all>conditions|bedingungen)|condition|bedingung)"
    r"(?:[\s,]+(?:that\s+|on\s+|about\s+|for\s+|with\s+|dass\s+|zu\s+|mit\s+|für\s+|über\s+)?"
    r"(?P<what>.+))?"
)
SUBJECTS: Final = {
    SUN: re.compile(r"dark|light|bright|\bsun\b|dunkel|hell|sonne"),
    HOME: re.compile(r"\bhome\b|body|presence|anyone|someone|hause|jemand|niemand|anwesen"),
    TIME: re.compile(r"\btime\b|o'clock|between|hours?\b|uhr|zwischen|zeit"),
}
_SOME: Final = {
    "two": 2,
    "zwei": 2,
    "three": 3,
    "drei": 3,
    "five": 5,
    "fünf": 5,
    "ten": 10,
    "zehn": 10,
}


def seconds_of(found: re.Match[str]) -> int:
    """Return the seconds of a span of time."""
    count, unit = " ".join(found["count"].split()), found["unit"]
    each = 3600 if unit.startswith(("h", "st")) else 1 if unit.startswith("s") else 60
    if count[0].isdigit():
        return round(float(count.replace(",", ".")) * each)
    if "hal" in count:
        return each // 2
    return _SOME.get(count, 1) * each


def second_of(found: re.Match[str], number: str) -> int | None:
    """Return the seconds since midnight of a time of the day; None where there is no such time."""
    hour, minute = int(found[f"hour{number}"]), int(found[f"minute{number}"] or 0)
    half = found[f"half{number}"]
    if half is not None:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
    if hour == _HOURS and not minute:
        hour = 0
    return None if hour >= _HOURS or minute >= 60 else hour * 3600 + minute * 60  # noqa: PLR2004


def level_of(word: str) -> Level | None:
    """Return what a word for a value means; None where that is left to what is done."""
    if word in ("brightness", "helligkeit", "bright", "hell", "dimmed"):
        return Level.BRIGHTNESS
    if word in ("volume", "lautstärke"):
        return Level.VOLUME
    return Level.POSITION if word else None


def days_of(text: str) -> tuple[int, ...]:
    """Return the days of the week that a list names, 0 for Monday."""
    found: set[int] = set()
    for spoken in _RANGE.finditer(text):
        (first, *_), (last, *_) = _day(spoken[1]), _day(spoken[2])
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    found.update(*(_day(word) for word in _words(text)))
    return tuple(sorted(found))


def _words(text: str) -> Iterator[str]:
    yield from (each[0] for each in re.finditer(rf"(?<!\w){_DAY}(?!\w)", text))


def _day(word: str) -> tuple[int, ...]:
    return next(days for pattern, days in _DAYS.items() if re.fullmatch(pattern, word))
