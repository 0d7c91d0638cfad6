"""What templates of relations that need no evidence share."""

from collections.abc import Mapping, Sequence
from typing import Final

from custom_components.homeiq.devices.recipe import Branch, Notification, Recipe, Step
from custom_components.homeiq.devices.relations.by_hand import appears
from custom_components.homeiq.devices.relations.relation import Drawn
from custom_components.homeiq.mining.fires import fires
from custom_components.homeiq.mining.study import Study

MOST_ALARMS: Final = 2  # in the history; a detector that cries wolf must move nothing


def upon_alarm(
    study: Study, detectors: Sequence[str], steps: Sequence[Step], told: str = ""
) -> Drawn | None:
    """Return one automation for all detectors of a place, None where they alarm too often.

    `told`: the key of the words that people are told as well; empty: none.
    """
    triggers = [appears(detector) for detector in detectors]
    alarms = sum(
        len(fires(trigger, study.timeline, study.log.days, study.sun)) for trigger in triggers
    )
    if alarms > MOST_ALARMS:
        return None
    branches = tuple(Branch(trigger, tuple(steps)) for trigger in triggers)
    notification = Notification(told, detectors[0]) if told else None
    return Drawn(Recipe(branches, notification), tuple(detectors), alarms)


def steps_for(
    action: str, entity_ids: Sequence[str], data: Mapping[str, object] | None = None
) -> tuple[Step, ...]:
    """Return one action on each of several entities."""
    return tuple(Step(action, entity_id, data or {}) for entity_id in entity_ids)
