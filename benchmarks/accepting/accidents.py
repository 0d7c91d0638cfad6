"""Accidents one by one: each in a folder of its own, and judged after the next start."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerContext
from pathlib import Path
import shutil
import subprocess
from typing import Final

from benchmarks.accepting.case import Case, Full, Kind, Steps, draw
from benchmarks.accepting.edits import DAMAGES, mended
from benchmarks.accepting.files import SMALL
from benchmarks.accepting.full import FILLER
from benchmarks.accepting.home import AUTOMATIONS
from benchmarks.accepting.judge import (
    Before,
    Left,
    database_faults,
    file_faults,
    folder_faults,
)
from benchmarks.accepting.life import AUTOMATION_ID, DONE, Heard, learn, live, make, start
from benchmarks.accepting.lines import Moment
from benchmarks.accepting.processes import HungError, context, lived

WORKERS: Final = 2
_DISK: Final = "16m"  # of memory, for a disk that is made full


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong after an accident; nothing where all is well."""

    case: Case
    told: str = ""  # what whoever accepted was told; empty: they did not live to hear it
    acted: bool = True  # whether the accident's moment came
    file: tuple[str, ...] = ()
    database: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """All of it."""
        return self.file + self.database + self.other


class Accidents:
    """Homes that are made once and copied for each accident."""

    def __init__(self, folder: Path) -> None:
        """Begin with no home, in a folder that may be written to."""
        self._folder = folder
        self.where: ForkServerContext = context()
        self._disks = _can_mount(folder)
        self.steps: dict[str, Steps] = {}

    def prepare(self, homes: Iterable[str] = SMALL) -> None:
        """Make the homes, and learn what accepting goes through in each."""
        homes = list(homes)
        with ThreadPoolExecutor(WORKERS) as pool:
            self.steps = dict(zip(homes, pool.map(self._prepared, homes), strict=True))

    def cases(self, counts: Mapping[Kind, int], seed: int = 0) -> list[Case]:
        """Return so many of each kind; the same for the same seed and code."""
        return [
            draw(seed + number, kind, self.steps, disks=self._disks)
            for kind, count in counts.items()
            for number in range(count)
        ]

    def all(self, cases: Iterable[Case]) -> Iterator[Verdict]:
        """Yield what came of each."""
        with ThreadPoolExecutor(WORKERS) as pool:
            yield from pool.map(self.one, cases)

    def one(self, case: Case) -> Verdict:
        """Let an accident happen, start again, and judge what is there."""
        folder = self._folder / f"{case.kind.name.lower()}-{case.seed}"
        try:
            with _home(self._template(case.home), folder, case) as config:
                return self._one(case, config)
        except (HungError, RuntimeError) as err:
            return Verdict(case, other=(f"{type(err).__name__}: {err}",))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _one(self, case: Case, config: Path) -> Verdict:
        steps = self.steps[case.home]
        heard = self._heard(live, case, config, steps.calls)
        _allow(config)
        before = _before(case, steps, heard)
        verdict = Verdict(case, heard.told, heard.acted)
        file = config / AUTOMATIONS
        at_once = tuple(file_faults(before, file.read_bytes()))
        if case.kind is Kind.KILLED_TWICE:
            self._heard(start, case.again, config)
        seen = self._heard(start, None, config)
        if seen.left is None:  # Home Assistant cannot read its configuration
            broken = file.read_bytes()
            at_once += tuple(file_faults(before, broken))
            old = case.file
            if before.edited is None:
                file.write_bytes(old)
                before = replace(before, old=old, new=old)
            else:
                file.write_bytes(mended(broken, old))
                before = replace(before, edited=file.read_bytes())
            seen = self._heard(start, None, config)
        if seen.left is None:
            return replace(verdict, file=at_once, other=(f"no start: {seen.no_start}",))
        return _judged(verdict, before, seen.left, at_once, heard)

    def _heard(self, work: Callable[..., None], *args: object) -> Heard:
        """Return what a process told that does some work; raises as `lived`."""
        return Heard(**lived(self.where, work, *args))

    def _template(self, home: str) -> Path:
        return self._folder / f"home-{sorted(SMALL).index(home)}"

    def _prepared(self, home: str) -> Steps:
        template = self._template(home)
        self._heard(make, template, SMALL[home])
        copy = template.with_name(f"{template.name}-learn")
        shutil.copytree(template, copy, symlinks=True)
        steps = self._heard(learn, copy).steps
        assert steps is not None  # noqa: S101  # it broke off else
        shutil.rmtree(copy)
        # What a start goes through that has something to recover: it was killed late.
        shutil.copytree(template, copy, symlinks=True)
        self._heard(live, _killed_late(home, steps), copy, 0)
        seen = self._heard(start, None, copy)
        shutil.rmtree(copy)
        return replace(steps, starting=seen.lines)


def _killed_late(home: str, steps: Steps) -> Case:
    """Return the case that leaves the most to recover: the file is written, and nothing else."""
    moments = [each for each in steps.lines if each[0] == "automations/running.py"]
    moment = Moment(*moments[-1])
    return Case(0, Kind.KILLED, home, enabled=True, moment=moment, again=moment)


def _can_mount(folder: Path) -> bool:
    """Return whether this process may have disks made of memory."""
    try:
        with _disk(folder):
            return True
    except OSError, subprocess.CalledProcessError:
        return False


def _before(case: Case, steps: Steps, heard: Heard) -> Before:
    old = case.file
    if case.kind is Kind.INVALID:
        damaged = DAMAGES[case.way](old)
        return Before(AUTOMATION_ID, damaged, damaged, enabled=case.enabled)
    return Before(AUTOMATION_ID, old, case.file_after(steps), heard.edited, case.enabled)


def _judged(
    verdict: Verdict,
    before: Before,
    left: Left,
    at_once: tuple[str, ...],
    heard: Heard,
) -> Verdict:
    other = list(folder_faults(left))
    if heard.broken:
        other.append(f"an error that is for nobody's eyes: {heard.broken}")
    is_lost = verdict.told == DONE and left.status != "accepted"
    if is_lost and before.edited is None:
        other.append("what was told to be accepted is not")
    return replace(
        verdict,
        file=tuple(dict.fromkeys((*at_once, *file_faults(before, left.file)))),
        database=tuple(database_faults(before, left)),
        other=tuple(other),
    )


def _allow(config: Path) -> None:
    """Have the owner mend what was forbidden and make room, before the next start."""
    config.chmod(0o755)
    (config / AUTOMATIONS).chmod(0o644)
    (config / FILLER).unlink(missing_ok=True)


@contextmanager
def _home(template: Path, folder: Path, case: Case) -> Iterator[Path]:
    """Copy a home, on a small disk of its own where that is what the accident needs."""
    config = folder / "config"
    config.mkdir(parents=True)
    with _disk(config) if case.way == Full.DISK else nullcontext():
        shutil.copytree(template, config, symlinks=True, dirs_exist_ok=True)
        (config / AUTOMATIONS).write_bytes(case.file)
        yield config


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Let a folder be a small disk made of memory; raises CalledProcessError, OSError."""
    _run("mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(folder))
    try:
        yield
    finally:
        _run("umount", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own
