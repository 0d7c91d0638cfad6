"""Migrations, on real databases."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
import logging
from pathlib import Path
import shutil
import sqlite3

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
import pytest
from sqlalchemy import Engine, inspect, text

from custom_components.homeiq.devices.use import DayUse, Use
from custom_components.homeiq.store.capabilities import capabilities
from custom_components.homeiq.store.database import writing_engine
from custom_components.homeiq.store.errors import CorruptDatabaseError, StoreError, translated
from custom_components.homeiq.store.models import Base
from custom_components.homeiq.store.repository import Repository
from custom_components.homeiq.store.schema import MIGRATIONS, upgrade
from custom_components.homeiq.store.uses import add_uses, uses_since
from custom_components.homeiq.suggestions.suggestion import Category, Priority, Wording
from tests.store.make import a_pattern, a_suggestion

NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "next"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("patterns", recreate="always") as batch:
        batch.add_column(sa.Column("note", sa.String, server_default="none"))
    {more}
"""


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = writing_engine(path)
    yield engine
    engine.dispose()


@pytest.fixture
def filled(path: Path) -> Path:
    repository = Repository(path)
    repository.open()
    repository.add_patterns("run", [a_pattern()])
    repository.save_suggestions([a_suggestion(pattern_id=a_pattern().id)])
    repository.close()
    return path


def _next(folder: Path, more: str = "") -> Path:
    """Return a copy of our migrations with a later one that replaces a table."""
    copy = folder / "100% later"
    shutil.copytree(MIGRATIONS, copy)
    head = max(file.name for file in (copy / "versions").glob("r*.py"))[1:5]
    (copy / "versions" / "next.py").write_text(NEXT.format(head=head, more=more))
    return copy


def _content(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return [
            connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all(),
            connection.execute(text("SELECT version_num FROM alembic_version")).all(),
            connection.execute(text("SELECT * FROM patterns")).all(),
            connection.execute(text("SELECT * FROM suggestions")).all(),
        ]


def test_the_migrated_tables_are_those_of_the_models(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {
            "alembic_version",
            "archive_entities",
            "automation_days",
            "day_blocks",
            "device_capabilities",
            "device_feature_usage",
            "device_usage_days",
            "devices",
            "intents",
            "moments",
            "opportunities",
            "pattern_strengths",
            "patterns",
            "runs",
            "spending",
            "suggestions",
            "synergies",
        }


def test_the_keys_of_the_migrated_tables_are_those_of_the_models(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        inspector = inspect(connection)
        for table in Base.metadata.sorted_tables:
            keys = inspector.get_pk_constraint(table.name)
            assert keys["constrained_columns"] == [column.name for column in table.primary_key]
            assert keys["name"] == table.primary_key.name
        (foreign,) = inspector.get_foreign_keys("suggestions")
        assert foreign["name"] == "fk_suggestions_pattern_id"


def test_upgrading_again_changes_nothing(filled: Path, engine: Engine) -> None:
    before = _content(engine)
    upgrade(engine)
    assert _content(engine) == before


def test_an_older_database_is_upgraded_with_its_rows(
    filled: Path, engine: Engine, tmp_path: Path
) -> None:
    upgrade(engine, _next(tmp_path))
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT s.id, p.note FROM suggestions s JOIN patterns p ON p.id = s.pattern_id")
        )
        assert rows.all() == [("id-0", "none")]
        # Replacing the table that others refer to needs them off, but only meanwhile.
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


FIRST_VERSION = """
INSERT INTO runs VALUES ('run', '2026-11-01 03:00:00', 'completed', '{}');
INSERT INTO patterns VALUES ('p', 'print', 'time_of_day', '{"kind": "clock"}', '[]', '[]', '[0]',
    20, 21, 0.001, 'run', '2026-11-01 03:00:00', '2026-11-02 03:00:00');
INSERT INTO suggestions (id, fingerprint, type, pattern_id, title, description, rationale, category,
    priority, wording, rank, since_shown, entity_ids, area_ids, warnings, status, created_at,
    updated_at) VALUES ('s', 'print', 'pattern_automation', 'p', 'Title', '', '', 'comfort', 'high',
    'template', 1.0, '{"days": 0, "right": 0, "wrong": 0, "already": 0, "missed": 0,
    "examples": []}', '[]', '[]', '[]', 'dismissed', '2026-11-01 03:00:00', '2026-11-01 03:00:00');
INSERT INTO device_feature_usage VALUES ('device', 'effect', '2026-11-01', 3);
"""


def test_a_database_of_the_first_version_is_upgraded_with_all_of_its_rows(
    path: Path, engine: Engine
) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with closing(sqlite3.connect(path, autocommit=True)) as old:
        old.executescript(FIRST_VERSION)
        tables = ("runs", "patterns", "suggestions", "device_feature_usage")
        before = {table: old.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608  # our own words

        repository = Repository(path)
        assert repository.open() is None
        after = {table: old.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608  # our own words
    new = {"patterns": ("[]", 0.0, 0, ""), "suggestions": ("", "", None, "[]", None)}
    assert after == before | {
        table: [(*row, *values) for row in before[table]] for table, values in new.items()
    }
    found = repository.suggestion("s")
    assert found is not None
    assert (found.status, found.pattern_id) == ("dismissed", "p")
    assert found.wording == Wording("Title", "", "", Category.COMFORT, Priority.HIGH)
    repository.add_patterns("next run", [a_pattern(window=14)])
    with repository.writing() as connection:
        assert capabilities(connection) == {}
        day = date(2026, 11, 1).toordinal()
        add_uses(connection, [DayUse("device", "effect", day, 2)], [day, day + 1])
        assert uses_since(connection, day) == Use({("device", "effect"): 3}, days=2)
    repository.close()


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("op.execute('DELETE FROM suggestions'); op.drop_table('nowhere')", "nowhere"),
        ("op.execute('DELETE FROM patterns')", "refer to nothing"),
    ],
)
def test_a_failed_migration_leaves_the_old_database_whole(
    filled: Path, engine: Engine, tmp_path: Path, more: str, problem: str
) -> None:
    before = _content(engine)
    with pytest.raises(StoreError, match=problem) as caught, translated(filled):
        upgrade(engine, _next(tmp_path, more))
    assert not isinstance(caught.value, CorruptDatabaseError)
    assert _content(engine) == before
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_migration_leaves_logging_as_it_was(engine: Engine) -> None:
    logger = logging.getLogger("somebody.else")
    before = (logging.root.handlers[:], logging.root.level, logger.disabled)
    upgrade(engine)
    assert (logging.root.handlers[:], logging.root.level, logger.disabled) == before


def test_the_working_directory_is_of_no_matter(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    upgrade(engine)
    with engine.connect() as connection:
        assert inspect(connection).has_table("suggestions")
    assert list(elsewhere.iterdir()) == []


def test_python_and_sqlite_can_do_what_migrations_need() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35)  # upserts, and columns that can be dropped
