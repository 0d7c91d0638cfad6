"""What end-to-end tests share."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.parts import Program, keep_together, need


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep end-to-end tests in one worker: each starts processes that want a core of their own."""
    keep_together(items, Path(__file__).parent)


@pytest.fixture
def chromium() -> Program:
    return need("chromium")


@pytest.fixture
def mosquitto() -> Program:
    return need("mosquitto")


@pytest.fixture
def language_model() -> Program:
    return need("a language model")


@pytest.fixture
def next_home_assistant() -> Program:
    return need("Home Assistant 2026.11")


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use sockets, of the loopback interface still."""


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Stand in for the check of in-process tests: a browser's driver has threads of its own."""


@pytest.fixture
def artifacts() -> Path:
    """Return the folder where pictures are kept for people to look at."""
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder
