"""What could work together in a home, what is worth a line, and what never is."""

from collections.abc import Iterable
from dataclasses import replace
from time import process_time

import pytest

from custom_components.homeiq.devices.inventory import DeviceRecord, Inventory
from custom_components.homeiq.devices.recipe import Recipe
from custom_components.homeiq.devices.relations import RELATIONS
from custom_components.homeiq.devices.relations.door_light import DOOR_LIGHT
from custom_components.homeiq.devices.relations.relation import Scope
from custom_components.homeiq.devices.synergies import (
    MOST,
    MOST_OF_ONE,
    MOST_UNPROVEN,
    PROVEN,
    Known,
    Synergies,
    find_synergies,
)
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    Effect,
    Pattern,
    Reminder,
)
from custom_components.homeiq.mining.settings import MiningSettings, MiningStoppedError
from tests.devices.linked import (
    FEW,
    OFTEN,
    automation,
    device,
    evidence,
    home_of,
    only,
    readings,
    study_of,
    synergies,
    told,
)
from tests.mining.answering import Answering, answering
from tests.mining.build import Diary
from tests.mining.lively import HOUR

DOOR, LIGHT = only("binary_sensor.door", "door"), only("light.hall")
MOTION, BRIGHT = only("binary_sensor.motion", "motion"), only("sensor.lux", "illuminance")
SMOKE, BLIND = only("binary_sensor.smoke", "smoke"), only("cover.blind", "blind")
LEAK, VALVE = only("binary_sensor.leak", "moisture"), only("valve.main")
WINDOW, HEATING = only("binary_sensor.window", "window"), only("climate.hall")
ALARMS = (SMOKE, BLIND, LEAK, VALVE)
AT_THE_DOOR = ("door_light", "binary_sensor.door", "light.hall")


def seen_in(diary: Diary, *devices: DeviceRecord, **known: object) -> Synergies:
    return synergies(diary, devices, known=Known(**known))  # type: ignore[arg-type]


def finding(*effects: Effect | Reminder) -> Finding:
    return Finding(Pattern("time_of_day", ClockTrigger(25200), effects), Evidence(28, 20))


# What the history speaks for


def test_what_people_do_by_hand_is_found_with_its_evidence() -> None:
    found = synergies(answering(FEW, FEW), [DOOR, LIGHT])
    assert told(found) == [AT_THE_DOOR]
    (synergy,) = found.found
    assert evidence(synergy) == (4, 0)
    assert (synergy.area_id, synergy.occasions, synergy.days) == ("hall", 4, 28)
    assert PROVEN < synergy.score <= 1
    assert synergy.since_shown == Evidence()
    assert isinstance(synergy.plan, Pattern)
    assert synergy.plan.effects == (Effect("light.hall", "on"),)
    assert found.considered == 1
    assert found.connected == frozenset()


def test_what_they_mostly_do_not_do_is_not_suggested_but_was_considered() -> None:
    found = synergies(answering(OFTEN, OFTEN[::3]), [DOOR, LIGHT])
    assert (found.found, found.considered) == ((), 1)


def test_what_nobody_acts_on_was_considered() -> None:
    found = synergies(answering(FEW, FEW), [DOOR, LIGHT, only("light.unused")])
    assert (told(found), found.considered) == ([AT_THE_DOOR], 2)


def test_what_people_do_often_is_worth_more() -> None:
    rare, often = (
        synergies(answering(days, days), [DOOR, LIGHT]).found[0] for days in (FEW, OFTEN)
    )
    assert often.score > rare.score


def test_what_is_only_in_one_home_is_worth_less_than_what_is_in_one_room() -> None:
    inventory = Inventory.of([DOOR, LIGHT], {"hall": "ground"})
    study = study_of(answering(FEW, FEW), inventory, home_of(inventory))
    room, floor, home = (
        find_synergies(study, inventory, Known(), [replace(DOOR_LIGHT, scope=scope)]).found[0].score
        for scope in (Scope.AREA, Scope.FLOOR, Scope.HOME)
    )
    assert PROVEN < home < floor < room


