"""Who may tell why a habit holds or not."""

from collections.abc import Iterable

import pytest

from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.timeline import Timeline
from custom_components.homeiq.mining.witnesses import MOST_STATES, Witnesses
from tests.mining.build import BERLIN, HOME, Diary

ROOMS = Home(
    BERLIN,
    areas={
        "light.lamp": "living",
        "binary_sensor.motion": "living",
        "light.ceiling": "living",
        "media_player.tv": "living",
        "light.bed": "bedroom",
        "binary_sensor.door": "attic",
    },
)


class Seen:
    """A log in which entities went through some states, and its witnesses by name."""

    def __init__(self, home: Home = HOME, states: int = 2, **others: int) -> None:
        """Two underscores stand for the dot; `states` are those of entities without a number."""
        self._diary = Diary()
        self._home = home
        self._states = states
        for entity, count in others.items():
            self.add(entity.replace("__", ".", 1), count)

    def add(self, entity_id: str, states: int | Iterable[str] | None = None) -> Seen:
        count = self._states if states is None else states
        names = [f"s{number}" for number in range(count)] if isinstance(count, int) else count
        for name in names:
            self._diary.add(0, 60.0 * (len(self._diary.rows) + 1), entity_id, name)
        return self

    def witnesses(self) -> tuple[Witnesses, tuple[str, ...]]:
        log = self._diary.log(self._home)
        found = Witnesses.of(log, self._home, Timeline.of(log).known_states())
        return found, log.entities

    def families(self) -> dict[str, set[str]]:
        found, names = self.witnesses()
        return {
            family: {names[code] for code in getattr(found, family)}
            for family in ("presence", "modes", "others")
        }

    def of_act(self, target: str, trigger: str | None = None) -> list[set[str]]:
        """Return the names of (presence, modes, same room)."""
        found, names = self.witnesses()
        parts = found.of_act(names.index(target), None if trigger is None else names.index(trigger))
        return [{names[code] for code in codes} for codes in parts]


def household(home: Home) -> Seen:
    return Seen(
        home,
        light__lamp=2,
        light__ceiling=2,
        light__bed=2,
        binary_sensor__motion=2,
        binary_sensor__door=2,
        switch__nowhere=2,
        person__anna=2,
        media_player__tv=3,
        input_boolean__guests=2,
    )


def test_entities_are_sorted_by_what_they_may_tell() -> None:
    assert household(HOME).families() == {
        "presence": {"person.anna"},
        "modes": {"media_player.tv", "input_boolean.guests"},
        "others": {
            "light.lamp",
            "light.ceiling",
            "light.bed",
            "binary_sensor.motion",
            "binary_sensor.door",
            "switch.nowhere",
        },
    }


@pytest.mark.parametrize(
    ("states", "tells"), [(1, False), (2, True), (MOST_STATES, True), (MOST_STATES + 1, False)]
)
def test_few_states_and_more_than_one_are_needed(states: int, *, tells: bool) -> None:
    families = Seen(light__a=states, person__a=states, input_select__a=states).families()
    assert [bool(family) for family in families.values()] == [tells] * 3


def test_readings_and_being_unavailable_are_no_states_that_tell() -> None:
    seen = Seen().add("sensor.power", ("1", "2", "3")).add("light.a", ("on", "unavailable", "on"))
    assert not any(seen.families().values())


@pytest.mark.parametrize("domain", ["automation", "scene", "script", "event", "button"])
def test_what_somebody_sets_off_tells_nothing(domain: str) -> None:
    assert not any(Seen().add(f"{domain}.a", 2).families().values())


def test_for_an_act_its_own_room_counts() -> None:
    presence, modes, room = household(ROOMS).of_act("light.lamp")
    assert presence == {"person.anna"}
    assert modes == {"media_player.tv", "input_boolean.guests"}  # of any room
    assert room == {"light.ceiling", "binary_sensor.motion"}


def test_an_act_and_what_sets_it_off_are_no_witnesses_of_themselves() -> None:
    home = household(ROOMS)
    assert home.of_act("light.lamp", "binary_sensor.motion")[2] == {"light.ceiling"}
    assert home.of_act("light.lamp", "person.anna")[0] == set()
    assert home.of_act("media_player.tv", "input_boolean.guests")[1] == set()


def test_an_act_in_no_room_has_no_neighbours_where_rooms_are_known() -> None:
    home = household(ROOMS).add("switch.elsewhere", 2)
    presence, _, room = home.of_act("switch.nowhere")
    assert presence == {"person.anna"}
    assert room == set()


def test_where_no_rooms_are_known_everything_is_near() -> None:
    everything = household(HOME).families()["others"]
    assert household(HOME).of_act("light.lamp")[2] == everything - {"light.lamp"}
    # Rooms of entities that the log does not know are no rooms of it.
    others = Home(BERLIN, areas={"light.unheard_of": "cellar"})
    assert household(others).of_act("light.lamp")[2] == everything - {"light.lamp"}


def test_the_first_entity_of_a_log_is_a_witness_where_nothing_sets_the_act_off() -> None:
    seen = Seen().add("light.first", 2).add("light.lamp", 2)
    assert seen.witnesses()[1][0] == "light.first"
    assert seen.of_act("light.lamp")[2] == {"light.first"}


def test_a_log_of_nothing_has_no_witnesses() -> None:
    found, names = Seen(ROOMS).witnesses()
    assert names == ()
    assert [len(part) for part in (found.presence, found.modes, found.others, found.areas)] == [
        0,
        0,
        0,
        0,
    ]
