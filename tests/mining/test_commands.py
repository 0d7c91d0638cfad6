"""Which states an action can bring an entity to."""

import pytest

from custom_components.homeiq.mining.commands import COMMANDABLE, PASSING, is_commandable


@pytest.mark.parametrize(
    ("entity_id", "state", "can"),
    [
        ("light.a", "on", True),
        ("light.a", "blue", False),
        ("cover.a", "open", True),
        ("cover.a", "opening", False),
        ("lock.a", "jammed", False),
        ("climate.a", "heat", True),
        ("sensor.a", "on", False),
        ("binary_sensor.a", "on", False),
        ("person.a", "home", False),
    ],
)
def test_only_states_that_an_action_leads_to_are_commandable(
    entity_id: str, state: str, *, can: bool
) -> None:
    assert is_commandable(entity_id, state) is can


def test_an_entity_that_the_user_names_can_be_turned_on_and_off_whatever_it_is() -> None:
    assert is_commandable("remote.tv", "on", named=True)
    assert not is_commandable("remote.tv", "playing", named=True)
    assert not is_commandable("light.a", "blue", named=True)


def test_nobody_asks_for_a_state_on_the_way() -> None:
    assert not PASSING & frozenset().union(*COMMANDABLE.values())
