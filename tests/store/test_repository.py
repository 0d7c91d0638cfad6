"""Runs, patterns and suggestions in a real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import logging
import math
from pathlib import Path
import sqlite3
from threading import Event, Thread
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import event, text

from custom_components.homeiq.mining.pattern import Pattern
from custom_components.homeiq.report import (
    NearMissReport,
    PhaseReport,
    PhaseStatus,
    RunStatus,
    Tokens,
)
from custom_components.homeiq.store.errors import CorruptDatabaseError, StoreError
from custom_components.homeiq.store.repository import BATCH, RUNS_KEPT, Repository, SaveResult
from custom_components.homeiq.suggestions.suggestion import Status
from tests.store.make import NOW, a_pattern, a_report, a_suggestion


def _rows(repository: Repository, query: str) -> list[tuple[Any, ...]]:
    with repository.reading() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def _ids(repository: Repository) -> list[str]:
    return [suggestion.id for suggestion in repository.suggestions()]


# Runs


def test_a_run_comes_back_with_all_of_its_report(repository: Repository) -> None:
    report = a_report(
        status=RunStatus.PARTIAL,
        events=12,
        phases=(PhaseReport("events", PhaseStatus.FAILED, 0.125, "no recorder"),),
        patterns={"time_of_day": 3},
        opportunities=1,
        synergies=2,
        pattern_suggestions=3,
        feature_suggestions=4,
        synergy_suggestions=5,
        context_hits=6,
        context_misses=7,
        tokens=Tokens(8, 9, 4),
        cost_usd=0.001,
        near_misses=(NearMissReport("time_of_day", ("light.a",), "too_few_days", "Soon"),),
        reason="Not yet",
        days_of_history=4,
        days_needed=8,
    )
    repository.save_run(report)
    assert repository.last_run() == report


def test_there_is_no_last_run_before_the_first(repository: Repository) -> None:
    assert repository.last_run() is None
    assert repository.runs() == []


def test_runs_come_newest_first_and_limited(repository: Repository) -> None:
    for number in (1, 2, 0):
        repository.save_run(a_report(number))
    assert [run.run_id for run in repository.runs()] == ["run-2", "run-1", "run-0"]
    assert [run.run_id for run in repository.runs(2)] == ["run-2", "run-1"]


def test_a_run_saved_again_replaces_itself(repository: Repository) -> None:
    repository.save_run(a_report(events=1))
    repository.save_run(a_report(events=2))
    assert [run.events for run in repository.runs()] == [2]


def test_the_job_history_keeps_the_latest_runs(repository: Repository) -> None:
    with repository.writing() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO runs SELECT 'old-' || i, '2020-01-01 00:00:00', 'completed', '{}' FROM n",
            (RUNS_KEPT,),
        )
    repository.save_run(a_report())
    assert _rows(repository, "SELECT count(*) FROM runs") == [(RUNS_KEPT,)]
    last = repository.last_run()
    assert last is not None
    assert last.run_id == "run-0"


def test_patterns_unseen_by_all_kept_runs_go_unless_a_suggestion_needs_them(
    repository: Repository,
) -> None:
    old, needed, seen = (a_pattern(number) for number in range(3))
    repository.add_patterns("run", [old, needed, seen])
    repository.save_suggestions([a_suggestion(pattern_id=needed.id)])
    with repository.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE patterns SET last_seen = '2020-01-01 00:00:00' WHERE id IN (?, ?)",
            (old.id, needed.id),
        )
    first = datetime(2021, 1, 1, tzinfo=UTC)
    for number in range(RUNS_KEPT + 1):
        repository.save_run(a_report(number, started_at=first + timedelta(days=number)))
    assert set(_rows(repository, "SELECT id FROM patterns")) == {(needed.id,), (seen.id,)}


# Patterns


def test_a_pattern_seen_again_keeps_when_it_was_first_seen(repository: Repository) -> None:
    repository.add_patterns("run-1", [a_pattern(days=7)])
    ((first,),) = _rows(repository, "SELECT first_seen FROM patterns")
    repository.add_patterns("run-2", [a_pattern(days=9)])
    ((run_id, days, first_again, last),) = _rows(
        repository, "SELECT run_id, days, first_seen, last_seen FROM patterns"
    )
    assert (run_id, days, first_again) == ("run-2", 9, first)
    assert last > first


def test_a_thousand_patterns_are_few_statements_in_one_transaction(repository: Repository) -> None:
    done: list[str] = []
    assert repository._writer is not None
    event.listen(repository._writer, "commit", lambda _connection: done.append("commit"))

    def executed(*call: object) -> None:
        statement, many = str(call[2]), call[5]
        done.append("many" if many and statement.startswith("INSERT") else statement)

    event.listen(repository._writer, "before_cursor_execute", executed)
    repository.add_patterns("run", [a_pattern(number) for number in range(1000)])
    assert done == ["BEGIN IMMEDIATE", *["many"] * (1000 // BATCH), "commit"]
    assert 1000 // BATCH == 20
    assert _rows(repository, "SELECT count(*) FROM patterns") == [(1000,)]


def test_no_patterns_are_no_error(repository: Repository) -> None:
    repository.add_patterns("run", [])
    assert _rows(repository, "SELECT count(*) FROM patterns") == [(0,)]


def test_a_pattern_that_cannot_be_kept_leaves_none_of_its_run(repository: Repository) -> None:
    patterns: list[Pattern] = [a_pattern(number) for number in range(120)]
    patterns.append(a_pattern(120, p_value=math.nan))  # SQLite takes it for NULL
    with pytest.raises(StoreError, match=r"NOT NULL constraint failed: patterns\.p_value"):
        repository.add_patterns("run", patterns)
    assert _rows(repository, "SELECT count(*) FROM patterns") == [(0,)]


# Suggestions


def test_suggestions_come_best_first(repository: Repository) -> None:
    ranks = {"b": 0.5, "a": 0.5, "c": 0.9}
    repository.save_suggestions(
        a_suggestion(number, id=name, rank=rank)
        for number, (name, rank) in enumerate(ranks.items())
    )
    assert _ids(repository) == ["c", "a", "b"]
    assert [found.id for found in repository.suggestions(limit=2)] == ["c", "a"]


@pytest.mark.parametrize(
    ("statuses", "ids"),
    [
        (None, ["id-0", "id-1", "id-2"]),
        ([Status.DRAFT], ["id-0"]),
        ({Status.DRAFT, Status.EXPIRED}, ["id-0", "id-2"]),
        ([], []),
    ],
)
def test_suggestions_are_chosen_by_status(
    repository: Repository, statuses: list[Status] | None, ids: list[str]
) -> None:
    kept = (Status.DRAFT, Status.SNOOZED, Status.EXPIRED)
    repository.save_suggestions(
        a_suggestion(number, status=status) for number, status in enumerate(kept)
    )
    assert [found.id for found in repository.suggestions(statuses)] == ids


def test_an_unknown_suggestion_is_none(repository: Repository) -> None:
    assert repository.suggestion("id-0") is None


def test_a_suggestion_saved_again_is_updated(repository: Repository) -> None:
    repository.save_suggestions([a_suggestion()])
    changed = a_suggestion(status=Status.DISMISSED, dismiss_reason="No", automation=None)
    assert repository.save_suggestions([changed]) == SaveResult(("id-0",), ())
    assert repository.suggestions() == [changed]


def test_no_suggestions_are_no_error(repository: Repository) -> None:
    assert repository.save_suggestions([]) == SaveResult((), ())


def test_all_suggestions_of_a_run_are_one_transaction(repository: Repository) -> None:
    begun: list[object] = []
    assert repository._writer is not None
    event.listen(repository._writer, "begin", begun.append)
    repository.save_suggestions(a_suggestion(number) for number in range(10))
    assert len(begun) == 1


BAD = {
    "unserialisable automation": {"automation": {"at": NOW}},
    "no number": {"automation": {"above": math.nan}},
    "unknown pattern": {"pattern_id": "nowhere"},
    "no time zone": {"created_at": NOW.replace(tzinfo=None)},
    "no title": {"wording": replace(a_suggestion().wording, title=None)},
    "no text": {"dismiss_reason": "\ud800"},
    "no status": {"status": None},
    "number that is too great": {"dismiss_reason": 2**70},
    "kind that SQLite does not know": {"dismiss_reason": ("no", "text")},
    "fingerprint of another one": {"fingerprint": "fingerprint-0"},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_a_bad_suggestion_is_logged_and_the_others_are_saved(
    repository: Repository, caplog: pytest.LogCaptureFixture, changes: dict[str, Any]
) -> None:
    batch = [a_suggestion(0), a_suggestion(1, **changes), a_suggestion(2)]
    result = repository.save_suggestions(batch)
    assert result == SaveResult(("id-0", "id-2"), ("id-1",))
    assert _ids(repository) == ["id-0", "id-2"]
    (message,) = [
        record.getMessage() for record in caplog.records if record.levelno == logging.WARNING
    ]
    assert message.startswith("Suggestion id-1 is skipped: ")
    assert "INSERT" not in message


def test_a_bad_suggestion_leaves_what_was_kept_of_it(repository: Repository) -> None:
    repository.save_suggestions([a_suggestion()])
    repository.save_suggestions([a_suggestion(automation={"at": NOW})])
    assert repository.suggestions() == [a_suggestion()]


def test_what_refers_to_a_suggestions_pattern_keeps_it(repository: Repository) -> None:
    pattern = a_pattern()
    repository.add_patterns("run", [pattern])
    repository.save_suggestions([a_suggestion(pattern_id=pattern.id)])
    with pytest.raises(StoreError, match="FOREIGN KEY"), repository.writing() as connection:
        connection.exec_driver_sql("DELETE FROM patterns")
    found = repository.suggestion("id-0")
    assert found is not None
    assert found.pattern_id == pattern.id


# When the database fails


def test_a_full_disk_rolls_back_all_suggestions_of_a_run(repository: Repository) -> None:
    kept = a_suggestion(0)
    repository.save_suggestions([kept])
    with repository.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    long = {"description": "x" * 3000}
    with pytest.raises(StoreError, match="no room left on its disk"):
        repository.save_suggestions(
            [replace(kept, rank=9.0), *(a_suggestion(n, automation=long) for n in range(1, 20))]
        )
    assert repository.suggestions() == [kept]
    with repository.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert repository.save_suggestions([a_suggestion(1)]).saved == ("id-1",)


def test_a_failed_commit_rolls_back_whole(repository: Repository) -> None:
    # A deferred foreign key is checked by the commit alone.
    with repository.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE shadow (id TEXT REFERENCES patterns (id) DEFERRABLE INITIALLY DEFERRED)"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER fail AFTER INSERT ON suggestions WHEN new.id = 'id-1' "
            "BEGIN INSERT INTO shadow VALUES ('nowhere'); END"
        )
    with pytest.raises(StoreError, match="FOREIGN KEY constraint failed"):
        repository.save_suggestions(a_suggestion(number) for number in range(3))
    assert _ids(repository) == []
    assert repository.save_suggestions([a_suggestion(2)]).saved == ("id-2",)


def test_an_interrupted_write_rolls_back_whole(repository: Repository) -> None:
    assert repository._writer is not None
    with repository._writer.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
    calls = iter([0] * 5 + [1] * 1000)
    driver.set_progress_handler(lambda: next(calls), 100)
    with pytest.raises(StoreError, match="interrupted"):
        repository.save_suggestions(a_suggestion(number) for number in range(100))
    driver.set_progress_handler(None, 0)
    assert _ids(repository) == []
    assert len(repository.save_suggestions(a_suggestion(n) for n in range(100)).saved) == 100


def test_a_database_that_is_damaged_while_open_says_so(repository: Repository) -> None:
    repository.save_suggestions(a_suggestion(number) for number in range(100))
    repository.close()
    size = repository.path.stat().st_size
    repository.open()
    with repository.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(CorruptDatabaseError, match="is damaged"):
        repository.suggestions()


def test_an_error_names_the_file_and_not_the_statement(repository: Repository) -> None:
    with pytest.raises(StoreError) as caught, repository.writing() as connection:
        connection.exec_driver_sql("SELECT secret FROM nowhere")
    assert str(caught.value) == f"The database {repository.path} failed: no such table: nowhere"


def test_the_reader_cannot_write(repository: Repository) -> None:
    with pytest.raises(StoreError, match="may only be read"), repository.reading() as connection:
        connection.exec_driver_sql("DELETE FROM runs")


# Readers and writers


def test_a_reader_is_not_blocked_by_a_writer(repository: Repository) -> None:
    repository.save_suggestions([a_suggestion(0)])
    written, may_end = Event(), Event()

    def write() -> None:
        with repository.writing() as connection:
            connection.exec_driver_sql("UPDATE suggestions SET title = 'Changed'")
            written.set()
            may_end.wait(10)

    thread = Thread(target=write)
    thread.start()
    assert written.wait(10)
    start = perf_counter()
    during = [found.wording.title for found in repository.suggestions()]
    waited = perf_counter() - start
    may_end.set()
    thread.join()
    assert during == ["Title"]
    assert waited < 1
    assert [found.wording.title for found in repository.suggestions()] == ["Changed"]


def test_a_reader_does_not_block_a_writer(repository: Repository) -> None:
    repository.save_suggestions([a_suggestion(0)])
    with repository.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM suggestions")) == 1
        repository.save_suggestions([a_suggestion(1)])
        assert connection.scalar(text("SELECT count(*) FROM suggestions")) == 1
    assert len(_ids(repository)) == 2


# Opening and closing


def test_closed_it_refuses_and_opens_again(repository: Repository) -> None:
    repository.save_suggestions([a_suggestion()])
    repository.close()
    repository.close()
    with pytest.raises(StoreError, match="is not open"):
        repository.suggestions()
    with pytest.raises(StoreError, match="is not open"):
        repository.save_suggestions([a_suggestion()])
    assert repository.open() is None
    assert repository.open() is None
    assert _ids(repository) == ["id-0"]


def test_closing_leaves_everything_in_the_one_file(repository: Repository) -> None:
    repository.save_suggestions([a_suggestion()])
    log = repository.path.with_name("homeiq.db-wal")
    assert log.stat().st_size > 0
    repository.close()
    assert not log.exists()
    with sqlite3.connect(repository.path) as connection:
        assert connection.execute("SELECT id FROM suggestions").fetchall() == [("id-0",)]
    connection.close()


def test_what_was_committed_survives_a_crash(path: Path, tmp_path: Path) -> None:
    repository = Repository(path)
    repository.open()
    repository.save_suggestions([a_suggestion(0)])
    with repository.writing() as connection:
        connection.exec_driver_sql("UPDATE suggestions SET title = 'Half done'")
        copy = tmp_path / "after" / "homeiq.db"
        copy.parent.mkdir()
        for suffix in ("", "-wal"):  # what is on the disk at this moment
            source = path.with_name(path.name + suffix)
            copy.with_name(copy.name + suffix).write_bytes(source.read_bytes())
    repository.close()
    after = Repository(copy)
    assert after.open() is None
    assert after.suggestions() == [a_suggestion(0)]
    after.close()


@pytest.mark.parametrize(
    "damage",
    [
        "status = 'of a version to come'",
        "automation = '{cut'",
        "since_shown = '{}'",
        "created_at = 'once'",
        "entity_ids = 'null'",
    ],
)
def test_a_suggestion_that_cannot_be_read_costs_no_other(
    repository: Repository, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    repository.save_suggestions([a_suggestion(number) for number in range(3)])
    with repository.writing() as connection:
        connection.execute(text(f"UPDATE suggestions SET {damage} WHERE id = 'id-1'"))  # noqa: S608  # our own words
    assert _ids(repository) == ["id-0", "id-2"]
    assert repository.suggestion("id-1") is None
    assert "cannot be read" in caplog.text
    repository.save_suggestions([a_suggestion(1)])
    assert _ids(repository) == ["id-0", "id-1", "id-2"], "found again, it is kept as ever"


def test_a_report_that_cannot_be_read_costs_no_other(repository: Repository) -> None:
    for number in range(3):
        repository.save_run(a_report(number))
    with repository.writing() as connection:
        connection.execute(text("UPDATE runs SET report = '{}' WHERE id = 'run-2'"))
    assert [report.run_id for report in repository.runs()] == ["run-1", "run-0"]
