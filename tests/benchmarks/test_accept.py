"""The benchmark of accepting, with few accidents of each kind and a smaller file."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
import json
from pathlib import Path
import subprocess
import sys

from homeassistant.exceptions import HomeAssistantError
import pytest

from benchmarks.accept import faults, large
from benchmarks.accepting import files
from benchmarks.accepting.accidents import Verdict
from benchmarks.accepting.case import SHARES, Case, Kind, Steps, draw
from benchmarks.accepting.edits import DAMAGES, EDITS, mended
from benchmarks.accepting.files import SMALL, write_large
from benchmarks.accepting.full import FakeFullDisk, fill
from benchmarks.accepting.judge import (
    Before,
    Left,
    changed_bytes,
    database_faults,
    file_faults,
    folder_faults,
    items_of,
)
from benchmarks.accepting.large_file import Many
from benchmarks.accepting.lines import Lines, Moment, watching
from benchmarks.figures import Figure
from tests.conftest import ROOT

HOMES = ("by hand", "an empty list", "indented")
FEW = dict.fromkeys(Kind, 10)
OURS = b"- id: homeiq_s1\n  alias: Ours\n"
THEIRS = b"- id: theirs\n  alias: Theirs # a comment\n"


def missed(figures: Iterator[Figure]) -> list[str]:
    return [each.name.strip() for each in figures if each.met is False]


def test_after_few_accidents_too_the_file_and_the_database_are_right() -> None:
    # In a process of its own: those that it forks must not have this one's sockets forbidden.
    done = subprocess.run(
        (sys.executable, "-m", "benchmarks.accepting", "--each=8", "--accepts=5", "--json"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = {each["name"].strip(): each for each in json.loads(done.stdout)["figures"]}
    for kind in Kind:
        assert told[str(kind)]["value"] == 8
    assert told["whose moment never came"]["value"] < 10
    assert all(each["met"] is not False for each in told.values())
    assert told["one accept (median)"]["value"] > 0


def test_an_accident_is_the_same_for_the_same_number() -> None:
    lines = {("automations/editor.py", 7): 3, ("sensor.py", 9): 1}
    steps = dict.fromkeys(SMALL, Steps(lines, 10, b"", lines))
    drawn = {draw(seed, kind, steps) for seed in range(50) for kind in Kind}
    assert drawn == {draw(seed, kind, steps) for seed in range(50) for kind in Kind}
    assert {each.home for each in drawn} == set(SMALL)
    assert {each.moment.nth for each in drawn} == {1, 2, 3}
    assert sum(SHARES.values()) == 1000
    without = [draw(seed, Kind.FULL, steps, disks=False) for seed in range(50)]
    assert "disk of its own" not in " ".join(each.way for each in without)


def left(**changes: object) -> Left:
    told = Left(THEIRS + OURS, ("automations.yaml", "homeiq.db"), "accepted", 0, "on")
    return replace(told, **changes)  # type: ignore[arg-type]


BEFORE = Before("homeiq_s1", THEIRS, THEIRS + OURS)


def test_what_is_neither_the_old_nor_the_new_file_is_told() -> None:
    assert list(file_faults(BEFORE, THEIRS)) == []
    assert list(file_faults(BEFORE, THEIRS + OURS)) == []
    assert len(list(file_faults(BEFORE, THEIRS + OURS[:-5]))) == 1
    assert len(list(file_faults(BEFORE, b""))) == 1


def test_an_edited_file_may_have_ours_or_not_and_nothing_else() -> None:
    edited = THEIRS + b"- id: edited\n"
    before = replace(BEFORE, edited=edited)
    for good in (edited, edited + OURS, THEIRS + OURS + b"- id: edited\n"):
        assert list(file_faults(before, good)) == []
    assert list(file_faults(replace(BEFORE, edited=edited + OURS), edited)) == []
    for bad in (THEIRS, THEIRS + OURS, edited.replace(b"# a comment", b"") + OURS, edited + b"- ["):
        assert len(list(file_faults(before, bad))) == 1
    assert list(file_faults(replace(BEFORE, edited=b"[]\n"), OURS)) == []


def test_a_database_that_disagrees_is_told() -> None:
    assert list(database_faults(BEFORE, left())) == []
    assert list(database_faults(BEFORE, left(file=THEIRS, status="draft", state=None))) == []
    for wrong in (
        left(status="draft"),
        left(begun=1),
        left(state="off"),
        left(file=THEIRS, state=None),
    ):
        assert len(list(database_faults(BEFORE, wrong))) == 1


def test_what_is_left_behind_is_told() -> None:
    kept = ("automations.yaml.homeiq-2026-01-02T03-04-05.bak", ".storage", "homeiq.db-wal")
    assert list(folder_faults(left(names=kept))) == []
    assert list(folder_faults(left(names=(".automations.yaml.homeiq-x.tmp",)))) == [
        ".automations.yaml.homeiq-x.tmp was left behind"
    ]


def test_the_figures_have_the_goals_of_their_issue() -> None:
    moment = Moment("sensor.py", 1)
    case = Case(1, Kind.KILLED, "empty", enabled=True, moment=moment, again=moment)
    good = Verdict(case)
    assert missed(faults([good], 1.0)) == []
    assert len(missed(faults([replace(good, file=("x",))], 1.0))) == 1
    assert len(missed(faults([replace(good, database=("x",)), good], 1.0))) == 1
    told = list(faults([replace(good, other=("x", "y"))], 1.0))[-1]
    assert (told.name.strip(), told.value) == ("killed 1", "x; y")
    many = Many(0, 0, 100, 1.0, 2.0, 0.1, 1000)
    assert missed(large(many, 500, 100)) == []
    assert len(missed(large(replace(many, changed=1, others=1, accepted=99), 500, 100))) == 3


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (b"abc", b"abc", 0),
        (b"abc", b"abXc", 0),
        (b"abc", b"abcX", 0),
        (b"abc", b"Xabc", 0),
        (b"aab", b"aaab", 0),
        (b"abc", b"aXc", 1),
        (b"abc", b"", 3),
    ],
)
def test_bytes_that_are_not_as_they_were_are_counted(
    before: bytes, after: bytes, changed: int
) -> None:
    assert changed_bytes(before, after) == changed


@pytest.mark.parametrize("home", SMALL)
def test_small_files_are_lists_and_damaged_ones_are_not(home: str) -> None:
    file = SMALL[home]
    assert len(items_of(file)) in (0, 2)
    for damage in DAMAGES.values():
        damaged = damage(file)
        with suppress(HomeAssistantError, UnicodeDecodeError):
            assert items_of(damaged) == []
        assert mended(damaged, file) == file


@pytest.mark.parametrize("home", SMALL)
@pytest.mark.parametrize("how", sorted(EDITS))
def test_edits_change_a_file_as_people_do(tmp_path: Path, home: str, how: str) -> None:
    path = tmp_path / "automations.yaml"
    path.write_bytes(SMALL[home])
    EDITS[how](path, SMALL[home])
    assert list(tmp_path.iterdir()) == [path]
    if how == "half-finished":
        assert mended(path.read_bytes(), b"") == SMALL[home]
        return
    assert path.read_bytes() != SMALL[home] or home in ("empty", "an empty list")
    items_of(path.read_bytes())


def test_a_large_file_has_what_people_write(tmp_path: Path) -> None:
    data = write_large(tmp_path, 50)
    assert data == write_large(tmp_path, 50)
    text = data.decode()
    for part in ("!include", "!secret", "&", "*t", "<<:", "# ", "🏠", "|\n"):
        assert part in text
    assert files.write_large(tmp_path, 1).count(b"- id: '16") == 1


def test_a_moment_is_that_of_a_line_executed_so_often() -> None:
    seen: list[int] = []

    def work() -> None:
        for number in range(3):
            seen.append(number)  # noqa: PERF402  # one line, three times

    line = work.__code__.co_firstlineno + 2
    acted: list[int] = []
    moment = Moment(Path(__file__).name, line, 2)
    folder = f"{Path(__file__).parent}/"
    lines = Lines((folder,), moment, lambda: acted.append(len(seen)))
    with watching(lines):
        work()
    assert acted == [1], "before the second time"
    assert lines.has_acted
    assert lines.seen[moment.file, line] == 3
    never = Lines((folder,), replace(moment, nth=9), lambda: acted.append(0))
    with watching(never):
        work()
    assert not never.has_acted


def test_a_fake_disk_is_full_at_one_call_only(tmp_path: Path) -> None:
    disk = FakeFullDisk(2)
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("x")
    with disk.mounted():
        first.replace(second)
        with pytest.raises(OSError, match="No space left"):
            second.replace(first)
        second.replace(first)
    assert disk.calls == 3
    first.replace(second)
    assert disk.calls == 3


def test_only_a_disk_of_its_own_is_filled(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no disk of its own"):
        fill(tmp_path, 0)
    assert list(tmp_path.iterdir()) == []
