"""What of a reminder's configuration is other than in what commands something."""

from collections.abc import Mapping
from typing import Any

from custom_components.homeiq.suggestions.refining.conditions import is_not_yet
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError
from custom_components.homeiq.suggestions.suggestion import NOTIFYING

type Config = Mapping[str, Any]


def is_reminder(config: Config) -> bool:
    """Return whether an automation does nothing but tell people something."""
    named = [str(each["action"]) for each in config["actions"] if "action" in each]
    chosen = any("choose" in each for each in config["actions"])
    return not chosen and all(name.startswith(NOTIFYING) for name in named)


def delayed(config: Config, seconds: int) -> dict[str, Any]:
    """Return a reminder that comes so long after its trigger; raises RefusedError.

    Whether there still is something to remind of is asked when it comes. Where its trigger alone
    tells that, nothing in it knows what to ask later.
    """
    parts = (*config["conditions"], *config["actions"])
    not_yet = next((each for each in parts if is_not_yet(each)), None)
    if not_yet is None:
        raise RefusedError(Refusal.REMINDER)
    conditions = [each for each in config["conditions"] if not is_not_yet(each)]
    told = [each for each in config["actions"] if "action" in each]
    if seconds:
        waiting: list[Config] = [{"delay": {"seconds": seconds}}, not_yet]
        return {**config, "conditions": conditions, "actions": [*waiting, *told]}
    if not _says_so(config, not_yet):
        conditions.append(not_yet)
    return {**config, "conditions": conditions, "actions": told}


def _says_so(config: Config, not_yet: Config) -> bool:
    """Return whether trigger or conditions tell that the entity is not yet so."""
    (done,) = not_yet["conditions"]
    entity_id, wanted = done["entity_id"], done["state"][0]
    becoming = (
        each["to"] != wanted
        for each in config["triggers"]
        if each["trigger"] == "state" and each["entity_id"] == [entity_id]
    )
    being = (
        each["state"] != wanted
        for each in config["conditions"]
        if each.get("condition") == "state" and each["entity_id"] == entity_id
    )
    return any((*becoming, *being))
