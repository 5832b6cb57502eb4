"""Plays Teams and its people against the Teams adapter: signed activities in, a stubbed service out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import httpx

from adapters.teams.hosts import ServiceHosts
from adapters.teams.pace import Limit, Pace
from adapters.teams.platform import TeamsPlatform
from adapters.teams.registrations import Registration
from adapters.teams.replies import DONE
from adapters.teams.told import channel_of
from bot.chat.events import Receive
from bot.chat.form import Values
from bot.chat.names import Address, Identity, Person, Receipt
from bot.errors import Disconnected, Gone, Refused, Throttled, Uncertain, Unreachable
from tests.contract.driver import Fault, Outcome, Shown, ShownForm
from tests.contract.teams_forged import forged
from tests.contract.teams_reading import Opened, action_in, form_of, has_action, inputs_of, is_form, shown_in
from tests.stubs import teams_people as people
from tests.stubs.events import MemorySeen
from tests.stubs.notebook import MemoryNotebook
from tests.stubs.teams import APPS, SECRET, TENANT_A, TENANT_B, Call, Conversation, Someone, Stumble, TeamsStub
from tests.stubs.teams_cards import complaint

PATIENCE = 2.0
"""Seconds that the adapter waits for Teams: enough for a machine that is busy with something else."""
BOUNDLESS = (Limit(1_000_000, 1.0),)

_FAULTS: Mapping[Fault, tuple[type[Exception], Stumble]] = {
    "throttled": (Throttled, Stumble(429, "<h1>Slow down</h1>", {"Retry-After": "0"})),
    "timed_out": (Uncertain, Stumble(delay=PATIENCE + 0.5)),
    "failing": (Uncertain, Stumble(500, "<h1>Server error</h1>", done=True)),
    "not_json": (Uncertain, Stumble(200, "<h1>Maintenance</h1>")),
    "revoked": (Disconnected, Stumble.code(401, "Unauthorized")),
    "blocked": (Unreachable, Stumble.code(403, "MessageWritesBlocked")),
    "gone": (Gone, Stumble.code(404, "ConversationNotFound")),
    "refused": (Refused, Stumble.code(400, "BadSyntax")),
}


class TeamsDriver:
    """Two tenants without screens, over the adapter's own ASGI side."""

    looks = False

    def __init__(self) -> None:
        # Few to a page, so that what is looked for lies beyond the first.
        self.stub = TeamsStub(page=2)
        self.notebook = MemoryNotebook()
        self.seen = MemorySeen()
        self.spaces: list[Conversation] = []
        self._teams: TeamsPlatform | None = None
        self._web: httpx.AsyncClient | None = None
        self._homes: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._asides: dict[str, tuple[Conversation, str, Mapping[str, Any]]] = {}

    @property
    def platform(self) -> TeamsPlatform:
        assert self._teams is not None
        return self._teams

    @property
    def faults(self) -> Mapping[Fault, type[Exception]]:
        return {fault: error for fault, (error, _) in _FAULTS.items()}

    async def start(self, receive: Receive, **changed: Any) -> None:  # noqa: ANN401  any of the settings
        await self.stub.start()
        for kind, tenant in (("groupChat", TENANT_A), ("channel", TENANT_A), ("channel", TENANT_B)):
            self.spaces.append(self.stub.space(kind, tenant, "our space"))
        await self.open(receive, **changed)

    async def open(self, receive: Receive, **changed: Any) -> None:  # noqa: ANN401  any of the settings
        """Begin as after a restart: with what the notebook and the store have kept, and nothing else."""
        settings: dict[str, Any] = {
            "registrations": [Registration(app, tenant, SECRET) for tenant, app in APPS.items()],
            "notebook": self.notebook,
            "seen": self.seen,
            "hosts": ServiceHosts(loopback=True),
            "metadata_url": self.stub.login.metadata_url,
            "login": self.stub.msal_client(),
            "pace": lambda: Pace(conversation=BOUNDLESS, tenant=BOUNDLESS),
            "pause": 0.01,
            "timeout": PATIENCE,
        }
        self._teams = TeamsPlatform(**{**settings, **changed})
        await self._teams.start(receive)
        wire = httpx.ASGITransport(self._teams.asgi(receive))
        self._web = httpx.AsyncClient(transport=wire, base_url="http://127.0.0.1")

    async def stop(self) -> None:
        await self.close()
        await self.stub.stop()

    async def close(self) -> None:
        """Let the adapter end, and leave Teams as it is."""
        if self._web is not None:
            await self._web.aclose()
        await self.platform.aclose()

    async def person(self, name: str) -> Person:
        """Every other person comes from the other tenant."""
        return await self.met(self.stub.join(name, TENANT_A if len(self.stub.people) % 2 else TENANT_B))

    async def met(self, someone: Someone) -> Person:
        """Somebody in every space, who has the bot installed in their own tenant, which it has been told of."""
        for space in self.spaces:
            space.people.append(someone.mri)
        await self.send(someone, self.stub.private(someone, someone.tenant), people.added(someone.mri))
        return Person(Identity("teams", someone.tenant, someone.user), someone.name)

    async def places(self) -> tuple[Address, ...]:
        somebody = await self.person("Somebody")
        for space in self.spaces:
            await self.send(None, space, people.added("28:another bot"))
        private = await self.platform.direct(somebody.identity)
        return private, *(Address("teams", space.tenant, space.id) for space in self.spaces)

    async def shown(self, receipt: Receipt) -> Shown:
        posts = self.stub.conversations[receipt.address.place].posts
        parts = [posts[part] for part in receipt.post.split(",")]
        return shown_in(*map(card_in, parts), summary=parts[0]["summary"])

    async def count(self, to: Address) -> int:
        return len(self.stub.conversations[to.place].posts)

    async def letters(self, who: Person) -> list[Receipt]:
        """What was posted to somebody in private, but for their home card, in order."""
        someone = self.someone(who)
        at = self.stub.private(someone, someone.tenant)
        posts = (post for post, body in at.posts.items() if "refresh" not in card_in(body))
        return [Receipt(Address("teams", at.tenant, at.id), post) for post in posts]

    async def press(self, who: Person, label: str, on: Receipt) -> Outcome:
        posts = self.stub.conversations[on.address.place].posts
        part = next(each for each in on.post.split(",") if has_action(card_in(posts[each]), label))
        return await self.press_in(who, card_in(posts[part]), label, on.address.place, part)

    async def press_home(self, who: Person, label: str) -> Outcome:
        post, card = self._homes[who.identity.user]
        someone = self.someone(who)
        return await self.press_in(who, card, label, self.stub.private(someone, someone.tenant).id, post)

    async def press_whisper(self, who: Person, label: str) -> Outcome:
        at, post, card = self._asides[who.identity.user]
        if post:
            return await self.press_in(who, card, label, at.id, post)
        return await self.do(self.someone(who), at, people.submitted(action_in(card, label), {}))

    async def press_in(self, who: Person, card: Mapping[str, Any], label: str, place: str, post: str) -> Outcome:
        """Press a button of a card as this person sees it in a post's place."""
        action = action_in(card, label)
        at = self.stub.conversations[place]
        opens = action["type"] == "Action.Submit"
        told = people.fetched(action, post) if opens else people.executed(action, {}, post)
        return await self.do(self.someone(who), at, told, post)

    async def submit(self, who: Person, form: ShownForm, values: Values) -> Outcome:
        assert isinstance(form.raw, Opened)
        opened, inputs = form.raw, inputs_of(form.raw.card, values)
        action = opened.card["actions"][0]
        told = people.submitted(action, inputs) if opened.in_dialog else people.executed(action, inputs, opened.post)
        return await self.do(self.someone(who), opened.at, told, opened.post)

    async def say(self, who: Person, text: str) -> Outcome:
        someone = self.someone(who)
        return await self.do(someone, self.stub.private(someone, someone.tenant), people.message(text))

    async def open_home(self, who: Person) -> Outcome:
        """Install the bot, which posts the card; later, look at it, which asks for it anew."""
        someone = self.someone(who)
        at = self.stub.private(someone, someone.tenant)
        if who.identity.user not in self._homes:
            return await self.do(someone, at, people.added(f"28:{APPS[at.tenant]}"))
        post, card = self._homes[who.identity.user]
        assert card["refresh"]["userIds"] == [someone.mri]
        return await self.do(someone, at, people.executed(card["refresh"]["action"], {}, post), post)

    async def leave(self, who: Person, space: Address) -> None:
        someone, at = self.someone(who), self.stub.conversations[space.place]
        at.people.remove(someone.mri)
        # Of whoever leaves, Teams tells no more than what it calls them.
        told = {"type": "conversationUpdate", "membersRemoved": [{"id": someone.mri, **_home(someone, at)}]}
        await self.send(None, at, told)

    async def come(self, who: Person, space: Address) -> None:
        someone, at = self.someone(who), self.stub.conversations[space.place]
        at.people.append(someone.mri)
        about = {"id": someone.mri, "aadObjectId": someone.user, **_home(someone, at)}
        await self.send(None, at, {"type": "conversationUpdate", "membersAdded": [about]})

    async def end_account(self, who: Person) -> bool:
        self.stub.people.pop(self.someone(who).mri)
        return False

    async def forge(self) -> Mapping[str, int]:
        genuine, attempts = forged(self.stub)
        assert (await self.request(*genuine)).status_code == 200
        return {name: (await self.request(*attempt)).status_code for name, attempt in attempts.items()}

    def fail(self, fault: Fault) -> None:
        self.stub.stumbles.append(_FAULTS[fault][1])

    def someone(self, who: Person) -> Someone:
        """The person as Teams knows them."""
        return next(each for each in self.stub.people.values() if each.user == who.identity.user)

    async def do(self, who: Someone, at: Conversation, told: Mapping[str, Any], post: str = "") -> Outcome:
        """Let somebody do something, and see what comes of it."""
        before = len(self.stub.calls)
        response = await self.send(who, at, told)
        if response.status_code != 200:
            return Outcome(refused=response.status_code)
        outcome = Outcome()
        for call in self.stub.calls[before:]:
            if call[0] in {"POST", "PUT"} and call[3].get("attachments"):
                outcome = self._posted(outcome, who, call)
        answered = response.json() if response.content else None
        for card in _cards_in(answered):
            assert not complaint(card)
        return self._answered(outcome, who, at, post, answered)

    async def send(self, who: Someone | None, at: Conversation, told: Mapping[str, Any]) -> httpx.Response:
        """Send an activity as Teams would."""
        body = people.activity(who, at, self.stub.url) | dict(told)
        token = self.stub.login.token(audience=APPS[at.tenant], service_url=self.stub.url)
        return await self.request(body, {"authorization": f"Bearer {token}"})

    async def request(self, body: object, headers: Mapping[str, str]) -> httpx.Response:
        assert self._web is not None
        if isinstance(body, bytes):
            return await self._web.post("/teams/messages", content=body, headers=dict(headers))
        return await self._web.post("/teams/messages", json=body, headers=dict(headers))

    def _posted(self, outcome: Outcome, who: Someone, call: Call) -> Outcome:
        method, place, post, body = call
        card = card_in(body)
        if "refresh" in card and self.stub.conversations[channel_of(place)].kind == "personal":
            self._homes[who.user] = (post, card)
            return replace(outcome, home=shown_in(card))
        if method == "PUT":
            return replace(outcome, replaced=shown_in(card))
        return replace(outcome, whispered=shown_in(card))

    def _answered(self, outcome: Outcome, who: Someone, at: Conversation, post: str, body: object) -> Outcome:
        match body:
            case None:
                return outcome
            case {"task": {"type": "message", "value": str(words)}} | {"value": str(words)} if words == DONE:
                # Teams has to say something where there is nothing to show.
                return outcome
            case {"task": {"type": "continue", "value": {"title": str(title), "card": {"content": card}}}}:
                if is_form(card):
                    return replace(outcome, form=form_of(title, Opened(card, at)))
                self._asides[who.user] = (at, "", card)
                return replace(outcome, whispered=shown_in(card))
            case {"value": {"body": _} as card} if is_form(card):
                return replace(outcome, form=form_of(card["fallbackText"], Opened(card, at, post, in_dialog=False)))
            case {"value": {"body": _, "refresh": _} as card}:
                self._homes[who.user] = (post, card)
                return replace(outcome, home=shown_in(card))
            case {"value": {"body": _} as card}:
                self._asides[who.user] = (at, post, card)
                return outcome if outcome.replaced else replace(outcome, whispered=shown_in(card))
            case {"value": str(words)} | {"task": {"value": str(words)}}:
                return replace(outcome, whispered=Shown((words,)))
            case _:
                raise AssertionError(body)


def _home(someone: Someone, at: Conversation) -> dict[str, str]:
    """What is told of an outsider's tenant."""
    return {} if someone.tenant == at.tenant else {"tenantId": someone.tenant}


def _cards_in(body: object) -> Iterator[Mapping[str, Any]]:
    """The card of an answer, whether it is for a dialog or a post's place."""
    match body:
        case {"value": {"type": "AdaptiveCard"} as card} | {"task": {"value": {"card": {"content": card}}}}:
            yield card
        case _:
            pass


def card_in(post: Mapping[str, Any]) -> Mapping[str, Any]:
    """The card of a post."""
    [attachment] = post["attachments"]
    content: Mapping[str, Any] = attachment["content"]
    return content
