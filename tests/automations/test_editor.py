from collections.abc import Callable
from datetime import datetime
import errno
from hashlib import sha256
import json
import os
from pathlib import Path
import re
import shutil
import stat
import tempfile
from typing import Any, Self

import pytest

from custom_components.homeiq.automations import editor as editor_module
from custom_components.homeiq.automations.backups import BACKUPS_KEPT, Backups
from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.editor import Editor
from custom_components.homeiq.automations.exchanging import exchange
from tests.automations.many import config, many
from tests.test_translations import ENGLISH, placeholders

ID = "homeiq_1"
BEFORE = "# mine\n- id: a\n  alias: Ünï 💡\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "automations.yaml"
    path.write_text(BEFORE, "utf-8")
    return path


def hash_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.bak"))


def failing(error: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    return fail


def test_planning_writes_nothing(path: Path) -> None:
    plan = Editor(path).plan(ID, config(1))
    assert path.read_text("utf-8") == BEFORE
    assert list(path.parent.iterdir()) == [path]
    assert plan.before == hash_of(path)
    assert plan.after == sha256(plan.content).hexdigest()
    assert plan.content.decode() == BEFORE + plan.block
    assert plan.block.startswith(f"- id: {ID}\n  alias: 'Licht 1 💡: an'")
    assert BEFORE not in repr(plan)


def test_what_is_written_is_what_was_planned_and_the_old_is_beside_it(path: Path) -> None:
    editor = Editor(path)
    path.chmod(0o640)
    plan = editor.plan(ID, config(1))
    editor.write(plan)
    assert path.read_bytes() == plan.content
    assert hash_of(path) == plan.after
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    (backup,) = backups(path)
    assert backup.read_text("utf-8") == BEFORE
    assert stat.S_IMODE(backup.stat().st_mode) == 0o640
    assert re.fullmatch(r"automations\.yaml\.homeiq-[\d-]{10}T[\d-]{8}\.bak", backup.name)
    assert sorted(path.parent.iterdir()) == [path, backup]
    assert editor.holds(ID)
    assert editor.holds("a")
    assert not editor.holds("b")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_is_kept(path: Path) -> None:
    os.chown(path, 1234, 4321)
    editor = Editor(path)
    editor.write(editor.plan(ID, config(1)))
    for written in (path, *backups(path)):
        assert (written.stat().st_uid, written.stat().st_gid) == (1234, 4321)


def test_who_may_give_no_file_away_writes_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fchown", failing(errno.EPERM))
    monkeypatch.setattr(os, "fchmod", failing(errno.EPERM))
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    editor.write(plan)
    assert hash_of(path) == plan.after


def test_a_file_that_is_not_there_is_made_and_taken_away_again(tmp_path: Path) -> None:
    path = tmp_path / "automations.yaml"
    editor = Editor(path)
    assert not editor.holds(ID)
    plan = editor.plan(ID, config(1))
    assert plan.before == ""
    editor.put_back(plan)
    editor.write(plan)
    assert path.read_text("utf-8") == plan.block
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [path]
    editor.put_back(plan)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_has_appeared_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "automations.yaml"
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    path.write_text(BEFORE, "utf-8")
    with pytest.raises(EditError) as raised:
        editor.write(plan)
    assert raised.value.key == "automations_changed"
    assert path.read_text("utf-8") == BEFORE
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path, path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    link = folder / "automations.yaml"
    link.symlink_to("../automations.yaml")
    editor = Editor(link)
    plan = editor.plan(ID, config(1))
    editor.write(plan)
    assert link.is_symlink()
    assert hash_of(path) == plan.after
    assert list(folder.iterdir()) == [link]
    assert len(backups(path)) == 1


def test_no_backup_is_written_over_and_the_last_ten_are_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StandStill(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Self:
            return cls(2026, 11, 28, 3, 0, 0, tzinfo=tz)

    monkeypatch.setattr(f"{Backups.__module__}.datetime", StandStill)
    theirs = path.with_name("automations.yaml.homeiq-mine.bak")
    older = path.with_name("automations.yaml.homeiq-2025-01-01T00-00-00.bak")
    dangling = path.with_name("automations.yaml.homeiq-2026-11-28T03-00-00-2.bak")
    theirs.touch()
    older.touch()
    dangling.symlink_to("nowhere")
    editor = Editor(path)
    contents = []
    for number in range(12):
        contents.append(path.read_bytes())
        editor.write(editor.plan(f"homeiq_{number}", config(number)))
    ours = [backup for backup in backups(path) if backup != theirs]
    assert len(ours) == BACKUPS_KEPT
    assert theirs.exists()
    assert not older.exists()
    stem = "automations.yaml.homeiq-2026-11-28T03-00-00"
    assert {backup.name for backup in ours} == {f"{stem}-{n}.bak" for n in range(5, 15)}
    # The second number was taken before the first backup, and there is no first.
    for number in range(5, 15):
        assert path.with_name(f"{stem}-{number}.bak").read_bytes() == contents[number - 3]


def test_backups_that_cannot_be_removed_stay(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(10, 22):
        path.with_name(f"automations.yaml.homeiq-2025-01-{day}T00-00-00.bak").mkdir()
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    editor.write(plan)
    assert hash_of(path) == plan.after
    assert len(backups(path)) == 13


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (errno.ENOSPC, "automations_disk_full"),
        (errno.EDQUOT, "automations_disk_full"),
        (errno.EROFS, "automations_read_only"),
        (errno.EACCES, "automations_read_only"),
        (errno.EPERM, "automations_read_only"),
        (errno.EIO, "automations_write_failed"),
    ],
)
@pytest.mark.parametrize(
    ("owner", "name"),
    [(os, "fsync"), (tempfile, "mkstemp"), (Path, "replace"), (os, "fdopen")],
)
def test_whatever_fails_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, error: int, key: str
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, failing(error))
        with pytest.raises(EditError) as raised:
            editor.write(plan)
    assert raised.value.key == key
    assert raised.value.values == {"path": str(path), "error": os.strerror(error)}
    assert path.read_text("utf-8") == BEFORE
    assert list(path.parent.iterdir()) == [path]


