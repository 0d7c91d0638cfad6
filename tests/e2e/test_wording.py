"""Words by a language model in a real Home Assistant; a fake stands in for what goes wrong."""

import json
from pathlib import Path
from typing import Any

from custom_components.homeiq.suggestions.prompt import DESCRIPTION, TITLE
from custom_components.homeiq.suggestions.suggestion import Category, Priority
from tests.e2e.browser import Visitor, visiting
from tests.e2e.home_assistant import Home, Prepared, eventually, running, simulated_home
from tests.e2e.language_model import MODEL, LanguageModel, model_running
from tests.e2e.parts import Program
from tests.e2e.test_reconfigure import PAGE, fills, opens_the_menu, reads
from tests.fake_openai import KEY, FakeOpenAI, listening

A_MINUTE = 60
FLOWS = "/api/config/config_entries/flow"
OPTIONS = "/api/config/config_entries/options/flow"
FEW = {"max_suggestions": 2, "repairs_shown": 2}
# A small model of few words, which a processor produces one after the other.
BRIEF = {"max_tokens": 200, "concurrency": 1}
# What the fake sends would cost a dollar or so a suggestion.
DEAR = {"price_in": 1000, "price_out": 1000, "monthly_budget": 3}


def few_habits(config: Path) -> Prepared:
    """Write the configuration and the history of a small household."""
    return simulated_home(config, entities=90, events=20_000)


async def configure(home: Home, entry: str, **options: Any) -> None:
    form = await home.rest("POST", OPTIONS, {"handler": entry})
    done = await home.rest("POST", f"{OPTIONS}/{form['flow_id']}", options)
    assert done["type"] == "create_entry", done
    await until_loaded(home)


async def reconfigure(home: Home, entry: str, step: str, *forms: dict[str, Any]) -> None:
    """Choose from the menu, and fill in one form after the other."""
    flow = await home.rest("POST", FLOWS, {"handler": "homeiq", "entry_id": entry})
    for filled in ({"next_step_id": step}, *forms):
        assert not flow.get("errors"), flow
        flow = await home.rest("POST", f"{FLOWS}/{flow['flow_id']}", filled)
    assert (flow["type"], flow.get("reason")) == ("abort", "reconfigure_successful"), flow
    await until_loaded(home)


async def until_loaded(home: Home) -> None:
    """Wait for the end of a reload."""

    async def is_loaded() -> bool:
        listed = await home.rest("GET", "/api/config/config_entries/entry?domain=homeiq")
        return bool(listed[0]["state"] == "loaded")

    await eventually("HomeIQ is loaded", is_loaded, A_MINUTE)


async def drafts(home: Home) -> list[dict[str, Any]]:
    response = await home.action("homeiq.get_suggestions")
    kept: list[dict[str, Any]] = response["suggestions"]
    return kept


async def troubles(home: Home) -> list[str]:
    """Return what is told of troubles on the repairs page."""
    listed = [issue["issue_id"] for issue in await home.issues()]
    return [each for each in listed if not each.startswith("suggestion_")]


def errors(home: Home) -> list[str]:
    """Return what the log tells of errors of ours."""
    ours = ("ERROR (MainThread) [custom_components.homeiq", "/custom_components/homeiq/")
    return [line for line in home.log.splitlines() if any(part in line for part in ours)]


def words(suggestion: dict[str, Any]) -> tuple[str, ...]:
    return tuple(suggestion[field] for field in ("id", "title", "description", "wording"))


def assert_complete(suggestion: dict[str, Any]) -> None:
    """Whoever worded it: all that people read is there."""
    for field in ("title", "description", "rationale"):
        assert suggestion[field].strip(), suggestion
    if suggestion["wording"] == "openai":
        assert len(suggestion["title"]) <= TITLE
        # Code adds what one gains a week.
        assert len(suggestion["description"]) <= DESCRIPTION + 200
    assert suggestion["category"] in set(Category)
    assert suggestion["priority"] in set(Priority)
    assert suggestion["wording"] in {"template", "openai"}
    if suggestion["automation"] is not None:
        assert suggestion["automation"]["alias"] == suggestion["title"]


async def assert_second_run_asks_for_nothing(home: Home, model: LanguageModel) -> None:
    before, read = await drafts(home), model.read
    report = await home.action("homeiq.run_analysis")
    assert report["status"] == "completed"
    assert report["openai_tokens"]["total"] == 0
    assert model.read == read
    assert [words(one) for one in await drafts(home)] == [words(one) for one in before]


async def assert_preview_tells_what_is_sent(home: Home) -> None:
    suggestion = next(one for one in await drafts(home) if one["evidence"] is not None)
    preview = await home.action("homeiq.preview_prompt", {"suggestion_id": suggestion["id"]})
    assert preview["provider"] == "openai"
    assert "HomeIQ" in preview["system"]
    told = json.loads(preview["user"])
    assert told["offers"] in {"automation", "reminder", "advice"}
    assert told["evidence"]["right"] == suggestion["evidence"]["right"]


