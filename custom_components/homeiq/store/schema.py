"""Bringing the database to the tables that this version uses."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from custom_components.homeiq.store.errors import CorruptDatabaseError, StoreError
from custom_components.homeiq.store.models import Base

MIGRATIONS: Final = Path(__file__).with_name("migrations")


def upgrade(engine: Engine, migrations: Path = MIGRATIONS) -> None:
    """Check the database and migrate it where it is older, in one transaction.

    Raises CorruptDatabaseError where it is damaged, is newer than this version, or is
    somebody else's; a migration that fails leaves it as it was.
    """
    config = Config()
    # A percent sign would be taken for a reference to another setting.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        version = _checked_version(connection, scripts)
    if version != scripts.get_current_head():
        _migrate(engine, config)
    with engine.connect() as connection:
        missing = Base.metadata.tables.keys() - set(inspect(connection).get_table_names())
    if missing:
        raise CorruptDatabaseError(f"The database lacks the tables {', '.join(sorted(missing))}")


def _checked_version(connection: Connection, scripts: ScriptDirectory) -> str | None:
    problems = connection.execute(text("PRAGMA quick_check(1)")).scalars().all()
    if problems != ["ok"]:
        raise CorruptDatabaseError(f"The database is damaged: {problems[0]}")
    version = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if version is not None and version not in known:
        raise CorruptDatabaseError(f"The database is of an unknown, newer version: {version}")
    if version is None and inspect(connection).get_table_names():
        raise CorruptDatabaseError("The database holds tables that are not HomeIQ's")
    return version


def _migrate(engine: Engine, config: Config) -> None:
    with engine.connect() as connection:
        # SQLite changes a table by replacing it, which would take along the rows that refer
        # to it. Foreign keys can only be switched off outside of a transaction.
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101  # it was connected just now
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise StoreError(f"Rows would refer to nothing after the upgrade: {broken}")
        finally:
            # The next one comes with foreign keys again, verified.
            connection.invalidate()
