"""Blueprints as homes have them, and what they become once they are read."""

from pathlib import Path
from typing import Any

from homeassistant.components import automation
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from custom_components.homeiq.suggestions.blueprints import Template, template_of

SHIPPED = Path(automation.__file__).parent / "blueprints"
MOTION_LIGHT = (SHIPPED / "motion_light.yaml").read_text("utf-8")
LEAVING_ZONE = (SHIPPED / "notify_leaving_zone.yaml").read_text("utf-8")

# The inputs of older ones have no selectors; those of newer ones stand in sections.
PLAIN = """
blueprint:
  name: Plain
  domain: automation
  input:
    sensor:
    light: {}
trigger:
  - platform: state
    entity_id: !input sensor
    to: "on"
action:
  - service: light.turn_on
    entity_id: !input light
"""
SECTIONS = """
blueprint:
  name: In sections
  domain: automation
  input:
    devices:
      name: Devices
      input:
        sensor:
          selector:
            entity:
              domain: binary_sensor
              device_class: motion
              multiple: true
        light:
          selector:
            target:
              entity:
                - domain: light
    details:
      name: Details
      collapsed: true
      input:
        minutes:
          default: 5
          selector:
            number:
              min: 0
              max: 60
        only_if:
          default: []
          selector:
            condition:
        weekdays:
          default: [mon, tue, wed, thu, fri, sat, sun]
          selector:
            select:
              multiple: true
              options: [mon, tue, wed, thu, fri, sat, sun]
mode: restart
triggers:
  - trigger: state
    entity_id: !input sensor
    from: "off"
    to: "on"
    id: motion
conditions:
  - condition: and
    conditions: !input only_if
  - condition: time
    weekday: !input weekdays
actions:
  - action: homeassistant.turn_on
    target: !input light
  - delay:
      minutes: !input minutes
  - action: homeassistant.turn_off
    target: !input light
"""


def read(text: str, path: str = "some.yaml") -> Blueprint:
    """Return a blueprint as Home Assistant reads it; raises what that raises."""
    return Blueprint(
        dict(parse_yaml(text)),  # type: ignore[arg-type]
        path=path,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


def template(text: str, path: str = "some.yaml", used: int = 0) -> Template:
    """Return a blueprint ready to be compared."""
    blueprint = read(text, path)
    return template_of(path, blueprint.data, blueprint.inputs, used)


def write(hass: HomeAssistant, **texts: str) -> None:
    """Write the blueprints of a home; the folder of its configuration must be one of the test."""
    for name, text in texts.items():
        path = blueprint_path(hass, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def blueprint_path(hass: HomeAssistant, name: str) -> Path:
    """Return where a home has a blueprint."""
    return Path(hass.config.path("blueprints", "automation", f"{name}.yaml"))


async def async_automations(hass: HomeAssistant, *written: dict[str, Any]) -> None:
    """Set a home's automations up."""
    await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "automation", {"automation": list(written)})
    await hass.async_block_till_done()
