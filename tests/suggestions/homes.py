"""Automations, scenes and scripts of a home as people write them, read as HomeIQ reads them."""

from typing import Any

from custom_components.homeiq.mining.automation_config import existing_automation
from custom_components.homeiq.mining.effects import References
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from tests.mining.build import BERLIN

GROUPS = {"light.all": ("light.a", "light.b")}
REFERENCES = References(
    groups=GROUPS,
    scenes={"scene.film": {"light.a": "on", "cover.c": "closed"}, "scene.odd": {}},
    scripts={
        "script.dark": {
            "sequence": [{"action": "light.turn_off", "target": {"entity_id": "light.a"}}]
        },
        "script.cut": {"sequence": [{"action": "switch.turn_off", "entity_id": "switch.cold"}]},
        "script.empty": {},
    },
)


def state(entity_id: str, to: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a trigger by a state."""
    return {"trigger": "state", "entity_id": entity_id, **({"to": to} if to else {}), **more}


def clock(at: str) -> dict[str, Any]:
    """Return a trigger by a clock time."""
    return {"trigger": "time", "at": at}


def act(action: str, *entity_ids: str, **data: Any) -> dict[str, Any]:
    """Return an action."""
    return {"action": action, "target": {"entity_id": list(entity_ids)}, "data": data}


TELL = {"action": "persistent_notification.create", "data": {"message": "x"}}


def automation(
    name: str, trigger: Any, *actions: dict[str, Any], enabled: bool = True, **more: Any
) -> ExistingAutomation:
    """Return an automation called so."""
    config = {"triggers": trigger, "actions": list(actions), **more}
    return existing_automation(
        f"automation.{name.lower()}", name, config, REFERENCES, enabled=enabled
    )


def home(*automations: ExistingAutomation, **more: Any) -> Home:
    """Return a home with these automations."""
    return Home(BERLIN, groups=GROUPS, automations=automations, **more)
