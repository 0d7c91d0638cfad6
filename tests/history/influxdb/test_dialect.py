"""What all dialects use."""

import pytest

from custom_components.homeiq.history.influxdb.dialect import (
    Earliest,
    Values,
    by_domain,
    domains,
    named,
    rfc3339,
)


def test_only_what_may_be_an_entity_is_one() -> None:
    assert named("light", ["hall", "it's", "", "über", "a.b", "x"]) == {"light.hall", "light.x"}
    assert domains(["light", "example.org", "it's", "", "binary_sensor"]) == [
        *("binary_sensor", "light")
    ]


def test_entities_are_told_apart_by_domain() -> None:
    assert by_domain(["light.b", "sensor.x", "light.a"]) == {"light": ["a", "b"], "sensor": ["x"]}


def test_values_count_once() -> None:
    values = Values("value")
    values.add({}, {"value": ["a", "b", None, ""]})
    values.add({}, {"value": ["a"]})
    values.add({}, {"other": ["c"]})
    assert values.end() == {"a", "b"}


def test_the_earliest_of_all_rows_counts() -> None:
    earliest = Earliest("time")
    assert earliest.end() is None
    for times in ([3.0, None], [2.0], [], [5.0]):
        earliest.add({}, {"time": times})
    earliest.add({}, {})
    assert earliest.end() == 2.0


@pytest.mark.parametrize(
    ("time", "text"),
    [(0.0, "1970-01-01T00:00:00.000000Z"), (1773122400.5, "2026-03-10T06:00:00.500000Z")],
)
def test_times_are_written_in_utc(time: float, text: str) -> None:
    assert rfc3339(time) == text
