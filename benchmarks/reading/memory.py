"""The memory of a process, and the most that it had since some moment; Linux tells."""

from pathlib import Path
from typing import Final

_KILOBYTES: Final = 1024  # a megabyte


def resident(process: int | str = "self") -> float:
    """Return the megabytes in use."""
    return _status(process, "VmRSS")


def peak(process: int | str = "self") -> float:
    """Return the most megabytes since the start, or since `forget_peak`."""
    return _status(process, "VmHWM")


def forget_peak(process: int | str = "self") -> None:
    """Let `peak` start at what is in use now."""
    Path(f"/proc/{process}/clear_refs").write_text("5", "ascii")


def _status(process: int | str, key: str) -> float:
    for line in Path(f"/proc/{process}/status").read_text("ascii").splitlines():
        name, _, value = line.partition(":")
        if name == key:
            return int(value.split()[0]) / _KILOBYTES
    raise LookupError(key)
