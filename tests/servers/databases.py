"""MariaDB and PostgreSQL with a fresh data folder, each for one session of tests."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
import os
from pathlib import Path
import shutil
import signal
import subprocess
import tempfile
import time
from typing import Any, Final

import psycopg2
import pymysql

from tests.e2e.parts import Program
from tests.servers.process import START_SECONDS, Server, free_port, perform, somebody_else

USER: Final = "home"
PASSWORD: Final = "not-for-logs"


@dataclass(slots=True)
class DatabaseServer:
    """A running server, and how to talk to it with all rights."""

    kind: str
    server: Server
    process: subprocess.Popen[bytes]
    connect: Callable[[str], Any]  # to a database
    scheme: str
    maintained: str  # a database that is always there
    _numbers: count[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """Return what the recorder would be configured with."""
        return f"{self.scheme}://{USER}:{PASSWORD}@127.0.0.1:{self.server.port}/{database}"

    def perform(self, statement: str, database: str | None = None) -> list[tuple[Any, ...]]:
        """Perform a statement with all rights, and return its rows."""
        with closing(self.connect(database or self.maintained)) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make an empty database, and return its name."""
        name = f"home_{next(self._numbers)}"
        self.perform(f"CREATE DATABASE {name}")
        yield name
        self.perform(f"DROP DATABASE {name}")

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stop the server for a while, as an update would."""
        self.server.stop(self.process)
        try:
            yield
        finally:
            self.restart()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Start it again after it was stopped or killed."""
        self.process = self.server.start()
        self.wait()

    def wait(self) -> None:
        """Wait until it not only listens, but lets people in."""
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.perform("SELECT 1")
            except psycopg2.OperationalError, pymysql.OperationalError:
                assert time.monotonic() < end, self.server.log
                time.sleep(0.05)
            else:
                return


@contextmanager
def data_folder(user: str | None) -> Iterator[Path]:
    """Make a folder that a user may enter: pytest's own are for ours alone."""
    folder = Path(tempfile.mkdtemp(prefix="homeiq-"))
    if user is not None:
        shutil.chown(folder, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def mariadb(program: Program) -> Iterator[DatabaseServer]:
    """Run MariaDB."""
    user = somebody_else("mysql")
    port = free_port()
    top = Path(program.path).parent.parent
    if not (top / "bin" / "mariadb-install-db").exists():  # /sbin is a link to /usr/sbin
        top = Path("/usr")
    installer = Program(str(top / "bin" / "mariadb-install-db"), program.environment)
    with data_folder(user) as folder:
        data, socket = folder / "data", folder / "socket"
        options = ("--no-defaults", f"--basedir={top}", f"--datadir={data}")
        perform(
            installer,
            *(*options, "--auth-root-authentication-method=normal", "--skip-test-db"),
            user=user,
            cwd=folder,
        )
        server = Server(
            (
                *(program.path, *options, f"--port={port}", f"--socket={socket}"),
                *("--bind-address=127.0.0.1", "--skip-name-resolve", "--skip-log-bin"),
                f"--pid-file={folder / 'pid'}",
                # Only a power cut of the whole machine may lose what a test wrote.
                *("--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=64M"),
            ),
            port,
            folder,
            program.environment,
            user,
        )

        def connect(database: str) -> Any:
            return pymysql.connect(
                host="127.0.0.1", port=port, user="root", database=database, autocommit=True
            )

        running = DatabaseServer(
            "MariaDB", server, server.start(), connect, "mysql+pymysql", "mysql"
        )
        try:
            running.wait()
            running.perform(f"CREATE USER {USER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
            running.perform(f"GRANT ALL ON *.* TO {USER}@'127.0.0.1'")
            yield running
        finally:
            server.stop(running.process)


@contextmanager
def postgresql(program: Program) -> Iterator[DatabaseServer]:
    """Run PostgreSQL."""
    user = somebody_else("postgres")
    port = free_port()
    initializer = Program(str(Path(program.path).with_name("initdb")), program.environment)
    with data_folder(user) as folder:
        data = folder / "data"
        options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale")
        perform(initializer, f"--pgdata={data}", *options, "--no-sync", user=user, cwd=folder)
        (data / "pg_hba.conf").write_text(
            "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n",
            "utf-8",
        )
        server = Server(
            (
                *(program.path, "-D", str(data), "-p", str(port), "-h", "127.0.0.1"),
                *("-k", str(folder)),
                # Only a power cut of the whole machine may lose what a test wrote.
                *("-c", "fsync=off", "-c", "shared_buffers=32MB"),
            ),
            port,
            folder,
            program.environment,
            user,
            signal.SIGINT,  # SIGTERM would wait for all clients
        )

        def connect(database: str) -> Any:
            connection = psycopg2.connect(
                host="127.0.0.1", port=port, user="postgres", dbname=database
            )
            connection.autocommit = True
            return connection

        running = DatabaseServer(
            "PostgreSQL", server, server.start(), connect, "postgresql", "postgres"
        )
        try:
            running.wait()
            running.perform(f"CREATE USER {USER} SUPERUSER PASSWORD '{PASSWORD}'")
            yield running
        finally:
            server.stop(running.process)
