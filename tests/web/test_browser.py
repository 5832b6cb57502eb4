"""A real browser, by keyboard alone and without scripts, on a phone's width and zoomed: everything can be done."""

import re
from collections.abc import AsyncIterator
from typing import assert_never, get_args

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, Route, ViewportSize, expect

from bot.chat.events import Pressed, Submitted
from tests.web.conftest import Inbox
from tests.web.gallery import Kind

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NARROW = ViewportSize(width=320, height=640)
PHONE = ViewportSize(width=360, height=740)
STORY = "We listened.\nThen we laughed: 🧵 <b>& so on"
SMALL = """() => [...document.querySelectorAll("button, .button, summary, .choice, .points label, select, .errors a")]
    .filter(each => each.checkVisibility()).map(each => [each.innerText, each.getBoundingClientRect()])
    .filter(([_, box]) => box.height < 44 || box.width < 44).map(([text, box]) => `${text} ${box.height}`)"""


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """A phone's browser in which no page's script would run."""
    context = await chromium.new_context(viewport=PHONE, java_script_enabled=False)
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def examined(chromium: Browser) -> AsyncIterator[Page]:
    """A phone's browser in which the test's own scripts run; the pages' policy still lets none of theirs in."""
    context = await chromium.new_context(viewport=PHONE)
    yield await context.new_page()
    await context.close()


TITLES: dict[Kind, str] = {
    "home": "Your inbox",
    "form": "Weekly pulse",
    "rejected": "Error: Weekly pulse",
    "whispered": "Your own answers",
    "refused": "This link does not work",
    "signed out": "You are signed out everywhere",
    "unavailable": "We could not do that just now",
}


async def go(page: Page, inbox: Inbox, kind: Kind) -> None:
    """Bring the browser to a page of this kind, and wait until it stands there whole.

    A click is over before the page that it leads to has come.
    """
    await page.goto(await inbox.link())
    await _press(page, inbox, kind)
    await expect(page).to_have_title(re.compile(f"^{re.escape(TITLES[kind])}"))
    await page.wait_for_load_state()


async def _press(page: Page, inbox: Inbox, kind: Kind) -> None:
    match kind:
        case "home":
            # Everything that can be folded is unfolded.
            for summary in await page.locator("summary").all():
                await summary.click()
        case "form":
            await page.get_by_role("button", name="Answer now").click()
        case "rejected":
            await page.get_by_role("button", name="Answer now").click()
            await page.get_by_role("checkbox", name="Trust").uncheck()
            await page.get_by_role("button", name="Send my answers").click()
        case "whispered":
            await page.get_by_role("button", name="See my answers").click()
        case "refused":
            await page.goto(f"{inbox.url}/enter/forged")
        case "signed out":
            await page.get_by_text("Sign out", exact=True).click()
            await page.get_by_role("button", name="Sign out everywhere").click()
        case "unavailable":
            inbox.mailbox.broken = 1
            await page.get_by_role("button", name="See my answers").click()
        case _:
            assert_never(kind)


@pytest.mark.parametrize("kind", get_args(Kind))
async def test_a_page_can_be_perceived_read_and_hit(examined: Page, served: Inbox, kind: Kind) -> None:
    await go(examined, served, kind)
    await examined.emulate_media(color_scheme="light")
    light = await Axe().run(examined)
    assert light.violations_count == 0, light.generate_report()
    await examined.emulate_media(color_scheme="dark")
    dark = await Axe().run(examined, options={"runOnly": ["color-contrast"]})
    assert dark.violations_count == 0, dark.generate_report()
    await examined.set_viewport_size(NARROW)
    assert await examined.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert await examined.evaluate(SMALL) == []


async def test_zoomed_to_twice_the_size_it_still_fits(chromium: Browser, served: Inbox) -> None:
    # A window of 1,280 pixels at 200 % lays out as one of 640 with two device pixels each.
    context = await chromium.new_context(viewport=ViewportSize(width=640, height=400), device_scale_factor=2)
    page = await context.new_page()
    await go(page, served, "rejected")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 640
    await context.close()


