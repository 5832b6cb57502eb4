"""Draws the icons of the Teams app anew, from the mark of the web inbox: `python -m tests.teams.icons`."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.browser import chromium_path, launch_arguments

HERE = Path("adapters/teams")

# A full square, for Teams rounds the corners itself; the symbol lies within the middle 120 by 120, as Microsoft asks.
COLOUR = """<svg xmlns="http://www.w3.org/2000/svg" width="192" height="192" viewBox="0 0 192 192">
<rect width="192" height="192" fill="#7c2d20"/>
<g fill="#f6e9d3">
  <rect x="54" y="40" width="20" height="112" rx="10"/>
  <rect x="86" y="40" width="20" height="112" rx="10"/>
  <rect x="118" y="40" width="20" height="112" rx="10"/>
</g>
<path fill="#7c2d20" d="M54 74h20v44h-20z M118 74h20v44h-20z"/>
<g fill="#e0aa3e">
  <rect x="40" y="80" width="40" height="32" rx="4"/>
  <rect x="112" y="80" width="40" height="32" rx="4"/>
</g></svg>"""

# The same on whole pixels in white alone: each is there or it is not, and a gap shows what lies above.
OUTLINE = """<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">
<g fill="#fff" shape-rendering="crispEdges">
  <path d="M6 1h2v1h1v8h-4v-8h1z M24 1h2v1h1v8h-4v-8h1z"/>
  <path d="M5 22h4v8h-1v1h-2v-1h-1z M23 22h4v8h-1v1h-2v-1h-1z"/>
  <path d="M15 1h2v1h1v28h-1v1h-2v-1h-1v-28h1z"/>
  <path d="M2 12h9v1h1v6h-1v1h-9v-1h-1v-6h1z M21 12h9v1h1v6h-1v1h-9v-1h-1v-6h1z"/>
</g></svg>"""


async def draw(folder: Path) -> None:
    """Write both icons into a folder."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium_path(), args=launch_arguments())
        await _picture(browser, COLOUR, 192, folder / "color.png")
        await _picture(browser, OUTLINE, 32, folder / "outline.png")
        await browser.close()


async def _picture(browser: Browser, svg: str, side: int, file: Path) -> None:
    page = await browser.new_page(viewport={"width": side, "height": side})
    await page.set_content(f'<body style="margin:0">{svg}</body>')
    await page.locator("svg").screenshot(path=file, omit_background=True)
    await page.close()


if __name__ == "__main__":
    asyncio.run(draw(HERE))