def test_whatever_fails_after_the_backup_takes_that_away_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    seen: list[int] = []

    def stop(_temporary: Path, there: Path) -> bool:
        seen.append(len(list(there.parent.iterdir())))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(editor_module, "exchange", stop)
        with pytest.raises(KeyboardInterrupt):
            editor.write(plan)
    assert seen == [3], "the file, its backup and the one that would take its place"
    assert path.read_text("utf-8") == BEFORE
    assert list(path.parent.iterdir()) == [path]


class Meddler:
    """Somebody who writes right before two files are exchanged, the given text each time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path, *texts: str) -> None:
        self.texts = list(texts)
        self._path = path
        monkeypatch.setattr(editor_module, "exchange", self)

    def __call__(self, one: Path, other: Path) -> bool:
        if self.texts:
            changed = self._path.with_name("theirs")
            changed.write_text(self.texts.pop(0), "utf-8")
            changed.replace(self._path)
        return exchange(one, other)


@pytest.mark.parametrize("texts", [("edited: 1",), ("edited: 1", "edited: 2"), ("1", "2", "3")])
def test_what_is_written_between_the_last_look_and_ours_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch, texts: tuple[str, ...]
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    meddler = Meddler(monkeypatch, path, *texts)
    with pytest.raises(EditError) as error:
        editor.write(plan)
    assert error.value.key == "automations_changed"
    assert meddler.texts == []
    assert path.read_text("utf-8") == texts[-1]
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_is_closed_right_behind_the_exchange_has_the_new_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))

    with monkeypatch.context() as patched:

        def closing(one: Path, other: Path) -> bool:
            done = exchange(one, other)
            patched.setattr(Path, "unlink", failing(errno.EACCES))
            return done

        patched.setattr(editor_module, "exchange", closing)
        editor.write(plan)
    assert path.read_bytes() == plan.content
    assert len(list(path.parent.iterdir())) == 3, "the file, its backup and what could not go"
    editor.tidy()
    assert len(list(path.parent.iterdir())) == 2


def test_a_file_that_is_gone_at_the_last_moment_is_not_made_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))

    def gone(one: Path, other: Path) -> bool:
        other.unlink()
        return exchange(one, other)

    monkeypatch.setattr(editor_module, "exchange", gone)
    with pytest.raises(EditError) as error:
        editor.write(plan)
    assert error.value.key == "automations_changed"
    assert list(path.parent.iterdir()) == []


def test_what_cannot_be_read_afterwards_goes_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    read = Path.read_bytes
    exchanged: list[Path] = []

    def exchanging(one: Path, other: Path) -> bool:
        exchanged.append(one)
        return exchange(one, other)

    def fail(self: Path) -> bytes:
        if self in exchanged:
            raise OSError(errno.EIO, "Input/output error")
        return read(self)

    monkeypatch.setattr(editor_module, "exchange", exchanging)
    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(EditError) as error:
        editor.write(plan)
    assert error.value.key == "automations_write_failed"
    assert path.read_text("utf-8") == BEFORE


def test_a_file_whose_place_nothing_may_take_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one is that a container was given alone."""
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    monkeypatch.setattr(editor_module, "exchange", failing(errno.EBUSY))
    with pytest.raises(EditError) as raised:
        editor.write(plan)
    assert raised.value.key == "automations_write_failed"
    assert raised.value.values == {"path": str(path), "error": os.strerror(errno.EBUSY)}
    assert path.read_text("utf-8") == BEFORE
    assert list(path.parent.iterdir()) == [path]