async def focus(page: Page, wanted: Locator) -> None:
    """Press Tab until this control has the focus."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("each => each === document.activeElement"):
            return
    pytest.fail(f"Tab never comes to {wanted}")


async def test_a_check_in_is_answered_by_keyboard_alone(examined: Page, served: Inbox) -> None:
    page, keyboard = examined, examined.keyboard
    await page.goto(await served.link())
    await keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await keyboard.press("Enter")
    await focus(page, page.get_by_role("button", name="Answer", exact=True))
    await keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Weekly pulse")
    story = page.get_by_role("textbox", name="What happened?")
    await focus(page, story)
    await keyboard.type(STORY)
    await focus(page, page.get_by_role("button", name="Send my answers"))
    await keyboard.press("Enter")

    await expect(page.get_by_role("alert")).to_be_focused()
    assert (await page.title()).startswith("Error: ")
    await expect(story).to_have_value(STORY)
    await focus(page, page.get_by_role("link", name="Choose a point from 1 to 5."))
    await keyboard.press("Enter")
    await expect(page.get_by_role("radio", name="1 · Strongly disagree")).to_be_focused()
    for _ in range(3):
        await keyboard.press("ArrowRight")
    await focus(page, page.get_by_role("radio", name="As myself"))
    await keyboard.press("Space")
    await focus(page, page.get_by_role("textbox", name="One word for this week"))
    await keyboard.type("threads")
    await keyboard.press("Enter")

    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    told = served.gallery.told[-2]
    assert isinstance(told, Submitted)
    assert told.origin == served.check_in
    assert told.values == {
        "trust": "4",
        "role": "self",
        "themes": ("trust",),
        "word": "threads",
        "why": STORY,
        "day": "2026-03-09",
        "hour": "09:30",
    }


async def test_without_scripts_a_letter_is_replaced_in_its_place(page: Page, served: Inbox) -> None:
    await page.goto(await served.link())
    await page.get_by_role("button", name="Skip this one").click()
    await expect(page).to_have_url(f"{served.url}/#letter-{served.check_in.post}")
    letter = page.locator(f"#letter-{served.check_in.post}")
    await expect(letter.get_by_role("heading", name="Thank you")).to_be_in_viewport()


async def test_after_a_failure_one_button_sends_it_all_again(page: Page, served: Inbox) -> None:
    await page.goto(await served.link())
    await page.get_by_role("button", name="Answer now").click()
    await page.get_by_role("textbox", name="What happened?").fill("\n\nKept?\n")
    served.mailbox.broken = 1
    await page.get_by_role("button", name="Send my answers").click()
    await expect(page.get_by_role("heading", name="We could not do that just now")).to_be_visible()
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("textbox", name="What happened?")).to_have_value("\n\nKept?\n")


async def test_no_address_with_a_token_is_passed_on(page: Page, served: Inbox) -> None:
    referers: list[str] = []
    page.on("request", lambda request: referers.append(request.headers.get("referer", "")))
    await page.goto(f"{await served.link()}forged")
    await page.get_by_role("link", name="Weft").click()
    await page.goto(await served.link())
    await page.get_by_role("button", name="See my answers").click()
    await page.get_by_role("link", name="Back to your inbox").click()
    await expect(page).to_have_title(re.compile("^Your inbox"))
    assert f"{served.url}/press" in referers
    assert not [referer for referer in referers if "/enter/" in referer]


async def test_another_site_cannot_send_a_form(page: Page, served: Inbox) -> None:
    await page.goto(await served.link())
    proof = await page.locator("input[name=proof]").first.get_attribute("value")
    trap = (
        f'<form method="post" action="{served.url}/press"><input name="proof" value="{proof}">'
        '<input name="verb" value="answers.show"><button>Win a prize</button></form>'
    )

    async def answer(route: Route) -> None:
        await route.fulfill(content_type="text/html", body=trap)

    await page.route("http://evil.example/", answer)
    await page.goto("http://evil.example/")
    await page.get_by_role("button").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("That came from another site")
    assert not any(isinstance(told, Pressed) for told in served.gallery.told)
