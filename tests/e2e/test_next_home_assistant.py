"""The next Home Assistant loads HomeIQ too."""

from pathlib import Path
import re

from tests.e2e.home_assistant import Home, eventually, lean_home, running, simulated_home
from tests.e2e.parts import Program
from tests.e2e.test_wording import reconfigure
from tests.fake_openai import KEY, MODEL, FakeOpenAI, listening


def complaints(home: Home) -> list[str]:
    """Return what was logged about HomeIQ as a warning or worse."""
    ours = [line for line in home.log.splitlines() if "homeiq" in line.lower()]
    # What no custom integration has, and the entities of the simulation.
    known = ("has not been tested", "homeiq_demo")
    return [
        line
        for line in ours
        if re.search(" (WARNING|ERROR|CRITICAL) ", line) and not any(each in line for each in known)
    ]


async def test_loads_runs_and_says_why_nothing_is_suggested_on_the_next_version(
    next_home_assistant: Program, tmp_path: Path
) -> None:
    async with running(lean_home(tmp_path / "config"), next_home_assistant.path) as home:
        assert (await home.rest("GET", "/api/config"))["version"].startswith("2026.11.")
        await home.add_homeiq()

        async def analysed() -> bool:
            last = await home.state("sensor.homeiq_last_analysis")
            return last.get("state", "unknown") not in {"unknown", "unavailable"}

        await eventually("the first analysis ends", analysed, 60)
        assert (await home.state("sensor.homeiq_status"))["state"] == "idle"
        waiting = await home.state("sensor.homeiq_suggestions")
        assert waiting["state"] == "0"
        assert "7" in waiting["attributes"]["reason"]
        report = await home.action("homeiq.run_analysis")
        assert report["status"] == "completed"
        assert await home.stop() == 0
        assert complaints(home) == []
        assert "Attempting install of" not in home.log


async def test_a_model_is_asked_with_the_client_of_the_next_version(
    next_home_assistant: Program, tmp_path: Path
) -> None:
    with listening(FakeOpenAI()) as fake:
        async with running(lean_home(tmp_path / "config"), next_home_assistant.path) as home:
            entry = (await home.add_homeiq())["entry_id"]
            server = {"key": KEY, "base_url": fake.url}
            await reconfigure(home, entry, "openai", server, {"model": MODEL})
            assert len(fake.asked) == 1, "it is tried out before it is kept"
            assert (await home.action("homeiq.run_analysis"))["status"] == "completed"
            assert complaints(home) == []
            assert "Attempting install of" not in home.log


async def test_a_suggestion_is_tried_and_accepted_on_the_next_version(
    next_home_assistant: Program, tmp_path: Path
) -> None:
    prepared = simulated_home(tmp_path / "config")
    async with running(prepared, next_home_assistant.path) as home:
        await home.add_homeiq()
        assert (await home.run())["status"] == "completed"
        drafts = (await home.action("homeiq.get_suggestions"))["suggestions"]
        lamp = next(each for each in drafts if each["entity_ids"][0].startswith("light."))
        chosen = {"suggestion_id": lamp["id"]}
        tried = await home.action("homeiq.test_suggestion", {**chosen, "restore": True})
        assert [each["entity_id"] for each in tried["entities"]] == lamp["entity_ids"][:1]
        assert all(each["after"] == each["wanted"] for each in tried["entities"])
        made = await home.action("homeiq.accept_suggestion", chosen)
        assert (await home.state(made["entity_id"]))["state"] == "on"
        assert complaints(home) == []
