"""Why an automation cannot be added to those of the user."""

import errno
from pathlib import Path
from typing import Final, Self

from custom_components.homeiq.report import CausedError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class EditError(CausedError):
    """Nothing was changed; the text says why and how to go on by hand.

    Each text of the translations has the placeholder `yaml`: the automation as an item of a list,
    which only the caller knows. The others are among the values.
    """

    def of(self, path: Path) -> Self:
        """Return the same error, told of a file; one that names its file already stays as it is."""
        if "path" in self.values:
            return self
        values = {"path": str(path), **self.values}
        return type(self)(f"{path}: {self}", self.key, **values)


def not_read(path: Path, error: OSError) -> EditError:
    """Return what to tell where a file cannot be read."""
    return _failed(path, error, "automations_unreadable", "cannot be read")


def not_written(path: Path, error: OSError) -> EditError:
    """Return what to tell where a file cannot be written."""
    if error.errno in _FULL:
        return _failed(path, error, "automations_disk_full", "finds no room on its disk")
    if error.errno in _FORBIDDEN:
        return _failed(path, error, "automations_read_only", "may not be written")
    return _failed(path, error, "automations_write_failed", "cannot be written")


def _failed(path: Path, error: OSError, key: str, told: str) -> EditError:
    cause = error.strerror or str(error)
    return EditError(f"{path} {told}: {cause}", key, path=str(path), error=cause)
