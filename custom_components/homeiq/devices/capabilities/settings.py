"""Settings of devices: the entities that configure them, known by the words in their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
import re
from typing import Final

from custom_components.homeiq.devices.inventory import CONFIG, NOWHERE, DeviceEntity, DeviceRecord

PREFIX: Final = "setting."
# Whatever it is, it may have come so: then only a change tells that somebody cared.
ANYTHING: Final = frozenset({"*"})
_OFF: Final = frozenset({"off"})
_ON: Final = frozenset({"on"})
_ZERO: Final = frozenset({"0"})
_NONE: Final = frozenset({"off", "none", "disabled", "disable", "cancel", "0"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of setting, declared; a number is written as `30` or `0.5`.

    Each of the three says by which states of such an entity nobody has touched the setting: those
    with which devices leave the factory. None: no entity of that domain is such a setting.
    """

    key: str
    words: tuple[str, ...]  # one of these, between words of a name in snake case
    but: tuple[str, ...] = ()  # none of these
    switch: frozenset[str] | None = None
    select: frozenset[str] | None = None
    number: frozenset[str] | None = None

    def untouched(self, domain: str) -> frozenset[str] | None:
        """Return the states of an entity of a domain by which nobody has touched it."""
        match domain:
            case "switch":
                return self.switch
            case "select":
                return self.select
            case "number":
                return self.number
        return None


# The first that fits; so the more particular ones come first.
SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "setting.startup",
        (
            "(?:startup|start_up|power_on)_(?:current_)?(?:level|brightness|hue|saturation)",
            "(?:startup|start_up|power_on)_(?:current_)?colou?r(?:_temp(?:erature)?)?",
        ),
        # As before, the brightest, and the white of most lamps.
        select=frozenset({"previous", "default", "last"}),
        number=frozenset({"100", "254", "255", "366", "370", "65535"}),
    ),
    Setting(
        "setting.power_on_behavior",
        (
            r"(?:power_on|power_up|startup|start_up)_(?:behaviou?r|state|status|mode|on_off|onoff)",
            "power_(?:outage|failure|loss|restore)(?:_.*)?",
            "state_after_power_.*",
            "relay_status",
        ),
        but=("count", "total"),
        switch=_OFF,  # it remembers nothing
        # Coming on is what lamps do that nobody told otherwise. To stay off is somebody's choice,
        # and what there is to suggest is then done.
        select=frozenset({"on", "power_on", "toggle", "default"}),
    ),
    Setting(
        "setting.child_lock",
        (
            "child_?(?:lock|safety|protection)",
            "key(?:pad)?_?lock(?:out)?",
            "(?:button|physical|touch)_lock",
            "lock_buttons?",
            "local_protection",
        ),
        switch=_OFF,
        select=_NONE | {"unlock", "unlocked", "unprotected"},
        number=_ZERO,
    ),
    Setting(
        "setting.led",
        ("(?:disable|turn_off)_(?:status_|network_|progress_)?led", "leds?_(?:disabled?|off)"),
        but=("color", "colour", "intensity", "level", "brightness"),
        switch=_OFF,  # it is the wrong way round
        select=_NONE,
    ),
    Setting(
        "setting.led",
        (
            "leds?",
            "backlight",
            "indicator(?:_light)?",
            "status_(?:light|indicator|indication)",
            "display_brightness",
        ),
        but=("led_type",),
        switch=_ON,
        select=_ON | {"default", "normal", "off/on", "auto"},
        number=ANYTHING,
    ),
    Setting(
        "setting.do_not_disturb",
        ("do_not_disturb", "dnd", "quiet_(?:hours|mode|time)"),
        switch=_OFF,
        select=_NONE,
    ),
    Setting(
        "setting.window_detection",
        ("open_window", "window_(?:open|detection)", "external_window_sensor"),
        switch=_OFF,
        select=_NONE,
        number=ANYTHING,
    ),
    Setting(
        "setting.frost_protection",
        ("frost_(?:protection|lock)", "anti_?(?:frost|freeze)"),
        switch=_OFF,
        select=_NONE,
        number=ANYTHING,
    ),
    Setting(
        "setting.auto_lock",
        ("auto_?(?:re)?_?lock", "relock"),
        switch=_OFF,
        select=_NONE,
        number=_ZERO,
    ),
    Setting(
        "setting.auto_off",
        (
            "auto_?(?:matic)?_?(?:turn_off|power_off|shut_?off|shut_?down|off)",
            "countdown",
            "(?:turn_)?off_(?:delay|timer)",
            "shut_?off_timer",
        ),
        but=("turn_on", "countdown_to_turn_on"),
        switch=_OFF,
        select=_NONE,
        number=_ZERO,
    ),
    Setting(
        "setting.away",
        ("away(?:_mode)?", "holiday(?:_mode)?", "vacation(?:_mode)?"),
        switch=_OFF,
        select=_NONE,
    ),
    Setting(
        "setting.eco",
        ("eco(?:_mode)?", "(?:energy|power)_saving(?:_mode)?"),
        switch=_OFF,
        select=_NONE,
    ),
    Setting(
        "setting.detached_relay",
        ("detach(?:ed)?(?:_relay|_mode)?", "decoupled(?:_mode)?", "smart_bulb_mode"),
        switch=_OFF,
        select=_NONE | {"control_relay", "coupled", "attached", "normal"},
    ),
    Setting(
        "setting.sensitivity",
        ("sensitivity",),
        switch=None,
        select=frozenset({"medium", "middle", "normal", "standard", "default", "auto"}),
        number=ANYTHING,
    ),
    Setting(
        "setting.transition",
        ("transition(?:_time|_duration)?",),
        select=ANYTHING,
        number=_ZERO,
    ),
    Setting(
        "setting.ramp",
        ("ramp(?:_rate|_time|_speed|_up|_down)?", "dimming_speed", "fade(?:_time|_rate|_in|_out)?"),
        switch=_OFF,
        select=ANYTHING,
        number=ANYTHING,
    ),
    Setting(
        "setting.timeout",
        (
            "timeout",
            "(?:occupancy|presence|motion|detection)_(?:delay|interval|time|duration)",
            "(?:departure|absence|fading|hold|keep)_(?:delay|time)",
            "cool_?down",
        ),
        select=ANYTHING,
        number=frozenset({"0", "30", "60", "90", "120"}),
    ),
    Setting(
        "setting.calibration",
        ("calibration", "offset", "correction"),
        but=("time", "mode"),
        number=_ZERO,
    ),
    Setting("setting.volume", ("volume",), select=ANYTHING, number=ANYTHING),
)