def test_a_system_that_exchanges_no_files_replaces_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor_module, "exchange", lambda _one, _other: False)
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    editor.write(plan)
    assert path.read_bytes() == plan.content


def test_a_file_that_somebody_makes_at_the_last_moment_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.unlink()
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    link = Path.hardlink_to

    def late(self: Path, target: Path) -> None:
        self.write_text("theirs", "utf-8")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", late)
    with pytest.raises(EditError) as error:
        editor.write(plan)
    assert error.value.key == "automations_changed"
    assert path.read_text("utf-8") == "theirs"


def test_a_file_is_made_without_hard_links_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_self: Path, _target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    path.unlink()
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    monkeypatch.setattr(Path, "hardlink_to", none)
    editor.write(plan)
    assert path.read_bytes() == plan.content
    assert list(path.parent.iterdir()) == [path]


def test_an_edit_at_the_last_moment_is_not_written_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    fsync = os.fsync

    def edit(number: int) -> None:
        path.write_text("- id: theirs\n", "utf-8")
        fsync(number)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", edit)
        with pytest.raises(EditError) as raised:
            editor.write(plan)
    assert raised.value.key == "automations_changed"
    assert path.read_text("utf-8") == "- id: theirs\n"
    assert list(path.parent.iterdir()) == [path]
    path.unlink()
    with pytest.raises(EditError):
        editor.write(plan)
    assert list(path.parent.iterdir()) == []