def test_of_two_sensors_for_one_light_the_better_one_is_suggested() -> None:
    diary = answering(OFTEN, OFTEN)
    diary.add(0, 1.0, "binary_sensor.motion", "off", Origin.DEVICE)
    for day in range(28):  # motion is seen at the door, and at other times
        for hour in (8.5, 21):
            diary.seen(day, hour * HOUR + 40 * (day % 5), "binary_sensor.motion", 30)
    for at, entity_id, state, origin in list(diary.rows):
        if (entity_id, state) == ("binary_sensor.door", "on"):
            diary.rows.append((at - 5, "binary_sensor.motion", "on", origin))
            diary.rows.append((at + 4, "binary_sensor.motion", "off", origin))
    assert told(synergies(diary, [DOOR, MOTION, LIGHT])) == [AT_THE_DOOR]


def test_a_chain_of_three_is_suggested_rather_than_its_pairs() -> None:
    diary = answering((), (), ("lock.door", "locked"), ("climate.hall", "off"))
    diary.add(0, 3.0, "zone.home", "1", Origin.DEVICE)
    for day in OFTEN:
        clock = diary.random.uniform(8, 12) * HOUR
        diary.add(day, clock, "zone.home", "0", Origin.DEVICE)
        diary.add(day, clock + 6 * HOUR, "zone.home", "1", Origin.DEVICE)
        diary.use(day, clock + 60, "lock.door", "locked", 5 * HOUR)
        diary.use(day, clock + 90, "climate.hall", "off", 5 * HOUR)
    devices = [only("zone.home", area=None), only("lock.door"), HEATING]
    found = synergies(diary, devices)
    assert told(found) == [("leaving_home", "zone.home", "lock.door", "climate.hall")]
    assert evidence(found.found[0]) == (26, 0)
    assert found.found[0].occasions == 13
    assert found.found[0].area_id is None
    assert told(synergies(diary, devices[:2])) == [("presence_lock", "zone.home", "lock.door")]


def test_a_motion_sensor_s_own_brightness_makes_a_chain() -> None:
    diary = Answering(rests={"binary_sensor.motion": "off", "light.hall": "off"})
    diary.add(0, 3.0, "sensor.lux", "300", Origin.DEVICE)
    for day in range(28):
        dark = day % 3 == 0
        diary.add(day, 8 * HOUR, "sensor.lux", str((20 if dark else 300) + day % 7), Origin.DEVICE)
        clock = diary.random.uniform(9, 17) * HOUR
        diary.answered(day, clock, "binary_sensor.motion", *([("light.hall", "on")] * dark))
    sensor = device("pir", *MOTION.entities, *BRIGHT.entities)
    (found,) = synergies(diary, [sensor, LIGHT]).found
    assert told([found]) == [
        ("motion_dark_light", "binary_sensor.motion", "sensor.lux", "light.hall")
    ]
    assert evidence(found)[1] == 0


# What is connected already


@pytest.mark.parametrize("enabled", [True, False])
def test_what_an_automation_connects_is_not_suggested(*, enabled: bool) -> None:
    connecting = automation(["binary_sensor.door"], "light.hall", enabled=enabled)
    found = synergies(answering(FEW, FEW), [DOOR, LIGHT], connecting)
    assert (found.found, found.considered) == ((), 0)


def test_a_second_sensor_of_the_room_adds_nothing_to_a_light_that_follows_the_first() -> None:
    first = automation(["binary_sensor.first"], "light.hall")
    second = only("binary_sensor.second", "motion")
    diary = answering(FEW, FEW, sensor="binary_sensor.second")
    devices = [only("binary_sensor.first", "motion"), second, LIGHT]
    assert synergies(diary, devices, first).found == ()
    elsewhere = [only("binary_sensor.first", "motion", area="attic"), second, LIGHT]
    assert len(synergies(diary, elsewhere, first).found) == 1


def test_a_standing_one_is_connected_by_any_of_its_detectors() -> None:
    smokes = [SMOKE, only("binary_sensor.other", "smoke")]
    diary = answering((), ())
    assert told(synergies(diary, [*smokes, LIGHT]))
    for targets in (("light.hall",), ("light.hall", "light.x")):
        found = synergies(diary, [*smokes, LIGHT], automation(["binary_sensor.other"], *targets))
        assert (found.found, found.considered) == ((), 0)
        assert len(found.connected) == 1


