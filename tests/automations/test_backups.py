"""How backups are called, and which are ours."""

from datetime import datetime
from pathlib import Path

import pytest

from custom_components.homeiq.automations.backups import BACKUPS_KEPT, Backups

NAME = "automations.yaml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / NAME


def test_the_next_is_called_by_the_time_and_takes_nobodys_name(path: Path) -> None:
    backups = Backups(path)
    first = backups.new()
    stamp = first.name.removeprefix(f"{NAME}.homeiq-").removesuffix(".bak")
    taken = datetime.strptime(stamp, "%Y-%m-%dT%H-%M-%S").astimezone()
    assert abs((datetime.now().astimezone() - taken).total_seconds()) < 5
    first.touch()
    assert backups.new() != first


def test_only_the_oldest_of_ours_are_forgotten(path: Path) -> None:
    ours = [path.with_name(f"{NAME}.homeiq-2025-01-{day}T00-00-00.bak") for day in range(10, 25)]
    others = [
        path.with_name(name)
        for name in (f"{NAME}.bak", f"{NAME}.homeiq-2020.bak", "scripts.yaml.homeiq-2020.bak")
    ]
    for made in (*ours, *others):
        made.touch()
    Backups(path).forget(ours[-1])
    assert sorted(path.parent.iterdir()) == sorted([*ours[-BACKUPS_KEPT:], *others])


def test_the_one_just_made_stays_where_the_clock_was_put_back(path: Path) -> None:
    earlier = [path.with_name(f"{NAME}.homeiq-2099-10-25T02-{at}-00.bak") for at in range(30, 40)]
    made = Backups(path).new()
    for each in (*earlier, made):
        each.touch()
    Backups(path).forget(made)
    assert sorted(path.parent.iterdir()) == [made, *earlier[1:]]


def test_without_a_folder_nothing_is_forgotten(tmp_path: Path) -> None:
    nowhere = Backups(tmp_path / "nowhere" / NAME)
    nowhere.forget(tmp_path / "nowhere" / f"{NAME}.homeiq-2025-01-10T00-00-00.bak")
    with pytest.raises(FileNotFoundError):
        nowhere.new()
