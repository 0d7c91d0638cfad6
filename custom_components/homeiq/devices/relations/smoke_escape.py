"""There is smoke: the way out is lit, and blinds and shutters open."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.relation import Drawn, Role, Scope, Standing
from custom_components.homeiq.devices.relations.smoke_covers import IN_THE_WAY
from custom_components.homeiq.devices.relations.smoke_lights import SMOKE
from custom_components.homeiq.devices.relations.standing import steps_for, upon_alarm
from custom_components.homeiq.mining.study import Study


def _recipe(study: Study, members: Sequence[Sequence[str]]) -> Drawn | None:
    detectors, lights, covers = members
    steps = (*steps_for("light.turn_on", lights), *steps_for("cover.open_cover", covers))
    return upon_alarm(study, detectors, steps)


SMOKE_ESCAPE: Final = Standing(
    name="smoke_escape",
    roles=(SMOKE, Role("light"), IN_THE_WAY),
    scope=Scope.FLOOR,
    benefit=0.95,
    effort=0.1,
    template=_recipe,
)
