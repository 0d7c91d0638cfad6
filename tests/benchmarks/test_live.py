"""A session of a real Home Assistant, shortened, and a home copied to a server."""

from contextlib import closing
from pathlib import Path
import sqlite3
import time

import pytest
import pytest_socket
from sqlalchemy import create_engine, text

from benchmarks.live import session as module
from benchmarks.live.config import DATABASE, keep_elsewhere, make_live
from benchmarks.live.servers import SERVERS, served
from benchmarks.live.session import session
from benchmarks.live.watch import COUNTER, watching
from tests.e2e.parts import need

ROWS = 70_000


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use sockets, of the loopback interface still."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Return a configuration and its port."""
    pytest_socket.enable_socket()  # a free port is looked for
    config = tmp_path_factory.mktemp("live") / "config"
    return config, make_live(config, ROWS)


def test_the_recorder_can_be_told_to_write_elsewhere(made: tuple[Path, int]) -> None:
    config, _ = made
    before = (config / "configuration.yaml").read_text("utf-8")
    keep_elsewhere(config, "sqlite:///elsewhere.db")
    after = (config / "configuration.yaml").read_text("utf-8")
    (config / "configuration.yaml").write_text(before, "utf-8")
    assert "recorder:\n  db_url: sqlite:///elsewhere.db\n" in after
    assert "homeiq_bench:\n" in before


def test_a_watch_sees_what_is_written_from_now_on(made: tuple[Path, int], tmp_path: Path) -> None:
    database = tmp_path / "watched.db"
    database.write_bytes((made[0] / DATABASE).read_bytes())
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("INSERT INTO states_meta VALUES (9999, ?)", (COUNTER,))
        change(connection, 1)
        with watching(f"sqlite:///{database}") as watch:
            begin = time.time()
            change(connection, 2)
            change(connection, 3)
            time.sleep(0.3)
            arrivals = watch.end()
    assert [one.number for one in arrivals] == [2, 3]
    assert all(begin <= one.changed <= one.seen <= time.time() for one in arrivals)


def change(connection: sqlite3.Connection, number: int) -> None:
    connection.execute(
        "INSERT INTO states (state, last_updated_ts, metadata_id) VALUES (?, ?, 9999)",
        (str(number), time.time()),
    )


@pytest.mark.e2e
@pytest.mark.xdist_group("e2e")
async def test_a_session_sees_two_runs_and_what_the_recorder_wrote(
    made: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SETTLE_SECONDS", 1.0)
    monkeypatch.setattr(module, "_IDLE_SECONDS", 2.0)
    config, port = made
    seen = await session(config, port, f"sqlite:///{config / DATABASE}")
    assert seen.first.report["status"] == "completed"
    assert seen.later.report["status"] == "completed"
    # The later one must read again only what was forgotten.
    assert abs(seen.later.report["events"] - seen.first.report["events"]) < 1_000
    assert seen.first.phase("events") > 0
    assert seen.lost == 0
    assert 0 < seen.lag(seen.beside) < 5
    assert seen.idle.end <= seen.added.begin < seen.first.span.begin < seen.later.span.begin
    assert 0 < seen.longest(seen.added).gap < 10
    assert 0 < seen.first.megabytes < 1_000


@pytest.fixture(params=sorted(SERVERS))
def server(request: pytest.FixtureRequest) -> str:
    """Return the name of a server that is installed."""
    need(request.param)
    name: str = request.param
    return name


@pytest.mark.e2e
@pytest.mark.xdist_group("e2e")
def test_a_copy_on_a_server_has_all_rows_and_counts_on(made: tuple[Path, int], server: str) -> None:
    with served(server, made[0] / DATABASE) as url:
        assert url is not None
        engine = create_engine(url)
        with engine.begin() as connection:
            rows = connection.execute(text("SELECT COUNT(*) FROM states")).scalar_one()
            last = connection.execute(text("SELECT MAX(state_id) FROM states")).scalar_one()
            connection.execute(text("INSERT INTO states (state) VALUES ('new')"))
            new = connection.execute(text("SELECT MAX(state_id) FROM states")).scalar_one()
        engine.dispose()
    with closing(sqlite3.connect(made[0] / DATABASE)) as connection:
        assert rows == connection.execute("SELECT COUNT(*) FROM states").fetchone()[0]
    assert new == last + 1
