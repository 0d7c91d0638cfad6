"""A real browser on a running Home Assistant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import re
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
DESKTOP: Final = {"viewport": {"width": 1280, "height": 900}}


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser who is signed in."""

    home: Home
    page: Page
    pictures: Path

    async def go(self, path: str) -> None:
        """Open a page of the frontend."""
        await self.page.goto(self.home.url + path)

    async def picture(self, name: str) -> None:
        """Keep what is seen, for people to look at."""
        await self.page.wait_for_timeout(800)  # for icons and pictures that still load
        await self.page.screenshot(path=self.pictures / f"{name}.png")

    async def click(self, name: str, inside: Locator | None = None) -> None:
        """Click a button, by its whole name."""
        place = self.page if inside is None else inside
        await place.get_by_role("button", name=re.compile(f"^{re.escape(name)}$")).first.click()

    async def add_integration(self, title: str) -> None:
        """Add an integration by clicking, up to the submitted form."""
        await self.go("/config/integrations/dashboard")
        await self.click("Add integration")
        chooser = self.page.locator("dialog-add-integration")
        await chooser.locator("input").first.fill(title)
        await chooser.get_by_text(title, exact=True).first.click()
        form = self.page.locator("dialog-data-entry-flow")
        await form.get_by_role("button", name="Submit").wait_for()
        await self.picture("config-flow")
        await form.get_by_role("button", name="Submit").click()

    async def open_repair(self, title: str) -> Locator:
        """Open a repair of the repairs page and return its dialog."""
        await self.go("/config/repairs")
        await self.page.get_by_text(title).first.click()
        return self.page.locator("dialog-data-entry-flow")


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
                yield Visitor(home, page, pictures)
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
