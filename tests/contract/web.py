"""Plays browsers against the web inbox: everything is read from its pages and sent as its forms would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import httpx

from adapters.web.platform import WebPlatform
from bot.chat.events import Receive
from bot.chat.form import Values
from bot.chat.names import Address, Identity, Person, Receipt
from bot.errors import Gone, Unavailable
from tests.contract.driver import Fault, Outcome, Shown, ShownForm
from tests.contract.web_forms import filled, form_of, pairs_of, shown_in
from tests.html import Node, read
from tests.stubs.mailbox import MemoryMailbox

BASE = "http://127.0.0.1:8765"
LIFE = timedelta(days=30)


@dataclass(slots=True)
class Clock:
    """A clock that only a test moves."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class WebDriver:
    """Browsers without a screen, over the adapter's own ASGI side; without one given, over a mailbox in memory."""

    looks = True

    def __init__(self, web: WebPlatform | None = None) -> None:
        self.mailbox = MemoryMailbox()
        self.clock = Clock()
        self._web = web or WebPlatform(
            secret="a secret for tests only", base_url=BASE, mailbox=self.mailbox, link_life=LIFE, clock=self.clock
        )
        self._wire: httpx.ASGITransport | None = None
        self._browsers: dict[str, httpx.AsyncClient] = {}
        self._homes: dict[str, Node] = {}
        self._asides: dict[str, Node] = {}

    @property
    def platform(self) -> WebPlatform:
        return self._web

    @property
    def faults(self) -> Mapping[Fault, type[Exception]]:
        return {"failing": Unavailable, "gone": Gone}

    async def start(self, receive: Receive) -> None:
        self._wire = httpx.ASGITransport(self._web.asgi(receive))

    async def stop(self) -> None:
        for browser in self._browsers.values():
            await browser.aclose()
        await self._web.aclose()

    async def person(self, name: str) -> Person:
        user = f"u{len(self.mailbox.holders) + 1}"
        await self.mailbox.enrol(user, name)
        return await self.enter(user, name, await self._web.link(user))

    async def enter(self, user: str, name: str, link: str) -> Person:
        """Somebody opens their link in a browser of their own, which is known here by `user`."""
        self._browsers[user] = self.browser()
        entered = await self._browsers[user].get(link)
        assert entered.status_code == 303
        return Person(Identity("web", "web", user), name)

    async def places(self) -> tuple[Address, ...]:
        somebody = await self.person("Somebody")
        return (await self._web.direct(somebody.identity),)

    async def shown(self, receipt: Receipt) -> Shown:
        page = await self._look(receipt.address.place)
        return shown_in(page.one("article", id=f"letter-{receipt.post}"))

    async def count(self, to: Address) -> int:
        return len(await self.letters(to))

    async def letters(self, to: Address) -> list[Receipt]:
        """What lies in an inbox, as its page orders it."""
        found = (await self._look(to.place)).every("article", class_="letter")
        return [Receipt(to, article.attributes["id"].removeprefix("letter-")) for article in found]

    async def press(self, who: Person, label: str, on: Receipt) -> Outcome:
        page = await self._look(who.identity.user)
        return await self._press(who, label, page.one("article", id=f"letter-{on.post}"))

    async def press_home(self, who: Person, label: str) -> Outcome:
        outcome = await self._press(who, label, self._homes[who.identity.user])
        # With nothing else to show, the browser is sent home.
        return await self.open_home(who) if outcome == Outcome() else outcome

    async def press_whisper(self, who: Person, label: str) -> Outcome:
        return await self._press(who, label, self._asides[who.identity.user])

    async def submit(self, who: Person, form: ShownForm, values: Values) -> Outcome:
        assert isinstance(form.raw, Node)
        return await self._send(who, "/submit", filled(form.raw, values))

    async def say(self, who: Person, text: str) -> Outcome:
        """The home page: nobody can write to the bot here, whatever the text."""
        assert text
        return await self.open_home(who)

    async def open_home(self, who: Person) -> Outcome:
        page = await self._look(who.identity.user)
        homes = list(page.every("article", class_="home"))
        if not homes:
            return _outcome(page)
        self._homes[who.identity.user] = homes[0]
        return Outcome(home=shown_in(homes[0]))

    async def leave(self, who: Person, space: Address) -> None:
        raise AssertionError(f"the web has no {space} for {who.name} to leave")

    async def come(self, who: Person, space: Address) -> None:
        raise AssertionError(f"the web has no {space} for {who.name} to come into")

    async def end_account(self, who: Person) -> bool:
        await self.mailbox.revoke(who.identity.user)
        return False

    async def forge(self) -> Mapping[str, int]:
        mallory = await self.person("Mallory")
        victim = await self.person("Victim")
        own, theirs = self._browsers[mallory.identity.user], self._browsers[victim.identity.user]
        link = await self._web.link(victim.identity.user)
        proof = next((await self._look(victim.identity.user)).every("input", name="proof")).value
        wrong_proof = next((await self._look(mallory.identity.user)).every("input", name="proof")).value
        good = {"proof": proof, "verb": "check_in.answer", "subject": "1", "origin": ""}
        stranger, forger = self.browser(), self.browser()
        token = theirs.cookies["weft"]
        forger.cookies.set("weft", token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"))
        seen = {
            "no session": await stranger.post("/press", data=good),
            "forged session": await forger.post("/press", data=good),
            "no proof": await theirs.post("/submit", data=good | {"proof": ""}),
            "another's proof": await theirs.post("/submit", data=good | {"proof": wrong_proof}),
            "another's session": await own.post("/press", data=good),
            "another site": await theirs.post("/press", data=good, headers={"origin": "https://evil.example"}),
            "sandboxed site": await theirs.post("/press", data=good, headers={"origin": "null"}),
            "another host": await theirs.post("/press", data=good, headers={"host": "evil.example"}),
            "unspeakable verb": await theirs.post("/press", data=good | {"verb": "DROP TABLE"}),
            "verb twice": await theirs.post("/press", content=urlencode([*good.items(), ("verb", "other")])),
            "field twice": await theirs.post(
                "/submit", content=urlencode([*good.items(), ("one:why", "a"), ("one:why", "b")])
            ),
            "field without a name": await theirs.post("/submit", data=good | {"one:<b>": "x"}),
            "not UTF-8": await theirs.post("/submit", content=f"{urlencode(good)}&one:why=%ff".encode()),
            "oversized": await theirs.post("/submit", data=good | {"one:why": "x" * (1024 * 1024)}),
            "not a form": await theirs.post("/press", json=good),
            "forged link": await stranger.get(link[:-4] + ("AAAA" if link[-4:] != "AAAA" else "BBBB")),
            "link of rubbish": await stranger.get(f"/enter/{quote('a.b', safe='')}"),
        }
        self.clock.now += LIFE
        seen["stale link"] = await stranger.get(link)
        seen["stale session"] = await theirs.post("/press", data=good)
        self.clock.now -= LIFE
        await self.mailbox.revoke(victim.identity.user)
        seen["revoked link"] = await stranger.get(link)
        seen["revoked session"] = await theirs.post("/press", data=good)
        await stranger.aclose()
        await forger.aclose()
        return {kind: response.status_code for kind, response in seen.items()}

    def fail(self, fault: Fault) -> None:
        match fault:
            case "failing":
                self.mailbox.broken = 1
            case "gone":
                self.mailbox.emptied = True
            case _:
                raise AssertionError(f"a mailbox knows no fault {fault}")

    def browser(self) -> httpx.AsyncClient:
        """A browser without a session."""
        assert self._wire is not None
        form = {"content-type": "application/x-www-form-urlencoded"}
        return httpx.AsyncClient(transport=self._wire, base_url=BASE, headers=form)

    async def _look(self, user: str) -> Node:
        """The inbox, with all pages of its letters."""
        look = Node("")
        path: str | None = "/"
        while path is not None:
            response = await self._browsers[user].get(path)
            assert response.status_code in {200, 422}, response.status_code
            page = read(response.text)
            look.inside.append(page)
            path = next((a.attributes["href"] for a in page.every("a") if a.text == "Earlier letters"), None)
        return look

    async def _press(self, who: Person, label: str, shown: Node) -> Outcome:
        forms = [form for form in shown.every("form", action="/press") if form.one("button").text == label]
        assert forms, f"no button {label!r}"
        return await self._send(who, "/press", pairs_of(forms[0]))

    async def _send(self, who: Person, path: str, pairs: list[tuple[str, str]]) -> Outcome:
        browser = self._browsers[who.identity.user]
        response = await browser.post(path, content=urlencode(pairs), headers={"origin": BASE})
        if response.status_code == 303:
            place, _, fragment = response.headers["location"].partition("#")
            if not fragment:
                return Outcome()
            return Outcome(replaced=shown_in(read((await browser.get(place)).text).one("article", id=fragment)))
        if response.status_code not in {200, 422}:
            return Outcome(refused=response.status_code)
        page = read(response.text)
        for aside in page.every("article", class_="aside"):
            self._asides[who.identity.user] = aside
        return _outcome(page)


def _outcome(page: Node) -> Outcome:
    if any(page.every("form", class_="filled")):
        return Outcome(form=form_of(page))
    asides = list(page.every("article", class_="aside"))
    return Outcome(whispered=shown_in(asides[0])) if asides else Outcome(home=Shown(()))