def test_a_folder_that_cannot_be_synced_is_no_failure(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    fsync = os.fsync

    def only_files(number: int) -> None:
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(number)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", only_files)
        editor.write(plan)
    assert hash_of(path) == plan.after


def test_a_file_that_became_read_only_is_not_replaced(path: Path) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    path.chmod(0o444)
    with pytest.raises(EditError) as raised:
        editor.write(plan)
    assert raised.value.key == "automations_read_only"
    assert path.read_text("utf-8") == BEFORE


def test_put_back_gives_back_the_old_bytes(path: Path) -> None:
    path.write_bytes(many(20).encode().replace(b"\n", b"\r\n").rstrip())
    before = path.read_bytes()
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    editor.put_back(plan)
    assert path.read_bytes() == before
    editor.write(plan)
    for _ in range(2):
        editor.put_back(plan)
        assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 2


@pytest.mark.parametrize(
    ("count", "form", "end"),
    [
        (500, {"indent": 2}, "\n"),
        (50, {"indent": 4}, "\r\n"),
        (50, {"indent": "\t"}, "\n"),
        (50, {}, ""),
        (1, {"separators": (",", ":")}, ""),
    ],
)
def test_a_file_that_a_program_wrote_as_json_stays_as_that_program_writes_it(
    path: Path, count: int, form: dict[str, Any], end: str
) -> None:
    def written(items: list[dict[str, Any]]) -> bytes:
        text = json.dumps(items, ensure_ascii=False, **form) + end
        return text.replace("\n", end or "\n").encode()

    items = [{"id": f"theirs_{number}", **config(number)} for number in range(count)]
    path.write_bytes(written(items))
    editor = Editor(path)
    plans = []
    for number in range(20):
        plans.append(editor.plan(f"homeiq_{number}", config(number)))
        editor.write(plans[-1])
        items.append({"id": f"homeiq_{number}", **config(number)})
        assert path.read_bytes() == written(items)
    # Not in the order in which they came, and the last one as the last.
    for plan in plans[1::2] + plans[::2]:
        assert editor.holds(plan.automation_id)
        editor.put_back(plan)
        items = [item for item in items if item["id"] != plan.automation_id]
        assert path.read_bytes() == written(items)
    assert len(items) == count


def test_put_back_leaves_what_others_have_written_in_between(path: Path) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    editor.write(plan)
    theirs = "# new\n- id: b\n"
    path.write_text(theirs + path.read_text("utf-8") + "# end\n", "utf-8")
    editor.put_back(plan)
    assert path.read_text("utf-8") == theirs + BEFORE + "# end\n"
    written = path.stat().st_mtime_ns
    editor.put_back(plan)
    assert path.stat().st_mtime_ns == written
    assert not editor.holds(ID)


def test_put_back_into_what_is_no_list_any_more_is_refused(path: Path) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    editor.write(plan)
    for broken in ("- id: [\n", "id: a\n"):
        path.write_text(broken, "utf-8")
        with pytest.raises(EditError):
            editor.put_back(plan)
        assert path.read_text("utf-8") == broken


def test_a_file_that_cannot_be_taken_away_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(tmp_path / "automations.yaml")
    plan = editor.plan(ID, config(1))
    editor.write(plan)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", failing(errno.EACCES))
        with pytest.raises(EditError) as raised:
            editor.put_back(plan)
    assert raised.value.key == "automations_read_only"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"- a: \xff\n", "automations_invalid"),
        (b"- a: [\n", "automations_invalid"),
        (b"a: 1\n", "automations_not_a_list"),
        (b"- id: homeiq_1\n", "automations_already_there"),
        (b'[{"id": "homeiq_1"}]', "automations_already_there"),
        (b"&a\n- *a\n- x: &a 1", "automations_invalid"),
    ],
)
def test_a_file_that_cannot_be_added_to_is_named(path: Path, content: bytes, key: str) -> None:
    path.write_bytes(content)
    with pytest.raises(EditError, match=str(path)) as raised:
        Editor(path).plan(ID, config(1))
    assert raised.value.key == key
    values = raised.value.values
    assert values["path"] == str(path)
    message = ENGLISH["exceptions"][key]["message"]
    assert placeholders(message) <= values.keys() | {"yaml"}
    assert path.read_bytes() == content


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "automations.yaml"
    path.mkdir()
    for act in (lambda: Editor(path).holds(ID), lambda: Editor(path).plan(ID, config(1))):
        with pytest.raises(EditError) as raised:
            act()
        assert raised.value.key == "automations_unreadable"
        assert raised.value.values == {"path": str(path), "error": "Is a directory"}


