"""Water leaks, and the valve closes."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.relation import Drawn, Role, Scope, Standing
from custom_components.homeiq.devices.relations.standing import steps_for, upon_alarm
from custom_components.homeiq.mining.study import Study

# Gas has its own detectors; of what sprinkles or heats, a leak elsewhere says nothing.
WATER: Final = Role("valve", frozenset({"water", ""}))
LEAK: Final = Role("binary_sensor", frozenset({"moisture"}))


def _recipe(study: Study, members: Sequence[Sequence[str]]) -> Drawn | None:
    sensors, valves = members
    return upon_alarm(study, sensors, steps_for("valve.close_valve", valves), "leak_valve")


LEAK_VALVE: Final = Standing(
    name="leak_valve",
    roles=(LEAK, WATER),
    scope=Scope.HOME,
    benefit=1.0,
    effort=0.1,
    template=_recipe,
)