async def test_a_small_model_in_the_house_words_what_people_are_shown(
    language_model: Program, tmp_path: Path
) -> None:
    with model_running(language_model, tmp_path / "model") as model:
        async with running(few_habits(tmp_path / "config")) as home:
            entry = (await home.add_homeiq())["entry_id"]
            assert (await home.action("homeiq.run_analysis"))["openai_tokens"]["total"] == 0
            await configure(home, entry, **FEW, wording=BRIEF)
            read = model.read
            await reconfigure(home, entry, "openai", {"base_url": model.url}, {"model": MODEL})
            assert model.read > read, "it is tried out before it is kept"

            report = await home.action("homeiq.run_analysis")
            assert report["status"] == "completed"
            assert report["openai_tokens"]["input"] > 0
            assert report["openai_tokens"]["output"] > 0
            assert report["openai_cost_usd"] == 0, "it stands in the house"
            assert (await home.state("sensor.homeiq_openai_tokens"))["state"] != "0"
            shown = await drafts(home)
            for one in shown:
                assert_complete(one)
            assert {one["wording"] for one in shown[2:]} == {"template"}
            assert await troubles(home) == [], "it has answered"
            await assert_preview_tells_what_is_sent(home)
            await assert_second_run_asks_for_nothing(home, model)

            model.stop()
            await configure(home, entry, **FEW | {"max_suggestions": 3}, wording=BRIEF)
            assert (await home.action("homeiq.run_analysis"))["status"] == "completed"
            after = await drafts(home)
            assert [words(one) for one in after] == [words(one) for one in shown]
            assert "provider_unreachable" in await troubles(home)

            await reconfigure(home, entry, "templates", {})
            assert await troubles(home) == []
            assert (await home.action("homeiq.run_analysis"))["status"] == "completed"
            after = await drafts(home)
            assert {one["wording"] for one in after} == {"template"}
            for one in after:
                assert_complete(one)
            preview = await home.action("homeiq.preview_prompt", {"suggestion_id": after[0]["id"]})
            assert preview == {"system": "", "user": "", "provider": "templates"}
            assert errors(home) == []


async def chooses_a_model(visitor: Visitor, fake: FakeOpenAI, name: str = "") -> None:
    """Take a wrong key first, then the right one."""
    await opens_the_menu(visitor)
    await visitor.picture(f"wording-menu{name}")
    await visitor.dialog.get_by_text("Words by OpenAI or a compatible server").first.click()
    await fills(visitor, "Next", key="sk-wrong-0123456789", base_url=fake.url)
    await reads(visitor, "The provider refuses this key.")
    await visitor.picture(f"wording-openai{name}")
    await fills(visitor, "Next", key=KEY)
    await reads(visitor, "Choose a model")
    await visitor.picture(f"wording-model{name}")
    await visitor.click("Submit", visitor.dialog)
    await reads(visitor, "successful")
    await visitor.finish()


async def looks_at_the_options(visitor: Visitor, name: str = "") -> None:
    await visitor.go(PAGE)
    await visitor.click("Configure", visitor.page.locator("ha-config-entry-row").first)
    section = visitor.dialog.locator("ha-expansion-panel").first
    await section.get_by_text("Words by a language model").first.click()
    await visitor.dialog.get_by_text("These count once").first.wait_for()
    await visitor.page.mouse.move(640, 450)  # on the form
    await visitor.page.mouse.wheel(0, 550)
    await visitor.picture(f"wording-options{name}")


async def enters_another_key(visitor: Visitor, key: str) -> None:
    await visitor.go("/config/integrations/dashboard")
    await visitor.click("Reconfigure")
    await reads(visitor, "no longer takes the API key")
    await visitor.picture("wording-reauth")
    await fills(visitor, "Submit", key=key)
    await reads(visitor, "successful")
    await visitor.finish()


async def reads_of_the_budget(visitor: Visitor) -> None:
    title = "The budget for words by a language model is used up"
    await visitor.go("/config/repairs")
    await visitor.page.get_by_text(title).first.click()
    issue = visitor.page.locator("dialog-repairs-issue")
    await issue.get_by_text("raise the monthly budget").first.wait_for()
    await visitor.picture("wording-budget")


async def test_a_key_is_entered_and_renewed_and_a_budget_kept_by_clicking(
    chromium: Program, artifacts: Path, tmp_path: Path
) -> None:
    with listening(FakeOpenAI()) as fake:
        async with (
            running(few_habits(tmp_path / "config")) as home,
            visiting(home, chromium, artifacts) as visitor,
        ):
            entry = (await home.add_homeiq())["entry_id"]
            await home.action("homeiq.run_analysis")
            await configure(home, entry, **FEW)
            await chooses_a_model(visitor, fake)
            await until_loaded(home)
            await looks_at_the_options(visitor)
            report = await home.action("homeiq.run_analysis")
            assert report["openai_tokens"]["total"] > 0
            assert [one["wording"] for one in (await drafts(home))[:3]] == [
                *("openai", "openai", "template")
            ]

            fake.key = "sk-another-0123456789"
            await configure(home, entry, **FEW | {"max_suggestions": 3})
            assert (await home.action("homeiq.run_analysis"))["status"] == "completed"
            assert (await drafts(home))[2]["wording"] == "template"
            await enters_another_key(visitor, fake.key)
            await until_loaded(home)
            await home.action("homeiq.run_analysis")
            assert (await drafts(home))[2]["wording"] == "openai"

            await configure(home, entry, **FEW | {"max_suggestions": 10}, wording=DEAR)
            report = await home.action("homeiq.run_analysis")
            assert 0 < report["openai_cost_usd"] <= DEAR["monthly_budget"]
            wordings = {one["wording"] for one in (await drafts(home))[3:10]}
            assert wordings == {"openai", "template"}
            await reads_of_the_budget(visitor)
            assert errors(home) == []
            for key in (KEY, fake.key, "sk-wrong"):
                assert key not in home.log
