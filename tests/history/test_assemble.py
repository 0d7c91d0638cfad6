"""What was read, put together: rows made by hand, as a recorder would have written them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json
from typing import Any

import numpy as np
import pytest

from custom_components.homeiq.history.assemble import RecordedEvents, assemble
from custom_components.homeiq.history.recorder.columns import CHANGED, EVENT_ROW, FIRST, STATE_ROW
from custom_components.homeiq.mining.event_log import RESERVED_STATES, Origin, RawEvents, StateCoder
from custom_components.homeiq.mining.home import ExistingAutomation, Home
from tests.mining.build import BERLIN

ANNA, ROBOT = 111, 222  # keys of users
PERSON, DEVICE = Origin.PERSON, Origin.DEVICE
AUTOMATION, CONSEQUENCE = Origin.AUTOMATION, Origin.CONSEQUENCE

type Change = tuple[float, str, str, Origin]


@dataclass
class Recorded:
    """Rows, by seconds after an hour on some day."""

    start: float = 1_772_000_000.0
    coder: StateCoder = field(default_factory=StateCoder)
    ids: dict[str, int] = field(default_factory=dict)
    states: list[tuple[Any, ...]] = field(default_factory=list)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    runs: list[tuple[Any, ...]] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)

    def state(
        self,
        time: float,
        entity_id: str,
        state: str,
        *,
        changed: bool = True,
        first: bool = False,
        context: int = 0,
        user: int = 0,
    ) -> None:
        """Write a state; ids of metadata have gaps and begin late."""
        at = self.ids.setdefault(entity_id, 100 + 7 * len(self.ids))
        code, number = self.coder.code(entity_id, state)
        flags = CHANGED * changed + FIRST * first
        self.states.append((self.start + time, at, flags, code, number, context, user))

    def call(self, time: float, data: int, *, context: int = 0, user: int = 0) -> None:
        self.calls.append((self.start + time, 1, data, context, user, False))

    def ran(self, time: float, data: int, *, context: int = 0) -> None:
        self.runs.append((self.start + time, 2, data, context, 0, False))

    def read(
        self,
        *wanted: str,
        home: Home | None = None,
        users: frozenset[int] = frozenset(),
    ) -> RawEvents:
        return assemble(
            np.array(self.states, STATE_ROW),
            RecordedEvents(
                np.array(self.calls, EVENT_ROW),
                np.array(self.runs, EVENT_ROW),
                iter(self.texts.items()),  # they come once
            ),
            {at: entity_id for entity_id, at in self.ids.items()},
            self.coder,
            frozenset(wanted or self.ids),
            home,
            users,
        )

    def changes(self, *wanted: str, **more: Any) -> list[Change]:
        """Return (seconds, entity, state, origin) in order of time."""
        raw = self.read(*wanted, **more)
        return [
            (
                round(raw.time[at] - self.start, 3),
                raw.entities[raw.entity[at]],
                raw.states[raw.state[at]],
                Origin(raw.origin[at]),
            )
            for at in np.argsort(raw.time, kind="stable")
        ]


def turn_on(target: Mapping[str, Any]) -> str:
    """Return the data of a call that turns lights on."""
    return json.dumps({"domain": "light", "service": "turn_on", "service_data": target})


def evening_that_turns_on(entity_id: str) -> ExistingAutomation:
    return ExistingAutomation(
        "automation.evening", "Evening", frozenset({"18:00:00"}), frozenset({(entity_id, "on")})
    )


def test_nothing_recorded_is_no_events() -> None:
    raw = Recorded().read("light.lamp")
    columns = (raw.time, raw.entity, raw.state, raw.number, raw.origin)
    assert [len(column) for column in columns] == [0] * 5
    assert raw.entities == ()
    assert raw.states == RESERVED_STATES


def test_events_without_any_state_are_no_events() -> None:
    recorded = Recorded(texts={1: turn_on({"entity_id": "light.lamp"})})
    recorded.call(1, 1, context=5)
    recorded.ran(1, 1, context=5)
    assert recorded.changes("light.lamp") == []


def test_only_what_is_wanted_is_returned_and_named() -> None:
    recorded = Recorded()
    recorded.state(1, "switch.other", "on")
    recorded.state(2, "light.lamp", "on")
    recorded.state(3, "automation.evening", "on")
    raw = recorded.read("light.lamp", "light.never_recorded")
    assert raw.entities == ("light.lamp",)
    assert raw.entity.tolist() == [0]


def test_the_order_of_the_rows_is_of_no_matter() -> None:
    recorded = Recorded()
    for second, entity_id in enumerate(("light.b", "light.a", "sensor.power", "light.a")):
        recorded.state(second, entity_id, str(second), context=second + 1, user=ANNA)
    before = recorded.changes()
    recorded.states.reverse()
    assert recorded.changes() == before
    assert [change[:2] for change in before[:2]] == [(0, "light.b"), (1, "light.a")]


def test_readings_keep_their_numbers() -> None:
    recorded = Recorded()
    recorded.state(1, "sensor.power", "12.5")
    recorded.state(2, "light.lamp", "on")
    raw = recorded.read()
    assert [raw.states[code] for code in raw.state] == ["#", "on"]
    assert raw.number[0] == 12.5
    assert np.isnan(raw.number[1])


# Who did it


def test_a_users_change_is_a_persons_unless_the_account_is_a_programs() -> None:
    recorded = Recorded()
    recorded.state(1, "light.lamp", "on", context=1, user=ANNA)
    recorded.state(2, "light.lamp", "off", context=2, user=ROBOT)
    assert [change[3] for change in recorded.changes()] == [PERSON, PERSON]
    changes = recorded.changes(users=frozenset({ROBOT}))
    assert [change[3] for change in changes] == [PERSON, AUTOMATION]


@pytest.mark.parametrize("runner", ["automation.evening", "script.cosy"])
def test_a_run_that_changed_attributes_alone_still_tells_who_did_it(runner: str) -> None:
    recorded = Recorded()
    recorded.state(1, runner, "on", changed=False, context=8)
    recorded.state(1.1, "light.lamp", "on", context=8)
    recorded.state(2, "light.lamp", "off", context=9)
    # The run itself is no change, and is not asked for either.
    assert recorded.changes("light.lamp", runner) == [
        (1.1, "light.lamp", "on", AUTOMATION),
        (2, "light.lamp", "off", DEVICE),
    ]


@pytest.mark.parametrize("text", ['{"entity_id": "automation.evening"}', "{", None])
def test_a_run_is_told_by_its_event_whatever_that_says(text: str | None) -> None:
    recorded = Recorded(texts={} if text is None else {4: text})
    recorded.ran(1, 4, context=8)
    recorded.state(1.1, "light.lamp", "on", context=8)
    assert recorded.changes() == [(1.1, "light.lamp", "on", AUTOMATION)]


def test_what_a_device_reports_late_is_whose_call_asked_for_it() -> None:
    recorded = Recorded(texts={2**40: turn_on({"entity_id": "light.slow"})})
    recorded.call(10, 2**40, context=5, user=ANNA)
    recorded.state(40, "light.slow", "on")
    assert recorded.changes() == [(40, "light.slow", "on", PERSON)]


def test_calls_whose_data_is_gone_ask_for_nothing() -> None:
    recorded = Recorded()
    recorded.call(10, 3, context=5, user=ANNA)
    recorded.call(11, 0, context=6, user=ANNA)
    recorded.state(40, "light.slow", "on")
    assert recorded.changes() == [(40, "light.slow", "on", DEVICE)]


def test_each_call_has_its_own_data_though_many_share_some() -> None:
    recorded = Recorded(
        texts={
            9: turn_on({"entity_id": "light.b"}),
            5: turn_on({"entity_id": "light.a"}),
            7: "unreadable",
        }
    )
    for time, data in ((10, 5), (20, 7), (30, 9), (2_010, 9), (2_020, 5)):
        recorded.call(time, data, context=time, user=ANNA)
    recorded.state(15, "light.a", "on")
    recorded.state(25, "light.b", "on")  # before anybody asked
    recorded.state(35, "light.b", "on")
    recorded.state(2_015, "light.b", "on")
    recorded.state(2_018, "light.a", "on")  # before anybody asked again
    assert [change[3] for change in recorded.changes()] == [PERSON, DEVICE, PERSON, PERSON, DEVICE]


def test_one_text_may_be_of_a_call_and_of_a_run() -> None:
    both = json.loads(turn_on({"entity_id": "light.slow"})) | {"entity_id": "automation.evening"}
    recorded = Recorded(texts={1: json.dumps(both)})
    recorded.call(10, 1, context=5, user=ANNA)
    recorded.ran(10, 1, context=6)
    recorded.state(40, "light.slow", "on")
    recorded.state(41, "light.porch", "on")
    home = Home(BERLIN, automations=(evening_that_turns_on("light.porch"),))
    assert [change[3] for change in recorded.changes(home=home)] == [PERSON, AUTOMATION]


def test_a_room_in_a_call_is_known_by_the_home() -> None:
    recorded = Recorded(texts={1: turn_on({"area_id": "living"})})
    recorded.call(10, 1, context=5, user=ANNA)
    recorded.state(40, "light.slow", "on")
    home = Home(BERLIN, areas={"light.slow": "living"})
    assert recorded.changes(home=home) == [(40, "light.slow", "on", PERSON)]
    assert recorded.changes(home=None) == [(40, "light.slow", "on", DEVICE)]


def test_where_no_calls_are_kept_what_an_automation_does_tells() -> None:
    recorded = Recorded(texts={1: '{"entity_id": "automation.evening"}'})
    recorded.ran(10, 1, context=8)
    recorded.state(40, "light.slow", "on")
    home = Home(BERLIN, automations=(evening_that_turns_on("light.slow"),))
    assert recorded.changes(home=home) == [(40, "light.slow", "on", AUTOMATION)]
    recorded.texts[1] = '{"entity_id": "automation.other"}'
    assert recorded.changes(home=home) == [(40, "light.slow", "on", DEVICE)]


# Restarts and scenes


def test_an_entity_that_is_there_anew_was_unavailable_just_before() -> None:
    recorded = Recorded()
    recorded.state(1, "light.lamp", "on", user=ANNA)
    recorded.state(60, "light.lamp", "off", first=True)
    recorded.state(61, "sensor.power", "5", first=True)
    assert recorded.changes() == [
        (1, "light.lamp", "on", PERSON),
        (59.999, "light.lamp", "unavailable", DEVICE),
        (60, "light.lamp", "off", DEVICE),
        (60.999, "sensor.power", "unavailable", DEVICE),
        (61, "sensor.power", "#", DEVICE),
    ]
    assert np.isnan(recorded.read().number[-2:]).all()


def test_where_no_row_has_one_before_it_nothing_was_restarted() -> None:
    recorded = Recorded()
    for second in range(3):
        recorded.state(second, "light.lamp", str(second), first=True)
    assert [change[2] for change in recorded.changes()] == ["0", "1", "2"]


def test_a_scene_that_is_chosen_rests_before_and_after() -> None:
    recorded = Recorded()
    recorded.state(10, "scene.film", "on", context=3, user=ANNA)
    recorded.state(10.1, "light.lamp", "off", context=3, user=ANNA)
    assert recorded.changes() == [
        (9.999, "scene.film", "off", CONSEQUENCE),
        (10, "scene.film", "on", PERSON),
        (10.1, "light.lamp", "off", CONSEQUENCE),
        (11, "scene.film", "off", CONSEQUENCE),
    ]