def test_what_waited_for_an_answer_and_is_connected_now_is_told() -> None:
    diary = answering(FEW, FEW)
    (waiting,) = synergies(diary, [DOOR, LIGHT]).found
    connecting = automation(["binary_sensor.door"], "light.hall")
    for known, expected in (
        (Known(waiting={waiting.fingerprint, "synergy|other"}), {waiting.fingerprint}),
        (Known(waiting={"synergy|other"}), set()),
        (Known(), set()),
    ):
        found = synergies(diary, [DOOR, LIGHT], connecting, known=known)
        assert found.connected == expected


def washed() -> Diary:
    """Return a washing machine that runs every third day."""
    diary = answering((), ())
    diary.add(0, 5.0, "sensor.power", "0.8", Origin.DEVICE)
    for day in range(1, 28, 3):
        for minute, watts in ((0, 90), (5, 2000), (20, 100), (70, 350), (90, 0.8)):
            diary.add(day, 10 * HOUR + 60 * minute, "sensor.power", str(watts), Origin.DEVICE)
    return diary


def test_a_machine_is_told_of_unless_anything_listens_to_its_plug() -> None:
    plug = device("plug", *only("sensor.power", "power").entities, "switch.plug")
    (found,) = synergies(washed(), [plug]).found
    assert told([found]) == [("appliance_finished", "sensor.power")]
    assert (found.evidence, found.occasions, found.area_id) == (None, 9, "hall")
    for heard in ("sensor.power", "switch.plug"):
        listening = synergies(washed(), [plug], automation([heard], "light.x"))
        assert listening.found == ()
        assert listening.connected == {found.fingerprint}
    assert synergies(washed(), [plug], automation(["sensor.other"], "light.x")).found


# What people and other parts of a run have said


def at_the_door() -> Diary:
    """Return a door at which people act, and whoever opens it is seen there as well."""
    diary = answering(OFTEN, OFTEN)
    for at, entity_id, state, origin in list(diary.rows):
        if entity_id == "binary_sensor.door":
            diary.rows.append((at + 3, "binary_sensor.motion", state, origin))
    return diary


def test_of_two_sensors_that_are_as_good_the_one_that_people_know_of_stays() -> None:
    diary, devices = at_the_door(), (DOOR, MOTION, LIGHT)
    (door,) = synergies(diary, [DOOR, LIGHT]).found
    (motion,) = synergies(diary, [MOTION, LIGHT]).found
    for one in (door, motion):
        assert told(seen_in(diary, *devices, waiting={one.fingerprint})) == told([one])
        assert seen_in(diary, *devices, decided={one.fingerprint}).found == ()


def test_what_people_know_of_without_evidence_still_comes_after_all_with() -> None:
    devices = (DOOR, LIGHT, SMOKE)
    (proven, standing) = synergies(answering(FEW, FEW), devices).found
    assert standing.evidence is None
    found = seen_in(answering(FEW, FEW), *devices, waiting={standing.fingerprint})
    assert told(found) == told([proven, standing])


def test_what_people_have_answered_does_not_come_back_and_nothing_takes_its_place() -> None:
    diary, devices = at_the_door(), [DOOR, MOTION, LIGHT]
    (best,) = synergies(diary, devices).found
    assert isinstance(best.plan, Pattern)
    assert seen_in(diary, *devices, decided={best.fingerprint}).found == ()
    dismissed = MiningSettings(dismissed=frozenset({best.plan.fingerprint}))
    assert seen_in(diary, *devices, settings=dismissed).found == ()
    others = {"synergy|other"}
    assert told(seen_in(diary, *devices, decided=others)) == told([best])


def test_a_chain_of_alarms_that_was_dismissed_does_not_come_back_in_parts() -> None:
    diary = answering((), ())
    (escape,) = synergies(diary, [SMOKE, LIGHT, BLIND]).found
    assert escape.relation == "smoke_escape"
    assert seen_in(diary, SMOKE, LIGHT, BLIND, decided={escape.fingerprint}).found == ()
    assert told(synergies(diary, [SMOKE, LIGHT])) == [
        ("smoke_lights", "binary_sensor.smoke", "light.hall")
    ]


