"""There is smoke, and blinds and shutters open."""

from collections.abc import Sequence
from typing import Final

from custom_components.homeiq.devices.relations.relation import Drawn, Role, Scope, Standing
from custom_components.homeiq.devices.relations.smoke_lights import SMOKE
from custom_components.homeiq.devices.relations.standing import steps_for, upon_alarm
from custom_components.homeiq.mining.study import Study

# What covers a way out; nobody escapes through an awning.
IN_THE_WAY: Final = Role("cover", frozenset({"blind", "curtain", "shade", "shutter"}))


def _recipe(study: Study, members: Sequence[Sequence[str]]) -> Drawn | None:
    detectors, covers = members
    return upon_alarm(study, detectors, steps_for("cover.open_cover", covers))


SMOKE_COVERS: Final = Standing(
    name="smoke_covers",
    roles=(SMOKE, IN_THE_WAY),
    scope=Scope.FLOOR,
    benefit=0.8,
    effort=0.2,
    template=_recipe,
)
