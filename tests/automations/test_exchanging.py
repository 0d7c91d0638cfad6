"""Files that change places, on the file systems of this machine."""

import ctypes
import errno
from pathlib import Path
import platform
import sys
from types import SimpleNamespace

import pytest

from custom_components.homeiq.automations import exchanging
from custom_components.homeiq.automations.exchanging import exchange

LINUX = platform.system() == "Linux"


def two(folder: Path) -> tuple[Path, Path]:
    one, other = folder / "one 🏠", folder / "other"
    one.write_text("1")
    other.write_text("2")
    return one, other


def library(monkeypatch: pytest.MonkeyPatch, **functions: object) -> None:
    """Let a stand-in be the C library."""
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(**functions))


@pytest.mark.skipif(not LINUX, reason="only Linux can")
def test_two_files_change_places(tmp_path: Path) -> None:
    one, other = two(tmp_path)
    assert exchange(one, other)
    assert (one.read_text(), other.read_text()) == ("2", "1")


@pytest.mark.skipif(not LINUX, reason="only Linux can")
def test_a_missing_file_is_told(tmp_path: Path) -> None:
    one, other = two(tmp_path)
    other.unlink()
    with pytest.raises(FileNotFoundError):
        exchange(one, other)
    assert one.read_text() == "1"


@pytest.mark.skipif(not LINUX, reason="only Linux can")
def test_a_library_without_the_function_is_asked_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ctypes.CDLL(None, use_errno=True)
    library(monkeypatch, syscall=real.syscall)
    one, other = two(tmp_path)
    assert exchange(one, other)
    assert one.read_text() == "2"
    monkeypatch.setattr(platform, "machine", lambda: "abacus")
    assert not exchange(one, other)
    assert one.read_text() == "2"


def test_another_system_is_asked_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    one, other = two(tmp_path)
    library(monkeypatch, syscall=lambda *arguments: asked.append(arguments))
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", "darwin")
        assert not exchange(one, other)
    monkeypatch.setattr(exchanging, "_HAS_64_BITS", False)
    assert not exchange(one, other)
    assert asked == []


def test_a_system_that_cannot_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_arguments: object) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1

    one, other = two(tmp_path)
    library(monkeypatch, renameat2=refuses)
    assert not exchange(one, other)
    library(monkeypatch)
    assert not exchange(one, other)
    assert (one.read_text(), other.read_text()) == ("1", "2")
