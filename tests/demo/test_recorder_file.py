"""The simulated history is one that Home Assistant starts on and HomeIQ reads."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
import logging
from pathlib import Path
import sqlite3

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import SCHEMA_VERSION, RecorderRuns
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import session_scope
import pytest

from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import open_file, read_connection
from custom_components.homeiq.mining.event_log import Origin, RawEvents
from demo.household import SimulatedHome, simulate
from demo.recorder_file import write_recorder
from demo.spec import HouseholdSpec

USERS = ("a" * 32, "b" * 32)


@cache
def home() -> SimulatedHome:
    """Return a household of ten days."""
    return simulate(HouseholdSpec(days=10, events=15_000))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a database with the household's history; only read."""
    path = tmp_path_factory.mktemp("recorder") / "home.db"
    write_recorder(home(), path, USERS)
    return path


@pytest.fixture
def recorder_db_url(tmp_path: Path) -> str:
    """Let the recorder start on a history that ends now, as the demo's does."""
    now = datetime.now(UTC)
    spec = HouseholdSpec(
        days=3, start=now.date() - timedelta(days=2), events=500, until=now.timestamp()
    )
    write_recorder(simulate(spec), tmp_path / "now.db", USERS)
    return f"sqlite:///{tmp_path / 'now.db'}"


def origins(events: RawEvents) -> dict[tuple[int, str, str], Origin]:
    """Return the origin by (tenths of a second, entity, state)."""
    rows = zip(events.time, events.entity, events.state, events.origin, strict=True)
    return {
        (round(time * 10), events.entities[entity], events.states[state]): Origin(origin)
        for time, entity, state, origin in rows
    }


def test_what_history_reads_is_what_was_simulated(written: Path) -> None:
    ids = frozenset(name for name in home().raw.entities if not name.startswith("automation."))
    query = HistoryQuery(ids, home().calendar.start, home().calendar.end)
    with open_file(written) as connection:
        read = origins(read_connection(connection, query, home().home))
    true = origins(home().raw)
    both = true.keys() & read.keys()
    assert len(both) >= 0.99 * len(true)
    wrong = Counter(
        (entity_id, true[key].name, read[key].name)
        for key in both
        for _, entity_id, _ in [key]
        # A script is a run of its own: what it shows of itself at a restart is of no account.
        if true[key] is not read[key] and not entity_id.startswith("script.")
    )
    assert wrong == {}
    assert Counter(true.values()).keys() == set(Origin)


def test_every_cause_has_the_columns_that_provenance_reads(written: Path) -> None:
    with sqlite3.connect(written) as connection:
        person, parent, alone = connection.execute(
            "SELECT COUNT(context_user_id_bin), COUNT(context_parent_id_bin),"
            " SUM(context_user_id_bin IS NULL AND context_parent_id_bin IS NULL) FROM states"
        ).fetchone()
        timed = connection.execute(
            "SELECT COUNT(*) FROM states JOIN events USING (context_id_bin)"
            " JOIN event_types types USING (event_type_id) JOIN states_meta USING (metadata_id)"
            " WHERE types.event_type = 'automation_triggered'"
            " AND states.context_parent_id_bin IS NULL"
            " AND states_meta.entity_id = 'climate.living_room'"
        ).fetchone()[0]
        kinds = dict(
            connection.execute(
                "SELECT types.event_type, COUNT(*) FROM events"
                " JOIN event_types types USING (event_type_id) GROUP BY types.event_type"
            )
        )
    assert person > 100
    assert parent >= 2
    assert alone > 10_000
    assert timed >= 5
    assert kinds.keys() == {"call_service", "automation_triggered", "script_started"}


def test_the_database_is_whole(written: Path) -> None:
    with sqlite3.connect(written) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows, entities = connection.execute(
            "SELECT COUNT(*), COUNT(DISTINCT metadata_id) FROM states"
        ).fetchone()
        assert rows == len(home().table.time)
        assert entities == len(home().entities)
        linked = connection.execute(
            "SELECT COUNT(*) FROM states JOIN states old ON states.old_state_id = old.state_id"
            " WHERE states.metadata_id = old.metadata_id"
            " AND states.last_updated_ts >= old.last_updated_ts"
        ).fetchone()[0]
        assert linked == rows - entities


async def test_the_recorder_starts_on_it_without_migration_or_complaint(
    recorder_mock: None, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = get_instance(hass)
    await recorder.async_block_till_done()
    assert recorder.schema_version == SCHEMA_VERSION
    assert not recorder.migration_in_progress
    complaints = [
        record.getMessage()
        for record in caplog.get_records("setup") + caplog.get_records("call")
        if record.levelno >= logging.WARNING and "recorder" in record.name
    ]
    assert complaints == []
    runs = await recorder.async_add_executor_job(_runs, hass)
    assert runs == [False, False]  # that one and this one


def _runs(hass: HomeAssistant) -> list[bool]:
    """Return for each of the recorder's runs whether it was closed incorrectly."""
    with session_scope(hass=hass, read_only=True) as session:
        runs = session.query(RecorderRuns).order_by(RecorderRuns.start)
        return [run.closed_incorrect for run in runs]


def test_an_existing_database_is_not_overwritten(written: Path) -> None:
    with pytest.raises(FileExistsError):
        write_recorder(home(), written, USERS)
