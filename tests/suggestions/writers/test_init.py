"""The protocol of those who word suggestions."""

import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import Any, get_type_hints

from custom_components.homeiq.suggestions import writers
from custom_components.homeiq.suggestions.suggestion import Wording
from custom_components.homeiq.suggestions.writers import Writer


def modules_that_write() -> list[ModuleType]:
    """Return the modules of the package."""
    return [
        importlib.import_module(f"{writers.__name__}.{found.name}")
        for found in pkgutil.iter_modules(writers.__path__)
    ]


def classes_that_write() -> list[Any]:
    """Return the classes of the package's modules that are called writers."""
    return [
        one
        for module in modules_that_write()
        for name, one in inspect.getmembers(module, inspect.isclass)
        if name.endswith("Writer") and one.__module__ == module.__name__
    ]


def functions_that_write(module: ModuleType) -> list[Any]:
    """Return what words one kind of finding in a module, by templates."""
    return [
        one
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("word_") and one.__module__ == module.__name__
    ]


def test_every_writer_can_stand_in_for_any_other() -> None:
    found = classes_that_write()
    assert found
    for one in found:
        assert inspect.signature(one.word) == inspect.signature(Writer.word), one
        assert not inspect.iscoroutinefunction(one.word), one


def test_every_module_of_writers_has_a_writer_or_words_one_kind_of_finding() -> None:
    of_classes = {one.__module__ for one in classes_that_write()}
    for module in modules_that_write():
        functions = functions_that_write(module)
        assert functions or module.__name__ in of_classes, module
        assert all(get_type_hints(one)["return"] is Wording for one in functions), module
