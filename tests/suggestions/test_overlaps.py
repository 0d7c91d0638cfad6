"""What of the home is close to what is suggested."""

from dataclasses import replace

from custom_components.homeiq.mining.home import ExistingAutomation, Home
from custom_components.homeiq.suggestions.overlaps import (
    MOST,
    Kind,
    Overlap,
    overlaps,
    ready_of,
)
from tests.suggestions.homes import REFERENCES, TELL, act, automation, clock, home, state

ON, OFF = "light.turn_on", "light.turn_off"
OURS = automation("Ours", state("binary_sensor.door", "on"), act(ON, "light.a"), id="homeiq_s1")


def close(where: Home, ours: ExistingAutomation = OURS) -> list[tuple[Kind, str]]:
    found = overlaps(ours, where, ready_of(where, REFERENCES))
    return [(one.kind, one.entity_id) for one in found]


def test_the_same_effect_at_another_occasion_is_close() -> None:
    where = home(automation("Sunset", {"trigger": "sun", "event": "sunset"}, act(ON, "light.a")))
    assert close(where) == [(Kind.SAME_EFFECT, "automation.sunset")]


def test_another_effect_on_the_same_occasion_is_close() -> None:
    where = home(automation("Door", state("binary_sensor.door", "on"), act(ON, "light.b")))
    assert overlaps(OURS, where, ()) == (Overlap(Kind.SAME_OCCASION, "automation.door", "Door"),)


def test_what_happens_at_the_same_hour_need_have_nothing_to_do_with_it() -> None:
    at_ten = automation("Ten", clock("22:00"), act(ON, "light.b"))
    assert close(home(at_ten), automation("Ours", clock("22:08"), act(ON, "light.a"))) == []
    dusk = {"trigger": "sun", "event": "sunset"}
    blinds = automation("Blinds", dusk, act("cover.close_cover", "cover.c"))
    assert close(home(blinds), automation("Ours", dusk, act(ON, "light.a"))) == []


def test_what_has_nothing_in_common_or_only_a_part_is_not() -> None:
    where = home(
        automation("Other", clock("07:00"), act(OFF, "light.a")),
        automation("Told", state("binary_sensor.door", "on"), TELL),
        automation("Off", clock("07:00"), act(ON, "light.a"), enabled=False),
    )
    assert close(where) == []
    ours = automation("Ours", clock("22:00"), act(ON, "light.a"), act(ON, "light.z"))
    assert close(home(automation("Part", clock("07:00"), act(ON, "light.a"))), ours) == []


def test_a_duplicate_is_no_overlap_unless_it_is_switched_off() -> None:
    same = automation("Same", state("binary_sensor.door", "on"), act(ON, "light.a"))
    assert close(home(same)) == []
    assert close(home(replace(same, enabled=False))) == [(Kind.OFF, "automation.same")]


def test_its_own_automation_is_not_named() -> None:
    own = automation("Own", clock("07:00"), act(ON, "light.a"), id="homeiq_s1")
    assert close(home(own)) == []
    assert close(home(replace(own, config_id="homeiq_s2"))) == [
        (Kind.SAME_EFFECT, "automation.own")
    ]


def test_scenes_and_scripts_that_do_exactly_the_same_are_named() -> None:
    film = automation("O", clock("22:00"), act(ON, "light.a"), act("cover.close_cover", "cover.c"))
    assert close(home(), film) == [(Kind.SCENE, "scene.film")]
    dark = automation("O", clock("22:00"), act(OFF, "light.a"))
    assert close(home(), dark) == [(Kind.SCRIPT, "script.dark")]
    assert close(home(), OURS) == [], "the scene does more"


def test_what_it_calls_itself_is_not_named() -> None:
    calling = automation("O", clock("22:00"), act("scene.turn_on", "scene.film"))
    assert close(home(), calling) == []
    calling = automation("O", clock("22:00"), act("script.dark"))
    assert close(home(), calling) == []


def test_what_only_tells_something_is_close_to_nothing() -> None:
    tells = automation("O", state("binary_sensor.door", "on"), TELL)
    assert (
        close(home(automation("T", state("binary_sensor.door"), act(ON, "light.b"))), tells) == []
    )


def test_few_are_named_in_an_order_that_stays() -> None:
    same_effect = [
        automation(name, clock("07:00"), act(OFF, "light.a")) for name in ("D", "C", "B")
    ]
    motion = state("binary_sensor.motion", "off")
    occasion = automation("Z", motion, act(ON, "light.z"))
    ours = automation("O", motion, act(OFF, "light.a"))
    expected = [
        (Kind.SCRIPT, "script.dark"),
        (Kind.SAME_OCCASION, "automation.z"),
        (Kind.SAME_EFFECT, "automation.b"),
    ]
    assert close(home(*same_effect, occasion), ours) == expected
    assert close(home(occasion, *reversed(same_effect)), ours) == expected
    assert len(expected) == MOST


def test_what_takes_no_part_is_not_named() -> None:
    other = automation("Other", clock("07:00"), act(OFF, "light.a"))
    where = home(other, excluded=frozenset({"automation.other", "script.dark"}))
    assert close(where, automation("O", clock("22:00"), act(OFF, "light.a"))) == []
