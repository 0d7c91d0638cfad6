"""A home whose automations are in a real file, and that has the real automation integration."""

from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import yaml

THEIRS: Final = """\
# What we have built ourselves.
- id: 'theirs'
  alias: Goodnight 🌙  # comes with an emoji
  triggers:
    - trigger: event
      event_type: goodnight
  actions:
    - event: off_to_bed
"""
OURS: Final = {
    "alias": "Ours",
    "description": "Of ours.",
    "triggers": [{"trigger": "event", "event_type": "dusk"}],
    "conditions": [],
    "actions": [{"event": "lit"}],
    "mode": "single",
}


BLUEPRINT: Final = """\
blueprint:
  name: Dusk
  domain: automation
  input:
    what:
triggers:
  - trigger: event
    event_type: !input what
actions:
  - event: lit
"""


def file_of(hass: HomeAssistant) -> Path:
    return Path(hass.config.path("automations.yaml"))


def text_of(path: Path) -> str:
    """Return a file's text, its line endings as they are."""
    return path.read_bytes().decode()


def put(path: Path, text: str) -> None:
    """Write a file, as an editor does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def put_blueprint(hass: HomeAssistant, action: str = "event: lit") -> str:
    """Give the home a blueprint with an input `what`, and return its path as automations say it."""
    path = Path(hass.config.path("blueprints", "automation", "home", "dusk.yaml"))
    put(path, BLUEPRINT.replace("event: lit", action))
    return "home/dusk.yaml"


async def async_automations(hass: HomeAssistant, text: str = THEIRS) -> Path:
    """Set automations up from a file of such a text, and return the file."""
    path = file_of(hass)
    put(path, text)
    put(Path(hass.config.path("configuration.yaml")), "automation: !include automations.yaml\n")
    assert await async_setup_component(
        hass, "automation", {"automation": yaml.safe_load(text) or []}
    )
    await hass.async_block_till_done()
    return path


def item_of(automation_id: str, **changes: object) -> str:
    """Return an automation as the text of an item of the file."""
    return yaml.safe_dump([{"id": automation_id, **OURS, **changes}], allow_unicode=True)
