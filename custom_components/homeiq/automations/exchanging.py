"""Two files exchanged in one step, so that nothing that somebody has written is ever overwritten.

A file that is looked at and then replaced can be changed between the two. Exchanged, what was there
at that very moment is in hand afterwards, and can be put back.
"""

import ctypes
import errno
import os
from pathlib import Path
import platform
from typing import Final

_HERE: Final = -100  # AT_FDCWD
_EXCHANGE: Final = 2  # RENAME_EXCHANGE
# Of Linux's renameat2, for C libraries that have no function for it.
_NUMBERS: Final = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "armv7l": 382, "i686": 353}
_CANNOT: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM})


def exchange(one: Path, other: Path) -> bool:
    """Exchange two files of one file system; False where that is not possible here.

    Raises OSError, FileNotFoundError where one of them is missing.
    """
    library = ctypes.CDLL(None, use_errno=True)
    names = (_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(*names)
    elif (number := _NUMBERS.get(platform.machine())) is not None and hasattr(library, "syscall"):
        failed = library.syscall(number, *names)
    else:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))
