"""From the login to a suggestion, its repair and an answer, as a person goes through it."""

from pathlib import Path

from tests.e2e.browser import visiting
from tests.e2e.home_assistant import lean_home, running
from tests.e2e.parts import Program


async def test_a_newcomer_gets_from_the_login_to_a_suggestion_by_clicking(
    chromium: Program, artifacts: Path, tmp_path: Path
) -> None:
    async with (
        running(lean_home(tmp_path / "config")) as home,
        visiting(home, chromium, artifacts) as visitor,
    ):
        await visitor.add_integration("HomeIQ")
        await visitor.page.wait_for_timeout(3000)
        await visitor.picture("after")
