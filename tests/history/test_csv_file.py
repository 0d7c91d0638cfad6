"""Event logs as CSV: what is read, and what is said of a file that cannot be."""

from datetime import datetime
from pathlib import Path
from time import thread_time
from zoneinfo import ZoneInfo

import pytest

from custom_components.homeiq.history.csv_file import CsvError, read_csv
from custom_components.homeiq.mining.event_log import NUMERIC, Origin

BERLIN = ZoneInfo("Europe/Berlin")


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "events.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_local_times_offsets_states_and_numbers_are_read(tmp_path: Path) -> None:
    raw = read_csv(
        write(
            tmp_path,
            "time,entity_id,state\n"
            "2025-07-01T08:00:00,light.a,on\n"
            "2025-07-01T08:00:00+00:00, light.a ,off\n"
            "2025-07-01 08:30:00.5,sensor.t,21.5\n"
            "\n"
            "2025-07-01T09:00:00Z,light.a,unavailable\n",
        ),
        BERLIN,
    )
    assert raw.entities == ("light.a", "sensor.t")
    assert raw.entity.tolist() == [0, 0, 1, 0]
    assert [raw.states[code] for code in raw.state] == ["on", "off", "#", "unavailable"]
    assert raw.state[2] == NUMERIC
    assert raw.number[2] == pytest.approx(21.5)
    assert raw.time[0] == datetime(2025, 7, 1, 8, tzinfo=BERLIN).timestamp()
    assert raw.time[1] - raw.time[0] == 7200
    assert raw.time[2] - raw.time[0] == 1800.5
    assert set(raw.origin.tolist()) == {Origin.PERSON}


def test_columns_may_come_in_any_order_with_an_origin_and_a_byte_order_mark(tmp_path: Path) -> None:
    raw = read_csv(
        write(
            tmp_path,
            "State,Origin,room,Entity_ID,Time\r\n"
            "on,automation,x,light.a,2025-07-01T08:00:00\r\n"
            "off,,x,light.a,2025-07-01T09:00:00\r\n"
            "on, Device ,x,light.a,2025-07-01T10:00:00\r\n",
            "utf-8-sig",
        ),
        BERLIN,
    )
    assert raw.origin.tolist() == [Origin.AUTOMATION, Origin.PERSON, Origin.DEVICE]


def test_each_choice_of_a_scene_is_a_change(tmp_path: Path) -> None:
    raw = read_csv(
        write(
            tmp_path,
            "time,entity_id,state\n"
            "2025-07-01T08:00:00,scene.film,unknown\n"
            "2025-07-01T20:00:00,scene.film,2025-07-01T18:00:00+00:00\n"
            "2025-07-02T20:00:00,scene.film,2025-07-02T18:00:00+00:00\n",
        ),
        BERLIN,
    )
    by_time = raw.state[raw.time.argsort()]
    assert [raw.states[code] for code in by_time] == [
        "unknown",
        *("off", "on", "off"),
        *("off", "on", "off"),
    ]


def test_the_hour_that_a_clock_change_repeats_goes_on_forward(tmp_path: Path) -> None:
    raw = read_csv(
        write(
            tmp_path,
            "time,entity_id,state\n"
            "2025-10-26T02:50:00,light.a,on\n"
            "2025-10-26T02:10:00,light.a,off\n"
            "2025-10-26T02:20:00,light.a,on\n"
            "2025-10-26T03:00:00,light.a,off\n"
            "2025-10-25T03:00:00,light.b,off\n",
        ),
        BERLIN,
    )
    assert (raw.time[1:4] - raw.time[0]).tolist() == [1200, 1800, 4200]
    assert raw.time[4] < raw.time[0]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", None, "empty"),
        ("time,entity_id,state\n", None, "no events"),
        ("time,entity,state\n2025-07-01,light.a,on\n", 1, "entity_id"),
        ("time,entity_id,state\n2025-07-01T08:00:00,light.a,on\nlater,light.a,off\n", 3, "'later'"),
        ("time,entity_id,state\n2025-07-01T08:00:00,light.a\n", 2, "too few"),
        ("time,entity_id,state\n2025-07-01T08:00:00,,on\n", 2, "entity_id is empty"),
        ("time,entity_id,state,origin\n2025-07-01T08:00:00,light.a,on,cat\n", 2, "'cat'"),
        ('time,entity_id,state\n2025-07-01T08:00:00,"light.a"x,on\n', 2, "not CSV"),
        ('time,"entity_id"x,state\n', 1, "not CSV"),
        ('time,entity_id,state\n2025-07-01,light.a,"o\nn"\nx,light.a,on\n', 4, "cannot be read"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int | None, problem: str
) -> None:
    with pytest.raises(CsvError, match=problem) as caught:
        read_csv(write(tmp_path, text), BERLIN)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)
    assert (f"line {line}:" in str(caught.value)) == (line is not None)


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CsvError, match="UTF-8"):
        read_csv(
            write(tmp_path, "time,entity_id,state\n2025-07-01,light.ä,on\n", "latin-1"), BERLIN
        )
    with pytest.raises(CsvError, match="No such file"):
        read_csv(tmp_path / "nothing.csv", BERLIN)


def test_a_long_file_is_read_fast(tmp_path: Path) -> None:
    rows = [
        f"2025-07-{1 + n // 4000:02d}T{n % 24:02d}:{n % 60:02d}:00,light.l{n % 50},{n % 3}"
        for n in range(100_000)
    ]
    path = write(tmp_path, "time,entity_id,state\n" + "\n".join(rows))
    begun = thread_time()
    raw = read_csv(path, BERLIN)
    assert len(raw.time) == 100_000
    assert thread_time() - begun < 5  # ten times what it takes, for a busy machine
