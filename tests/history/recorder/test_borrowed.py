"""The recorder's connection, borrowed: what comes back, and what counts as somebody's lock."""

from collections.abc import Callable
import sqlite3
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
import pymysql
import pytest

from custom_components.homeiq.history.errors import HistoryError, PassingError, unreadable
from custom_components.homeiq.history.recorder.borrowed import Borrowed, borrow, is_busy
from custom_components.homeiq.mining.settings import MiningStoppedError


async def lend(recorder: Recorder, hass: HomeAssistant, work: Callable[[Borrowed], Any]) -> Any:
    return await recorder.async_add_executor_job(borrow, hass, work)


def states(borrowed: Borrowed) -> int:
    cursor = borrowed.connection.cursor()
    cursor.execute("SELECT COUNT(*) FROM states")
    ((found,),) = cursor.fetchmany(2)
    cursor.close()
    return int(found)


async def test_what_is_made_of_the_connection_comes_back(
    recorder_mock: Recorder, hass: HomeAssistant
) -> None:
    assert await lend(recorder_mock, hass, states) == 0
    dialect = await lend(recorder_mock, hass, lambda borrowed: borrowed.dialect)
    assert dialect == "sqlite"


async def test_errors_come_back_too_and_are_not_logged_as_the_recorders(
    recorder_mock: Recorder, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    def by_itself(borrowed: Borrowed) -> None:
        borrowed.connection.cursor().execute("SELECT one FROM nowhere")

    def told(borrowed: Borrowed) -> None:
        try:
            by_itself(borrowed)
        except borrowed.errors as error:
            raise unreadable(error) from error

    def stopped(_borrowed: Borrowed) -> None:
        raise MiningStoppedError

    for work in (by_itself, told):
        error = await lend(recorder_mock, hass, work)
        assert isinstance(error, HistoryError)
        assert not isinstance(error, PassingError)
        assert "nowhere" in str(error)
    assert isinstance(await lend(recorder_mock, hass, stopped), MiningStoppedError)
    assert "Error executing query" not in caplog.text
    assert await lend(recorder_mock, hass, states) == 0


@pytest.mark.parametrize("code", [1205, 1206, 1213, 1412])
def test_locks_and_deadlocks_of_servers_are_waited_for(code: int) -> None:
    assert is_busy(pymysql.err.OperationalError(code, "try restarting transaction"))


def test_what_is_no_lock_is_not_waited_for() -> None:
    assert not is_busy(pymysql.err.OperationalError(1054, "unknown column"))
    assert not is_busy(None)
    assert not is_busy(ValueError())
    assert not is_busy(sqlite3.OperationalError("no such table"))
