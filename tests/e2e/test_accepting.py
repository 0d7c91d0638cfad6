"""Accepting in a real Home Assistant and a real browser, until the light goes on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
import re
import signal
from typing import Any

import aiohttp
import yaml

from tests.e2e.browser import Visitor, visiting
from tests.e2e.home_assistant import Home, Prepared, eventually, running, simulated_home
from tests.e2e.parts import Program

A_MINUTE = 60
TEN = {"repairs_shown": 10, "max_suggestions": 10}
HEADER = "# Ours: ask before you change anything! 🏠\n\n"
PLACE = "automation: !include automations.yaml"


def commented_home(config: Path, **changes: Any) -> Prepared:
    """Write the configuration of the simulated household, whose file somebody has a hand in."""
    prepared = simulated_home(config, **changes)
    path = config / "automations.yaml"
    path.write_text(f"{HEADER}{path.read_text('utf-8')}# The end. 🏁\n", "utf-8")
    return prepared


async def suggestions(home: Home, *statuses: str) -> list[dict[str, Any]]:
    response = await home.action("homeiq.get_suggestions", {"status": list(statuses)})
    kept: list[dict[str, Any]] = response["suggestions"]
    return kept


def lights_up(suggestion: dict[str, Any]) -> bool:
    """Whether it switches one light on when somebody comes, if it is dark at most."""
    automation = suggestion["automation"]
    if automation is None or len(automation["actions"]) > 1:
        return False
    (trigger,) = automation["triggers"]
    dark = {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
    return (
        automation["actions"][0].get("action") == "light.turn_on"
        and (trigger.get("from"), trigger.get("to")) == ("off", "on")
        and all(each == dark for each in automation["conditions"])
    )


async def chosen(home: Home, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return the best of those on the repairs page that is one of the wanted."""

    async def look() -> dict[str, Any] | None:
        shown = [str(issue["issue_id"]) for issue in await home.issues()]
        drafts = await suggestions(home, "draft")
        on_the_page = (each for each in drafts if f"suggestion_{each['id']}" in shown)
        return next(filter(wanted, on_the_page), None)

    return await eventually("a wanted suggestion is shown", look, A_MINUTE)


async def accepts(visitor: Visitor, title: str) -> None:
    """Accept a suggestion on the repairs page."""
    await visitor.open_repair(title)
    await visitor.picture("accept-repair")
    await visitor.dialog.get_by_text("Accept: add the automation").first.click()
    await visitor.dialog.get_by_text("was added and is on").first.wait_for()
    await visitor.picture("accept-done")
    await visitor.finish()


async def sees_the_automation(visitor: Visitor, made: dict[str, Any], automation_id: str) -> None:
    await visitor.go("/config/automation/dashboard")
    search = visitor.page.get_by_placeholder(re.compile(r"^Search \d+ automations"))
    await search.first.fill(made["title"].split(",")[0])
    table = visitor.page.locator("ha-data-table").first
    await table.get_by_text(made["title"]).first.wait_for()
    labels = visitor.page.locator("ha-label", has_text="HomeIQ")
    await labels.filter(visible=True).first.wait_for()
    await visitor.picture("accept-automations")
    await visitor.go(f"/config/automation/edit/{automation_id}")
    await visitor.page.get_by_text("When", exact=True).first.wait_for()
    await visitor.page.get_by_text(made["title"]).first.wait_for()
    await visitor.picture("accept-editor")


async def sees_it_run(visitor: Visitor, made: dict[str, Any]) -> None:
    """Have the trigger happen at a dark hour, and see the light go on."""
    home = visitor.home
    sensor, light = trigger_and_light(made)
    await home.rest("POST", "/api/services/light/turn_off", {"entity_id": light})
    await home.rest("POST", f"/api/states/{sensor}", {"state": "off"})

    async def is_off() -> bool:
        return bool((await home.state(light))["state"] == "off")

    async def is_on() -> bool:
        return bool((await home.state(light))["state"] == "on")

    await eventually("the light is off", is_off, A_MINUTE)
    await visitor.go(f"/logbook?entity_id={light}")
    await home.rest("POST", "/api/states/sun.sun", {"state": "below_horizon"})
    await home.rest("POST", f"/api/states/{sensor}", {"state": "on"})
    await eventually("the light goes on", is_on, A_MINUTE)
    by_ours = visitor.page.locator("ha-logbook").get_by_text(made["title"])
    await by_ours.first.wait_for()
    await visitor.picture("accept-light-on")


