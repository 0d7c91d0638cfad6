"""How a home keeps its automations, and whether one can be added to them safely.

Home Assistant reads `automations.yaml` only where `configuration.yaml` includes it. In a home
that keeps them otherwise, what is written there would never run; so it is refused, and said where
to paste the automation instead. Nothing is guessed: what cannot be seen is not included.
"""

from collections.abc import Iterator
import os
from pathlib import Path
import stat
from typing import Final

import yaml

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.yaml_reading import LOADER

AUTOMATIONS: Final = "automations.yaml"
_CONFIGURATION: Final = "configuration.yaml"
_DOMAIN: Final = "automation"
ALONE: Final = "automations_split_single"  # why nothing is added: each has a file of its own
_FOLDERS: Final = {"!include_dir_merge_list": "automations_split", "!include_dir_list": ALONE}

# Which of several places is named.
_ORDER: Final = (
    *_FOLDERS.values(),
    "automations_elsewhere",
    "automations_inline",
    "automations_not_included",
)


def keeping_of(config: Path) -> Path:
    """Return the file of a configuration's folder that an automation may be added to.

    It may not exist yet. Raises EditError where the home does not read it, or where it may not be
    written.
    """
    root = _root_of(config / _CONFIGURATION)
    refusals = [_refusal_of(node, config) for node in _automations(root)]
    if None in refusals:
        path = config / AUTOMATIONS
        require_writable(path)
        return path
    if refusals:
        raise min(filter(None, refusals), key=lambda refusal: _ORDER.index(refusal.key))
    raise _in_packages(root, config) or _not_included(config)


def require_writable(path: Path) -> None:
    """Raise EditError where a file, which may not exist yet, may not be replaced.

    Root may do anything, so the modes count too: who takes the right to write away means it.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise _read_only(path, "it is no regular file")
    for part in (path, path.parent):
        if part.exists() and not _is_writable(part):
            raise _read_only(path, f"{part} is read-only")


def _is_writable(path: Path) -> bool:
    anybody = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & anybody)


def _read_only(path: Path, error: str) -> EditError:
    return EditError(
        f"{path} may not be written: {error}",
        "automations_read_only",
        path=str(path),
        error=error,
    )


def _root_of(path: Path) -> yaml.Node | None:
    """Return what a configuration.yaml says, its tags unread; None where it is empty."""
    try:
        root: yaml.Node | None = yaml.compose(path.read_text("utf-8-sig"), Loader=LOADER)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise _unreadable(path, error) from error
    if root is None or isinstance(root, yaml.MappingNode) or not root.value:
        return root
    raise _unreadable(path, "it is no mapping")


def _unreadable(path: Path, error: object) -> EditError:
    cause = " ".join(str(error).split())
    return EditError(
        f"{path} cannot be read: {cause}",
        "automations_configuration_unreadable",
        path=str(path),
        error=cause,
    )


def _entries(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the keys and values of a mapping, and nothing of anything else."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key.value, value


def _automations(root: yaml.Node | None) -> list[yaml.Node]:
    """Return what stands under `automation` and `automation <label>`; the last of a key counts."""
    found = {}
    for key, value in _entries(root):
        domain, _, label = key.partition(" ")
        if key == _DOMAIN or (domain == _DOMAIN and label.strip(" ")):
            found[key] = value
    return list(found.values())


def _refusal_of(node: yaml.Node, config: Path) -> EditError | None:
    """Return why nothing can be added to these automations; None: they are in our file."""
    if node.tag == "!include" and isinstance(node, yaml.ScalarNode):
        path = config / node.value
        if path.resolve() == (config / AUTOMATIONS).resolve():
            return None
        return EditError(
            f"The home keeps its automations in {path}",
            "automations_elsewhere",
            path=str(config / _CONFIGURATION),
            where=str(path),
        )
    if node.tag in _FOLDERS and isinstance(node, yaml.ScalarNode):
        folder = config / node.value
        return EditError(
            f"The home keeps its automations in files of the folder {folder}",
            _FOLDERS[node.tag],
            path=str(config / _CONFIGURATION),
            where=str(folder),
            file=str(_free_name(folder)),
        )
    if isinstance(node, yaml.CollectionNode) and node.value:
        return EditError(
            "The home keeps its automations in its configuration.yaml",
            "automations_inline",
            path=str(config / _CONFIGURATION),
            where=str(node.start_mark.line + 1),
        )
    return _not_included(config)


def _free_name(folder: Path) -> Path:
    """Return the path of a file that does not exist yet."""
    number, path = 1, folder / "homeiq.yaml"
    while path.exists():
        number += 1
        path = folder / f"homeiq_{number}.yaml"
    return path


def _not_included(config: Path) -> EditError:
    return EditError(
        "configuration.yaml does not include automations.yaml",
        "automations_not_included",
        path=str(config / _CONFIGURATION),
        where=str(config / AUTOMATIONS),
    )


def _in_packages(root: yaml.Node | None, config: Path) -> EditError | None:
    """Return that the home uses packages, which may have automations."""
    core = next((value for key, value in _entries(root) if key == "homeassistant"), None)
    packages = next((value for key, value in _entries(core) if key == "packages"), None)
    if packages is None:
        return None
    named = isinstance(packages, yaml.ScalarNode) and bool(packages.value)
    return EditError(
        "configuration.yaml does not include automations.yaml, but has packages",
        "automations_in_packages",
        path=str(config / _CONFIGURATION),
        where=str(config / packages.value if named else config / _CONFIGURATION),
    )
