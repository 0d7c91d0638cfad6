from pathlib import Path

from custom_components.homeiq.automations.editing import EditError


def test_an_error_is_told_of_one_file() -> None:
    error = EditError("is odd", "automations_impossible", where="here").of(Path("/a"))
    assert str(error) == "/a: is odd"
    assert error.key == "automations_impossible"
    assert error.values == {"path": "/a", "where": "here"}
    assert error.of(Path("/b")) is error
