"""How edits are kept, and how a model answers them: as objects of three texts.

Which edit it is, the entity that it is about, and a value. What is not exactly of that form is
refused.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import isfinite
import re
from typing import Final

from custom_components.homeiq.mining.pattern import (
    Condition,
    DarkCondition,
    NumericCondition,
    StateCondition,
    WindowCondition,
)
from custom_components.homeiq.suggestions.automation import DAY, WEEKDAYS
from custom_components.homeiq.suggestions.refining.edits import (
    NOBODY,
    SOMEBODY,
    TIME,
    AddTarget,
    DropCondition,
    DropTarget,
    Edit,
    Level,
    OnDays,
    ReplaceTarget,
    Require,
    SetDelay,
    SetHold,
    SetLevel,
    SetOffset,
    SetThreshold,
    SetTime,
    Shift,
)


class UnknownEditError(ValueError):
    """Something is no edit of this set."""


_SPAN: Final = re.compile(r"([+-]?\d{1,6}(?:\.\d{1,3})?) ?(s|min|h)")
_UNITS: Final = {"s": 1, "min": 60, "h": 3600}
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ENTITY_ID: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_LONGEST: Final = 100  # characters of a state
_FIELDS: Final = frozenset({"edit", "entity", "value"})


def form_of(edit: Edit) -> dict[str, str]:  # noqa: C901, PLR0911, PLR0912 - a table of cases
    """Return an edit as it is kept."""
    match edit:
        case Shift(seconds):
            return _form("shift", value=_span(seconds))
        case SetTime(second):
            return _form("set_time", value=_clock(second))
        case SetOffset(seconds):
            return _form("set_offset", value=_span(seconds))
        case SetHold(seconds):
            return _form("set_hold", value=_span(seconds))
        case SetThreshold(limit):
            return _form("set_threshold", value=_number(limit))
        case Require(condition):
            return _form_of_condition(condition)
        case DropCondition(about):
            return _form("drop_condition", about)
        case OnDays(weekdays):
            return _form("set_days", value=",".join(WEEKDAYS[day] for day in weekdays))
        case SetDelay(seconds, entity_id):
            return _form("set_delay", entity_id, _span(seconds))
        case SetLevel(level, value, entity_id):
            return _form(f"set_{level}", entity_id, _number(value))
        case ReplaceTarget(entity_id, by):
            return _form("replace_target", entity_id, by)
        case AddTarget(entity_id, more):
            return _form("add_target", entity_id, more)
        case DropTarget(entity_id):
            return _form("drop_target", entity_id)


def edit_of(form: object) -> Edit:
    """Return the edit of a form; raises UnknownEditError for whatever is none."""
    if not isinstance(form, Mapping) or form.keys() - _FIELDS:
        raise UnknownEditError(f"no edit: {form!r}")
    kind, entity_id, value = (form.get(field, "") for field in ("edit", "entity", "value"))
    if not (isinstance(kind, str) and isinstance(entity_id, str) and isinstance(value, str)):
        raise UnknownEditError(f"no texts: {form!r}")
    if kind not in _READ:
        raise UnknownEditError(f"no edit is called {kind!r}")
    about, reader = _READ[kind]
    if not about.fits(entity_id):
        raise UnknownEditError(f"{kind} is not about {entity_id!r}")
    return reader(entity_id, value.strip())


def _form(edit: str, entity: str = "", value: str = "") -> dict[str, str]:
    return {"edit": edit, "entity": entity, "value": value}


def _form_of_condition(condition: Condition) -> dict[str, str]:
    match condition:
        case DarkCondition(dark):
            return _form("require_sun", value="dark" if dark else "light")
        case WindowCondition(after, before):
            return _form("require_window", value=f"{_clock(after)}-{_clock(before % DAY)}")
        case StateCondition(entity_id, state):
            return _form("require_state", entity_id, state)
        case NumericCondition() if condition in (SOMEBODY, NOBODY):
            return _form(
                "require_presence", value="somebody" if condition == SOMEBODY else "nobody"
            )
        case NumericCondition(entity_id, above, below):
            side, limit = ("above", above) if above is not None else ("below", below or 0.0)
            return _form(f"require_{side}", entity_id, _number(limit))


def _span(seconds: int) -> str:
    return f"{seconds} s"


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _number(value: float) -> str:
    return f"{value:.12g}"


def seconds_of(value: str) -> int:
    """Return the seconds of "20 min"; raises UnknownEditError."""
    found = _SPAN.fullmatch(value)
    if found is None:
        raise UnknownEditError(f"no span of time: {value!r}")
    return round(float(found[1]) * _UNITS[found[2]])


def second_of(value: str) -> int:
    """Return the seconds since midnight of "07:30"; raises UnknownEditError."""
    found = _CLOCK.fullmatch(value)
    if found is None:
        raise UnknownEditError(f"no time: {value!r}")
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:  # noqa: PLR2004 - a clock
        raise UnknownEditError(f"no time: {value!r}")
    return hours * 3600 + minutes * 60 + seconds


def number_of(value: str) -> float:
    """Return a number; raises UnknownEditError."""
    try:
        number = float(value)
    except ValueError:
        raise UnknownEditError(f"no number: {value!r}") from None
    if not isfinite(number):
        raise UnknownEditError(f"no number: {value!r}")
    return number


def _entity_of(value: str) -> str:
    if not _ENTITY_ID.fullmatch(value):
        raise UnknownEditError(f"no entity: {value!r}")
    return value


def _days_of(value: str) -> tuple[int, ...]:
    named = [each.strip() for each in value.split(",")]
    if not set(named) <= set(WEEKDAYS):
        raise UnknownEditError(f"no days: {value!r}")
    return tuple(sorted({WEEKDAYS.index(each) for each in named}))


def _window_of(value: str) -> WindowCondition:
    after, dash, before = value.partition("-")
    if not dash:
        raise UnknownEditError(f"no window: {value!r}")
    window = WindowCondition(second_of(after.strip()), second_of(before.strip()))
    if window.after == window.before:
        raise UnknownEditError(f"no window: {value!r}")
    return window


def _state_of(value: str) -> str:
    # A template in a state would be executed.
    if not value or len(value) > _LONGEST or "{" in value:
        raise UnknownEditError(f"no state: {value!r}")
    return value


def _among[T](value: str, known: Mapping[str, T]) -> T:
    if value not in known:
        raise UnknownEditError(f"none of those to choose from: {value!r}")
    return known[value]


class _About(StrEnum):
    """Whether an edit is about an entity."""

    NONE = "none"
    ONE = "one"
    ANY = "any"  # an empty one is all acts
    SUBJECT = "subject"  # an entity, or what a condition is about besides

    def fits(self, entity_id: str) -> bool:
        named = bool(_ENTITY_ID.fullmatch(entity_id))
        match self:
            case _About.NONE:
                return not entity_id
            case _About.ONE:
                return named
            case _About.ANY:
                return named or not entity_id
            case _About.SUBJECT:
                return named or entity_id == TIME


def _nothing(value: str) -> None:
    if value:
        raise UnknownEditError(f"needs no value: {value!r}")


def _drop_condition(about: str, value: str) -> Edit:
    _nothing(value)
    return DropCondition(about)


def _drop_target(entity_id: str, value: str) -> Edit:
    _nothing(value)
    return DropTarget(entity_id)


def _level(level: Level) -> Callable[[str, str], Edit]:
    return lambda entity_id, value: SetLevel(level, number_of(value), entity_id)


_PRESENCE: Final = {"somebody": SOMEBODY, "nobody": NOBODY}
_LIGHT: Final = {"dark": DarkCondition(), "light": DarkCondition(dark=False)}
_READ: Final[Mapping[str, tuple[_About, Callable[[str, str], Edit]]]] = {
    "shift": (_About.NONE, lambda _, value: Shift(seconds_of(value))),
    "set_time": (_About.NONE, lambda _, value: SetTime(second_of(value))),
    "set_offset": (_About.NONE, lambda _, value: SetOffset(seconds_of(value))),
    "set_hold": (_About.NONE, lambda _, value: SetHold(seconds_of(value))),
    "set_threshold": (_About.NONE, lambda _, value: SetThreshold(number_of(value))),
    "require_state": (_About.ONE, lambda it, value: Require(StateCondition(it, _state_of(value)))),
    "require_above": (
        _About.ONE,
        lambda it, value: Require(NumericCondition(it, above=number_of(value))),
    ),
    "require_below": (
        _About.ONE,
        lambda it, value: Require(NumericCondition(it, below=number_of(value))),
    ),
    "require_presence": (_About.NONE, lambda _, value: Require(_among(value, _PRESENCE))),
    "require_sun": (_About.NONE, lambda _, value: Require(_among(value, _LIGHT))),
    "require_window": (_About.NONE, lambda _, value: Require(_window_of(value))),
    "drop_condition": (_About.SUBJECT, _drop_condition),
    "set_days": (_About.NONE, lambda _, value: OnDays(_days_of(value))),
    "set_delay": (_About.ANY, lambda it, value: SetDelay(seconds_of(value), it)),
    **{f"set_{level}": (_About.ANY, _level(level)) for level in Level},
    "replace_target": (_About.ONE, lambda it, value: ReplaceTarget(it, _entity_of(value))),
    "add_target": (_About.ONE, lambda it, value: AddTarget(it, _entity_of(value))),
    "drop_target": (_About.ONE, _drop_target),
}
KINDS: Final = tuple(_READ)
