"""On a phone a digest is two screens at most, and every column of a wide table can be read without scrolling."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize

from bot.chat.message import Message
from bot.domain.digest import WEEK, Coming
from bot.domain.disclosure.figures import Figure, Mask, OpenFigure, Reason, ScaleFigure
from bot.domain.disclosure.release import Words
from bot.domain.group import Group
from bot.domain.prompt import OpenQuestion, ScaleQuestion
from bot.texts import results
from tests.hidden import inbox
from tests.texts.digested import DISAGREEING, FIGURE, LEAD, told
from tests.texts.released import CITY, EVERYBODY, MIND, NHS, NOW, TRUST, VOLUNTARY, by_group

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Cells = dict[Group, Figure]
PHONE = ViewportSize(width=390, height=844)
FEW, OTHERS = Mask(Reason.FEW), Mask(Reason.OTHERS)
SYSTEM = (
    "I have a clear picture of how the whole system works, beyond my own organisation.",
    "I can help to change how the whole system works.",
    "I have a strong network of people in other organisations whom I can call on.",
    "When I speak in this partnership, I am truly listened to.",
)
WHY = "When did what was best for your own organisation last pull against what was best for all of us?"
QUOTES = (
    "I keep both hats on the table, literally. It makes people laugh and then it makes them honest.",
    "Tea.",
) * 4
BESIDE = """() => [...document.querySelectorAll("tbody th, tbody td")].filter(each => each.checkVisibility())
    .filter(each => each.getBoundingClientRect().right > innerWidth).map(each => each.innerText)"""
NAMED = """() => [...document.querySelectorAll("tbody tr:first-child td")]
    .map(each => [getComputedStyle(each, "::before").content, each.innerText])"""


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """A phone's browser."""
    context = await chromium.new_context(viewport=PHONE)
    yield await context.new_page()
    await context.close()


def lively() -> Message:
    """The digest of a week in which much happened."""
    cells: Cells = {EVERYBODY: FIGURE, NHS: FIGURE, VOLUNTARY: OTHERS, TRUST: FEW, CITY: FEW}
    pulse = by_group(*((ScaleQuestion(f"q{number}", text), cells) for number, text in enumerate(SYSTEM)))
    then = by_group(*((result.question, {EVERYBODY: DISAGREEING}) for result in pulse.results[:3]))
    talk = by_group((OpenQuestion("q1", WHY), {EVERYBODY: OpenFigure(39), NHS: OpenFigure(17), MIND: FEW}))
    slot = NOW.replace(tzinfo=None)
    return told(
        replace(pulse, occurrence="pulse", schedule="pulse", title="Seeing the system", wave="endline"),
        replace(talk, title="Wearing two hats", words=tuple(Words(WHY, text, None) for text in QUOTES)),
        replace(
            by_group((WHO, {EVERYBODY: FIGURE})), occurrence="third", schedule="third", title="Joined up, or not"
        ),
        last=(replace(then, occurrence="then", schedule="pulse", wave="baseline", closed_at=NOW - WEEK),),
        coming=tuple(Coming("A year from now", slot + timedelta(days=day), "Europe/London") for day in (1, 3)),
        lens=LEAD,
    )


WHO = ScaleQuestion("q1", "How joined up was our work?", high_label="joined up")


async def test_a_lively_week_is_two_screens_at_most(page: Page) -> None:
    message = lively()
    async with inbox(message) as link:
        await page.goto(link)
        height = await page.evaluate("document.querySelector('article, .sheet').getBoundingClientRect().bottom")
    assert PHONE["height"] < height < 2 * PHONE["height"], "it has all its parts, and no more"
    said = "\n".join(message.texts())
    assert all(
        part in said for part in ("What moved", "In their words", "Answered", "Next week", "Hidden", "See all")
    )


async def test_every_column_of_the_results_is_named_and_read_without_scrolling_aside(page: Page) -> None:
    figure = ScaleFigure(1, (10, 12, 20, 35, 21))
    release = by_group((WHO, {EVERYBODY: figure, NHS: figure, VOLUNTARY: figure, TRUST: FEW}))
    async with inbox(results.message(results.View(release, LEAD, "Europe/London", 0))) as link:
        await page.goto(link)
        assert await page.evaluate(BESIDE) == []
        assert await page.evaluate(NAMED) == [
            ['"Say 4 or 5"', "57 %"],
            ['"n"', "98"],
            ['"Average"', "3.5"],
            ['"Answered"', "8 of 12 (67 %)"],
            ['"At each point, from 1 to 5"', "10, 12, 20, 35, 21"],
        ]
        row = page.get_by_role("row", name="Everybody")
        assert await row.get_by_role("cell").count() == 5, "a screen reader still meets a table"
        assert await page.get_by_role("columnheader", name="Average").count() == 1
