"""Knocks as browsers and calendar programs: at every route of the inbox, with a session, without, with another's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from adapters.http import PROBES
from adapters.web.door import Door
from adapters.web.feed import PATH as CALENDARS
from bot.chat.names import Person
from tests.contract.web import BASE
from tests.html import read
from tests.soak.house import House
from tests.soak.knocks import Answer, Headers, Knock, ask
from tests.soak.mutations import SECONDS, Mutations, pairs
from tests.soak.slack_pages import HOST
from tests.soak.wanted import wanted_action, wanted_form

FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody's session, and what the forms on their pages carry along."""

    who: Person
    cookie: str
    proof: str
    link: str


def routes(house: House) -> Iterator[tuple[str, str]]:
    """Every method and path of the web inbox, from its own table."""
    door = house.web.asgi(house.receive)
    assert isinstance(door, Door)
    assert isinstance(door.app, Starlette)
    for route in door.app.routes:
        if isinstance(route, Route):
            yield from ((method, route.path) for method in sorted(route.methods or ()))
        else:
            assert isinstance(route, Mount), f"nothing here knows how to knock at {route}"
            yield "GET", f"{route.path}/{{file}}"


async def browsers(house: House) -> Sequence[Browser]:
    """Everybody of the web inbox comes in by their link."""
    found = []
    for who in house.cast.web:
        link = (await house.web.link(who.identity.user)).removeprefix(BASE)
        entered = await ask(house.app, "GET", link, [HOST])
        cookie = entered.headers["set-cookie"].partition(";")[0]
        page = await ask(house.app, "GET", "/", [HOST, ("cookie", cookie)])
        proof = next(read(page.body).every("input", name="proof")).value
        found.append(Browser(who, cookie, proof, link))
    return found


