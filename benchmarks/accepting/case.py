"""One accident while a suggestion is accepted, drawn from a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

from benchmarks.accepting.edits import DAMAGES, EDITS
from benchmarks.accepting.files import SMALL
from benchmarks.accepting.lines import Moment


class Kind(StrEnum):
    """What happens."""

    KILLED = "killed between any two steps"
    KILLED_TWICE = "killed again while it recovers"
    FULL = "disk full"
    DENIED = "permission denied"
    INVALID = "invalid YAML there before"
    EDITED = "an edit in between"


# Of a thousand.
SHARES: Final[dict[Kind, int]] = {
    Kind.KILLED: 350,
    Kind.KILLED_TWICE: 100,
    Kind.FULL: 200,
    Kind.DENIED: 100,
    Kind.INVALID: 100,
    Kind.EDITED: 150,
}

_ENABLED: Final = 0.7
_ORDERLY: Final = 0.2
_PADDING: Final = 15_000  # lines of a comment
# The files that write, keep and recover.
WRITING: Final = ("accepting.py", "automations/", "store/", "__init__.py", "coordinator.py")


class Full(StrEnum):
    """How there comes to be no room."""

    LIMIT = "no file may become longer (the kernel refuses it)"
    DISK = "a small disk of its own is full"
    DATABASE = "SQLite may add no page"
    FAKE = "a fake: one call to the system fails as if the disk were full"


class Denied(StrEnum):
    """What may not be done from some moment on."""

    FOLDER = "nothing may be written into the folder"
    FILE = "the file may only be read"
    UNREADABLE = "the file may not be read"


@dataclass(frozen=True, slots=True)
class Steps:
    """What accepting goes through in one home without accidents."""

    lines: Mapping[tuple[str, int], int]  # file and line -> how often
    calls: int  # to the system that can fail for want of room
    new: bytes  # the file afterwards
    starting: Mapping[tuple[str, int], int]  # of a start with something to recover


@dataclass(frozen=True, slots=True)
class Case:
    """An accident."""

    seed: int
    kind: Kind
    home: str  # the name of its file
    enabled: bool  # whether the automation is to be on
    moment: Moment  # at which it happens; those that begin before do not need one
    again: Moment  # of the second accident, while Home Assistant starts
    way: str = ""  # in which it happens
    amount: float = 0.0  # 0 to 1: how much room there is, or which call fails
    orderly: bool = False  # whether Home Assistant is stopped afterwards, not killed

    @property
    def file(self) -> bytes:
        """The automations that there are."""
        return self._long(SMALL[self.home])

    def file_after(self, steps: Steps) -> bytes:
        """Return the automations with ours among them."""
        return self._long(steps.new)

    def _long(self, data: bytes) -> bytes:
        """Return a file longer than a database where the limit is that of a file."""
        if self.way != Full.LIMIT:
            return data
        return (b"#" * 99 + (b"\r\n" if b"\r\n" in data else b"\n")) * _PADDING + data

    @property
    def by_line(self) -> bool:
        """Whether it waits for its moment."""
        return self.kind not in (Kind.FULL, Kind.INVALID)


def draw(seed: int, kind: Kind, steps: Mapping[str, Steps], *, disks: bool = True) -> Case:
    """Return the accident with this number; always the same of the same code.

    `disks`: whether small disks can be had here.
    """
    random = Random(f"{kind}:{seed}")  # the same each time
    home = random.choice(sorted(SMALL))
    ways: dict[Kind, Sequence[str]] = {
        Kind.FULL: [each for each in Full if disks or each is not Full.DISK],
        Kind.DENIED: list(Denied),
        Kind.INVALID: sorted(DAMAGES),
        Kind.EDITED: sorted(EDITS),
    }
    return Case(
        seed=seed,
        kind=kind,
        home=home,
        enabled=random.random() < _ENABLED,
        moment=_moment(random, steps[home].lines),
        again=_moment(random, steps[home].starting),
        way=random.choice(ways.get(kind, ("",))),
        amount=random.random(),
        orderly=random.random() < _ORDERLY,
    )


def _moment(random: Random, lines: Mapping[tuple[str, int], int]) -> Moment:
    """Return any of the lines, with the same chance whether it is executed once or often.

    Two of three are among those that write and keep.
    """
    writing = {each: count for each, count in lines.items() if each[0].startswith(WRITING)}
    chosen = writing if writing and random.random() < 2 / 3 else lines
    (file, line), count = random.choice(sorted(chosen.items()))
    return Moment(file, line, random.randint(1, count))
