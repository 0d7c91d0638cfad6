"""What lights can do."""

from typing import Final

from custom_components.homeiq.devices.capability import Kind

# Supported features, and the colour modes in which a light is more than on or off.
_EFFECT: Final = 4
_FLASH: Final = 8
_TRANSITION: Final = 32
_COLOURS: Final = frozenset({"hs", "xy", "rgb", "rgbw", "rgbww"})
_DIMMABLE: Final = _COLOURS | {"brightness", "color_temp", "white"}
_MODES: Final = "supported_color_modes"

LIGHT: Final = (
    Kind(
        "light.brightness",
        listed=_MODES,
        among=_DIMMABLE,
        shown=("brightness",),
        plain=frozenset({255}),  # as a lamp comes on that nobody dims
        tolerance=8,  # of 255
        fields=frozenset(
            {"brightness", "brightness_pct", "brightness_step", "brightness_step_pct"}
        ),
    ),
    Kind(
        "light.color_temperature",
        listed=_MODES,
        among=frozenset({"color_temp"}),
        shown=("color_temp_kelvin",),
        tolerance=100,  # kelvin
        fields=frozenset({"color_temp_kelvin", "color_temp", "kelvin"}),
    ),
    Kind(
        "light.color",
        listed=_MODES,
        among=_COLOURS,
        shown=("color_mode",),
        plain=frozenset({"color_temp", "white", "brightness", "onoff"}),
        fields=frozenset(
            {"hs_color", "xy_color", "rgb_color", "rgbw_color", "rgbww_color", "color_name"}
        ),
    ),
    Kind(
        "light.effect",
        flag=_EFFECT,
        listed="effect_list",
        shown=("effect",),
        plain=frozenset({"none", "None", "off", "Solid", "solid"}),
        fields=frozenset({"effect"}),
    ),
    Kind("light.transition", flag=_TRANSITION, fields=frozenset({"transition"})),
    Kind("light.flash", flag=_FLASH, fields=frozenset({"flash"})),
)
