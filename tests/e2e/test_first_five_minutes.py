"""From the login to a suggestion, its repair and an answer, as a person goes through it."""

from pathlib import Path
from time import monotonic
from typing import Any

from tests.e2e.browser import Visitor, visiting
from tests.e2e.home_assistant import Home, eventually, running, simulated_home
from tests.e2e.parts import Program

A_MINUTE = 60


async def suggestions(home: Home, *statuses: str) -> list[dict[str, Any]]:
    response = await home.action("homeiq.get_suggestions", {"status": list(statuses)})
    kept: list[dict[str, Any]] = response["suggestions"]
    return kept


async def sees_a_suggestion_and_its_repair(visitor: Visitor) -> str:
    """Wait at the repairs page for the first suggestion; return its title."""
    await visitor.go("/config/repairs")
    await visitor.page.get_by_text("Suggestion: ").first.wait_for(timeout=A_MINUTE * 1000)
    title = (await visitor.home.state("sensor.homeiq_suggestion_1"))["state"]
    await visitor.page.get_by_text(f"Suggestion: {title}").first.wait_for()
    return str(title)


async def reads_the_yaml(visitor: Visitor, title: str) -> None:
    await visitor.open_repair(title)
    await visitor.picture("repair")
    await visitor.dialog.get_by_text("Show the YAML to copy").first.click()
    await visitor.dialog.get_by_text("triggers:").first.wait_for()
    await visitor.picture("repair-yaml")
    await visitor.finish()
    assert any(title in str(issue) for issue in await visitor.home.issues())


async def dismisses(visitor: Visitor, title: str) -> None:
    await visitor.open_repair(title)
    await visitor.dialog.get_by_text("Dismiss").first.click()
    await (
        visitor.dialog.get_by_text("Success")
        .or_(visitor.dialog.get_by_text("repair was successful"))
        .first.wait_for()
    )
    await visitor.finish()


async def presses_the_button(visitor: Visitor) -> None:
    before = await visitor.home.state("sensor.homeiq_last_analysis")

    async def analysed_again() -> bool:
        last = await visitor.home.state("sensor.homeiq_last_analysis")
        return bool(last["state"] != before["state"])

    await visitor.go("/config/integrations/integration/homeiq")
    await visitor.picture("integration")
    await visitor.go("/homeiq-demo")
    await visitor.page.get_by_text("Run analysis").first.wait_for()
    await visitor.picture("dashboard")
    await visitor.phone_picture("/homeiq-demo", "Run analysis", "dashboard-phone")
    await visitor.click("Press")
    await eventually("the analysis that the button started", analysed_again, A_MINUTE)


async def test_a_newcomer_gets_from_the_login_to_answered_suggestions_by_clicking(
    chromium: Program, artifacts: Path, tmp_path: Path
) -> None:
    async with (
        running(simulated_home(tmp_path / "config")) as home,
        visiting(home, chromium, artifacts) as visitor,
    ):
        submitted = await visitor.add_integration("HomeIQ")
        title = await sees_a_suggestion_and_its_repair(visitor)
        assert monotonic() - submitted < A_MINUTE
        await visitor.picture("repairs")
        await visitor.phone_picture("/config/repairs", title, "repairs-phone")
        first = (await suggestions(home, "draft"))[0]
        assert first["title"] == title
        assert first["evidence"]["right"] > first["evidence"]["wrong"]

        await reads_the_yaml(visitor, title)
        await dismisses(visitor, title)
        assert [one["id"] for one in await suggestions(home, "dismissed")] == [first["id"]]
        await presses_the_button(visitor)
        waiting = [one["id"] for one in await suggestions(home, "draft")]
        assert waiting
        assert first["id"] not in waiting