def test_the_answer_holds_when_there_is_one_lamp_more() -> None:
    diary = answering((), ())
    (lights,) = synergies(diary, [SMOKE, LIGHT]).found
    more = SMOKE, LIGHT, only("light.new")
    assert seen_in(diary, *more, decided={lights.fingerprint}).found == ()


def test_what_a_habit_spares_already_is_not_suggested_again() -> None:
    diary = answering(FEW, FEW)
    habit = finding(Effect("light.hall", "on"))
    assert seen_in(diary, DOOR, LIGHT, findings=[habit]).found == ()
    for other in (Effect("light.hall", "off"), Effect("light.other", "on")):
        assert seen_in(diary, DOOR, LIGHT, findings=[finding(other)]).found


def test_who_is_only_reminded_is_spared_nothing() -> None:
    reminder = finding(Reminder("light.hall", "on"))
    assert Known(findings=[reminder]).spared == frozenset()
    assert seen_in(answering(FEW, FEW), DOOR, LIGHT, findings=[reminder]).found


def test_how_it_did_since_it_was_shown_is_counted_apart() -> None:
    diary = answering(FEW, FEW)
    (synergy,) = synergies(diary, [DOOR, LIGHT]).found
    first = diary.first.toordinal()
    assert isinstance(synergy.plan, Pattern)
    shown = MiningSettings(shown_since={synergy.plan.fingerprint: first + 9})
    (later,) = seen_in(diary, DOOR, LIGHT, settings=shown).found
    assert (later.since_shown.days, later.since_shown.right) == (18, 2)
    assert later.evidence == synergy.evidence


def test_it_has_to_be_as_sure_as_people_ask_for() -> None:
    diary = answering(FEW, FEW)
    assert not seen_in(diary, DOOR, LIGHT, settings=MiningSettings(minimum_confidence=0.9)).found


def test_it_stops_when_it_is_asked_to() -> None:
    stopping = MiningSettings(should_stop=lambda: True)
    with pytest.raises(MiningStoppedError):
        seen_in(answering(FEW, FEW), DOOR, LIGHT, settings=stopping)


# Order and number


def busy() -> tuple[Answering, list[DeviceRecord]]:
    """Return a home in which much is done by hand, and much could be done upon alarms."""
    diary = answering((), ())
    devices: list[DeviceRecord] = [*ALARMS]
    for number in range(4):
        for kind, sensor in (("door", "door"), ("motion", "motion")):
            source, light = f"binary_sensor.{kind}_{number}", f"light.{kind}_{number}"
            area = f"{kind}_{number}"
            devices += [only(source, sensor, area=area), only(light, area=area)]
            diary.rests |= {source: "off", light: "off"}
            diary.add(0, 2.0, source, "off", Origin.DEVICE)
            diary.add(0, 2.0, light, "off", Origin.DEVICE)
            for day in range(number % 3, 28, 2 + number):
                clock = diary.random.uniform(7, 21) * HOUR
                diary.answered(day, clock, source, (light, "on"))
    return diary, devices


def test_few_are_suggested_and_few_of_one_kind_those_with_evidence_first() -> None:
    diary, devices = busy()
    found = synergies(diary, devices)
    assert len(found.found) == MOST
    relations = [one.relation for one in found.found]
    assert relations == [*relations[:4], "leak_valve"]
    assert sorted(relations[:4]) == ["door_light"] * MOST_OF_ONE + ["motion_light"] * MOST_OF_ONE
    scores = [one.score for one in found.found]
    assert scores == sorted(scores, reverse=True)
    for one in found.found:
        assert (one.evidence is not None) == (one.score >= PROVEN)
    assert found.considered >= len(found.found)


def test_without_evidence_there_are_fewer_still() -> None:
    floors = {f"area_{number}": f"floor_{number}" for number in range(3)}
    devices = [LEAK, VALVE]
    for area in floors:
        devices += [only(f"binary_sensor.{area}", "smoke", area=area)]
        devices += [only(f"light.{area}", area=area), only(f"cover.{area}", "blind", area=area)]
    found = synergies(answering((), ()), devices, floors=floors)
    assert len(found.found) == MOST_UNPROVEN
    assert [one.relation for one in found.found] == ["leak_valve", "smoke_escape", "smoke_escape"]
    assert all(isinstance(one.plan, Recipe) for one in found.found)
    assert found.considered == 1 + 3 * 3


