"""Each reply of the core becomes the page that it means, and a failing store costs nobody their words."""

from dataclasses import replace

import pytest

from adapters.web import names
from bot.chat.events import Inbound, Nothing, Opened, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.message import Message, Text
from bot.chat.names import Identity, Person, Receipt
from tests.contract.web_forms import filled, form_of, pairs_of, shown_in
from tests.web.conftest import USER, Inbox, heading, page_of, proof
from tests.web.gallery import PULSE, THANKS

SHORT = Message("Short and sweet", (Text("Body only"),))


@pytest.mark.parametrize(
    ("reply", "status", "title"),
    [
        (Replace(SHORT), 200, "Short and sweet"),
        (Whisper(SHORT), 200, "Short and sweet"),
        (Nothing(), 200, "Your inbox"),
        (Show(PULSE), 200, "Weekly pulse"),
        (Reject(PULSE, {"": "You are not a member yet."}), 422, "Weekly pulse"),
    ],
)
async def test_whatever_the_core_says_to_a_look_is_a_page(
    inbox: Inbox, reply: Reply, status: int, title: str
) -> None:
    async def receive(inbound: Inbound) -> Reply:
        assert inbound == Opened(Person(Identity("web", "web", USER), "Ada Nwosu"))
        return reply

    async with inbox.visit(receive) as browser:
        seen = await browser.get("/")
    assert (seen.status_code, heading(seen)) == (status, title)


async def test_letters_lie_newest_first_and_older_ones_are_folded(inbox: Inbox) -> None:
    for number in range(45):
        await inbox.platform.post(names.address(USER), Message(f"Letter {number}", (Text(f"Text {number}"),)))
    async with inbox.visit() as browser:
        recent = page_of(await browser.get("/"))
    articles = list(recent.every("article", class_="letter"))
    assert [shown_in(article).texts for article in articles[:2]] == [("Text 44",), ("Text 43",)]
    assert len(articles) == 10
    assert len(list(recent.every("details", class_="older"))) == 9


async def test_earlier_letters_are_a_page_away_each_once(inbox: Inbox) -> None:
    for number in range(23):
        await inbox.platform.post(names.address(USER), Message(f"Letter {number}", (Text(f"Text {number}"),)))
    async with inbox.visit() as browser:
        pages = [page_of(await browser.get(path)) for path in ("/", "/?page=1", "/?page=2", "/?page=3")]
    assert [[a.text for a in page.one("main").every("a", class_="button")] for page in pages] == [
        ["Earlier letters"],
        ["Later letters", "Earlier letters", "Back to your inbox"],
        ["Later letters", "Back to your inbox"],
        ["Later letters", "Back to your inbox"],
    ]
    ways = [{a.text: a.attributes["href"] for a in page.every("a", class_="button")} for page in pages]
    assert (ways[0]["Earlier letters"], ways[1]["Earlier letters"]) == ("/?page=1#letters", "/?page=2#letters")
    assert (ways[1]["Later letters"], ways[2]["Later letters"]) == ("/#letters", "/?page=1#letters")
    seen = [[article.attributes["id"] for article in page.every("article", class_="letter")] for page in pages]
    assert [len(each) for each in seen] == [10, 10, 5, 0]
    assert len({letter for each in seen for letter in each}) == 25
    assert [page.one("h1").text for page in pages[1:]] == ["Earlier letters"] * 3, "the home page is not said again"
    assert "No letters lie so far back." in pages[3].text


@pytest.mark.parametrize(
    "query", ["page=", "page=-1", "page=x", "page=²", "page=100", f"page={'9' * 5_000}", "all=1"]
)
async def test_a_page_that_cannot_be_is_the_first(inbox: Inbox, query: str) -> None:
    async with inbox.visit() as browser:
        assert heading(await browser.get(f"/?{query}")) == heading(await browser.get("/"))


async def test_an_empty_inbox_says_so(inbox: Inbox) -> None:
    inbox.mailbox.kept.clear()
    async with inbox.visit() as browser:
        assert "No letters yet" in (await browser.get("/")).text


async def test_a_letter_long_past_is_still_found_once_replaced(inbox: Inbox) -> None:
    body = {"verb": "check_in.skip", "subject": "7", "origin": inbox.check_in.post}
    async with inbox.visit() as browser:
        near = await browser.post("/press", data=body | {"proof": await proof(browser)})
        for number in range(40):
            await inbox.platform.post(names.address(USER), Message(f"Letter {number}", (Text("·"),)))
        far = await browser.post("/press", data=body | {"proof": await proof(browser)})
    assert near.headers["location"] == f"/#letter-{inbox.check_in.post}"
    assert far.headers["location"] == f"/?page=4#letter-{inbox.check_in.post}"


