from collections.abc import Iterator
from pathlib import Path

import pytest

from custom_components.homeiq.store.repository import Repository


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "homeiq.db"


@pytest.fixture
def repository(path: Path) -> Iterator[Repository]:
    repository = Repository(path)
    repository.open()
    yield repository
    repository.close()
