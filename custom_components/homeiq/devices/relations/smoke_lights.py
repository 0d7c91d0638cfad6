"""There is smoke, and the way out is lit."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.relation import Drawn, Role, Scope, Standing
from custom_components.homeiq.devices.relations.standing import steps_for, upon_alarm
from custom_components.homeiq.mining.study import Study

# Not gas: in it nothing is switched that could make a spark.
SMOKE: Final = Role("binary_sensor", frozenset({"carbon_monoxide", "smoke"}))


def _recipe(study: Study, members: Sequence[Sequence[str]]) -> Drawn | None:
    detectors, lights = members
    return upon_alarm(study, detectors, steps_for("light.turn_on", lights))


SMOKE_LIGHTS: Final = Standing(
    name="smoke_lights",
    roles=(SMOKE, Role("light")),
    scope=Scope.FLOOR,
    benefit=0.9,
    effort=0.1,
    template=_recipe,
)
