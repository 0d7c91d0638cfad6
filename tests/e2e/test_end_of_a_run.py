"""A run that is cut short ends cleanly and loses nothing that was kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import sqlite3

from tests.e2e.home_assistant import Home, Prepared, eventually, running, simulated_home

A_MINUTE = 60


async def status(home: Home) -> str:
    return str((await home.state("sensor.homeiq_status")).get("state"))


async def until_status(home: Home, wanted: str) -> None:
    async def is_so() -> bool:
        return await status(home) == wanted

    await eventually(f"the status is {wanted}", is_so, A_MINUTE)


async def kept(home: Home) -> set[str]:
    every = ["draft", "dismissed", "snoozed", "accepted", "expired"]
    response = await home.action("homeiq.get_suggestions", {"status": every})
    return {one["id"] for one in response["suggestions"]}


def is_whole(prepared: Prepared) -> bool:
    database = sqlite3.connect(prepared.config / "homeiq.db")
    try:
        return database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        database.close()


def troubles(home: Home) -> list[str]:
    """Return the lines of the log that tell of an error of ours, or of a traceback through us."""
    ours = ("ERROR (MainThread) [custom_components.homeiq", "/custom_components/homeiq/")
    return [line for line in home.log.splitlines() if any(part in line for part in ours)]


@asynccontextmanager
async def in_the_middle_of_a_run(home: Home) -> AsyncIterator[None]:
    """Have a run going; the request that started it may be answered as it likes."""
    request = asyncio.create_task(home.action("homeiq.run_analysis"))
    try:
        await until_status(home, "running")
        yield
    finally:
        await asyncio.gather(request, return_exceptions=True)


async def test_stopping_and_unloading_in_the_middle_of_a_run_loses_nothing(tmp_path: Path) -> None:
    prepared = simulated_home(tmp_path / "config")
    async with running(prepared) as home:
        entry = await home.add_homeiq()
        await until_status(home, "running")
        await until_status(home, "idle")
        found = await kept(home)
        assert found

        async with in_the_middle_of_a_run(home):
            entries = "/api/config/config_entries/entry"
            await home.rest("POST", f"{entries}/{entry['entry_id']}/reload")
        await until_status(home, "idle")
        assert await kept(home) == found

        async with in_the_middle_of_a_run(home):
            assert await home.stop() == 0
        assert troubles(home) == []
    assert is_whole(prepared)

    async with running(prepared) as home:
        await until_status(home, "idle")
        assert await kept(home) == found


async def test_a_home_assistant_that_is_killed_in_the_middle_of_a_run_comes_back(
    tmp_path: Path,
) -> None:
    prepared = simulated_home(tmp_path / "config")

    async def entry_is_saved() -> bool:
        stored = prepared.config / ".storage" / "core.config_entries"
        return stored.exists() and '"domain":"homeiq"' in stored.read_text("utf-8")

    async with running(prepared) as home:
        await home.add_homeiq()
        await until_status(home, "running")
        await until_status(home, "idle")
        found = await kept(home)
        assert found
        await eventually("the entry is saved", entry_is_saved, A_MINUTE)
        async with in_the_middle_of_a_run(home):
            home.process.kill()
            await home.process.wait()

    async with running(prepared) as home:
        assert await kept(home) == found
        report = await home.action("homeiq.run_analysis")
        assert report["status"] == "completed"
        assert troubles(home) == []
    assert is_whole(prepared)


async def test_deleting_the_integration_removes_its_database_and_its_repairs(
    tmp_path: Path,
) -> None:
    prepared = simulated_home(tmp_path / "config")
    async with running(prepared) as home:
        entry = await home.add_homeiq()

        async def repairs() -> bool:
            return bool(await home.issues())

        await eventually("a repair shows", repairs, A_MINUTE)
        await home.rest("DELETE", f"/api/config/config_entries/entry/{entry['entry_id']}")
        assert await home.issues() == []
        assert list(prepared.config.glob("homeiq.db*")) == []
        assert await home.state("sensor.homeiq_suggestions") == {}
