"""script/analyze on event logs and recorder databases, and on what is neither."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
import json
from pathlib import Path
import random
import shutil
import sqlite3
import subprocess
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.components.recorder.db_schema import Base, EventTypes, States, StatesMeta
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from custom_components.homeiq.mining.finding import Evidence, Finding, Mined
from custom_components.homeiq.mining.pattern import Effect, Pattern, RunTrigger
from script import analyze, analyze_input

ROOT = Path(__file__).parent.parent.parent
ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 1, 5)
DAYS = 28

type Row = tuple[datetime, str, str]


def evenings(entity_id: str = "light.lamp", days: int = DAYS) -> list[Row]:
    """Return a lamp that somebody turns on about 19:00 and off about 22:30, local time."""
    chance = random.Random(7)  # noqa: S311 - no secret: the same in every run
    rows: list[Row] = []
    for day in range(days):
        midnight = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), ZONE)
        for hour, state in ((19.0, "on"), (22.5, "off")):
            moment = midnight + timedelta(hours=hour, minutes=chance.gauss(0, 4))
            rows.append((moment, entity_id, state))
    return rows


def write_csv(path: Path, rows: list[Row], *, local: bool = True) -> Path:
    lines = ["time,entity_id,state"]
    for moment, entity_id, state in rows:
        at = moment.replace(tzinfo=None) if local else moment.astimezone(UTC)
        lines.append(f"{at.isoformat(timespec='seconds')},{entity_id},{state}")
    path.write_text("\n".join(lines) + "\n")
    return path


def write_database(path: Path, rows: list[Row]) -> Path:
    """Write a recorder's database, by Home Assistant's own schema; a user does everything."""
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(EventTypes(event_type="call_service"))
        known: dict[str, StatesMeta] = {}
        last: dict[str, States] = {}
        for number, (moment, entity_id, state) in enumerate(rows):
            meta = known.get(entity_id)
            if meta is None:
                meta = known[entity_id] = StatesMeta(entity_id=entity_id)
                session.add(meta)
                session.flush()
            row = States(
                metadata_id=meta.metadata_id,
                state=state,
                last_updated_ts=moment.timestamp(),
                old_state_id=last[entity_id].state_id if entity_id in last else None,
                context_id_bin=number.to_bytes(16),
                context_user_id_bin=b"u" * 16,
                origin_idx=0,
            )
            session.add(row)
            session.flush()
            last[entity_id] = row
        session.commit()
    engine.dispose()
    return path


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "events.csv", evenings())


def asked_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert analyze.main([*map(str, arguments), "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    answer: dict[str, Any] = json.loads(printed.out)
    assert answer.keys() == {"report", "suggestions"}
    return answer


def at_times(answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (action, hour) of suggestions at clock times."""
    for suggestion in answer["suggestions"]:
        trigger = suggestion["automation"]["triggers"][0]
        if trigger["trigger"] == "time":
            yield suggestion["automation"]["actions"][0]["action"], trigger["at"][:2]


