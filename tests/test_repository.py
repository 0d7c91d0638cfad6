"""What hassfest and HACS would refuse, and what this repository promises about itself."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
import struct
import subprocess
from typing import Any

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant import bootstrap, loader
from homeassistant.const import Platform
from packaging.requirements import Requirement
from packaging.version import Version
import pytest
import yaml

from script import ha_requirements
from tests.conftest import ROOT

PACKAGE = ROOT / "custom_components" / "homeiq"
MODULES = sorted(PACKAGE.rglob("*.py"))
MANIFEST: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text("utf-8"))

# What hassfest allows in the manifest of a custom integration, and what it demands.
DEMANDED = {"domain", "name", "codeowners", "documentation", "version"}
ALLOWED = DEMANDED | {
    "after_dependencies",
    "config_flow",
    "dependencies",
    "homeassistant",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "loggers",
    "requirements",
    "single_config_entry",
}
# Core brings these itself, and a second opinion on their version breaks it.
COME_WITH_CORE = {"aiohttp", "orjson", "sqlalchemy", "voluptuous", "pyyaml", "pandas"}


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked_files():
        if path.suffix not in {".png", ".db"}:
            yield path, path.read_text("utf-8")


def core_imports() -> set[str]:
    """Return the domains of core's integrations that the package imports."""
    found = set()
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "homeassistant.components":
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom | ast.Import):
                names = (
                    [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else [alias.name for alias in node.names]
                )
                found.update(
                    name.split(".")[2]
                    for name in names
                    if name.startswith("homeassistant.components.")
                )
    return found


def test_manifest_has_what_hassfest_demands_and_nothing_that_it_does_not_know() -> None:
    assert DEMANDED <= MANIFEST.keys() <= ALLOWED


def test_manifest_keys_are_domain_and_name_and_then_the_alphabet() -> None:
    rest = sorted(MANIFEST.keys() - {"domain", "name"})
    assert list(MANIFEST) == ["domain", "name", *rest]


def test_manifest_values_are_among_those_allowed() -> None:
    assert MANIFEST["domain"] == PACKAGE.name
    assert MANIFEST["integration_type"] in {"service", "hub", "helper", "device", "system"}
    assert MANIFEST["iot_class"] in {"calculated", "local_polling", "local_push"}
    assert MANIFEST["config_flow"] is True
    assert MANIFEST["single_config_entry"] is True
    assert MANIFEST["codeowners"] == ["@homeiq-ha"]
    assert MANIFEST["documentation"] == "https://github.com/homeiq-ha/homeiq"
    assert MANIFEST["issue_tracker"] == "https://github.com/homeiq-ha/homeiq/issues"


def test_version_is_one_that_home_assistant_loads_and_the_changelog_begins_with() -> None:
    version = AwesomeVersion(MANIFEST["version"])
    assert version.strategy == AwesomeVersionStrategy.SEMVER
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
    assert f'version = "{version}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_requirements_have_lower_bounds_at_most_and_leave_core_its_own() -> None:
    assert MANIFEST["requirements"] == sorted(MANIFEST["requirements"], key=str.lower)
    for text in MANIFEST["requirements"]:
        requirement = Requirement(text)
        assert requirement.name.lower() not in COME_WITH_CORE
        assert {specifier.operator for specifier in requirement.specifier} <= {">="}
        assert requirement.name != "numpy" or not requirement.specifier


def test_every_import_from_core_is_of_a_dependency_or_always_there() -> None:
    declared = {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}
    always = {*Platform, *bootstrap.CORE_INTEGRATIONS, *bootstrap.DEFAULT_INTEGRATIONS}
    always |= {"diagnostics", "homeassistant", "persistent_notification", "system_health"}
    assert core_imports() - declared - always == set()


def test_dependencies_are_integrations_of_core() -> None:
    components = Path(loader.__file__).parent / "components"
    for domain in (*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]):
        assert (components / domain / "manifest.json").is_file(), domain


