"""For each rule a device that has something worth using, in a home that was lived in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count as numbers
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import CONFIG, DeviceEntity, DeviceRecord
from custom_components.homeiq.devices.opportunities import RULES
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import Idea, OpportunityRule
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.home import Home
from tests.mining.build import BERLIN, Diary

DAYS: Final = 21


@dataclass(frozen=True, slots=True)
class Case:
    """One device with a capability that nobody uses, and what the history tells."""

    rule: str
    device: DeviceRecord
    capability: Capability
    lived: Lived

    def idea(self) -> Idea | None:
        """Return what the rule says."""
        return rule_named(self.rule).consider(self.device, self.capability, self.lived)


def rule_named(name: str) -> OpportunityRule:
    """Return a rule as it is listed."""
    (rule,) = (each for each in RULES if each.name == name)
    return rule


def device_of(*entities: DeviceEntity, device_id: str = "d1", name: str = "") -> DeviceRecord:
    """Return a device in the bedroom; it is called as its first entity is."""
    name = name or entities[0].name or entities[0].entity_id.partition(".")[2]
    return DeviceRecord(
        device_id, name, "Acme", "X1", "mqtt", area_id="bedroom", entities=tuple(entities)
    )


def entity_of(entity_id: str, state: str = "off", **attributes: object) -> DeviceEntity:
    """Return an entity that people use."""
    return DeviceEntity(entity_id, state=state, attributes=attributes)


def setting_of(entity_id: str, state: str) -> DeviceEntity:
    """Return an entity that configures its device."""
    return DeviceEntity(entity_id, category=CONFIG, state=state)


def lived(
    *habits: tuple[str, str, str, str],
    each_days: int = 1,
    days: int = DAYS,
    lasts: float = 1800.0,
    origin: Origin = Origin.PERSON,
    home: Home | None = None,
) -> Lived:
    """Return a home where at a time an entity goes from one state to another, every few days.

    `habits`: (clock, entity, state before, state), which is over after `lasts` seconds.
    """
    diary = Diary()
    for day in range(days):
        diary.add(day, "12:00", "sensor.marker", str(day), Origin.CONSEQUENCE)
    for clock, entity_id, before, state in habits:
        diary.add(0, "00:00:01", entity_id, before, Origin.CONSEQUENCE)
        for day in range(0, days, each_days):
            diary.add(day, clock, entity_id, state, origin)
            when = diary.rows[-1][0] + lasts
            diary.rows.append((when, entity_id, before, Origin.AUTOMATION))
    home = home or Home(BERLIN)
    return Lived.of(diary.log(home), home)


def _case(
    rule: str,
    device: DeviceRecord | Iterable[DeviceEntity],
    lived_in: Lived,
    entity_id: str,
    values: tuple[str, ...] = (),
) -> Case:
    if not isinstance(device, DeviceRecord):
        device = device_of(*device)
    (key,) = rule_named(rule).capabilities
    return Case(rule, device, Capability(key, (entity_id,), values), lived_in)


LAMP: Final = entity_of(
    "light.lamp", min_color_temp_kelvin=2202, max_color_temp_kelvin=6500, supported_features=4
)
LATE: Final = lived(("23:00", "light.lamp", "off", "on"))
PLUG: Final = entity_of("switch.plug", "on")
THERMOSTAT: Final = entity_of("climate.radiator", "heat", preset_mode="none")
BLIND: Final = DeviceEntity("cover.blind", device_class="blind", state="open")
WINDOWS: Final = Home(
    BERLIN, areas={"binary_sensor.window": "bedroom"}, classes={"binary_sensor.window": "window"}
)

# The first of each rule is what it is there for.
CASES: Final[Mapping[str, tuple[Case, ...]]] = {
    case[0].rule: case
    for case in (
        (_case("dim_at_night", [LAMP], LATE, "light.lamp"),),
        (_case("warm_in_the_evening", [LAMP], LATE, "light.lamp"),),
        (_case("colour", [LAMP], LATE, "light.lamp"),),
        (
            _case(
                "effect", [LAMP], LATE, "light.lamp", ("off", "blink", "breathe", "candle", "fire")
            ),
        ),
        (
            _case(
                "power_on",
                [LAMP, setting_of("select.lamp_power_on", "on")],
                LATE,
                "select.lamp_power_on",
                ("off", "on", "toggle", "previous"),
            ),
            _case(
                "power_on",
                [PLUG, setting_of("select.plug_power_on", "on")],
                lived(),
                "select.plug_power_on",
                ("off", "on"),
            ),
        ),
        (
            _case(
                "child_lock",
                [THERMOSTAT, setting_of("switch.radiator_child_lock", "off")],
                lived(),
                "switch.radiator_child_lock",
            ),
            _case(
                "child_lock",
                [PLUG, setting_of("select.plug_lock", "unlock")],
                lived(("23:30", "switch.plug", "on", "off"), each_days=15, origin=Origin.DEVICE),
                "select.plug_lock",
            ),
        ),
        (
            _case(
                "led_at_night", [PLUG, setting_of("switch.plug_led", "on")], LATE, "switch.plug_led"
            ),
            _case(
                "led_at_night",
                [PLUG, setting_of("select.plug_led", "on/off")],
                LATE,
                "select.plug_led",
            ),
        ),
        (
            _case(
                "half_closed",
                [BLIND],
                lived(("13:00", "cover.blind", "open", "closed")),
                "cover.blind",
            ),
        ),
        (_case("tilt", [BLIND], lived(("21:00", "cover.blind", "open", "closed")), "cover.blind"),),
        (
            _case(
                "eco_when_away",
                [THERMOSTAT],
                lived(("08:00", "zone.home", "2", "0")),
                "climate.radiator",
                ("none", "comfort", "eco"),
            ),
            _case(
                "eco_when_away",
                [THERMOSTAT],
                lived(("08:00", "zone.home", "2", "0")),
                "climate.radiator",
                ("boost", "away"),
            ),
        ),
        (
            _case(
                "slow_at_night",
                [entity_of("fan.ceiling")],
                lived(("23:00", "fan.ceiling", "off", "on")),
                "fan.ceiling",
            ),
        ),
        (
            _case(
                "quiet_at_night",
                [entity_of("media_player.radio", "idle")],
                lived(("23:00", "media_player.radio", "idle", "playing")),
                "media_player.radio",
            ),
        ),
        (
            _case(
                "window_detection",
                [THERMOSTAT, setting_of("switch.radiator_window", "off")],
                lived(("08:00", "binary_sensor.window", "off", "on"), home=WINDOWS),
                "switch.radiator_window",
            ),
            _case(
                "window_detection",
                [THERMOSTAT, setting_of("switch.radiator_window", "off")],
                lived(),
                "switch.radiator_window",
            ),
        ),
        (
            _case(
                "auto_off",
                [PLUG, setting_of("number.plug_countdown", "0")],
                lived(("09:00", "switch.plug", "off", "on"), lasts=4 * 3600),
                "number.plug_countdown",
            ),
        ),
        (
            _case(
                "humidifier_mode",
                [entity_of("humidifier.air", mode="auto")],
                lived(("09:00", "humidifier.air", "off", "on")),
                "humidifier.air",
                ("auto", "sleep"),
            ),
        ),
        (
            _case(
                "vacuum_speed",
                [entity_of("vacuum.robot", "docked")],
                lived(("09:00", "vacuum.robot", "docked", "cleaning")),
                "vacuum.robot",
                ("quiet", "standard", "strong", "max"),
            ),
        ),
        (
            _case(
                "sound_mode",
                [entity_of("media_player.radio", "idle")],
                lived(("20:00", "media_player.radio", "idle", "playing")),
                "media_player.radio",
                ("music", "movie"),
            ),
        ),
        (
            _case(
                "sensitivity",
                [entity_of("binary_sensor.motion"), setting_of("select.motion", "medium")],
                lived(("09:00", "binary_sensor.motion", "off", "on")),
                "select.motion",
                ("low", "medium", "high"),
            ),
        ),
        (
            _case(
                "timeout",
                [entity_of("binary_sensor.motion"), setting_of("number.motion", "60")],
                lived(("09:00", "binary_sensor.motion", "off", "on")),
                "number.motion",
            ),
        ),
        (
            _case(
                "siren_tone", [entity_of("siren.hall")], lived(), "siren.hall", ("fire", "burglar")
            ),
            _case(
                "siren_tone",
                [entity_of("siren.hall")],
                lived(("09:00", "siren.hall", "off", "on"), each_days=7),
                "siren.hall",
            ),
        ),
        (
            _case(
                "calibration",
                [entity_of("sensor.temperature", "21.5"), setting_of("number.offset", "0.0")],
                lived(),
                "number.offset",
            ),
        ),
    )
}
ALL: Final = tuple(case for cases in CASES.values() for case in cases)
RECIPES: Final = tuple(
    case for case in ALL if (idea := case.idea()) is not None and idea.recipe is not None
)
NAMES_OF_CASES: Final = [
    f"{case.rule}-{number}" for cases in CASES.values() for number, case in zip(numbers(), cases)
]
