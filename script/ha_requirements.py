"""Print what Home Assistant would install when it starts: its integrations' packages.

Run it with the Python of the environment that it is for; `--constraints` prints the path of the
constraints that Home Assistant installs with.
"""

from collections.abc import Iterable, Iterator
import json
from pathlib import Path
import sys
from typing import Any, Final

import homeassistant
from homeassistant import bootstrap, requirements

PACKAGE: Final = Path(homeassistant.__file__).parent
OURS: Final = Path(__file__).parent.parent / "custom_components"

# What the demo and the end-to-end tests configure, beyond what always starts.
CONFIGURED: Final = (
    "api",
    "application_credentials",
    "automation",
    "config",
    "conversation",
    "counter",
    "diagnostics",
    "energy",
    "file_upload",
    "frontend",
    "group",
    "history",
    "homeiq",
    "image_upload",
    "influxdb",
    "input_boolean",
    "input_button",
    "input_datetime",
    "input_number",
    "input_select",
    "input_text",
    "logbook",
    "logger",
    "lovelace",
    "media_source",
    "mqtt",
    "my",
    "onboarding",
    "person",
    "recorder",
    "repairs",
    "scene",
    "schedule",
    "script",
    "search",
    "sun",
    "system_health",
    "system_log",
    "tag",
    "template",
    "timer",
    "webhook",
    "websocket_api",
    "zone",
)


def manifest_of(domain: str) -> dict[str, Any]:
    """Return the manifest of an integration, ours or core's; empty where there is none."""
    for components in (OURS, PACKAGE / "components"):
        if (path := components / domain / "manifest.json").exists():
            manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return manifest
    return {}


def neighbours(manifest: dict[str, Any]) -> Iterator[str]:
    """Yield the integrations whose packages are installed along with this one's."""
    yield from manifest.get("dependencies", ())
    yield from manifest.get("after_dependencies", ())
    for domain, keys in requirements.DISCOVERY_INTEGRATIONS.items():
        if not manifest.keys().isdisjoint(keys):
            yield domain


def packages(domains: Iterable[str]) -> set[str]:
    """Return the requirements of these integrations and of all that they bring along."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = set(domains)
    while waiting:
        domain = waiting.pop()
        seen.add(domain)
        manifest = manifest_of(domain)
        found.update(manifest.get("requirements", ()))
        waiting.update(set(neighbours(manifest)) - seen)
    return found


def needed() -> list[str]:
    """Return the requirements of what always starts and of what is configured, in order."""
    always = {*bootstrap.CORE_INTEGRATIONS, *bootstrap.DEFAULT_INTEGRATIONS}
    return sorted(packages(always | set(CONFIGURED)), key=str.lower)


def main() -> None:
    """Print the requirements, one a line."""
    if "--constraints" in sys.argv[1:]:
        print(PACKAGE / "package_constraints.txt")
        return
    print("\n".join(needed()))


if __name__ == "__main__":
    main()