def test_an_integration_with_actions_says_that_yaml_does_not_configure_it() -> None:
    source = (PACKAGE / "__init__.py").read_text("utf-8")
    assert "async def async_setup(" in source
    assert "CONFIG_SCHEMA" in source
    assert (PACKAGE / "config_flow.py").is_file()


def test_hacs_finds_a_name_and_the_oldest_home_assistant_that_works() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text("utf-8"))
    assert hacs.keys() <= {"name", "homeassistant", "hacs", "render_readme", "country", "filename"}
    assert hacs["name"] == MANIFEST["name"]
    assert hacs["homeassistant"] == "2026.10.0"
    integrations = [path.name for path in PACKAGE.parent.iterdir() if path.name != "__pycache__"]
    assert integrations == ["homeiq"]
    for name in ("README.md", "LICENSE", "CHANGELOG.md"):
        assert (ROOT / name).is_file(), name


@pytest.mark.parametrize(("name", "side"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_brand_icons_are_square_and_of_the_right_size(name: str, side: int) -> None:
    header = (PACKAGE / "brand" / name).read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:]) == (side, side)


@pytest.mark.parametrize(("name", "height"), [("logo.png", 128), ("logo@2x.png", 256)])
def test_brand_logos_lie_and_are_of_the_right_height(name: str, height: int) -> None:
    width, actual = struct.unpack(">II", (PACKAGE / "brand" / name).read_bytes()[16:24])
    assert actual == height < width


def test_workflows_are_yaml_with_jobs() -> None:
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert [path.name for path in workflows] == ["test.yml", "validate.yml"]
    for path in workflows:
        assert yaml.safe_load(path.read_text("utf-8"))["jobs"], path


def test_no_file_names_the_host_of_a_package_registry() -> None:
    # Written in pieces, so that this file does not name them either.
    hosts = ["pypi" + ".org", "python" + "hosted.org", "debian" + ".org", "npmjs" + ".org"]
    named = [
        (path.relative_to(ROOT), host) for path, text in texts() for host in hosts if host in text
    ]
    assert named == []


def test_everything_that_home_assistant_would_install_when_it_starts_is_pinned() -> None:
    lines = (ROOT / "requirements_test.txt").read_text("utf-8").splitlines()
    pinned = {line.lower() for line in lines if line and not line.startswith("#")}
    assert all("==" in line for line in pinned)
    exact = {line.lower() for line in ha_requirements.needed() if "==" in line}
    assert exact
    assert exact <= pinned


def test_what_the_integration_requires_is_pinned_for_tests_within_its_bounds() -> None:
    lines = (ROOT / "requirements_test.txt").read_text("utf-8").splitlines()
    pinned = dict(line.lower().split("==") for line in lines if "==" in line)
    for text in MANIFEST["requirements"]:
        requirement = Requirement(text)
        assert Version(pinned[requirement.name.lower()]) in requirement.specifier


def does_something(module: Path) -> bool:
    """Return whether a module has functions or methods, and not names, data and protocols only."""
    body = ast.parse(module.read_text("utf-8")).body
    nodes = (inner for node in body if not is_protocol(node) for inner in ast.walk(node))
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in nodes)


def is_protocol(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)


def where_tested(module: Path) -> list[Path]:
    """Return where the tests of a module of the package may be."""
    inside = module.relative_to(PACKAGE)
    places = [inside.with_name(f"test_{inside.stem.strip('_')}.py")]
    if inside.stem == "__init__" and inside.parent.name:
        places.append(inside.parent.with_name(f"test_{inside.parent.name}.py"))
    return [ROOT / "tests" / place for place in places]


def test_every_module_that_does_something_has_its_tests() -> None:
    bare = [
        str(module.relative_to(PACKAGE))
        for module in MODULES
        if "versions" not in module.parts
        and does_something(module)
        and not any(path.is_file() for path in where_tested(module))
    ]
    assert bare == []
