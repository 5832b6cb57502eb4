"""Takes pictures of the example partnership, in its inbox and in Teams: `python -m tests.screenshots FOLDER`."""

import asyncio
import base64
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bench.weft import free_port, wait_for
from tests.browser import chromium_path, launch_arguments
from tests.hidden import take as pictures_of_what_is_hidden
from tests.teams.pictures import take as pictures_of_teams

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1200, "height": 900}
SHEET = """<body style="margin:0;padding:32px;display:flex;gap:28px;background:#e9e3d8;align-items:flex-start">
{}</body>"""
FRAME = '<img src="data:image/png;base64,{}" style="width:390px;border-radius:18px;box-shadow:0 6px 24px #0003">'


@contextmanager
def example() -> Iterator[dict[str, str]]:
    """Weft with the example loaded, in an empty folder; each role's link."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        settings = {**os.environ, "WEFT_PORT": str(port), "WEFT_TICK_SECONDS": "1"}
        command = [sys.executable, "-m", "bot", "serve", "--example"]
        settings["PYTHONPATH"] = str(Path.cwd())
        with subprocess.Popen(command, cwd=folder, env=settings, stdout=subprocess.PIPE, text=True) as weft:
            try:
                links = dict(_links(weft))
                wait_for(port)
                yield links
            finally:
                weft.terminate()


def _links(weft: subprocess.Popen[str]) -> Iterator[tuple[str, str]]:
    if weft.stdout is None:
        return
    for line in weft.stdout:
        if found := re.search(r"as an? (\w+): (http\S+)", line):
            yield found[1], found[2]
        if line.startswith("Weft serves"):
            return


async def take(folder: Path) -> None:
    """Walk through the inbox as each role and write what is seen; then the cards in Teams."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium_path(), args=launch_arguments())
        with example() as links:
            await _member(browser, links["member"], folder)
            await _lead(browser, links["lead"], folder)
            await _convener(browser, links["convener"], folder)
            await _forms(browser, links["convener"], folder)
            await _welsh(browser, links["member"], folder)
            await _readme(browser, folder)
        await pictures_of_what_is_hidden(browser, folder)
        await pictures_of_teams(browser, folder)
        await browser.close()


async def _enter(browser: Browser, link: str, size: dict[str, int]) -> Page:
    context = await browser.new_context(viewport={"width": size["width"], "height": size["height"]})
    page = await context.new_page()
    await page.goto(link)
    return page


async def _both(page: Page, folder: Path, name: str) -> None:
    """The page on a desk and on a phone, on which it stays."""
    for size, end in ((DESK, "-desk"), (PHONE, "")):
        await page.set_viewport_size({"width": size["width"], "height": size["height"]})
        await page.screenshot(path=folder / f"{name}{end}.png", full_page=True)


async def _results(page: Page, folder: Path, name: str) -> None:
    """From the digest to the results by group of a check-in that it tells of, and to its next page."""
    await page.get_by_role("button", name="Wearing two hats").click()
    await _both(page, folder, name)
    await page.get_by_role("button", name="Next page").click()
    await _both(page, folder, f"{name}-next")


async def _member(browser: Browser, link: str, folder: Path) -> None:
    page = await _enter(browser, link, PHONE)
    await _both(page, folder, "member-home")
    await page.get_by_role("button", name="History").click()
    for label in ("Next check-in", "Next question", "Next question"):
        await page.get_by_role("button", name=label).click()
    await _both(page, folder, "member-history")
    page = await _enter(browser, link, PHONE)
    await page.get_by_role("button", name="My data").first.click()
    await _both(page, folder, "member-data")
    page = await _enter(browser, link, PHONE)
    await page.get_by_role("button", name="Answer", exact=True).first.click()
    await page.screenshot(path=folder / "member-form.png", full_page=True)
    await page.get_by_role("button", name="Send").click()
    await page.screenshot(path=folder / "member-error.png")


async def _lead(browser: Browser, link: str, folder: Path) -> None:
    page = await _enter(browser, link, PHONE)
    await _both(page, folder, "lead-home")
    await page.get_by_role("link", name="Earlier letters").click()
    await page.screenshot(path=folder / "lead-letters.png", full_page=True)
    page = await _enter(browser, link, PHONE)
    await page.get_by_role("button", name="Read the digest").click()
    await _both(page, folder, "lead-digest")
    await _results(page, folder, "lead-results")


async def _convener(browser: Browser, link: str, folder: Path) -> None:
    page = await _enter(browser, link, PHONE)
    await page.get_by_role("button", name="Read the digest").click()
    await _both(page, folder, "convener-digest")
    await _results(page, folder, "convener-results")
    page = await _enter(browser, link, PHONE)
    await page.get_by_role("button", name="Check-ins and people").click()
    await page.screenshot(path=folder / "convener-page.png", full_page=True)
    await page.get_by_role("button", name="Edit").first.click()
    await page.screenshot(path=folder / "convener-edit.png", full_page=True)
    await page.get_by_role("button", name="Preview").click()
    await page.screenshot(path=folder / "convener-preview.png", full_page=True)


_FORMS = {
    "What comes next": "next",
    "Bring in a table": "table",
    "Edit an organisation": "organisation",
    "Hand over": "hand-over",
    "Language": "language",
}
"""Forms on the page of check-ins and people, by their buttons."""


async def _forms(browser: Browser, link: str, folder: Path) -> None:
    """What a convener changes, and what anybody sets."""
    for label, name in _FORMS.items():
        page = await _enter(browser, link, PHONE)
        await page.get_by_role("button", name="Check-ins and people").click()
        await page.get_by_role("button", name=label, exact=True).first.click()
        await page.screenshot(path=folder / f"convener-{name}.png", full_page=True)
    for label, name in {"My settings": "settings", "Reminders and pauses": "rests"}.items():
        page = await _enter(browser, link, PHONE)
        await page.get_by_role("button", name=label).first.click()
        await page.screenshot(path=folder / f"member-{name}.png", full_page=True)


async def _welsh(browser: Browser, link: str, folder: Path) -> None:
    """The same home page, in the language that its reader then chooses."""
    page = await _enter(browser, link, PHONE)
    await page.get_by_role("button", name="Cymraeg").click()
    await page.goto(link)
    await _both(page, folder, "member-home-cy")
    await page.get_by_role("button", name="English").click()


async def _readme(browser: Browser, folder: Path) -> None:
    """Three phones side by side."""
    page = await browser.new_page(viewport={"width": 1290, "height": 908})
    await page.set_content(SHEET.format("".join([_frame(folder / f"{name}.png") for name in _ON_README])))
    await page.screenshot(path=folder / "readme.png")


_ON_README = ("lead-digest", "member-form", "convener-page")


def _frame(picture: Path) -> str:
    return FRAME.format(base64.b64encode(picture.read_bytes()).decode())


if __name__ == "__main__":
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(pictures))
