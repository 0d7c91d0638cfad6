"""Automations that would set each other off, or fight."""

from custom_components.homeiq.mining.home import ExistingAutomation
from custom_components.homeiq.suggestions.loops import (
    MOST_LINKS,
    Kind,
    Loop,
    Wires,
    loops,
)
from tests.suggestions.homes import act, automation, clock, home, state

ON, OFF, TOGGLE = "light.turn_on", "light.turn_off", "light.toggle"
# What is suggested: when A goes on, B goes on.
OURS = automation("Ours", state("light.a", "on"), act(ON, "light.b"), id="homeiq_s1")


def found(*existing: ExistingAutomation, ours: ExistingAutomation = OURS) -> tuple[Loop, ...]:
    return loops(ours, Wires.of(home(*existing)))


def told(*existing: ExistingAutomation, ours: ExistingAutomation = OURS) -> list[tuple[Kind, str]]:
    return [(one.kind, one.entity_id) for one in found(*existing, ours=ours)]


def test_what_comes_back_to_the_state_that_triggers_it_is_a_loop() -> None:
    back = automation("Back", state("light.b", "on"), act(ON, "light.a"))
    (loop,) = found(back)
    assert loop == Loop(Kind.LOOP, "light.a", (back,))
    assert loop.withheld


def test_a_state_that_cannot_be_told_may_be_the_one() -> None:
    for back in (
        automation("Any", state("light.b"), act(ON, "light.a")),
        automation("Either", state("light.b", "on"), act(TOGGLE, "light.a")),
    ):
        assert (Kind.LOOP, "light.a") in told(back)
    unsure = automation("Unsure", state("light.a"), act(ON, "light.b"))
    back = automation("Back", state("light.b", "on"), act(OFF, "light.a"))
    assert (Kind.LOOP, "light.a") in told(back, ours=unsure)


def test_what_brings_its_trigger_to_another_state_is_told_only() -> None:
    back = automation("Back", state("light.b", "on"), act(OFF, "light.a"))
    (loop,) = found(back)
    assert loop == Loop(Kind.NEARLY, "light.a", (back,))
    assert not loop.withheld


def test_one_that_hears_another_state_is_not_set_off() -> None:
    assert told(automation("Back", state("light.b", "off"), act(ON, "light.a"))) == []
    assert told(automation("Other", state("light.c", "on"), act(ON, "light.a"))) == []


def test_one_that_is_off_does_nothing() -> None:
    back = automation("Back", state("light.b", "on"), act(ON, "light.a"), enabled=False)
    assert told(back) == []


def test_a_loop_through_several_is_found_by_the_shortest_way() -> None:
    first = automation(
        "First", state("light.b", "on"), act("switch.turn_on", "switch.c", "switch.d")
    )
    second = automation("Second", state("switch.c", "on"), act("switch.turn_on", "switch.e"))
    third = automation("Third", state("switch.e", "on"), act(ON, "light.a"))
    (loop,) = found(second, third, first)
    assert (loop.kind, loop.through) == (Kind.LOOP, (first, second, third))
    short = automation("Short", state("switch.d", "on"), act(ON, "light.a"))
    (loop,) = found(second, third, first, short)
    assert loop.through == (first, short)


def test_what_is_too_far_away_is_not_followed() -> None:
    def chain(length: int) -> list[ExistingAutomation]:
        names = ["light.b", *(f"light.x{number}" for number in range(1, length)), "light.a"]
        return [
            automation(f"C{number}", state(names[number], "on"), act(ON, names[number + 1]))
            for number in range(length)
        ]

    assert told(*chain(MOST_LINKS)) == [(Kind.LOOP, "light.a")]
    assert told(*chain(MOST_LINKS + 1)) == []


def test_automations_that_loop_among_themselves_end_the_search() -> None:
    one = automation("One", state("light.b", "on"), act(ON, "light.c"))
    other = automation("Other", state("light.c", "on"), act(ON, "light.d"), act(ON, "light.c"))
    assert told(one, other) == []


def test_a_group_is_heard_and_moved_by_its_members() -> None:
    heard = automation("Heard", state("light.all", "on"), act(ON, "light.z"))
    ours = automation("Ours", state("light.z", "on"), act(ON, "light.b"))
    assert told(heard, ours=ours) == [(Kind.LOOP, "light.z")]
    moved = automation("Moved", state("light.z", "on"), act(ON, "light.all"))
    ours = automation("Ours", state("light.a", "on"), act(ON, "light.z"))
    assert told(moved, ours=ours) == [(Kind.LOOP, "light.a")]


def test_who_brings_back_what_was_changed_fights() -> None:
    timer = automation("Timer", state("light.b", "on"), {"delay": 300}, act(OFF, "light.b"))
    (loop,) = found(timer)
    assert loop == Loop(Kind.FIGHT, "light.b", (timer,))
    assert not loop.withheld
    same = automation("Same", state("light.b", "on"), act(ON, "light.b", brightness=5))
    assert told(same) == []


def test_a_clock_cannot_be_set_off_but_its_automation_may_fight() -> None:
    evening = automation("Evening", clock("22:00:00"), act(OFF, "light.b"))
    keeper = automation("Keeper", state("light.b", "off"), act(ON, "light.b"), act(ON, "light.a"))
    assert told(keeper, ours=evening) == [(Kind.FIGHT, "light.b")]


def test_what_is_done_to_the_trigger_itself_is_no_loop() -> None:
    ours = automation("Ours", state("light.a", "on", **{"for": "01:00:00"}), act(OFF, "light.a"))
    assert told(ours=ours) == []
    keeper = automation("Keeper", state("light.a", "off"), act(ON, "light.a"))
    assert told(keeper, ours=ours) == [(Kind.LOOP, "light.a"), (Kind.FIGHT, "light.a")]


def test_it_does_not_loop_through_itself_once_it_is_kept() -> None:
    ours = automation("Ours", state("light.b"), act(TOGGLE, "light.b"), id="homeiq_s1")
    assert told(ours, ours=ours) == []


def test_a_home_of_hundreds_of_automations_is_no_trouble() -> None:
    many = [
        automation(f"M{number}", state("light.b", "on"), act(ON, f"light.m{number}"))
        for number in range(500)
    ]
    assert told(*many) == []
