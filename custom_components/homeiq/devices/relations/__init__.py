"""The relations between devices, each a file; a new one is a line in this list."""

from typing import Final

from custom_components.homeiq.devices.relations.appliance_finished import APPLIANCE_FINISHED
from custom_components.homeiq.devices.relations.door_light import DOOR_LIGHT
from custom_components.homeiq.devices.relations.humidity_fan import HUMIDITY_FAN
from custom_components.homeiq.devices.relations.illuminance_cover import ILLUMINANCE_COVER
from custom_components.homeiq.devices.relations.leak_valve import LEAK_VALVE
from custom_components.homeiq.devices.relations.leaving_home import LEAVING_HOME
from custom_components.homeiq.devices.relations.motion_dark_light import MOTION_DARK_LIGHT
from custom_components.homeiq.devices.relations.motion_light import MOTION_LIGHT
from custom_components.homeiq.devices.relations.presence_lock import PRESENCE_LOCK
from custom_components.homeiq.devices.relations.relation import Relation
from custom_components.homeiq.devices.relations.smoke_covers import SMOKE_COVERS
from custom_components.homeiq.devices.relations.smoke_escape import SMOKE_ESCAPE
from custom_components.homeiq.devices.relations.smoke_lights import SMOKE_LIGHTS
from custom_components.homeiq.devices.relations.window_climate import WINDOW_CLIMATE

# Of two that would do the same the better one stays. A chain of three has the benefit of all that
# it does, so that it comes before the pairs that it holds.
RELATIONS: Final[tuple[Relation, ...]] = (
    SMOKE_ESCAPE,
    LEAVING_HOME,
    MOTION_DARK_LIGHT,
    MOTION_LIGHT,
    DOOR_LIGHT,
    WINDOW_CLIMATE,
    HUMIDITY_FAN,
    ILLUMINANCE_COVER,
    PRESENCE_LOCK,
    LEAK_VALVE,
    SMOKE_LIGHTS,
    SMOKE_COVERS,
    APPLIANCE_FINISHED,
)