async def test_nothing_to_show_leads_home(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        sent = await browser.post("/press", data={"proof": await proof(browser), "verb": "home.later"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/")


async def test_nobody_acts_on_anothers_letter(inbox: Inbox) -> None:
    await inbox.mailbox.enrol("eve", "Eve")
    theirs = await inbox.platform.post(names.address("eve"), SHORT)
    body = {"verb": "check_in.skip", "subject": "7", "origin": theirs.post}
    async with inbox.visit() as browser:
        seen = await browser.post("/press", data=body | {"proof": await proof(browser)})
    assert heading(seen) == "Thank you"
    assert inbox.mailbox.kept[theirs.post].message == SHORT
    assert getattr(inbox.gallery.told[-1], "origin", "kept") is None


async def test_a_letter_that_goes_while_it_is_answered_costs_nothing(inbox: Inbox) -> None:
    async def receive(inbound: Inbound) -> Reply:
        if isinstance(inbound, Opened):
            return Nothing()
        inbox.mailbox.kept.clear()
        return Replace(THANKS)

    body = {"verb": "check_in.skip", "origin": inbox.check_in.post}
    async with inbox.visit(receive) as browser:
        seen = await browser.post("/press", data=body | {"proof": await proof(browser)})
    assert (seen.status_code, heading(seen)) == (200, "Thank you")


async def test_a_rejected_form_keeps_every_word(inbox: Inbox) -> None:
    given: dict[str, str | tuple[str, ...]] = {
        "energy": "10",
        "themes": ("trust", "network"),
        "why": "\n one\n two 🧵",
        "hour": "late",
        "place": "r3",
    }
    async with inbox.visit() as browser:
        article = page_of(await browser.get("/")).one("article", id=f"letter-{inbox.check_in.post}")
        answer = next(form for form in article.every("form") if form.one("button").text == "Answer")
        shown = page_of(await browser.post("/press", data=dict(pairs_of(answer))))
        pairs = filled(shown.one("form", class_="filled"), given)
        rejected = await browser.post("/submit", data={name: [v for n, v in pairs if n == name] for name, _ in pairs})
    assert rejected.status_code == 422
    page = page_of(rejected)
    assert page.one("title").text.startswith("Error: ")
    again = form_of(page)
    assert again.initial == given
    assert again.errors == {
        "trust": "Choose a point from 1 to 5.",
        "role": "Choose how you answer.",
        "word": "Write one word.",
    }
    told = inbox.gallery.told[-1]
    assert isinstance(told, Submitted)
    assert told.origin == Receipt(names.address(USER), inbox.check_in.post)


async def test_when_the_store_fails_what_was_sent_can_be_sent_again(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        body = {
            "proof": await proof(browser),
            "verb": "check_in.answer",
            "many:themes": ["a", "b"],
            "one:why": "\nlong",
        }
        inbox.mailbox.broken = 1
        failed = await browser.post("/submit", data=body)
        assert (failed.status_code, heading(failed)) == (503, "We could not do that just now")
        again = page_of(failed).one("form", action="/submit")
        assert pairs_of(again) == [
            ("proof", body["proof"]),
            ("verb", "check_in.answer"),
            ("many:themes", "a"),
            ("many:themes", "b"),
            ("one:why", "\r\nlong"),
        ]
        inbox.mailbox.broken = 1
        unseen = await browser.get("/")
    assert unseen.status_code == 503
    assert not list(page_of(unseen).every("form"))


async def test_the_unforeseen_is_a_page_too(inbox: Inbox) -> None:
    async def receive(inbound: Inbound) -> Reply:
        raise RuntimeError(str(inbound))

    async with inbox.visit(receive) as browser:
        broken = await browser.get("/")
    assert (broken.status_code, heading(broken)) == (500, "Something went wrong on our side")
    assert broken.headers["cache-control"] == "no-store"
    assert "Ada" not in broken.text


async def test_a_renamed_person_is_greeted_by_the_new_name(inbox: Inbox) -> None:
    inbox.mailbox.holders[USER] = replace(inbox.mailbox.holders[USER], name="Ada <Lovelace>")
    async with inbox.visit() as browser:
        page = page_of(await browser.get("/"))
    assert page.one("p", class_="who").text == "Signed in as Ada <Lovelace>"
