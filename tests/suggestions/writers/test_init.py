"""The protocol of those who word suggestions."""

import importlib
import inspect
import pkgutil
from typing import Any

from custom_components.homeiq.suggestions import writers
from custom_components.homeiq.suggestions.writers import Writer


def classes_that_write() -> list[Any]:
    """Return the classes of the package's modules that are called writers."""
    modules = [
        importlib.import_module(f"{writers.__name__}.{found.name}")
        for found in pkgutil.iter_modules(writers.__path__)
    ]
    return [
        one
        for module in modules
        for name, one in inspect.getmembers(module, inspect.isclass)
        if name.endswith("Writer") and one.__module__ == module.__name__
    ]


def test_every_writer_can_stand_in_for_any_other() -> None:
    found = classes_that_write()
    assert found
    for one in found:
        assert inspect.signature(one.word) == inspect.signature(Writer.word), one
        assert not inspect.iscoroutinefunction(one.word), one


def test_every_module_of_writers_has_a_writer() -> None:
    modules = {found.name for found in pkgutil.iter_modules(writers.__path__)}
    assert {one.__module__.rpartition(".")[2] for one in classes_that_write()} == modules
