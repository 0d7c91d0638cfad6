"""When it means something that nobody was seen using a capability."""

import pytest

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunities.silence import LEAST_WATCHED, is_telling
from custom_components.homeiq.devices.use import Use
from custom_components.homeiq.mining.event_log import Origin
from tests.mining.build import HOME, Diary

DIM = Capability("light.brightness", ("light.a",))
BOTH = Capability("light.brightness", ("light.a", "light.b"))


def by_whom(*switched: tuple[str, int, Origin]) -> Lived:
    """Return a home in which lamps were switched on so many times, by whom."""
    diary = Diary()
    for number, (entity_id, times, origin) in enumerate(switched):
        diary.add(0, "00:00", entity_id, "off", Origin.CONSEQUENCE)
        for day in range(times):
            diary.add(day, f"{8 + number:02}:00", entity_id, "on", origin)
            diary.add(day, f"{8 + number:02}:30", entity_id, "off", Origin.DEVICE)
    return Lived.of(diary.log(), HOME)


@pytest.mark.parametrize("origin", [Origin.PERSON, Origin.AUTOMATION, Origin.CONSEQUENCE])
@pytest.mark.parametrize(("times", "telling"), [(4, False), (5, True)])
def test_a_lamp_that_is_operated_through_home_assistant_would_be_dimmed_so(
    origin: Origin, times: int, *, telling: bool
) -> None:
    assert is_telling(DIM, Use(), by_whom(("light.a", times, origin))) is telling


def test_a_lamp_that_is_switched_at_the_wall_may_be_dimmed_there() -> None:
    assert not is_telling(DIM, Use(), by_whom(("light.a", 20, Origin.DEVICE)))


def test_no_switch_at_the_wall_shows_effects() -> None:
    effects = Capability("light.effect", ("light.a",))
    assert is_telling(effects, Use(), by_whom(("light.a", 20, Origin.DEVICE)))


@pytest.mark.parametrize(("at_the_wall", "telling"), [(2, True), (3, False)])
def test_some_times_at_the_wall_are_no_matter(at_the_wall: int, *, telling: bool) -> None:
    home = by_whom(("light.a", 8, Origin.PERSON), ("light.a", at_the_wall, Origin.DEVICE))
    assert is_telling(DIM, Use(), home) is telling


def test_of_a_lamp_that_never_came_on_nothing_is_known() -> None:
    assert not is_telling(DIM, Use(), by_whom())


def test_each_lamp_of_a_device_counts_unless_it_never_came_on() -> None:
    one = ("light.a", 40, Origin.PERSON)
    assert is_telling(BOTH, Use(), by_whom(one))
    assert is_telling(BOTH, Use(), by_whom(one, ("light.b", 5, Origin.AUTOMATION)))
    assert not is_telling(BOTH, Use(), by_whom(one, ("light.b", 5, Origin.DEVICE)))


def test_a_home_that_was_watched_for_a_week_tells_of_all() -> None:
    home = by_whom(("light.a", 20, Origin.DEVICE))
    assert not is_telling(DIM, Use(days=30, watched=LEAST_WATCHED - 1), home)
    assert is_telling(DIM, Use(days=30, watched=LEAST_WATCHED), home)


@pytest.mark.parametrize(
    ("capability", "telling"),
    [
        (DIM, False),
        (Capability("light.effect", ("light.a",)), False),
        (Capability("light.transition", ("light.a",)), False),
        (Capability("siren.tones", ("siren.hall",)), False),
        (Capability("light.effect", (), property="effect"), False),
        (Capability("light.effect", ("select.bulb_effect",)), True),
        (Capability("cover.position", ("cover.blind",)), True),
    ],
)
def test_a_recorder_without_calls_tells_only_of_what_entities_show(
    capability: Capability, *, telling: bool
) -> None:
    home = by_whom(("light.a", 20, Origin.PERSON))
    assert is_telling(capability, Use(calls=False), home) is telling
    assert is_telling(capability, Use(), home)


def test_a_lamp_that_was_watched_for_a_week_needs_no_calls() -> None:
    home = by_whom(("light.a", 20, Origin.PERSON))
    assert is_telling(DIM, Use(days=30, watched=LEAST_WATCHED, calls=False), home)


@pytest.mark.parametrize(
    "capability",
    [
        Capability("cover.position", ("cover.blind",)),
        Capability("setting.power_on_behavior", ("select.lamp_power_on",)),
        Capability("light.transition", ("light.a",)),  # only called, never shown
        Capability("light.effect", (), property="effect"),  # only by messages
        Capability("light.effect", ("select.bulb_effect",)),
    ],
)
def test_what_is_recorded_tells_by_itself(capability: Capability) -> None:
    assert is_telling(capability, Use(), by_whom(("light.a", 20, Origin.DEVICE)))
