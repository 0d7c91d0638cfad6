"""What script/analyze is asked for, and the history that it is given."""

import argparse
import codecs
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time
import math
from pathlib import Path
from typing import Final, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from custom_components.homeiq.history.csv_file import CsvError, read_csv
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import (
    open_file,
    read_connection,
    recorded_entities,
    recorded_groups,
)
from custom_components.homeiq.history.storage_folder import FOLDER, read_storage
from custom_components.homeiq.mining.event_log import RawEvents
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.options import RANGES, Options

SQLITE: Final = b"SQLite format 3\x00"
DATABASES: Final = {".db", ".db3", ".sqlite", ".sqlite3"}  # names' endings
LOOKED_AT: Final = 64 * 1024  # bytes of a file that tell what it is
NEITHER: Final = "this is neither an event log (CSV in UTF-8) nor a recorder's database (SQLite)"
UTC: Final = ZoneInfo("UTC")
FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
DEFAULTS: Final = Options()


class InputError(Exception):
    """What is wrong with what was asked for, in one line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for; None where it says nothing."""

    file: Path
    timezone: ZoneInfo | None
    latitude: float | None
    longitude: float | None
    until: date | None
    targets: tuple[str, ...]
    top: int
    minimum_confidence: float
    as_json: bool
    explain: bool


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A home and what happened in it."""

    home: Home
    names: Names
    raw: RawEvents


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing its usage: bad input gets one line."""

    def error(self, message: str) -> NoReturn:
        raise InputError(message)


def parse(arguments: Sequence[str]) -> Asked:
    """Read the command line; raises InputError for what cannot be meant."""
    parser = _Parser(
        prog="script/analyze",
        description="Find the habits in a home's history, without Home Assistant running.",
        epilog="Exit status: 0, also where nothing was found; 1 for bad input.",
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="CSV (time,entity_id,state and, where there is one, origin) or a recorder's database;"
        " the .storage folder beside a database tells areas, devices, place and time zone",
    )
    parser.add_argument("--timezone", type=_timezone, help="IANA name; without it UTC")
    parser.add_argument(
        "--latitude", type=_between(-90, 90), help="without coordinates there is no sun"
    )
    parser.add_argument("--longitude", type=_between(-180, 180))
    parser.add_argument(
        "--until", type=_date, metavar="DATE", help="learn only from what is before that day"
    )
    parser.add_argument(
        "--targets",
        nargs="+",
        action="extend",
        default=[],
        metavar="GLOB",
        help="entities that people operate, where their domains don't tell",
    )
    parser.add_argument("--top", type=_top, default=DEFAULTS.max_suggestions, metavar="N")
    parser.add_argument(
        "--minimum-confidence",
        type=_between(*RANGES["minimum_confidence"]),
        default=DEFAULTS.minimum_confidence,
        metavar="X",
        help="{:g} to {:g}".format(*RANGES["minimum_confidence"]),
    )
    parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="print the evidence with its dates, of near misses too; adds nothing to --json",
    )
    values = vars(parser.parse_args(arguments))
    targets: list[str] = values.pop("targets")
    if values["file"] is None and len(targets) > 1:
        # `--targets GLOB FILE`: an option that takes many values took the file as well.
        values["file"] = Path(targets.pop())
    if values["file"] is None:
        raise InputError("which FILE is to be analysed?")
    if (values["latitude"] is None) != (values["longitude"] is None):
        raise InputError("--latitude and --longitude need each other")
    globs = (glob.strip() for target in targets for glob in target.split(","))
    return Asked(targets=tuple(glob for glob in globs if glob), **values)


def read(asked: Asked) -> Source:
    """Read the history; raises InputError where it cannot be."""
    try:
        with asked.file.open("rb") as file:
            begin = file.read(LOOKED_AT)
    except OSError as error:
        raise InputError(f"{asked.file}: {error.strerror or error}") from error
    if begin.startswith(SQLITE):
        return _read_recorder(asked)
    if not _is_text(begin) or asked.file.suffix.lower() in DATABASES:
        raise InputError(f"{asked.file}: {NEITHER}")
    return _read_csv(asked)


def _is_text(begin: bytes) -> bool:
    """Return whether a file that begins so may be text in UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(begin)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return b"\0" not in begin


def _read_csv(asked: Asked) -> Source:
    timezone = asked.timezone or UTC
    home = Home(timezone, asked.latitude, asked.longitude, targets=asked.targets)
    try:
        raw = read_csv(asked.file, timezone)
    except CsvError as error:
        raise InputError(f"{asked.file}: {error}") from error
    return Source(home, Names(), _before(raw, _end(asked.until, timezone)))


def _read_recorder(asked: Asked) -> Source:
    try:
        with closing(open_file(asked.file)) as connection:
            folder = asked.file.absolute().parent / FOLDER
            stored = read_storage(folder, recorded_groups(connection))
            home = _told(asked, stored.home)
            recorded = frozenset(recorded_entities(connection).values())
            named = frozenset(filter(home.is_target, recorded))
            query = HistoryQuery(
                entity_ids=stored.relevant(recorded) | named,
                start=0.0,
                end=_end(asked.until, home.timezone),
            )
            return Source(home, stored.names, read_connection(connection, query, home))
    except HistoryError as error:
        raise InputError(str(error)) from error


def _told(asked: Asked, home: Home) -> Home:
    """Return the home with what the command line tells of it, which counts more."""
    home = replace(home, targets=asked.targets)
    if asked.timezone is not None:
        home = replace(home, timezone=asked.timezone)
    if asked.latitude is not None:
        home = replace(home, latitude=asked.latitude, longitude=asked.longitude)
    return home


def _before(raw: RawEvents, end: float) -> RawEvents:
    columns = ("time", "entity", "state", "number", "origin")
    return replace(raw, **{name: getattr(raw, name)[raw.time < end] for name in columns})


def _end(until: date | None, timezone: ZoneInfo) -> float:
    """Return the local midnight that begins a day, in UTC seconds; far off without a day."""
    return FOREVER if until is None else datetime.combine(until, time(), timezone).timestamp()


def _timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(f"there is no time zone {text!r}") from error


def _between(low: float, high: float) -> Callable[[str], float]:
    """Return what reads a number within limits; NaN is in none."""

    def number(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {low:g} to {high:g}")
        return value

    return number


def _top(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of suggestions")
    return int(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2026-10-05") from error
