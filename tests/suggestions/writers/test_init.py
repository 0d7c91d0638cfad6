"""The protocol of those who word suggestions."""

import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import Any, get_type_hints

from custom_components.homeiq.suggestions import writers
from custom_components.homeiq.suggestions.suggestion import Wording
from custom_components.homeiq.suggestions.writers import Writer
from custom_components.homeiq.suggestions.writers.provider import Provider


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


def test_what_words_one_kind_of_finding_by_templates_is_named_for_it() -> None:
    wording = {
        one
        for module in modules_that_write()
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__
        and not name.startswith("_")
        and get_type_hints(one).get("return") is Wording
    }
    named = {one for module in modules_that_write() for one in functions_that_write(module)}
    assert wording
    assert wording == named


def test_every_provider_can_stand_in_for_any_other() -> None:
    found = [
        one
        for module in modules_that_write()
        for name, one in inspect.getmembers(module, inspect.isclass)
        if name.endswith("Provider") and one is not Provider and one.__module__ == module.__name__
    ]
    assert found
    for one in found:
        assert inspect.signature(one.async_say) == inspect.signature(Provider.async_say), one
        assert inspect.iscoroutinefunction(one.async_say), one
        assert isinstance(one.name, property), one
