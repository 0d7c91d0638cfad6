"""A thermostat that could notice open windows."""

from dataclasses import replace

from tests.devices.opportunities.cases import (
    CASES,
    THERMOSTAT,
    WINDOWS,
    device_of,
    entity_of,
    lived,
    setting_of,
)

AIRED, UNKNOWN = CASES["window_detection"]
SETTING = "switch.radiator_window"


def test_the_more_windows_are_opened_in_its_area_the_more_it_is_worth() -> None:
    aired, unknown = AIRED.idea(), UNKNOWN.idea()
    assert aired is not None
    assert unknown is not None
    assert (aired.reason.count, unknown.reason.count) == (21, 0)
    assert aired.impact > unknown.impact
    assert aired.recipe is None


def test_windows_of_other_areas_do_not_count() -> None:
    elsewhere = replace(WINDOWS, areas={"binary_sensor.window": "kitchen"})
    home = lived(("08:00", "binary_sensor.window", "off", "on"), home=elsewhere)
    idea = replace(AIRED, lived=home).idea()
    assert idea is not None
    assert idea.reason.count == 0


def test_what_notices_them_already_and_what_does_not_heat_gives_nothing() -> None:
    for entities in (
        (THERMOSTAT, setting_of(SETTING, "on")),
        (entity_of("sensor.temperature"), setting_of(SETTING, "off")),
    ):
        assert replace(AIRED, device=device_of(*entities)).idea() is None
