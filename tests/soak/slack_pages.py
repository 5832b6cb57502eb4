"""Knocks on the pages by which Weft is installed in Slack: with states and codes that are genuine, old or made up."""

from dataclasses import dataclass
from random import Random
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from bot.chat.platform import Asgi
from tests.soak.house import House
from tests.soak.knocks import Answer, Headers, Knock, ask
from tests.soak.mutations import Mutations
from tests.stubs.slack import NEXT_TEAM, TEAM, SlackStub
from tests.stubs.slack_oauth import ORGANISATION

HOST = ("host", "127.0.0.1:8765")
PATHS = ("/slack/install", "/slack/oauth")


async def begin(app: Asgi) -> tuple[str, str]:
    """Follow the install link; the state that Slack would hand back, and the cookie."""
    page = await ask(app, "GET", PATHS[0], [HOST])
    assert page.status == 302, page
    state = parse_qs(urlsplit(page.headers["location"]).query)["state"][0]
    return state, page.headers["set-cookie"].partition(";")[0]


async def install(app: Asgi, stub: SlackStub, tenant: str) -> None:
    """Install it for good."""
    state, cookie = await begin(app)
    query = urlencode({"state": state, "code": stub.oauth.offer(tenant)})
    page = await ask(app, "GET", f"{PATHS[1]}?{query}", [HOST, ("cookie", cookie)])
    assert page.status == 200, page


@dataclass(slots=True)
class SlackPages:
    """A browser that comes from Slack, or says so."""

    house: House
    mutations: Mutations

    def begin(self) -> None:
        """Nothing here takes turns."""

    def think(self, dice: Random) -> Knock:
        """One request."""
        path = dice.choice(PATHS) if dice.random() < 0.95 else f"/slack/{quote(self.mutations.whole(dice))}"
        method = "GET" if dice.random() < 0.9 else dice.choice(("HEAD", "POST", "PUT", "OPTIONS", "get", "X" * 50))
        tenant = dice.choice((TEAM, NEXT_TEAM, ORGANISATION, "T0OTHER"))
        wrong = {name: self.mutations.whole(dice) for name in ("state", "code", "cookie") if dice.random() < 0.3}
        more = {name: self.mutations.whole(dice) for name in ("error", "state2", "language") if dice.random() < 0.1}
        cut, twice = dice.random() < 0.1, dice.random() < 0.05

        async def send() -> Answer:
            app = self.house.installing
            state, cookie = await begin(app)
            code = self.house.slack_stub.oauth.offer(tenant)
            query = {"state": state, "code": code, **{k: v for k, v in wrong.items() if k != "cookie"}, **more}
            query.pop("language", None)
            target = f"{path}?{urlencode(query)}" if path != PATHS[0] or more else path
            target = target[: len(target) // 2] if cut else target
            headers = _headers(wrong.get("cookie", cookie), more.get("language", "cy"))
            if twice:
                await ask(app, method, target, headers)
            return await ask(app, method, target, headers)

        return Knock(
            "slack pages",
            path if path in PATHS else "elsewhere",
            (method, path, tenant, wrong, more, cut, twice),
            send,
        )


def _headers(cookie: str, language: str) -> Headers:
    return [HOST, ("cookie", cookie), ("accept-language", language)]
