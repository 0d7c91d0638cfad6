"""Data runs one way: which folder of the package may import from which."""

import ast
from collections.abc import Iterator
from pathlib import Path
import sys

import pytest

from tests.test_repository import MODULES, PACKAGE

NAMESPACE = "custom_components.homeiq"

# Frozen dataclasses that lie flat, and that every layer but mining may speak in.
SPOKEN = ("options", "report")
# A folder may import from itself and from these.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "mining": (),
    "history": ("mining", *SPOKEN),
    "devices": ("mining", *SPOKEN),
    "suggestions": ("mining", "devices", *SPOKEN),
    "automations": ("mining", "suggestions", *SPOKEN),
    "store": ("mining", "history", "devices", "suggestions", "automations", *SPOKEN),
}
# What may import from anywhere: the shell.
SHELL = {"phases"}
PURE = {"mining": {"numpy", "astral"}}


def imports(module: Path) -> Iterator[str]:
    """Yield the dotted name of each module that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def of_folder(folder: str) -> list[Path]:
    return [module for module in MODULES if module.relative_to(PACKAGE).parts[0] == folder]


@pytest.mark.parametrize("folder", sorted(MAY_IMPORT))
def test_folder_imports_only_from_the_layers_before_it(folder: str) -> None:
    allowed = (folder, *MAY_IMPORT[folder])
    strangers = [
        f"{module.relative_to(PACKAGE)} imports {name}"
        for module in of_folder(folder)
        for name in imports(module)
        if name.startswith(f"{NAMESPACE}.")
        and not any(f"{name}.".startswith(f"{NAMESPACE}.{layer}.") for layer in allowed)
    ]
    assert strangers == []


def test_every_folder_has_its_place() -> None:
    folders = {
        path.parent.relative_to(PACKAGE).parts[0] for path in MODULES if path.parent != PACKAGE
    }
    assert folders <= MAY_IMPORT.keys() | SHELL


def test_mining_knows_neither_home_assistant_nor_files_nor_the_network() -> None:
    doing_io = {"os", "io", "pathlib", "sqlite3", "socket", "asyncio", "logging", "time"}
    roots = {
        (name.split(".")[0], str(module.relative_to(PACKAGE)))
        for module in of_folder("mining")
        for name in imports(module)
    }
    assert roots
    assert [pair for pair in roots if pair[0] in doing_io | {"homeassistant", "sqlalchemy"}] == []
    outside = {
        root
        for root, _ in roots
        if root not in sys.stdlib_module_names and root != "custom_components"
    }
    assert outside <= PURE["mining"]


def test_only_the_store_has_sql_of_ours_and_only_one_file_knows_the_recorder() -> None:
    users = {
        str(module.relative_to(PACKAGE))
        for module in MODULES
        for name in imports(module)
        if name.split(".")[0] in {"sqlalchemy", "sqlite3", "alembic"}
        and not name.startswith("sqlalchemy.exc.")  # an error is no SQL
    }
    others = {user for user in users if not user.startswith("store/")}
    assert others <= {"history/recorder/database.py"}
