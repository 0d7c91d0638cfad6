"""Programs in Flux and their answers in annotated CSV."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.history.influxdb.answers import AnswerError
from custom_components.homeiq.history.influxdb.dialect import Earliest, Values
from custom_components.homeiq.history.influxdb.errors import InfluxProblem
from custom_components.homeiq.history.influxdb.flux import CsvAnswer, FieldTable, Flux, literal
from custom_components.homeiq.history.influxdb.points import STATES, Question
from tests.history.influxdb.fake2 import FakeInfluxDb2
from tests.history.influxdb.languages import FakePoint
from tests.history.influxdb.places import client, of_two
from tests.history.influxdb.test_influxql import ODD, Seen

HEAD = """#datatype,string,long,dateTime:RFC3339,string,string,string,{kind}
#group,false,false,false,true,true,true,false
#default,_result,,,,,,{default}
,result,table,_time,_field,domain,entity_id,_value
"""


def points(text: str) -> list[tuple[str, float, str | None, float | None]]:
    answer = CsvAnswer(FieldTable(Seen(), STATES))
    for line in text.encode().split(b"\n"):
        answer.line(line)
    return answer.end()


@pytest.mark.parametrize("name", ODD)
async def test_names_are_texts_whatever_they_are(hass: HomeAssistant, name: str) -> None:
    held = [
        FakePoint("x", {"domain": "sensor", "entity_id": odd}, 10**9, {"value": float(odd == name)})
        for odd in ODD
    ]
    async with FakeInfluxDb2(mapped=False, held=held).serving() as fake:
        question = Question(STATES, (f"sensor.{name}",), 0.0, 2.0)
        found = await Flux(client(hass, of_two(fake))).page(question, Seen)
    assert found == [(f"sensor.{name}", 1.0, None, 1.0)]


async def test_the_name_of_a_bucket_is_a_text(hass: HomeAssistant) -> None:
    held = [FakePoint("x", {"domain": "sensor", "entity_id": "x"}, 10**9, {"value": 1.0})]
    fake = FakeInfluxDb2(mapped=False, held=held, database='my "home"\\ ${x}')
    async with fake.serving():
        assert await Flux(client(hass, of_two(fake))).entities() == {"sensor.x"}


def test_texts_are_quoted() -> None:
    assert literal('a "b" \\ ${c}\n\r\t') == '"a \\"b\\" \\\\ \\${c}\\n\\r\\t"'


def test_tables_follow_each_other_with_types_of_their_own() -> None:
    text = (
        HEAD.format(kind="string", default="")
        + ',,0,2026-03-10T06:00:00Z,state,light,hall,"on, ""quoted""\nand more"\n'
        + "\n"
        + HEAD.format(kind="double", default="")
        + ",,1,2026-03-10T06:00:00.5Z,value,light,hall,1\n"
        + HEAD.format(kind="long", default="7")
        + ",,2,2026-03-10T06:00:01Z,value,sensor,x,\n"
        + HEAD.format(kind="double", default="")
        + ",,3,2026-03-10T06:00:01Z,state,sensor,y,3\n"
        + "\n"
    )
    assert points(text) == [
        ("light.hall", 1773122400.0, 'on, "quoted"\nand more', None),
        ("light.hall", 1773122400.5, None, 1.0),
        ("sensor.x", 1773122401.0, None, 7.0),
        ("sensor.y", 1773122401.0, None, None),  # a number where a text should be
    ]


def test_without_annotations_all_is_text() -> None:
    answer = CsvAnswer(Values("_value"))
    for line in (b",result,table,_value", b",,0,light", b",,0,", b""):
        answer.line(line)
    assert answer.end() == {"light"}


def test_no_tables_are_no_rows() -> None:
    answer = CsvAnswer(Earliest("_time"))
    answer.line(b"")
    assert answer.end() is None


def test_long_answers_are_read_in_pieces() -> None:
    rows = "".join(
        f',,0,2026-03-10T06:00:00Z,state,light,hall,"on\n{number}"\n' for number in range(1500)
    )
    assert len(points(HEAD.format(kind="string", default="") + rows)) == 1500


@pytest.mark.parametrize(
    "text",
    [
        HEAD.format(kind="double", default="") + ",,0,2026-03-10T06:00:00Z,state,li",
        HEAD.format(kind="double", default="") + ",,0,2026-03-10T06:00:0xZ,state,light,x,1\n",
        HEAD.format(kind="double", default="") + ",,0,2026-03-10T06:00:00Z,state,light,x,one\n",
        HEAD.format(kind="string", default="") + ',,0,2026-03-10T06:00:00Z,state,light,x,"on\n',
        HEAD.format(kind="string", default="") + ',,0,2026-03-10T06:00:00Z,state,light,x,"o"n"\n',
        "#datatype,string,string\n,error,reference\n,Failed to parse query,897\n",
    ],
)
def test_half_an_answer(text: str) -> None:
    with pytest.raises(AnswerError) as caught:
        points(text)
    assert caught.value.problem == InfluxProblem.HALF_ANSWER


def test_what_is_no_such_csv_is_nobody() -> None:
    with pytest.raises(AnswerError) as caught:
        points("Hello")
    assert caught.value.problem == InfluxProblem.URL


def test_an_error_in_a_table_may_tell_what_is_missing() -> None:
    with pytest.raises(AnswerError) as caught:
        points('#datatype,string,string\n,error,reference\n,could not find bucket "x",897\n')
    assert caught.value.problem == InfluxProblem.NO_DATABASE