def test_every_standing_relation_is_worth_less_than_any_evidence() -> None:
    for relation in RELATIONS:
        assert PROVEN * relation.benefit * (1 - relation.effort) < PROVEN


def test_the_same_home_gives_the_same_in_any_order() -> None:
    diary, devices = busy()
    found = synergies(diary, devices)
    assert synergies(diary, devices) == found
    assert synergies(diary, reversed(devices)) == found


@pytest.mark.parametrize(
    "devices",
    [
        [],
        [only("binary_sensor.door", "door", area=None), only("light.hall", area=None)],
        [DOOR],
        [device("empty")],
    ],
)
def test_a_home_without_areas_or_devices_is_no_error(devices: Iterable[DeviceRecord]) -> None:
    assert synergies(answering(FEW, FEW), devices) == Synergies()


def test_an_empty_log_leaves_what_needs_no_evidence() -> None:
    assert told(synergies(Diary(), [DOOR, LIGHT, LEAK, VALVE])) == [
        ("leak_valve", "binary_sensor.leak", "valve.main")
    ]
    assert find_synergies(study_of(Diary()), Inventory(), Known()) == Synergies()


def test_only_the_relations_that_are_asked_for_are_looked_at() -> None:
    diary, devices = busy()
    inventory = Inventory.of(devices)
    study = study_of(diary, inventory, home_of(inventory))
    leak = [one for one in RELATIONS if one.name == "leak_valve"]
    assert [one.relation for one in find_synergies(study, inventory, Known(), leak).found] == [
        "leak_valve"
    ]


def test_six_thousand_pairs_of_a_warehouse_neither_flood_nor_take_long() -> None:
    """One area with 93 doors and 68 lights that everybody uses all day long."""
    doors = [f"binary_sensor.door_{number}" for number in range(93)]
    lights = [f"light.bay_{number}" for number in range(68)]
    diary = Diary()
    diary.rows += [(diary.at(0, 1.0), one, "off", Origin.DEVICE) for one in (*doors, *lights)]
    used = [*((one, Origin.DEVICE) for one in doors[1:]), *((one, Origin.PERSON) for one in lights)]
    for day in range(28):
        for one, origin in used:
            for _ in range(2):
                clock = diary.random.uniform(6, 20) * HOUR
                diary.add(day, clock, one, "on", origin)
                diary.add(day, clock + 900, one, "off", Origin.AUTOMATION)
        clock = diary.random.uniform(20.5, 22) * HOUR  # one of all goes with one of the others
        diary.add(day, clock, doors[0], "on", Origin.DEVICE)
        diary.add(day, clock + 60, doors[0], "off", Origin.DEVICE)
        diary.add(day, clock + 30, lights[7], "on")
        diary.add(day, clock + 900, lights[7], "off", Origin.AUTOMATION)
    devices = [only(one, "door") for one in doors] + [only(one) for one in lights]
    inventory = Inventory.of(devices)
    study = study_of(diary, inventory)
    begun = process_time()
    found = find_synergies(study, inventory, Known())
    assert process_time() - begun < 2
    assert told(found) == [("door_light", doors[0], lights[7])]
    assert found.considered > 1000


def test_a_threshold_of_a_reading_is_part_of_what_is_suggested() -> None:
    diary = answering((), (), ("fan.bath", "on"))
    readings(diary, "sensor.humidity", (55, 63, 72, 78), ("fan.bath", "on"), usual=50)
    (found,) = synergies(diary, [only("sensor.humidity", "humidity"), only("fan.bath")]).found
    assert found.relation == "humidity_fan"
    assert evidence(found)[0] >= 26


def test_what_is_wired_is_not_suggested() -> None:
    assert synergies(answering(OFTEN, OFTEN, after=0.4), [DOOR, LIGHT]).found == ()
    assert synergies(answering(OFTEN, OFTEN, after=4), [DOOR, LIGHT]).found


def test_what_the_history_tells_against_is_not_even_considered() -> None:
    crying = answering(OFTEN, (), sensor="binary_sensor.smoke")
    assert synergies(crying, [SMOKE, LIGHT]) == Synergies()
