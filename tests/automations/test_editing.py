import errno
from pathlib import Path

from custom_components.homeiq.automations.editing import EditError, not_read, not_written


def test_an_error_is_told_of_one_file() -> None:
    error = EditError("is odd", "automations_impossible", where="here").of(Path("/a"))
    assert str(error) == "/a: is odd"
    assert error.key == "automations_impossible"
    assert error.values == {"path": "/a", "where": "here"}
    assert error.of(Path("/b")) is error


def test_what_the_system_refuses_is_told_with_its_reason() -> None:
    error = not_written(Path("/a"), OSError(errno.ENOSPC, "No space left"))
    assert error.key == "automations_disk_full"
    assert error.values == {"path": "/a", "error": "No space left"}
    error = not_written(Path("/a"), OSError("odd"))
    assert (error.key, error.values["error"]) == ("automations_write_failed", "odd")
    assert not_read(Path("/a"), OSError(errno.EIO, "I/O")).key == "automations_unreadable"