def trigger_and_light(made: dict[str, Any]) -> tuple[str, str]:
    (sensor,) = made["automation"]["triggers"][0]["entity_id"]
    (light,) = made["automation"]["actions"][0]["target"]["entity_id"]
    return sensor, light


def added_to(before: bytes, after: bytes) -> bytes:
    """Return what was added to a file at one place; all else must be as it was."""
    pairs = enumerate(zip(before, after, strict=False))
    start = next((at for at, (was, now) in pairs if was != now), len(before))
    length = len(after) - len(before)
    assert after[:start] + after[start + length :] == before
    return after[start : start + length]


async def automation_of(home: Home, automation_id: str) -> dict[str, Any]:
    """Return the state of an automation; an empty mapping where it is not loaded."""
    states: list[dict[str, Any]] = await home.rest("GET", "/api/states")
    return next((state for state in states if state["attributes"].get("id") == automation_id), {})


async def labels_of(home: Home, entity_id: str) -> list[str]:
    entity = await home.command("config/entity_registry/get", entity_id=entity_id)
    named = {
        each["label_id"]: each["name"] for each in await home.command("config/label_registry/list")
    }
    return [named[label] for label in entity["labels"]]


async def test_a_newcomer_accepts_a_suggestion_by_clicking_and_sees_it_run(
    chromium: Program, artifacts: Path, tmp_path: Path
) -> None:
    prepared = commented_home(tmp_path / "config")
    path = prepared.config / "automations.yaml"
    before = path.read_bytes()
    async with running(prepared) as home, visiting(home, chromium, artifacts) as visitor:
        await visitor.add_integration("HomeIQ")
        await home.run()
        (entry,) = await home.rest("GET", "/api/config/config_entries/entry?domain=homeiq")
        await home.choose(entry, **TEN)
        made = await chosen(home, lights_up)
        automation_id = f"homeiq_{made['id']}"
        tried = await home.action("homeiq.test_suggestion", {"suggestion_id": made["id"]})
        assert [(each["entity_id"], each["after"]) for each in tried["entities"]] == [
            (trigger_and_light(made)[1], "on")
        ]
        assert path.read_bytes() == before

        await accepts(visitor, made["title"])
        kept = (await suggestions(home, "accepted"))[0]
        assert (kept["id"], kept["accepted_by"]) == (made["id"], "homeiq")
        assert kept["automation_id"] == automation_id
        assert f"suggestion_{made['id']}" not in [each["issue_id"] for each in await home.issues()]
        added = added_to(before, path.read_bytes())
        (ours,) = yaml.safe_load(added)
        assert (ours["id"], ours["alias"]) == (automation_id, made["title"])
        assert made["id"] in ours["description"]
        (backup,) = prepared.config.glob("automations.yaml.homeiq-*.bak")
        assert backup.read_bytes() == before
        entity_id = (await automation_of(home, automation_id))["entity_id"]
        assert await labels_of(home, entity_id) == ["HomeIQ"]
        await sees_the_automation(visitor, made, automation_id)
        await sees_it_run(visitor, made)

        written = path.read_bytes()
        again = await home.action("homeiq.accept_suggestion", {"suggestion_id": made["id"]})
        assert again == {"automation_id": automation_id, "entity_id": entity_id}
        assert path.read_bytes() == written

    async with running(prepared) as home:
        assert (await suggestions(home, "accepted"))[0]["automation_id"] == automation_id
        assert (await automation_of(home, automation_id))["state"] == "on"
        assert await labels_of(home, entity_id) == ["HomeIQ"]
        await home.rest("DELETE", f"/api/config/config_entries/entry/{entry['entry_id']}")
        assert path.read_bytes() == written
        assert (await automation_of(home, automation_id))["state"] == "on"
        assert not (prepared.config / "homeiq.db").exists()


