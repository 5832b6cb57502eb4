"""Takes pictures of Weft's cards as Teams shows them: by Microsoft's renderer, on phone and desk, light and dark."""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.async_api import Browser, Page

from tests.teams.gallery import Shown, gallery

RENDERER = "adaptivecards@3.0.6"
INTEGRITY = "WDCIb2WXZ7cOHJ9HIHRNdhSt861HySVOdN2xPk2aKHAF3JvD8QGQ8/XcNFrDJxCteOog8MM7EBlXfSAR8JXKAg=="
"""SHA-512 of the tarball, as `npm view adaptivecards@3.0.6 dist.integrity` tells it."""
_PACK = ("pack", RENDERER, "--silent", "--ignore-scripts", "--fetch-retries=1", "--pack-destination")
_SCRIPT = "package/dist/adaptivecards.min.js"
_PAGE = Path(__file__).with_name("page.html")
_PATIENCE = 120
"""Seconds for npm to bring a megabyte."""

Width = Literal["phone", "desk"]
WIDTHS: tuple[Width, ...] = ("phone", "desk")
COLOURS = ("light", "dark")
_UNKNOWN = tuple(f'Unknown element type "{kind}". Fallback' for kind in ("Chart.Line", "Chart.VerticalBar.Grouped"))
"""How the renderer begins to say that it does not know Teams's own charts; then it shows their table."""


async def take(browser: Browser, folder: Path) -> None:
    """Write two pictures of every card, each in both colours; say in one line if the renderer is not to be had.

    Raises:
        AssertionError: a card cannot be seen whole, or the renderer has something to complain of.
    """
    script = renderer()
    if script is None:
        print(f"No pictures of Teams: npm is not here, or does not get {RENDERER}.")  # noqa: T201
        return
    faults: list[str] = []
    for shown in await gallery():
        for width in WIDTHS:
            page = await browser.new_page(viewport={"width": 320, "height": 200})
            faults += [f"teams-{shown.name}-{width}: {fault}" for fault in await draw(page, script, shown, width)]
            await page.screenshot(path=folder / f"teams-{shown.name}-{width}.png", full_page=True)
            await page.close()
    assert not faults, "\n".join(faults)


def renderer() -> str | None:
    """Microsoft's renderer from the npm registry; None where it is not to be had.

    Raises:
        AssertionError: something else came under its name.
    """
    npm = shutil.which("npm")
    if npm is None:
        return None
    with TemporaryDirectory() as folder:
        try:
            packed = subprocess.run(
                [npm, *_PACK, folder], cwd=folder, capture_output=True, check=False, timeout=_PATIENCE
            )
        except subprocess.TimeoutExpired:
            return None
        tarballs = list(Path(folder).glob("*.tgz"))
        if packed.returncode or not tarballs:
            return None
        digest = base64.b64encode(hashlib.sha512(tarballs[0].read_bytes()).digest()).decode()
        assert digest == INTEGRITY, f"{RENDERER} is not what it was: sha512-{digest}"
        with tarfile.open(tarballs[0]) as tarball:
            script = tarball.extractfile(_SCRIPT)
            assert script is not None
            return script.read().decode()


async def draw(page: Page, script: str, shown: Shown, width: Width) -> list[str]:
    """Draw a card in every colour on a page; what is wrong with what is seen."""
    await page.set_content(_PAGE.read_text())
    await page.add_script_tag(content=script)
    await page.evaluate("width => document.body.className = width", width)
    faults: list[str] = []
    for colour in COLOURS:
        told = await page.evaluate("told => show(...told)", [shown.card, shown.title, colour])
        faults += [f"the renderer says: {each}" for each in told if not each.startswith(_UNKNOWN)]
    box = await page.evaluate("() => [document.body.scrollWidth, document.body.scrollHeight]")
    await page.set_viewport_size({"width": box[0], "height": box[1]})
    faults += [f"not to be seen whole: {each}" for each in await page.evaluate("() => hidden()")]
    seen = _plain(await page.locator(".look").first.inner_text())
    return faults + [f"not to be seen at all: {text}" for text in shown.texts if _plain(text) not in seen]


def _plain(text: str) -> str:
    """A text without white space, which the renderer wraps as it needs, and without what nobody sees."""
    return "".join(text.replace("\u2060", "").split())
