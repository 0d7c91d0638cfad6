"""What entities show besides their states is what Home Assistant would show."""

import pytest

from demo.features import POOL, UNDIMMABLE
from demo.inventory import Entity
from demo.shown import after, attributes_at

BY_RULE = {one.rule: one for one in POOL}


def of(rule: str) -> Entity:
    """Return the entity of a rule."""
    return BY_RULE[rule].entity


@pytest.mark.parametrize(
    ("entity", "state", "shown"),
    [
        (of("dim_at_night"), "on", {"color_mode": "brightness", "brightness": 255}),
        (of("dim_at_night"), "off", {"color_mode": None, "brightness": None}),
        (of("dim_at_night"), "unavailable", {}),
        (
            of("warm_in_the_evening"),
            "on",
            {"color_mode": "color_temp", "brightness": 255, "color_temp_kelvin": 4000},
        ),
        (of("effect"), "on", {"color_mode": "brightness", "brightness": 255, "effect": "off"}),
        (of("effect"), "off", {"color_mode": None, "brightness": None, "effect": None}),
        (UNDIMMABLE.lacking[0], "on", {"color_mode": "onoff"}),
        (
            of("eco_when_away"),
            "off",
            {"current_temperature": None, "temperature": 20.0, "preset_mode": "none"},
        ),
        (
            BY_RULE["eco_when_away"].lacking[0],
            "heat",
            {"current_temperature": None, "temperature": 20.0},
        ),
        (
            of("slow_at_night"),
            "on",
            {"percentage": 100, "percentage_step": 1.0, "preset_mode": None},
        ),
        (
            of("slow_at_night"),
            "off",
            {"percentage": 0, "percentage_step": 1.0, "preset_mode": None},
        ),
        (BY_RULE["slow_at_night"].lacking[0], "on", {}),
        (of("quiet_at_night"), "idle", {"volume_level": 0.55}),
        (of("power_on"), "on", {}),
    ],
)
def test_an_entity_shows_what_its_state_lets_it_show(
    entity: Entity, state: str, shown: dict[str, object]
) -> None:
    assert attributes_at(entity, state, entity.shows) == shown


def test_what_is_asked_for_is_shown_afterwards() -> None:
    shows = {"brightness": 255, "effect": "off"}
    assert after(shows, (("brightness_pct", 40),)) == {"brightness": 102, "effect": "off"}
    assert after(shows, (("effect", "candle"),)) == {"brightness": 255, "effect": "candle"}
    assert after(shows, (("area_id", ("attic",)), ("transition", 2))) == shows