@dataclass(slots=True)
class WebRoom:
    """Browsers of a convener, a lead and somebody who is in no partnership, and one without a session."""

    house: House
    mutations: Mutations
    browsers: Sequence[Browser]
    routes: Sequence[tuple[str, str]] = field(init=False)
    _turn: int = 0

    def __post_init__(self) -> None:
        self.routes = list(routes(self.house))

    def begin(self) -> None:
        """See `Room.begin`."""
        self._turn = 0

    def think(self, dice: Random) -> Knock:
        """One request."""
        self._turn += 1
        # Nearly all that can be done goes by two of the routes; the others take their turns.
        busy = [each for each in self.routes if each in {("POST", "/press"), ("POST", "/submit")}]
        method, route = (
            dice.choice(busy) if busy and self._turn % 3 else self.routes[self._turn // 3 % len(self.routes)]
        )
        browser = dice.choice(self.browsers)
        place = f"{method} {route}"
        if dice.random() < 0.02:
            method = dice.choice(("PUT", "DELETE", "OPTIONS", "TRACE", "get", "HEAD"))
        target = self._target(dice, route, browser)
        body = urlencode(self._sent(dice, route, browser)).encode() if method == "POST" else b""
        if dice.random() < 0.04:
            body = self.mutations.raw(dice, body)
        headers = self._headers(dice, browser)
        pieces = [body[i : i + 400] for i in range(0, len(body), 400)] if dice.random() < 0.1 else body

        async def send() -> Answer:
            return await ask(self.house.app, method, target, headers, pieces)

        return Knock("web", place, (method, target, headers, body[:3_000]), send)

    def _target(self, dice: Random, route: str, browser: Browser) -> str:
        given = browser.link.rpartition("/")[2]
        if dice.random() < 0.6:
            given = quote(
                self.mutations.text(dice, given) if dice.random() < 0.5 else self.mutations.whole(dice),
                "/%.",
                errors="replace",
            )
        path = route.replace("{token}", given)
        files = ("weft.css", "mark.svg", "", "../app.py", "%2e%2e/app.py", "a%00", "x" * 5_000, given)
        path = path.replace("{file}", dice.choice(files))
        while "{" in path:
            before, _, after = path.partition("{")
            path = before + quote(self.mutations.whole(dice), "") + after.partition("}")[2]
        if dice.random() < 0.03:
            path = dice.choice((f"{path}/", f"/{path}", f"{path}%00", quote(self.mutations.whole(dice))))
        query = {"page": dice.choice((*SECONDS, "1", "99"))} if dice.random() < 0.3 else {}
        return f"{path}?{urlencode(query)}" if query else path

    def _sent(self, dice: Random, route: str, browser: Browser) -> Pairs:
        letters = ["", "no letter", self.mutations.whole(dice)]
        sent: Pairs = [("proof", browser.proof), ("origin", dice.choice(letters))]
        if route == "/leave":
            sent.append(("where", "everywhere" if dice.random() < 0.03 else "here"))
        elif route == "/submit":
            action, values, _ = wanted_form(dice, self.house, self.mutations, browser.who)
            sent += [("verb", action[0]), ("subject", action[1])]
            sent += [
                (f"{'one' if isinstance(values[name], str) else 'many'}:{name}", each) for name, each in pairs(values)
            ]
        else:
            action = wanted_action(dice, self.house, self.mutations, browser.who)
            sent += [("verb", action[0]), ("subject", action[1])]
        if dice.random() < 0.15:
            sent = self._bent(dice, sent)
        # No browser sends half a character.
        return [(_whole(name), _whole(value)) for name, value in sent]

    def _bent(self, dice: Random, sent: Pairs) -> Pairs:
        place = dice.randrange(len(sent))
        match dice.randint(0, 4):
            case 0:
                return sent[:place] + sent[place + 1 :]
            case 1:
                return [*sent, sent[place]]
            case 2:
                return [*sent, (self.mutations.word(dice), self.mutations.word(dice))]
            case 3:
                return [*sent[:place], (sent[place][0], self.mutations.word(dice)), *sent[place + 1 :]]
            case _:
                return sent * dice.choice((2, 300))

    def _headers(self, dice: Random, browser: Browser) -> Headers:
        cookie, host = browser.cookie, HOST[1]
        if dice.random() < 0.1:
            other = dice.choice(self.browsers).cookie
            cookie = dice.choice(("", other, self.mutations.text(dice, cookie), f"weft={self.mutations.word(dice)}"))
        if dice.random() < 0.03:
            host = dice.choice(("evil.example", "", "[", "127.0.0.1:99999", "[::1", self.mutations.word(dice)))
        headers = [("host", host), ("cookie", cookie), ("content-type", FORM)]
        if dice.random() < 0.1:
            headers.append(
                ("origin", dice.choice((BASE, "null", "http://evil.example", "[", self.mutations.word(dice))))
            )
        if dice.random() < 0.3:
            headers.append(("accept-language", dice.choice(("cy", "en;q=x", "*", self.mutations.word(dice)))))
        if dice.random() < 0.03:
            headers.append(("range", dice.choice(("bytes=0-", "bytes=9-1", "bytes=-", "x", "bytes=0-1,2-3"))))
        return [(name, _whole(value)) for name, value in headers]


@dataclass(slots=True)
class AddressRoom:
    """Calendar programs, and machines that ask how Weft is."""

    house: House
    mutations: Mutations
    _turn: int = 0

    def begin(self) -> None:
        """See `Room.begin`."""
        self._turn = 0

    def think(self, dice: Random) -> Knock:
        """One request."""
        self._turn += 1
        doors = (f"/{CALENDARS}", f"/{CALENDARS}", *sorted(PROBES))
        door = doors[self._turn % len(doors)]
        path = door
        if door == f"/{CALENDARS}":
            member = dice.choice(self.house.conveners) if dice.random() < 0.8 else dice.choice(self.house.ids)
            generation = 1 if dice.random() < 0.8 else dice.choice((0, 2, -1, 2**70))
            path = self.house.web.calendar(member, generation).removeprefix(BASE)
            if dice.random() < 0.4:
                path = f"{door}/{quote(self.mutations.text(dice, path.rpartition('/')[2]), errors='replace')}"
        if dice.random() < 0.1:
            path += dice.choice(("?", "/", "%00", f"?a={quote(self.mutations.whole(dice))}", "/../.."))
        method = dice.choice(("GET", "GET", "GET", "HEAD", "POST", "BREW"))
        body = self.mutations.raw(dice, b"x") if method == "POST" else b""
        language = self.mutations.whole(dice)

        async def send() -> Answer:
            return await ask(self.house.app, method, path, [HOST, ("accept-language", language)], body)

        return Knock("calendar" if door == f"/{CALENDARS}" else "probes", door, (method, path), send)


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
