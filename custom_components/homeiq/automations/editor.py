"""The one file that writes the automations of the user."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
import os
from pathlib import Path
import re
import stat
import tempfile
from typing import Any, Final

from custom_components.homeiq.automations import yaml_list
from custom_components.homeiq.automations.backups import Backups
from custom_components.homeiq.automations.editing import EditError, not_read, not_written
from custom_components.homeiq.automations.exchanging import exchange
from custom_components.homeiq.automations.keeping import require_writable
from custom_components.homeiq.automations.yaml_reading import ids

_DIGITS: Final = 32  # of a hash that are enough to know a file by
_NEW_MODE: Final = 0o644  # as Home Assistant's own editor gives it


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
        self._backups = Backups(self.path)
        beginning, ending = map(re.escape, self._temporary)
        self._held = re.compile(
            rf"{beginning}.+-([0-9a-f]{{{_DIGITS}}})-([0-9a-f]{{{_DIGITS}}}){ending}"
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
        """Remove temporary files of ours, which a power cut leaves.

        One that holds what somebody had written at the last moment is put back, or kept as a backup
        where the file was changed since.
        """
        beginning, ending = self._temporary
        with suppress(OSError):
            for path in list(self.path.parent.iterdir()):
                if path.name.startswith(beginning) and path.name.endswith(ending):
                    with suppress(OSError, EditError):
                        self._tidy(path)

    def _tidy(self, temporary: Path) -> None:
        hashes = self._held.fullmatch(temporary.name)
        held = _hash(temporary.read_bytes()) if hashes else ""
        if hashes is None or held.startswith(hashes.groups()):
            temporary.unlink(missing_ok=True)
            return
        if _hash(self._read()).startswith(hashes[2]):
            self._settle(temporary, *hashes.groups())
        else:
            temporary.replace(self._backups.new())
        self._sync_folder()

    def _read(self) -> bytes | None:
        """Return the file's bytes; None where there is none."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise not_read(self.path, error) from error

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
            self._backups.forget(kept)

    def _take_place(self, temporary: Path, expected: str) -> None:
        """Put a file in the place of ours; where somebody was faster, put theirs back."""
        if not expected:
            _make(temporary, self.path)
            return
        placed = _hash(temporary.read_bytes())
        held = temporary.replace(self._held_as(temporary, expected, placed))
        try:
            if not exchange(held, self.path):
                held.replace(self.path)
                return
        except BaseException as error:
            held.unlink()  # still ours
            if isinstance(error, FileNotFoundError):
                raise _changed() from error
            raise
        if not self._settle(held, expected, placed):
            raise _changed()

    def _held_as(self, temporary: Path, expected: str, placed: str) -> Path:
        """Return how a file is called while it changes places with ours.

        After a power cut its name tells whether what is in it has to be put back.
        """
        stem = temporary.name.removesuffix(self._temporary[1])
        hashes = f"{expected[:_DIGITS]}-{placed[:_DIGITS]}"
        return temporary.with_name(f"{stem}-{hashes}{self._temporary[1]}")

    def _settle(self, held: Path, expected: str, placed: str) -> bool:
        """Remove what was in our place, if it is what we expected; else put it back there.

        Whatever is written meanwhile comes out again, and the latest of it stays. Returns whether
        nothing had to be put back. Hashes may be beginnings. Where this fails, what is held stays.
        """
        as_placed = True
        while not (taken := self._hash_held(held)).startswith(expected):
            as_placed = False
            if not exchange(held, self.path):
                held.replace(self.path)
                return as_placed
            expected, placed = placed, taken
        with suppress(OSError):  # the file is as it is to be; what stays goes at the next start
            held.unlink()
        return as_placed

    def _hash_held(self, held: Path) -> str:
        """Return the hash of what was in our place; where it cannot be read, it goes back there."""
        try:
            return _hash(held.read_bytes())
        except OSError:
            exchange(held, self.path)
            held.unlink()
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
            return temporary.replace(self._backups.new())

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
            raise not_written(self.path, error) from error


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
