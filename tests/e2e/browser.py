"""A real browser on a running Home Assistant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import re
from time import monotonic
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, async_playwright

from tests.e2e.home_assistant import PASSWORD, USER, Home
from tests.e2e.parts import Program

PATIENCE: Final = 30_000  # milliseconds
# Without these it looks for its maker's servers at every start.
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1280, "height": 900}}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 412, "height": 915},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser who is signed in."""

    home: Home
    browser: Browser
    page: Page
    pictures: Path

    async def go(self, path: str) -> None:
        """Open a page of the frontend."""
        await self.page.goto(self.home.url + path)

    async def picture(self, name: str) -> None:
        """Keep what is seen, for people to look at."""
        await self.page.wait_for_timeout(800)  # for icons and pictures that still load
        await self.page.screenshot(path=self.pictures / f"{name}.png")

    async def phone_picture(self, path: str, expected: str, name: str) -> None:
        """Keep what a page shows on a phone, once it shows an expected text."""
        signed_in = await self.page.context.storage_state()
        page = await new_page(self.browser, storage_state=signed_in, **PHONE)
        await page.goto(self.home.url + path)
        await page.get_by_text(expected).first.wait_for()
        await page.wait_for_timeout(800)
        await page.screenshot(path=self.pictures / f"{name}.png")
        await page.context.close()

    async def click(self, name: str, inside: Locator | None = None) -> None:
        """Click a button, by its whole name."""
        place = self.page if inside is None else inside
        await place.get_by_role("button", name=re.compile(f"^{re.escape(name)}$")).first.click()

    async def add_integration(self, title: str) -> float:
        """Add an integration by clicking; return the monotonic time at which its form was sent."""
        await self.go("/config/integrations/dashboard")
        await self.click("Add integration")
        chooser = self.page.locator("dialog-add-integration")
        await chooser.locator("input").first.fill(title)
        await chooser.get_by_text(title, exact=True).first.click()
        submit = self.dialog.get_by_role("button", name="Submit")
        await submit.wait_for()
        await self.picture("config-flow")
        await submit.click()
        submitted = monotonic()
        # Who leaves before the answer is there has the browser take the request back.
        await self.dialog.get_by_text(re.compile("Name and assign|Success")).first.wait_for()
        await self.finish()
        return submitted

    async def finish(self) -> None:
        """Leave the dialog that a flow ends with."""
        end = re.compile("Finish|Skip and finish|Close")
        await self.dialog.get_by_role("button", name=end).last.click()
        await self.dialog.locator("ha-dialog").first.wait_for(state="hidden")

    @property
    def dialog(self) -> Locator:
        """The dialog of a flow."""
        return self.page.locator("dialog-data-entry-flow")

    async def open_repair(self, title: str) -> None:
        """Open a repair of the repairs page."""
        await self.go("/config/repairs")
        await self.page.get_by_text(title).first.click()
        await self.dialog.get_by_text(title).first.wait_for()


async def sign_in(page: Page, home: Home) -> None:
    """Fill in the login form."""
    await page.goto(home.url)
    await page.locator("input[name=username]").fill(USER)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.locator("home-assistant-main").wait_for()


@asynccontextmanager
async def visiting(home: Home, chromium: Program, pictures: Path) -> AsyncIterator[Visitor]:
    """Start a browser and sign in by the form."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.path, args=list(QUIET), env={**chromium.environment}
        )
        try:
            page = await new_page(browser, **DESKTOP)
            try:
                await sign_in(page, home)
                yield Visitor(home, browser, page, pictures)
            except BaseException:
                await page.screenshot(path=pictures / "failed.png")
                raise
        finally:
            await browser.close()


async def new_page(browser: Browser, **options: Any) -> Page:
    """Open a window of its own, which shares nothing with others."""
    context = await browser.new_context(
        locale="en-US",
        service_workers="block",
        reduced_motion="reduce",
        timezone_id="Europe/Amsterdam",
        **options,
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    return page
