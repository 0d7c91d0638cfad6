"""An automation's actions for a try: nobody waits for an hour, and nothing is repeated for long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.template import Template

LONGEST: Final = timedelta(seconds=1)
MOST: Final = 3  # rounds of a loop

type Action = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Shortened:
    """Actions as the validator returns them, and whether anything in them was longer."""

    actions: list[Action]
    has_changed: bool


def shortened(hass: HomeAssistant, actions: list[Action]) -> Shortened:
    """Return validated actions, none of which waits for more than a second, in all their branches.

    What the automation itself asks beforehand, as a condition among its actions, is left out;
    conditions that choose a branch stay. A loop goes round three times at most, but for one that
    goes through a list.
    """
    shortening = _Shortening(hass)
    asked_for = [
        action
        for action in actions
        if cv.determine_script_action(action) != cv.SCRIPT_ACTION_CHECK_CONDITION
    ]
    done = shortening.sequence(asked_for)
    return Shortened(done, shortening.has_changed)


class _Shortening:
    """Goes through actions and remembers whether it had to change anything."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.has_changed = False
        self._hass = hass
        self._by_kind: Mapping[str, Callable[[Action], Action]] = {
            cv.SCRIPT_ACTION_CHOOSE: self._choose,
            cv.SCRIPT_ACTION_DELAY: self._delay,
            cv.SCRIPT_ACTION_IF: self._if,
            cv.SCRIPT_ACTION_PARALLEL: self._parallel,
            cv.SCRIPT_ACTION_REPEAT: self._repeat,
            cv.SCRIPT_ACTION_SEQUENCE: self._inside,
            cv.SCRIPT_ACTION_WAIT_FOR_TRIGGER: self._wait,
            cv.SCRIPT_ACTION_WAIT_TEMPLATE: self._wait,
        }

    def sequence(self, actions: list[Action]) -> list[Action]:
        return [
            self._by_kind.get(cv.determine_script_action(action), dict)(action)
            for action in actions
        ]

    def _inside(self, action: Action) -> Action:
        return {**action, "sequence": self.sequence(action["sequence"])}

    def _branches(self, action: Action, *keys: str) -> Action:
        return action | {key: self.sequence(action[key]) for key in keys if key in action}

    def _choose(self, action: Action) -> Action:
        options = [self._inside(option) for option in action["choose"]]
        return {**self._branches(action, "default"), "choose": options}

    def _if(self, action: Action) -> Action:
        return self._branches(action, "then", "else")

    def _parallel(self, action: Action) -> Action:
        return {**action, "parallel": [self._inside(one) for one in action["parallel"]]}

    def _delay(self, action: Action) -> Action:
        if not self._is_long(action["delay"]):
            return action
        self.has_changed = True
        return {**action, "delay": LONGEST}

    def _wait(self, action: Action) -> Action:
        if not self._is_long(action.get("timeout")):
            return action
        self.has_changed = True
        return {**action, "timeout": LONGEST, "continue_on_timeout": True}

    def _is_long(self, span: object) -> bool:
        """Return whether somebody might wait for longer; of a template nobody knows."""
        return not isinstance(span, timedelta) or span > LONGEST

    def _repeat(self, action: Action) -> Action:
        repeat = self._inside(action["repeat"])
        if "count" in repeat:
            repeat["count"] = self._count(repeat["count"])
        elif "for_each" not in repeat:
            self.has_changed = True
            first = repeat.pop("while", None) or [self._unless_met(repeat.pop("until"))]
            # A condition that does not hold only ends the round that it begins.
            repeat |= {"count": MOST, "sequence": [*first, *repeat["sequence"]]}
        return {**action, "repeat": repeat}

    def _count(self, count: int | Template) -> int | Template:
        if isinstance(count, Template):
            self.has_changed = True
            counted = f"{{% set rounds %}}{count.template}{{% endset %}}"
            return Template(f"{counted}{{{{ [rounds | int, {MOST}] | min }}}}", self._hass)
        self.has_changed |= count > MOST
        return min(count, MOST)

    def _unless_met(self, until: list[Action]) -> Action:
        """Return the condition of each round: it is the first one, or there is more to do."""
        first = {
            "condition": "template",
            "value_template": Template("{{ repeat.first }}", self._hass),
        }
        met = {"condition": "and", "conditions": until}
        unmet = {"condition": "not", "conditions": [met]}
        return {"condition": "or", "conditions": [first, unmet]}