class Killed(BaseException):
    """The end, as a power cut is one: nothing that would be tidied up is."""


def killed_behind_the_exchange(monkeypatch: pytest.MonkeyPatch, path: Path, text: str) -> None:
    """Write while somebody saves another text at the last moment, and end right behind that."""
    editor = Editor(path)
    plan = editor.plan(ID, config(1))

    def kill(_self: Editor, held: Path) -> str:
        raise Killed(held)

    with monkeypatch.context() as patched:
        Meddler(patched, path, text)
        patched.setattr(Editor, "_hash_held", kill)
        with pytest.raises(Killed):
            editor.write(plan)
    assert path.read_bytes() == plan.content


def test_what_somebody_wrote_right_before_a_power_cut_is_put_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_behind_the_exchange(monkeypatch, path, "- id: theirs\n")
    Editor(path).tidy()
    assert path.read_text("utf-8") == "- id: theirs\n"
    assert list(path.parent.iterdir()) == [path]
    killed_behind_the_exchange(monkeypatch, path, "- id: theirs too\n")
    monkeypatch.setattr(editor_module, "exchange", lambda _one, _other: False)
    Editor(path).tidy()
    assert path.read_text("utf-8") == "- id: theirs too\n"


def test_what_somebody_wrote_before_the_file_was_changed_again_is_a_backup(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_behind_the_exchange(monkeypatch, path, "- id: theirs\n")
    path.write_text("- id: later\n", "utf-8")
    Editor(path).tidy()
    assert path.read_text("utf-8") == "- id: later\n"
    (backup,) = backups(path)
    assert backup.read_text("utf-8") == "- id: theirs\n"
    assert sorted(path.parent.iterdir()) == [path, backup]


def test_what_somebody_wrote_stays_while_nobody_can_tell_what_became_of_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_behind_the_exchange(monkeypatch, path, "- id: theirs\n")
    path.unlink()
    path.mkdir()
    before = sorted(path.parent.iterdir())
    Editor(path).tidy()
    assert sorted(path.parent.iterdir()) == before


@pytest.mark.parametrize("is_exchanged", [False, True])
def test_a_power_cut_around_the_exchange_leaves_nothing_to_put_back(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, is_exchanged: bool
) -> None:
    editor = Editor(path)
    plan = editor.plan(ID, config(1))
    cut: list[Path] = []

    def copy(one: Path, other: Path) -> bool:
        """Remember what a power cut would leave beside the file."""
        if is_exchanged:
            exchange(one, other)
        kept = one.with_name(one.name.replace("homeiq-", "homeiq-0"))
        shutil.copy(one, kept)
        cut.append(kept)
        return is_exchanged or exchange(one, other)

    monkeypatch.setattr(editor_module, "exchange", copy)
    editor.write(plan)
    assert cut[0].exists()
    Editor(path).tidy()
    assert path.read_bytes() == plan.content
    assert sorted(path.parent.iterdir()) == [path, *backups(path)]
    assert len(backups(path)) == 1


def test_tidying_removes_only_temporary_files_of_ours(path: Path) -> None:
    ours = path.with_name(".automations.yaml.homeiq-x1y2.tmp")
    others = [
        path.with_name(name)
        for name in (".automations.yaml.tmp", ".scripts.yaml.homeiq-x.tmp", "automations.yaml.bak")
    ]
    for made in (ours, *others):
        made.touch()
    Editor(path).tidy()
    assert sorted(path.parent.iterdir()) == sorted([path, *others])
    Editor(path.parent / "nowhere" / "automations.yaml").tidy()


@pytest.mark.parametrize("key", [k for k in ENGLISH["exceptions"] if k.startswith("automations_")])
def test_each_refusal_has_the_automation_to_paste(key: str) -> None:
    assert "\n\n```yaml\n{yaml}\n```" in ENGLISH["exceptions"][key]["message"]