def test_habits_of_a_csv_are_found_at_their_local_time(
    csv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked_json(capsys, csv_file, "--timezone", "Europe/Berlin")
    assert {action for action, _ in at_times(answer)} == {"light.turn_on", "light.turn_off"}
    assert dict(at_times(answer))["light.turn_off"] == "22"
    report = answer["report"]
    assert report["status"] == "completed"
    assert report["reason"] is None
    assert report["days_of_history"] == DAYS
    assert [phase["name"] for phase in report["phases"]] == [
        *("capabilities", "events", "patterns", "features", "synergies"),
        *("context", "suggestions", "store", "publish"),
    ]
    assert {phase["name"] for phase in report["phases"] if phase["status"] == "ok"} == {
        *("events", "patterns", "suggestions"),
    }


def test_a_csv_and_a_database_of_the_same_home_give_the_same(
    csv_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = write_database(tmp_path / "home.db", evenings())
    from_csv = asked_json(capsys, csv_file, "--timezone", "Europe/Berlin")
    from_database = asked_json(capsys, database, "--timezone", "Europe/Berlin")
    assert from_database["suggestions"]
    for answer in (from_csv, from_database):
        for suggestion in answer["suggestions"]:
            del suggestion["created_at"], suggestion["updated_at"]
    assert from_database["suggestions"] == from_csv["suggestions"]


def test_times_with_an_offset_need_no_zone_to_be_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "utc.csv", evenings(), local=False)
    assert ("light.turn_off", "21") in at_times(asked_json(capsys, file))
    answer = asked_json(capsys, file, "--timezone", "Europe/Berlin")
    assert ("light.turn_off", "22") in at_times(answer)


@pytest.mark.parametrize("kind", ["csv", "database"])
def test_what_is_after_the_day_asked_for_teaches_nothing(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = evenings()
    write = write_csv if kind == "csv" else write_database
    whole = write(tmp_path / "whole", rows)
    split = datetime.combine(FIRST + timedelta(days=14), datetime.min.time(), ZONE)
    half = write(tmp_path / "half", [row for row in rows if row[0] < split])
    zone = ("--timezone", "Europe/Berlin")
    until = asked_json(capsys, whole, *zone, "--until", split.date())
    alone = asked_json(capsys, half, *zone)
    assert until["report"]["days_of_history"] == 14
    for answer in (until, alone):
        for suggestion in answer["suggestions"]:
            del suggestion["created_at"], suggestion["updated_at"]
    assert until["suggestions"] == alone["suggestions"]


def test_targets_name_what_people_operate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "x.csv", evenings("binary_sensor.heater"))
    zone = ("--timezone", "Europe/Berlin")
    assert asked_json(capsys, file, *zone)["suggestions"] == []
    named = asked_json(capsys, "--targets", "switch.*,binary_sensor.h*", file, *zone)
    assert [each["entity_ids"] for each in named["suggestions"]]
    actions = named["suggestions"][0]["automation"]["actions"]
    assert actions[0]["action"].startswith("homeassistant.turn_")


def test_only_the_best_are_given_where_fewer_are_asked_for(
    csv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zone = ("--timezone", "Europe/Berlin")
    everything = asked_json(capsys, csv_file, *zone)["suggestions"]
    best = asked_json(capsys, csv_file, *zone, "--top", 1)["suggestions"]
    assert len(everything) > 1
    assert [each["id"] for each in best] == [everything[0]["id"]]


def test_no_suggestion_is_less_sure_than_asked_for(
    csv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked in (0.5, 0.95):
        answer = asked_json(
            capsys, csv_file, "--timezone", "Europe/Berlin", "--minimum-confidence", asked
        )
        assert all(each["confidence"] >= asked for each in answer["suggestions"])


def test_people_read_evidence_and_automation(
    csv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert analyze.main([str(csv_file), "--timezone", "Europe/Berlin"]) == 0
    told = capsys.readouterr().out
    assert "  1. Turn o" in told
    assert "Replayed over 28 of your days that did not teach it" in told
    assert "confidence 0." in told
    assert "when  trigger: time, at: 22:" in told
    assert "then  action: light.turn_off, target: entity_id: light.lamp" in told


def explained(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    assert analyze.main([*map(str, arguments), "--explain"]) == 0
    return capsys.readouterr().out.splitlines()


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    assert analyze.main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_evidence_is_printed_with_its_dates_where_that_is_asked_for(
    csv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zone = ("--timezone", "Europe/Berlin")
    suggestion = asked_json(capsys, csv_file, *zone)["suggestions"][0]
    lines = explained(capsys, csv_file, *zone, "--top", 1)
    start = next(number for number, line in enumerate(lines) if "proven over 28 days" in line)
    dates = [line.split() for line in lines[start + 2 : start + 12]]
    expected = [
        [
            f"{(at := datetime.fromisoformat(example['at']).astimezone(ZONE)):%a}",
            *at.isoformat(" ", "seconds").split(),
            example["outcome"],
        ]
        for example in suggestion["evidence"]["examples"]
    ]
    assert dates == expected
    assert len(dates) == 10
    assert not any("proven over" in line for line in told(capsys, csv_file, *zone))


def test_near_misses_are_explained_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    states = {"on": "unlocked", "off": "locked"}
    rows = [(at, "lock.front", states[state]) for at, _, state in evenings()]
    told = explained(capsys, write_csv(tmp_path / "lock.csv", rows), "--timezone", "Europe/Berlin")
    misses = told[told.index("Not suggested:") + 1 :]
    assert misses[0].endswith("unlocking is left to people.")
    assert any("proven over 28 days" in line for line in misses)
    assert sum(line.endswith(("right", "wrong", "already", "missed")) for line in misses) >= 10


def test_an_explanation_adds_nothing_to_json(
    csv_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked_json(capsys, csv_file, "--timezone", "Europe/Berlin", "--explain")
    assert answer["suggestions"][0]["evidence"]["examples"]


def test_advice_is_told_without_a_confidence(
    csv_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    advice = Finding(
        Pattern(
            "override",
            RunTrigger("automation.evening", "light.lamp", "on"),
            (Effect("light.lamp", "off"),),
            changes="automation.evening",
        ),
        Evidence(days=20, right=10, wrong=2),
    )
    monkeypatch.setattr(analyze, "mine", lambda *_: Mined((advice,), (), (), 20, 7, None))
    told = "\n".join(explained(capsys, csv_file))
    assert "  1. Change Evening, since you mostly undo it" in told
    assert "Take that out of it" in told
    assert "Evening ran 12 times; 10 times (83%) you undid that" in told
    assert "proven over 20 days: 10 right, 2 wrong" in told
    (given,) = asked_json(capsys, csv_file)["suggestions"]
    assert (given["automation"], given["evidence"], given["confidence"]) == (None, None, None)


def test_nothing_found_is_no_failure_and_has_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "few.csv", evenings(days=4))
    assert analyze.main([str(file), "--timezone", "Europe/Berlin"]) == 0
    assert "4 of the 7 days needed are there; look again on " in capsys.readouterr().out
    assert asked_json(capsys, file, "--until", "2020-01-01")["report"]["reason"].startswith(
        "Nothing that people operate was recorded"
    )


def test_what_only_people_should_do_is_told_but_not_suggested(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    states = {"on": "unlocked", "off": "locked"}
    rows = [(at, "lock.front", states[state]) for at, _, state in evenings()]
    file = write_csv(tmp_path / "lock.csv", rows)
    answer = asked_json(capsys, file, "--timezone", "Europe/Berlin")
    actions = [each["automation"]["actions"][0]["action"] for each in answer["suggestions"]]
    assert "lock.lock" in actions
    assert "lock.unlock" not in actions
    assert "unsafe" in {miss["reason"] for miss in answer["report"]["near_misses"]}
    assert analyze.main([str(file), "--timezone", "Europe/Berlin"]) == 0
    told = capsys.readouterr().out
    assert "careful: Somebody who is outside" in told
    assert "unlocking is left to people." in told


def write_storage(folder: Path, name: str, **data: object) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps({"version": 1, "key": name, "data": data}))


@pytest.fixture
def home_folder(tmp_path: Path) -> Path:
    """Return a configuration folder with a database, registries and an automation."""
    rows = evenings() + evenings("cover.garage")
    states = {"on": "open", "off": "closed"}
    rows = [(at, name, states[state] if name[0] == "c" else state) for at, name, state in rows]
    write_database(tmp_path / "home-assistant_v2.db", sorted(rows))
    storage = tmp_path / ".storage"
    write_storage(storage, "core.config", time_zone="Europe/Berlin", latitude=52.5, longitude=13.4)
    write_storage(storage, "core.area_registry", areas=[{"id": "lounge", "name": "Lounge"}])
    write_storage(
        storage,
        "core.entity_registry",
        entities=[
            {"entity_id": "light.lamp", "name": "Reading lamp", "area_id": "lounge"},
            {"entity_id": "cover.garage", "original_device_class": "garage"},
        ],
    )
    (tmp_path / "automations.yaml").write_text(
        """
- alias: Lights out
  triggers:
    - trigger: time
      at: "22:30:00"
  actions:
    - action: light.turn_off
      target: {entity_id: light.lamp}
"""
    )
    return tmp_path


def test_the_folder_beside_a_database_tells_zone_names_areas_and_automations(
    home_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked_json(capsys, home_folder / "home-assistant_v2.db")
    titles = {each["title"][:20]: each for each in answer["suggestions"]}
    lamp = titles["Turn on Reading lamp"]
    assert lamp["area_ids"] == ["lounge"]
    closing = next(each for each in answer["suggestions"] if "cover.garage" in each["entity_ids"])
    assert closing["automation"]["actions"][0]["action"] == "cover.close_cover"
    reasons = {miss["reason"]: miss["text"] for miss in answer["report"]["near_misses"]}
    assert reasons["already_automated"].endswith("Lights out does it already.")
    assert reasons["unsafe"].endswith("is left to people.")


def test_what_the_command_line_says_counts_more_than_the_folder(home_folder: Path) -> None:
    file = str(home_folder / "home-assistant_v2.db")
    told = analyze_input.read(analyze_input.parse([file])).home
    assert (told.timezone.key, told.latitude, told.longitude) == ("Europe/Berlin", 52.5, 13.4)
    place = ["--timezone", "Asia/Tokyo", "--latitude", "35", "--longitude", "139"]
    said = analyze_input.read(analyze_input.parse([file, *place])).home
    assert (said.timezone.key, said.latitude, said.longitude) == ("Asia/Tokyo", 35, 139)
    assert said.areas == told.areas


def test_a_group_that_only_the_database_knows_is_no_habit_of_its_members(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = [
        (at + timedelta(seconds=later), name, state)
        for at, _, state in evenings()
        for later, name in ((0.0, "light.ceiling"), (0.2, "light.worktop"), (0.4, "light.kitchen"))
    ]
    file = write_database(tmp_path / "home.db", moved)
    members = {"light.ceiling", "light.worktop"}

    def concerned() -> set[str]:
        answer = asked_json(capsys, file, "--top", "10")
        return {an_id for each in answer["suggestions"] for an_id in each["entity_ids"]}

    assert members & concerned()  # three lights, for all that is known
    with sqlite3.connect(file) as connection:
        connection.execute(
            "INSERT INTO state_attributes (attributes_id, shared_attrs) VALUES (1, ?)",
            (json.dumps({"entity_id": sorted(members)}, separators=(",", ":")),),
        )
        connection.execute(
            "UPDATE states SET attributes_id = 1 WHERE metadata_id ="
            " (SELECT metadata_id FROM states_meta WHERE entity_id = 'light.kitchen')"
        )
    connection.close()
    assert concerned() == {"light.kitchen"}


NEITHER = "neither an event log (CSV in UTF-8) nor a recorder's database (SQLite)"
BAD_FILES = {
    "missing_column": (b"time,entity_id\n", "line 1: the column state is missing"),
    "bad_time": (b"time,entity_id,state\nsoon,light.a,on\n", "line 2: the time 'soon'"),
    "empty": (b"", "the file is empty"),
    "no_text": (b"\xff\xfe\x00", NEITHER),
    "nothing.db": (b"", NEITHER),
    "text.DB": (b"time,entity_id,state\n2026-01-05 19:00:00,light.a,on\n", NEITHER),
    "zeros": (b"time,entity_id,state\n" + bytes(200), NEITHER),
    "latin": (
        "time,entity_id,state\n2026-01-05 19:00:00,light.a,öffnen".encode("latin-1"),
        NEITHER,
    ),
    "late": (b"time,entity_id,state\n" + b"\n" * 70_000 + b"\xff", "not text in UTF-8"),
    "broken_database": (b"SQLite format 3\x00" + b"x" * 200, "no SQLite database"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_gets_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, problem = BAD_FILES[name]
    file = tmp_path / name
    file.write_bytes(content)
    assert analyze.main([str(file), "--json"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert problem in printed.err
    assert str(file) in printed.err
    assert printed.err.count("\n") == 1


def test_a_character_that_is_cut_where_the_look_ends_is_text(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "long.csv", evenings())
    header, rest = file.read_text().split("\n", 1)
    padding = analyze_input.LOOKED_AT - len(header) - len(",x")
    file.write_text(f"{header},{'x' * padding}ü\n{rest}")
    assert file.read_bytes()[analyze_input.LOOKED_AT - 1 :][:2] == "ü".encode()
    assert len(analyze_input.read(analyze_input.parse([str(file)])).raw.time) == 2 * DAYS


def test_a_database_of_something_else_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    assert analyze.main([str(file)]) == 1
    assert "holds no history" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "which FILE"),
        (["--targets", "light.*"], "which FILE"),
        (["/nowhere/events.csv"], "No such file"),
        (["/"], "Is a directory"),
        (["x", "--timezone", "Mars/Base"], "no time zone 'Mars/Base'"),
        (["x", "--timezone", "../etc"], "no time zone"),
        (["x", "--latitude", "91", "--longitude", "0"], "no number from -90 to 90"),
        (["x", "--latitude", "0", "--longitude", "-181"], "no number from -180 to 180"),
        (["x", "--latitude", "nan", "--longitude", "0"], "no number"),
        (["x", "--latitude", "50"], "need each other"),
        (["x", "--top", "0"], "no number of suggestions"),
        (["x", "--top", "many"], "no number of suggestions"),
        (["x", "--minimum-confidence", "1.5"], "no number from 0.5 to 0.95"),
        (["x", "--minimum-confidence", "sure"], "no number from 0.5 to 0.95"),
        (["x", "--until", "2026-13-01"], "no date"),
        (["x", "--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_what_cannot_be_meant_gets_one_line(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert analyze.main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert problem in printed.err
    assert printed.err.count("\n") == 1


def test_the_defaults_are_those_of_the_options(csv_file: Path) -> None:
    asked = analyze_input.parse([str(csv_file)])
    assert (asked.top, asked.minimum_confidence) == (10, 0.6)
    home = analyze_input.read(asked).home
    assert (home.timezone.key, home.latitude, home.targets) == ("UTC", None, ())


def test_the_command_runs_from_any_folder(csv_file: Path) -> None:
    done = subprocess.run(
        [ROOT / "script" / "analyze", csv_file.name, "--top", "1"],
        cwd=csv_file.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("events.csv: ")


def test_a_reader_who_has_had_enough_is_no_error(csv_file: Path) -> None:
    with subprocess.Popen(
        [ROOT / "script" / "analyze", csv_file], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdout is not None
        command.stdout.close()
        assert command.stderr is not None
        assert command.stderr.read() == b""
        assert command.wait(120) == 0


def test_without_an_environment_the_command_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "script").mkdir()
    command = shutil.copy(ROOT / "script" / "analyze", tmp_path / "script" / "analyze")
    done = subprocess.run(
        [command, "x.csv"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "script/setup" in done.stderr
