"""To be refused by the modes of files, as every user is but root."""

import ctypes
import os
from typing import Final

_VERSION: Final = 0x20080522  # of the kernel's structures
_OVERRIDES: Final = (1 << 1) | (1 << 2) | (1 << 3)  # CAP_DAC_OVERRIDE, _DAC_READ_SEARCH, _FOWNER
_FOWNER: Final = 1 << 3


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def become_ordinary() -> None:
    """Have the threads that this one starts, and itself, heed the modes of files; for good.

    Another user would do as well, but may have no right to read the code.
    """
    if os.geteuid() != 0:
        return
    library = ctypes.CDLL(None, use_errno=True)
    header = _Header(_VERSION, 0)
    sets = (_Sets * 2)()
    if library.capget(ctypes.byref(header), sets):
        raise OSError(ctypes.get_errno(), "capget")
    sets[0].effective &= ~_OVERRIDES
    sets[0].permitted &= ~_OVERRIDES
    if library.capset(ctypes.byref(header), sets):
        raise OSError(ctypes.get_errno(), "capset")
