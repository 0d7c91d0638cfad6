"""The one file that writes the automations of the user."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
import errno
from hashlib import sha256
import os
from pathlib import Path
import re
import stat
import tempfile
from typing import Any, Final

from custom_components.homeiq.automations import yaml_list
from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.exchanging import exchange
from custom_components.homeiq.automations.keeping import require_writable
from custom_components.homeiq.automations.yaml_reading import ids

BACKUPS_KEPT: Final = 10

_NEW_MODE: Final = 0o644  # as Home Assistant's own editor gives it
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@dataclass(frozen=True, slots=True)
class Plan:
    """What adding one automation changes in a file; hashes are SHA-256 as hexadecimal digits."""

    automation_id: str
    before: str  # hash of the file; empty: there is none
    after: str  # hash of `content`
    content: bytes = field(repr=False)  # of the whole file, with the automation
    block: str = field(repr=False)  # the item put in
    was: bytes | None = field(default=None, repr=False)  # the whole file before; None: none


class Editor:
    """Adds automations to a file and takes ours out again; synchronous, one call at a time."""

    def __init__(self, path: Path) -> None:
        """Take the file; where it is a link, what it leads to is replaced and the link stays."""
        self.path = path.resolve()
        name = self.path.name
        self._temporary = (f".{name}.homeiq-", ".tmp")
        self._backup = re.compile(
            rf"{re.escape(name)}\.homeiq-(\d{{4}}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-(\d+))?\.bak"
        )

    def plan(self, automation_id: str, config: Mapping[str, Any]) -> Plan:
        """Return what the file would be with an automation more; raises EditError.

        The configuration has no `id`. Nothing is written.
        """
        was = self._read()
        with self._told():
            text = _decoded(was or b"")
            addition = yaml_list.add(text, automation_id, config)
        content = addition.text.encode()
        return Plan(automation_id, _hash(was), _hash(content), content, addition.block, was)

    def write(self, plan: Plan) -> None:
        """Write what was planned; raises EditError, and then nothing has changed."""
        self._replace(plan.before, plan.content, backup=True)

    def put_back(self, plan: Plan) -> None:
        """Take out what `write` put in, and nothing else; raises EditError."""
        now = self._read()
        if now is None:
            return
        if _hash(now) == plan.after:
            if plan.was is None:
                with self._told():
                    self.path.unlink()
                    self._sync_folder()
            else:
                self._replace(plan.after, plan.was, backup=False)
            return
        with self._told():
            text = _decoded(now)
            without = yaml_list.remove(text, plan.automation_id)
        if without != text:
            self._replace(_hash(now), without.encode(), backup=True)

    def holds(self, automation_id: str) -> bool:
        """Tell whether the file has an automation with that id; raises EditError."""
        now = self._read()
        with self._told():
            return now is not None and automation_id in ids(_decoded(now))

    def tidy(self) -> None:
        """Remove temporary files of ours, which a power cut leaves."""
        beginning, ending = self._temporary
        with suppress(OSError):
            for path in self.path.parent.iterdir():
                if path.name.startswith(beginning) and path.name.endswith(ending):
                    path.unlink(missing_ok=True)

    def _read(self) -> bytes | None:
        """Return the file's bytes; None where there is none."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise EditError(
                f"{self.path} cannot be read: {error}",
                "automations_unreadable",
                path=str(self.path),
                error=_cause(error),
            ) from error

    def _replace(self, expected: str, content: bytes, *, backup: bool) -> None:
        """Replace the file at once, if it still has that hash."""
        with self._told():
            require_writable(self.path)
            kept = self._back_up(expected) if backup and expected else None
            try:
                with self._written(content) as temporary:
                    self._require(expected)
                    self._take_place(temporary, expected)
            except BaseException:
                if kept is not None:
                    with suppress(OSError):
                        kept.unlink()
                raise
            self._sync_folder()
        if kept is not None:
            self._forget_backups()

    def _take_place(self, temporary: Path, expected: str) -> None:
        """Put a file in the place of ours; where somebody was faster, put theirs back."""
        if not expected:
            _make(temporary, self.path)
            return
        placed = _hash(temporary.read_bytes())
        try:
            if not exchange(temporary, self.path):
                temporary.replace(self.path)
                return
        except FileNotFoundError as error:
            raise _changed() from error
        taken = self._hash_taken(temporary)
        if taken == expected:
            return
        # Whatever is written meanwhile comes out again, and the latest of it stays.
        while exchange(temporary, self.path):
            last, placed = placed, taken
            taken = self._hash_taken(temporary)
            if taken == last:
                break
        raise _changed()

    def _hash_taken(self, temporary: Path) -> str:
        """Return the hash of what was in our place; where it cannot be read, it goes back there."""
        try:
            return _hash(temporary.read_bytes())
        except OSError:
            exchange(temporary, self.path)
            raise

    def _require(self, expected: str) -> bytes:
        """Return the file's bytes (none where there is no file), if they have that hash."""
        now = self._read()
        if _hash(now) != expected:
            raise _changed()
        return now or b""

    def _back_up(self, expected: str) -> Path:
        content = self._require(expected)
        with self._written(content) as temporary:
            stamp = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
            # Numbers of a second go up, so that the latest is known where older ones are gone.
            number = 1 + max((n for taken, n, _ in self._backups() if taken == stamp), default=0)
            again = "" if number == 1 else f"-{number}"
            backup = self.path.with_name(f"{self.path.name}.homeiq-{stamp}{again}.bak")
            return temporary.replace(backup)

    def _backups(self) -> list[tuple[str, int, Path]]:
        """Return our backups with their time and their number in that second, oldest first."""
        return sorted(
            (found[1], int(found[2] or 1), path)
            for path in self.path.parent.iterdir()
            if (found := self._backup.fullmatch(path.name))
        )

    def _forget_backups(self) -> None:
        """Remove our backups but the latest; what cannot be removed stays."""
        with suppress(OSError):
            for *_, path in self._backups()[:-BACKUPS_KEPT]:
                path.unlink()

    @contextmanager
    def _written(self, content: bytes) -> Iterator[Path]:
        """Give a file beside ours with that content, safe on the disk; what is left of it goes."""
        beginning, ending = self._temporary
        number, name = tempfile.mkstemp(ending, beginning, self.path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(number, "wb") as file:
                self._take_after(file.fileno())
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _take_after(self, number: int) -> None:
        """Give a file the mode and owner of ours."""
        try:
            like = self.path.stat()
        except FileNotFoundError:
            os.fchmod(number, _NEW_MODE)
            return
        # Only root may give files away; and network shares may have one mode for all.
        with suppress(PermissionError):
            os.fchown(number, like.st_uid, like.st_gid)
        with suppress(PermissionError):
            os.fchmod(number, stat.S_IMODE(like.st_mode))

    def _sync_folder(self) -> None:
        """Bring the new name to the disk, where the file system can."""
        with suppress(OSError):
            number = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what goes wrong into an EditError that names the file."""
        try:
            yield
        except EditError as error:
            raise error.of(self.path) from error
        except OSError as error:
            key, told = _kind(error)
            cause = _cause(error)
            raise EditError(
                f"{self.path} {told}: {cause}", key, path=str(self.path), error=cause
            ) from error


def _make(temporary: Path, path: Path) -> None:
    """Give a file a name that is free; raises EditError where it is not."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError as error:
        raise _changed() from error
    except OSError:  # a file system without hard links
        temporary.replace(path)


def _changed() -> EditError:
    return EditError("Somebody has changed the file meanwhile", "automations_changed")


def _kind(error: OSError) -> tuple[str, str]:
    if error.errno in _FULL:
        return "automations_disk_full", "finds no room on its disk"
    if error.errno in _FORBIDDEN:
        return "automations_read_only", "may not be written"
    return "automations_write_failed", "cannot be written"


def _cause(error: OSError) -> str:
    return error.strerror or str(error)


def _hash(content: bytes | None) -> str:
    return "" if content is None else sha256(content).hexdigest()


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EditError(
            f"line {line} is no UTF-8", "automations_invalid", line=str(line), error="no UTF-8"
        ) from error
