"""The few opportunities that are worth most."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from time import process_time

import pytest

from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.inventory import DeviceRecord, Inventory
from custom_components.homeiq.devices.opportunities.dim_at_night import DimAtNight
from custom_components.homeiq.devices.opportunities.find import (
    LEAST_SCORE,
    MOST,
    MOST_OF_A_RULE,
    find,
)
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.rule import Idea
from custom_components.homeiq.devices.opportunity import Opportunity, Reason
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.mining.event_log import DAY_SECONDS
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.pattern import ClockTrigger
from tests.devices.opportunities.cases import (
    ALL,
    CASES,
    LATE,
    Case,
    device_of,
    entity_of,
    lived,
    setting_of,
)
from tests.mining.build import BERLIN

DIM = "light.brightness"


def lamp(number: int, model: str = "X1", state: str = "on") -> DeviceRecord:
    device = device_of(entity_of(f"light.l{number}", state), device_id=f"d{number}")
    return replace(device, model=model)


def dimmable(devices: Iterable[DeviceRecord]) -> Capabilities:
    return Capabilities(
        {
            device.device_id: {DIM: Capability(DIM, (device.entities[0].entity_id,))}
            for device in devices
        }
    )


def switched_on(*a_night: int, home: Home | None = None) -> Lived:
    """Return a home in which lamps 0, 1, ... are switched on so many times a night."""
    habits = [
        (f"{(22 + time) % 24:02}:{number:02}", f"light.l{number}", "off", "on")
        for number, times in enumerate(a_night)
        for time in range(times)
    ]
    return lived(*habits, lasts=60, home=home)


def found(
    devices: Iterable[DeviceRecord],
    home: Lived,
    use: Use | None = None,
    health: dict[str, Health] | None = None,
    waiting: Iterable[str] = (),
) -> tuple[Opportunity, ...]:
    devices = tuple(devices)
    return find(
        Inventory.of(devices),
        dimmable(devices),
        use or Use(),
        health or {},
        home,
        waiting=frozenset(waiting),
    )


def test_equal_devices_make_one_opportunity_and_the_busiest_comes_first() -> None:
    devices = [lamp(number) for number in range(3)]
    (only,) = found(devices, switched_on(1, 3, 1))
    assert (only.rule, only.capability) == ("dim_at_night", DIM)
    assert only.device_ids == ("d1", "d0", "d2")
    assert only.entity_ids == ("light.l1", "light.l0", "light.l2")
    assert (only.manufacturer, only.model) == ("Acme", "X1")
    assert only.reason.count == 63
    assert only.recipe is not None
    assert [step.entity_id for branch in only.recipe.branches for step in branch.steps] == [
        "light.l1"
    ]


def test_devices_of_no_known_model_stay_apart() -> None:
    first, second = found([lamp(0, ""), lamp(1, "")], switched_on(1, 2))
    assert (first.device_ids, second.device_ids) == (("d1",), ("d0",))
    assert (first.manufacturer, first.model) == ("", "")
    assert first.fingerprint != second.fingerprint


def test_what_is_used_or_named_by_an_automation_is_none() -> None:
    devices = [lamp(0)]
    home = switched_on(1)
    assert len(found(devices, home)) == 1
    assert found(devices, home, Use(times={("d0", DIM): 1})) == ()
    assert found(devices, home, Use(named=frozenset({("d0", DIM)}))) == ()


def test_what_people_use_on_an_equal_device_is_worth_less_and_nothing_where_most_do() -> None:
    devices = [lamp(number) for number in range(3)]
    home = switched_on(1, 1, 1)
    (before,) = found(devices, home)
    (known,) = found(devices, home, Use(times={("d2", DIM): 4}))
    assert known.device_ids == ("d0", "d1")
    assert known.impact == before.impact / 2
    assert found(devices, home, Use(times={("d1", DIM): 1, ("d2", DIM): 4})) == ()


@pytest.mark.parametrize(
    ("device", "health"),
    [(lamp(0), Health(score=0.49)), (lamp(0, state="unavailable"), Health())],
)
def test_what_does_not_work_is_left_alone(device: DeviceRecord, health: Health) -> None:
    assert found([device], switched_on(1), health={"d0": health}) == ()
    assert len(found([lamp(0)], switched_on(1), health={"d0": Health(score=0.5)})) == 1


@pytest.mark.parametrize(("state", "count"), [("off", 1), ("unknown", 0)])
def test_of_a_setting_that_tells_nothing_nobody_can_say_how_it_is(state: str, count: int) -> None:
    (case, _) = CASES["child_lock"]
    (climate, lock) = case.device.entities
    device = replace(case.device, entities=(climate, replace(lock, state=state)))
    able = Capabilities({"d1": {case.capability.key: case.capability}})
    assert len(find(Inventory.of([device]), able, Use(), {}, case.lived)) == count
    unreached = Capabilities({"d1": {case.capability.key: Capability(case.capability.key)}})
    assert find(Inventory.of([device]), unreached, Use(), {}, case.lived) == ()


def test_a_group_is_left_to_its_members() -> None:
    home = Home(BERLIN, groups={"light.l0": ("light.l1",)})
    assert found([lamp(0)], switched_on(1, home=home)) == ()


@pytest.mark.parametrize(("days", "count"), [(6, 0), (7, 1)])
def test_a_short_history_tells_nothing(days: int, count: int) -> None:
    home = lived(("23:00", "light.l0", "off", "on"), days=days)
    assert len(found([lamp(0)], home)) == count


@pytest.mark.parametrize(("days_ago", "known"), [(6, None), (7, 7), (20, 20), (30, 21)])
def test_a_device_that_has_just_come_tells_nothing_and_then_of_its_own_days(
    days_ago: int, known: int | None
) -> None:
    (case,) = CASES["effect"]
    lit = lived(("23:00", "light.other", "off", "on"))
    midnight = datetime.fromordinal(int(lit.timeline.log.days[-1]) + 1).replace(tzinfo=BERLIN)
    device = replace(case.device, created=midnight.timestamp() - days_ago * DAY_SECONDS)
    able = Capabilities({"d1": {case.capability.key: case.capability}})
    best = find(Inventory.of([device]), able, Use(days=30), {}, lit)
    assert [one.days for one in best] == ([] if known is None else [known])


def test_what_was_renewed_is_as_old_as_its_history() -> None:
    home = switched_on(1)
    device = replace(lamp(0), created=float(home.timeline.log.time[-1]))
    assert [one.days for one in found([device], home, Use(days=30))] == [21]
    assert [one.days for one in found([device], home, Use(days=9))] == [9]


def test_no_history_tells_nothing() -> None:
    assert found([lamp(0)], Lived.of(None, Home(BERLIN))) == ()


def test_no_rule_is_heard_more_than_twice() -> None:
    devices = [lamp(number, f"X{number}") for number in range(4)]
    best = found(devices, switched_on(1, 2, 3, 4))
    assert [each.device_ids for each in best] == [("d3",), ("d2",)]
    assert len(best) == MOST_OF_A_RULE


def of_cases(cases: Iterable[Case]) -> tuple[Inventory, Capabilities]:
    """Return a home with the devices of all cases, each of a model of its own."""
    devices, capabilities = [], {}
    for number, case in enumerate(cases):
        device = replace(case.device, device_id=f"d{number}", model=f"M{number}")
        devices.append(device)
        capabilities[device.device_id] = {case.capability.key: case.capability}
    return Inventory.of(devices), Capabilities(capabilities)


def test_what_waits_for_an_answer_stays_unless_another_is_worth_much_more() -> None:
    devices = [lamp(number, f"X{number}") for number in range(MOST_OF_A_RULE + 1)]
    before, after = switched_on(3, 3, 2), switched_on(2, 3, 3)
    first, later = found(devices, before), found(devices, after)
    assert {one.device_ids for one in first} == {("d0",), ("d1",)}
    assert {one.device_ids for one in later} == {("d1",), ("d2",)}
    waiting = [one.fingerprint for one in first]
    stayed = found(devices, after, waiting=waiting)
    assert {one.device_ids for one in stayed} == {("d0",), ("d1",)}
    assert [one.score for one in stayed] == sorted((one.score for one in stayed), reverse=True)
    rarely = found(devices, switched_on(1, 3, 6), waiting=waiting)
    assert {one.device_ids for one in rarely} == {("d1",), ("d2",)}


def test_there_are_only_a_few_and_they_are_the_best_whatever_the_order() -> None:
    lamps = [each for each in ALL if each.lived is LATE]
    best = find(*of_cases(lamps), Use(), {}, LATE)
    assert len(best) == MOST
    assert [each.score for each in best] == sorted((each.score for each in best), reverse=True)
    assert best[0].rule == "dim_at_night"
    again = find(*of_cases(reversed(lamps)), Use(), {}, LATE)
    assert {each.rule for each in again} == {each.rule for each in best}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.rule)
def test_each_rule_finds_what_it_is_there_for(case: Case) -> None:
    (only,) = find(*of_cases([case]), Use(), {}, case.lived, least_score=0)
    assert only.rule == case.rule
    assert case.capability.entity_ids[0] in only.entity_ids
    assert 0 < only.score < 1


def test_what_is_right_for_all_of_them_at_once_is_one_automation() -> None:
    (case, _) = CASES["child_lock"]
    devices, capabilities = [], {}
    for number in range(3):
        lock = setting_of(f"switch.lock{number}", "off")
        device = device_of(entity_of(f"climate.c{number}"), lock, device_id=f"d{number}")
        devices.append(device)
        capability = replace(case.capability, entity_ids=(f"switch.lock{number}",))
        capabilities[device.device_id] = {capability.key: capability}
    (only,) = find(Inventory.of(devices), Capabilities(capabilities), Use(), {}, case.lived)
    assert only.recipe is not None
    for branch, action in zip(only.recipe.branches, ("turn_on", "turn_off"), strict=True):
        assert [step.entity_id for step in branch.steps] == [
            "switch.lock0",
            "switch.lock1",
            "switch.lock2",
        ]
        assert {step.action for step in branch.steps} == {f"switch.{action}"}


@dataclass(frozen=True)
class FakeRule:
    """Stands in for a rule whose automation is at a time of its own for each device."""

    of: Callable[[str], Recipe | None]
    name: str = "fake"
    capabilities: frozenset[str] = frozenset({DIM})

    def consider(
        self, device: DeviceRecord, capability: Capability, lived_in: Lived
    ) -> Idea | None:
        assert capability.key in self.capabilities
        return Idea(0.5, 0.5, Reason(days=lived_in.days), self.of(device.device_id))


def at(second: int) -> Recipe:
    return Recipe((Branch(ClockTrigger(second), (Step("light.turn_off", "light.l0"),)),))


@pytest.mark.parametrize("other", [None, at(7200)])
def test_what_comes_at_another_time_or_not_at_all_is_not_put_together(
    other: Recipe | None,
) -> None:
    devices = [lamp(0), lamp(1)]
    rule = FakeRule(lambda device_id: at(3600) if device_id == "d0" else other)
    inventory, able = Inventory.of(devices), dimmable(devices)
    (only,) = find(inventory, able, Use(), {}, switched_on(1), rules=(rule,))
    assert only.recipe == at(3600)


def test_a_rule_tells_only_its_best_of_equal_devices() -> None:
    device = lamp(0)
    several = {key: Capability(key, ("light.l0",)) for key in (DIM, "light.color_temperature")}
    rule = replace(DimAtNight(), capabilities=frozenset(several))
    best = find(
        Inventory.of([device]),
        Capabilities({"d0": several}),
        Use(),
        {},
        switched_on(1),
        rules=(rule,),
    )
    assert len(best) == 1


def test_what_only_messages_reach_has_no_entity() -> None:
    (case,) = CASES["effect"]
    device, key = case.device, case.capability.key
    capabilities = Capabilities({"d1": {key: replace(case.capability, entity_ids=())}})
    (only,) = find(Inventory.of([device]), capabilities, Use(), {}, LATE)
    assert only.entity_ids == ()


def test_a_large_home_is_done_in_no_time() -> None:
    cases = [ALL[number % len(ALL)] for number in range(500)]
    inventory, capabilities = of_cases(cases)
    begun = process_time()
    find(inventory, capabilities, Use(), {}, LATE)
    assert process_time() - begun < 0.3


def test_what_is_hardly_worth_anything_is_not_told_of_although_nothing_is_better() -> None:
    (case,) = CASES["calibration"]
    assert find(*of_cases([case]), Use(), {}, case.lived) == ()
    (told,) = find(*of_cases([case]), Use(), {}, case.lived, least_score=0)
    assert told.score < LEAST_SCORE
