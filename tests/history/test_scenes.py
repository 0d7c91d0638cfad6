"""Choosing a scene as a change."""

from custom_components.homeiq.history.scenes import momentary, scene_state
from custom_components.homeiq.mining.event_log import Origin, RawEvents

CHOICE = "2026-03-10T18:00:00+00:00"
AT = 1_773_165_600.0


def test_a_scene_is_on_only_at_the_moment_of_its_choice() -> None:
    assert scene_state(CHOICE, AT + 0.2) == "on"
    assert scene_state(CHOICE, AT + 3600) == "off"
    assert scene_state(CHOICE, None) == "on"
    assert scene_state("2026-03-10T18:00:00", AT) == "on"
    assert scene_state("dimmed", AT) == "dimmed"


def test_a_choice_is_a_change_that_people_made_between_two_that_nobody_did() -> None:
    raw = momentary(RawEvents.from_rows([(AT, "scene.film", "on", Origin.PERSON)]))
    order = raw.time.argsort()
    assert [raw.states[code] for code in raw.state[order]] == ["off", "on", "off"]
    assert raw.origin[order].tolist() == [Origin.CONSEQUENCE, Origin.PERSON, Origin.CONSEQUENCE]
    assert raw.time[order].tolist() == [AT - 0.001, AT, AT + 1]


def test_other_entities_and_scenes_never_chosen_stay_as_they_are() -> None:
    for rows in (
        [(AT, "light.a", "on", Origin.PERSON)],
        [(AT, "scene.film", "unknown", Origin.DEVICE)],
    ):
        raw = RawEvents.from_rows(rows)
        assert momentary(raw) is raw
