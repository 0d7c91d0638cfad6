"""What has to be asked twice before it is tried."""

import pytest

from custom_components.homeiq.automations.careful import Care, careful_of
from custom_components.homeiq.automations.reach import Reach
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions.words import load_words

NAMES = Names(
    {
        "switch.water": "Water valve",
        "switch.cold": "Freezer",
        "button.gate": "Gate opener",
        "cover.unknown": "Garage",
    },
    device_classes={
        "cover.garage": "garage",
        "cover.gate": "gate",
        "cover.door": "door",
        "cover.blind": "blind",
    },
)


def reasons(*effects: tuple[str, str], chosen: tuple[str, ...] = ()) -> list[Care]:
    entity_ids = tuple(entity_id for entity_id, _ in effects)
    return list(careful_of(Reach(entity_ids, effects=frozenset(effects)), NAMES, chosen))


@pytest.mark.parametrize(
    ("entity_id", "state", "reason"),
    [
        ("lock.front", "unlocked", "lock"),
        ("lock.front", "locked", "lock"),
        ("lock.front", "*", "lock"),
        ("alarm_control_panel.home", "armed_away", "alarm_control_panel"),
        ("valve.water", "closed", "valve"),
        ("siren.roof", "off", "siren"),
        ("cover.garage", "closed", "entrance"),
        ("cover.gate", "open", "entrance"),
        ("cover.door", "*", "entrance"),
        ("cover.unknown", "closed", "entrance"),
        ("button.gate", "*", "entrance"),
        ("switch.cold", "off", "cut_off"),
        ("switch.water", "on", "open_valve"),
    ],
)
def test_what_could_do_harm_has_a_reason_with_words(
    entity_id: str, state: str, reason: str
) -> None:
    assert reasons((entity_id, state)) == [Care(reason, entity_id)]
    words = load_words("en")
    assert words.has("careful", reason) or words.has("rule", reason)


@pytest.mark.parametrize(
    "effect",
    [
        ("light.lamp", "on"),
        ("cover.blind", "closed"),
        ("switch.cold", "on"),
        ("switch.lamp", "off"),
        ("climate.hall", "heat"),  # warned of where it is suggested, but nothing to fear in a test
    ],
)
def test_the_rest_is_tried_at_once(effect: tuple[str, str]) -> None:
    assert reasons(effect) == []


def test_what_somebody_chose_is_their_own_reason() -> None:
    assert reasons(("lock.front", "locked"), ("light.lamp", "on"), chosen=("light.lamp",)) == [
        Care("lock", "lock.front"),
        Care("chosen", "light.lamp"),
    ]


def test_what_is_acted_on_without_any_known_state_counts_too() -> None:
    assert careful_of(Reach(("lock.front",)), NAMES, ()) == (Care("lock", "lock.front"),)


def test_what_only_a_template_knows_is_asked_first() -> None:
    reach = Reach(("lock.front",), is_open=True)
    assert careful_of(reach, NAMES, ()) == (Care("open"), Care("lock", "lock.front"))


def test_where_nothing_is_acted_on_nothing_is_asked() -> None:
    assert careful_of(Reach(), NAMES, ()) == ()
