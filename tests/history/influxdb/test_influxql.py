"""Questions in InfluxQL, as real servers understand them."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.history.influxdb.answers import AnswerError
from custom_components.homeiq.history.influxdb.dialect import Values
from custom_components.homeiq.history.influxdb.influxql import (
    InfluxQl,
    LinesAnswer,
    QueryEndpoint,
    SeriesAnswer,
    identifier,
    literal,
)
from custom_components.homeiq.history.influxdb.points import STATES, PageTable, Question
from tests.history.influxdb.places import RealPlace, client, of_one
from tests.history.influxdb.server import InfluxServer, at

# Names that would end a text, or begin another condition, if they were not quoted.
ODD = [
    "plain",
    "it's",
    'with "quotes"',
    "back\\slash",
    "ends with \\",
    "\\' OR 1 = 1 --",
    "' OR \"entity_id\" =~ /.*/ OR 'x'='",
    "${r.x}",
    "über; DROP DATABASE home",
    "tab\there",
]
WRITABLE = [name for name in ODD if not name.endswith("\\")]  # as line protocol has it


class Seen:
    """Takes points as they come."""

    def __init__(self) -> None:
        self.points: list[tuple[str, float, str | None, float | None]] = []

    def add(self, *columns: list[object]) -> None:
        self.points += zip(*columns, strict=True)

    def end(self) -> list[tuple[str, float, str | None, float | None]]:
        return self.points


@pytest.mark.parametrize("name", WRITABLE)
async def test_names_are_texts_whatever_they_are(
    hass: HomeAssistant, influxdb: InfluxServer, name: str
) -> None:
    place = RealPlace(influxdb, f'odd {ODD.index(name)} it\'s "so"')
    influxdb.query("CREATE DATABASE " + identifier(place.database))
    for odd in WRITABLE:
        tag = odd.translate({ord(mark): f"\\{mark}" for mark in " ,="})
        line = f"x,domain=sensor,entity_id={tag} value={int(odd == name)} 1000000000"
        influxdb.write(place.database, line)
    dialect = InfluxQl(client(hass, place.settings), QueryEndpoint(place.database))
    question = Question(STATES, (f"sensor.{name}",), 0.0, 2.0)
    found = await dialect.page(question, Seen)
    assert [(time, text, number) for _, time, text, number in found] == [(1.0, None, 1)]


def test_texts_are_quoted() -> None:
    assert literal('it\'s \\ "x"\n') == "'it\\'s \\\\ \"x\"\\n'"
    assert identifier('it\'s \\ "x"\n') == '"it\'s \\\\ \\"x\\"\\n"'


async def test_the_first_point_is_looked_for_in_all_measurements(
    hass: HomeAssistant, influxdb: InfluxServer
) -> None:
    place = RealPlace(influxdb, "firsts")
    place.fill(
        [
            at("07:00:00", "sensor.x", "4", unit_of_measurement="A"),
            at("06:00:00", "sensor.x", "4", unit_of_measurement="B"),
            at("05:00:00", "sensor.y", "4", unit_of_measurement="A"),
        ]
    )
    dialect = InfluxQl(client(hass, of_one(influxdb, "firsts")), QueryEndpoint("firsts"))
    assert await dialect.first(("sensor.x",)) == 1773122400.0


@pytest.mark.parametrize(
    "lines",
    [
        [b"no json"],
        [b"[1, 2]"],
        [b'{"results": 3}'],
        [b'{"results": [{"series": [{"columns": ["time"], "values": ["x"]}]}'],
        [b'{"results": [{"error": "x"}]}'],
        [b'{"error": "x"}'],
        [],
    ],
)
def test_series_that_are_none(lines: list[bytes]) -> None:
    answer = SeriesAnswer(Values("value"))
    with pytest.raises(AnswerError):
        _read(answer, lines)


@pytest.mark.parametrize(
    "lines", [[b"no json"], [b'{"time": '], [b'{"error": "x"}'], [b'{"time": "x"}']]
)
def test_lines_that_are_none(lines: list[bytes]) -> None:
    answer = LinesAnswer(Values("value"))
    with pytest.raises(AnswerError):
        _read(answer, lines)


def _read(answer: SeriesAnswer[object] | LinesAnswer[object], lines: list[bytes]) -> object:
    for line in lines:
        answer.line(line)
    return answer.end()


def test_many_lines_are_passed_on_in_pieces() -> None:
    answer = LinesAnswer(Values("value"))
    lines = [f'{{"value": "x{number}"}}'.encode() for number in range(2500)]
    assert len(_read(answer, [b"", *lines])) == 2500


def test_tags_may_be_columns() -> None:
    answer = SeriesAnswer(PageTable(Seen(), STATES))
    line = (
        b'{"results": [{"series": [{"columns": ["time", "domain", "entity_id", "value"],'
        b' "values": [[1000000000, "sensor", "x", 3]]}]}]}'
    )
    assert _read(answer, [line, b"\r"]) == [("sensor.x", 1.0, None, 3)]
