"""Parts of an automation that no habit teaches."""

from custom_components.homeiq.devices.recipe import StartTrigger


def test_the_start_of_home_assistant_is_known_by_its_name() -> None:
    assert StartTrigger().key == "start"
