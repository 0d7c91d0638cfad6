"""Changes that may be somebody's reason to act."""

from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.occasions import occasions
from tests.mining.build import Diary


def test_only_changes_between_known_states_of_what_people_notice_are_occasions() -> None:
    diary = Diary()
    for minute, (entity_id, state) in enumerate(
        [
            ("light.a", "off"),
            ("light.a", "on"),
            ("light.a", "unavailable"),
            ("light.a", "on"),
            ("automation.a", "off"),
            ("automation.a", "on"),
            ("sensor.a", "20"),
            ("sensor.a", "21"),
            ("light.a", "off"),
            ("light.a", "on"),
        ]
    ):
        diary.add(0, 60.0 * minute, entity_id, state, Origin.DEVICE)
    log = diary.log()
    rows, columns, number = occasions(log)
    told = [(log.entities[one], log.states[old], log.states[new]) for one, old, new in columns]
    assert told == [
        ("light.a", "off", "on"),
        ("light.a", "on", "off"),
        ("light.a", "off", "on"),
    ]
    assert (log.time[rows] - log.time[0]).tolist() == [60, 480, 540]
    assert number[0] == number[2] != number[1]


def test_an_empty_log_has_no_occasions() -> None:
    assert [len(part) for part in occasions(Diary().log())] == [0, 0, 0]