async def test_a_home_whose_automations_are_split_is_told_what_to_paste_and_where(
    chromium: Program, artifacts: Path, tmp_path: Path
) -> None:
    prepared = simulated_home(tmp_path / "config", entities=90, events=20_000)
    config = prepared.config
    folder = config / "automations"
    folder.mkdir()
    (config / "automations.yaml").rename(folder / "ours.yaml")
    configuration = (config / "configuration.yaml").read_text("utf-8")
    assert PLACE in configuration
    split = configuration.replace(PLACE, "automation: !include_dir_merge_list automations/")
    (config / "configuration.yaml").write_text(split, "utf-8")
    ours = (folder / "ours.yaml").read_bytes()
    async with running(prepared) as home, visiting(home, chromium, artifacts) as visitor:
        await home.add_homeiq()
        await home.run()
        first = await chosen(home, lambda each: each["automation"] is not None)
        await visitor.open_repair(first["title"])
        await visitor.dialog.get_by_text("Accept: add the automation").first.click()
        await visitor.dialog.get_by_text("reload the automations").first.wait_for()
        await visitor.dialog.get_by_text(f"id: homeiq_{first['id']}").first.wait_for()
        await visitor.picture("accept-split")
        await visitor.finish()
        assert [each["id"] for each in await suggestions(home, "accepted")] == []
        assert f"suggestion_{first['id']}" in [each["issue_id"] for each in await home.issues()]
        assert [each.name for each in folder.iterdir()] == ["ours.yaml"]
        assert (folder / "ours.yaml").read_bytes() == ours
        assert not (config / "automations.yaml").exists()


async def killed_while_accepting(prepared: Prepared, which: int, seconds: float) -> str:
    """Kill Home Assistant so long after it was asked to accept; return the suggestion's id."""
    async with running(prepared) as home:
        drafts = await suggestions(home, "draft")
        wanted = [each["id"] for each in drafts if each["automation"] is not None][which]
        asked = asyncio.create_task(
            home.action("homeiq.accept_suggestion", {"suggestion_id": wanted, "confirm": True})
        )
        await asyncio.sleep(seconds)
        home.process.send_signal(signal.SIGKILL)
        await home.process.wait()
        with suppress(aiohttp.ClientError, AssertionError):
            await asked
        return str(wanted)


async def test_whenever_it_is_killed_the_next_start_agrees_with_the_file(tmp_path: Path) -> None:
    prepared = commented_home(tmp_path / "config", entities=90, events=20_000)
    path = prepared.config / "automations.yaml"
    old = path.read_bytes()
    async with running(prepared) as home:
        await home.add_homeiq()
        await home.run()
    for number, seconds in enumerate((0.02, 0.08, 0.15, 0.3)):
        wanted = await killed_while_accepting(prepared, number, seconds)
        file = path.read_bytes()
        if file != old:
            (item,) = yaml.safe_load(added_to(old, file))
            assert item["id"] == f"homeiq_{wanted}"
        async with running(prepared) as home:

            async def agrees(home: Home = home, wanted: str = wanted) -> bool:
                accepted = {each["id"] for each in await suggestions(home, "accepted")}
                there = {each["id"] for each in yaml.safe_load(path.read_bytes())}
                loaded = bool(await automation_of(home, f"homeiq_{wanted}"))
                return (wanted in accepted) is (f"homeiq_{wanted}" in there) is loaded

            await eventually("the database agrees with the file", agrees, A_MINUTE)
            assert path.read_bytes() == file
            left = [each.name for each in prepared.config.glob(".automations*")]
            assert left == []
        old = path.read_bytes()
