"""The automation of a recipe, as Home Assistant's editor would store it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from custom_components.homeiq.devices.recipe import Branch, Recipe, StartTrigger, Step
from custom_components.homeiq.mining.pattern import Condition, Trigger
from custom_components.homeiq.suggestions.automation import (
    NOTIFY,
    Notice,
    condition_config,
    trigger_config,
)

NOTHING: Final = Notice()


@dataclass(frozen=True, slots=True)
class _Way:
    """What is done upon some triggers."""

    triggers: tuple[int, ...]  # numbers of those of the automation
    conditions: tuple[Condition, ...]
    steps: tuple[Step, ...]


def recipe_config(
    recipe: Recipe,
    alias: str,
    description: str,
    notice: Notice = NOTHING,
    notification_id: str = "",
) -> dict[str, Any]:
    """Return the automation of a recipe, with current keys and without an id.

    Where its branches differ, its triggers have ids and it chooses by them; of two branches of
    one trigger the first whose conditions hold is taken. `notice`: what it tells people
    afterwards, where it tells them anything; the same `notification_id` each time replaces what
    nobody has read yet.

    Raises ValueError for the run of an automation that is there already.
    """
    triggers = tuple(dict.fromkeys(branch.trigger for branch in recipe.branches))
    ways = _ways(recipe.branches, triggers)
    listed = [_trigger(trigger) for trigger in triggers]
    conditions: list[dict[str, Any]] = []
    if len(ways) == 1:
        conditions = [condition_config(each) for each in ways[0].conditions]
        actions = _actions(ways[0].steps)
    else:
        for number, trigger in enumerate(listed, 1):
            trigger["id"] = str(number)
        actions = [{"choose": [_option(way) for way in ways]}]
    if recipe.notification is not None:
        actions.append(_notifying(notice, notification_id))
    return {
        "alias": alias,
        "description": description,
        "triggers": listed,
        "conditions": conditions,
        "actions": actions,
        "mode": "single",
    }


def _ways(
    branches: Iterable[Branch], triggers: Sequence[Trigger | StartTrigger]
) -> tuple[_Way, ...]:
    """Put branches that do the same under the same conditions together."""
    alike: dict[str, list[Branch]] = {}
    for branch in branches:
        alike.setdefault(repr((branch.conditions, branch.steps)), []).append(branch)
    return tuple(
        _Way(
            tuple(triggers.index(branch.trigger) for branch in group),
            group[0].conditions,
            group[0].steps,
        )
        for group in alike.values()
    )


def _option(way: _Way) -> dict[str, Any]:
    triggered = {"condition": "trigger", "id": [str(number + 1) for number in way.triggers]}
    return {
        "conditions": [triggered, *(condition_config(each) for each in way.conditions)],
        "sequence": _actions(way.steps),
    }


def _trigger(trigger: Trigger | StartTrigger) -> dict[str, Any]:
    if isinstance(trigger, StartTrigger):
        return {"trigger": "homeassistant", "event": "start"}
    return trigger_config(trigger)


def _actions(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return the actions in their order; one for several entities that it treats alike."""
    actions: list[dict[str, Any]] = []
    for (name, data), alike in groupby(steps, key=lambda step: (step.action, dict(step.data))):
        action: dict[str, Any] = {"action": name}
        entity_ids = [step.entity_id for step in alike if step.entity_id]
        if entity_ids:
            action["target"] = {"entity_id": entity_ids}
        if data:
            action["data"] = data
        actions.append(action)
    return actions


def _notifying(notice: Notice, notification_id: str) -> dict[str, Any]:
    data = {
        "title": notice.title,
        "message": notice.message,
        "notification_id": notification_id,
    }
    return {"action": NOTIFY, "data": {key: text for key, text in data.items() if text}}
