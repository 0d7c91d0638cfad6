"""An InfluxDB is added and mended by clicking, with each problem told where it can be mended."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.e2e.browser import DESKTOP, PHONE, Visitor, new_page, visiting
from tests.e2e.home_assistant import lean_home, running
from tests.e2e.parts import Program
from tests.fake_influxdb import DATABASE, PASSWORD, USERNAME, FakeInfluxDB, Trouble, listening
from tests.servers.process import free_port

PAGE = "/config/integrations/integration/homeiq"
DARK = DESKTOP | {"color_scheme": "dark"}


@asynccontextmanager
async def seen_otherwise(visitor: Visitor, **options: object) -> AsyncIterator[Visitor]:
    """Give the same person another window: dark, or of a phone."""
    signed_in = await visitor.page.context.storage_state()
    page = await new_page(visitor.browser, storage_state=signed_in, **options)
    try:
        yield Visitor(visitor.home, visitor.browser, page, visitor.pictures)
    finally:
        await page.context.close()


async def opens_the_menu(visitor: Visitor) -> None:
    await visitor.go(PAGE)
    row = visitor.page.locator("ha-config-entry-row").first
    await visitor.click("Menu", row)
    await row.locator("ha-dropdown-item", has_text="Reconfigure").first.click()
    await visitor.dialog.get_by_text("Recorder and InfluxDB").first.wait_for()


async def fills(visitor: Visitor, button: str, **fields: str) -> None:
    for name, text in fields.items():
        await visitor.dialog.locator(f"input[name={name}]").fill(text)
    await visitor.click(button, visitor.dialog)


async def reads(visitor: Visitor, text: str) -> None:
    await visitor.dialog.get_by_text(text).first.wait_for()


async def adds_influxdb(visitor: Visitor, influxdb: FakeInfluxDB, name: str) -> None:
    """Take each wrong turn, then the right one."""
    await opens_the_menu(visitor)
    await visitor.picture(f"reconfigure{name}")
    await visitor.dialog.get_by_text("Recorder and InfluxDB").first.click()
    await visitor.dialog.get_by_text("InfluxDB 1.x").first.click()
    await fills(visitor, "Next", url=f"http://127.0.0.1:{free_port()}")
    await reads(visitor, "No InfluxDB answers at this URL.")
    await visitor.picture(f"influxdb-url{name}")
    await fills(visitor, "Next", url=influxdb.url)
    await reads(visitor, "Enter what opens the database")
    await fills(visitor, "Submit", database="typo", username=USERNAME, password=PASSWORD)
    await reads(visitor, "InfluxDB has nothing of this name.")
    await visitor.picture(f"influxdb-database{name}")
    await fills(visitor, "Submit", database=DATABASE)
    await reads(visitor, "successful")
    await visitor.finish()


async def signs_in_again(visitor: Visitor) -> None:
    await visitor.go("/config/repairs")
    await visitor.page.get_by_text("HomeIQ cannot read InfluxDB").first.wait_for()
    await visitor.picture("influxdb-repairs")
    await visitor.page.get_by_text("HomeIQ cannot read InfluxDB").first.click()
    issue = visitor.page.locator("dialog-repairs-issue")
    await issue.get_by_text("could not be read").first.wait_for()
    await visitor.picture("influxdb-repair")
    await visitor.go("/config/integrations/dashboard")
    await visitor.click("Reconfigure")
    await reads(visitor, "no longer lets HomeIQ read")
    await visitor.picture("influxdb-reauth")
    await fills(visitor, "Submit", username=USERNAME, password=PASSWORD)
    await reads(visitor, "successful")
    await visitor.finish()


async def test_influxdb_is_added_and_mended_by_clicking(
    chromium: Program, artifacts: Path, tmp_path: Path
) -> None:
    with listening() as influxdb:
        async with (
            running(lean_home(tmp_path / "config")) as home,
            visiting(home, chromium, artifacts) as visitor,
        ):
            await home.add_homeiq()
            await adds_influxdb(visitor, influxdb, "")
            for options, name in ((DARK, "-dark"), (PHONE, "-phone")):
                async with seen_otherwise(visitor, **options) as other:
                    await adds_influxdb(other, influxdb, name)

            influxdb.trouble = Trouble.FORGETFUL
            assert (await home.action("homeiq.run_analysis"))["status"] == "completed"
            influxdb.trouble = Trouble.NONE
            await signs_in_again(visitor)
            assert await home.issues() == []
