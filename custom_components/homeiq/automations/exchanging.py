"""Two files exchanged in one step, so that nothing that somebody has written is ever overwritten.

A file that is looked at and then replaced can be changed between the two. Exchanged, what was there
at that very moment is in hand afterwards, and can be put back.
"""

import ctypes
import errno
import os
from pathlib import Path
import platform
import sys
from typing import Final

_HERE: Final = -100  # AT_FDCWD
_EXCHANGE: Final = 2  # RENAME_EXCHANGE
# Of Linux's renameat2, for C libraries that have no function for it; of programs of 64 bits, since
# one of 32 has other numbers and may run on the same machine.
_NUMBERS: Final = {"x86_64": 316, "aarch64": 276, "riscv64": 276}
_HAS_64_BITS: Final = sys.maxsize > 2**32
_CANNOT: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM})


def exchange(one: Path, other: Path) -> bool:
    """Exchange two files of one file system; False where that is not possible here.

    Raises OSError, FileNotFoundError where one of them is missing.
    """
    if sys.platform != "linux" or not _HAS_64_BITS:  # the same number may be any other call
        return False
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