def setting_of(entity: DeviceEntity, device: DeviceRecord) -> Setting | None:
    """Return what kind of setting an entity is; None where it is none that is known.

    What its integration calls it counts before what people do.
    """
    if entity.category != CONFIG or entity.domain not in {"switch", "select", "number"}:
        return None
    for text in _texts(entity, device):
        if _ANY_WORDS.search(text):  # most texts have none, and there are many
            for row, words, but in _PATTERNS:
                if row.untouched(entity.domain) is None or not words.search(text):
                    continue
                if but is None or not but.search(text):
                    return row
    return None


def is_untouched(setting: Setting, entity: DeviceEntity) -> bool:
    """Return whether the present state of an entity tells nothing of anybody having set it."""
    state = entity.state.casefold()
    untouched = setting.untouched(entity.domain)
    if untouched is None or untouched is ANYTHING or state in NOWHERE:
        return True
    return _as_written(state) in untouched


def _as_written(state: str) -> str:
    """Return a state as the table writes it: 30.0 as 30."""
    try:
        number = float(state)
    except ValueError:
        return state
    return f"{number:g}" if isfinite(number) else state


def _texts(entity: DeviceEntity, device: DeviceRecord) -> Iterator[str]:
    """Yield the names of an entity in snake case, without the name of its device."""
    called = _snake(device.name)
    yield _snake(entity.translation_key)
    yield _snake(entity.unique_id)
    yield _snake(entity.entity_id.partition(".")[2]).removeprefix(called)
    yield _snake(entity.name).removeprefix(called)


_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHERS: Final = re.compile(r"[^a-z0-9]+")


def _snake(text: str) -> str:
    return _OTHERS.sub("_", _HUMPS.sub("_", text).lower()) if text else ""


def _among(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds one of these between words, with a number after it or none."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(words)})\d*(?![a-z0-9])")


_PATTERNS: Final = tuple(
    (row, _among(row.words), _among(row.but) if row.but else None) for row in SETTINGS
)
_ANY_WORDS: Final = _among(tuple(word for row in SETTINGS for word in row.words))
