"""A stand-in on loopback for the service that Teams gives bots: conversations, their posts and their people."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self
from uuid import NAMESPACE_DNS, uuid5

import httpx
from aiohttp import web

from tests.stubs.teams_cards import complaint
from tests.stubs.teams_login import TeamsLogin

Body = dict[str, Any]
Call = tuple[str, str, str, Body]
"""HTTP method, conversation, post and body."""

APP_A, APP_B = "7f0c4d1e-0000-4000-8000-00000000000a", "7f0c4d1e-0000-4000-8000-00000000000b"
TENANT_A, TENANT_B = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
APPS: Mapping[str, str] = {TENANT_A: APP_A, TENANT_B: APP_B}
"""Each tenant with the registration of the bot in it."""
SECRET = "a client secret for tests only"
SEVERAL = "botframework.com"
"""Stands for every tenant where a registration serves several."""
OUTSIDE = "cccccccc-0000-4000-8000-000000000003"
"""A tenant in which the bot is not registered."""


@dataclass(slots=True)
class Conversation:
    """A private chat, group chat or channel, as its people see it."""

    id: str
    kind: str
    tenant: str
    title: str = ""
    people: list[str] = field(default_factory=list)
    posts: dict[str, Body] = field(default_factory=dict)


@dataclass(slots=True)
class Someone:
    """A person: what Teams calls them when it talks to the bot, and what everybody knows them by."""

    mri: str
    user: str
    tenant: str
    name: str
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Stumble:
    """How a call fails: with an HTTP status, headers and text, after a delay in seconds."""

    status: int = 200
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    done: bool = False
    """Whether the call was carried out before its answer went wrong."""
    only: str = ""
    """The one HTTP method that stumbles; "" for whichever comes next."""
    lost: bool = False
    """Whether the connection breaks in place of an answer."""
    broken: bytes = b""
    """What comes of an answer before it breaks."""

    @classmethod
    def code(cls, status: int, error: str, **headers: str) -> Self:
        """Teams's own way to refuse."""
        return cls(status, json.dumps({"error": {"code": error, "message": error}}), headers)


class _Refusal(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.stumble = Stumble.code(status, code)


@dataclass(slots=True)
class TeamsStub:
    """Two tenants, each with the bot registered in it, and a third without."""

    login: TeamsLogin = field(default_factory=TeamsLogin)
    people: dict[str, Someone] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    channels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """The channels of each team: id and name."""
    calls: list[Call] = field(default_factory=list)
    """What was carried out."""
    stumbles: list[Stumble] = field(default_factory=list)
    page: int = 100
    anonymous: bool = False
    """Whether it lets in whoever shows no token, as a stand-in for development does."""
    url: str = ""
    _runner: web.AppRunner | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def start(self) -> None:
        """Listen on loopback."""
        await self.login.start()
        app = web.Application(client_max_size=4 << 20)
        app.router.add_post("/v3/conversations", self._handle(self._begin))
        app.router.add_post("/v3/conversations/{at}/activities", self._handle(self._post))
        app.router.add_put("/v3/conversations/{at}/activities/{post}", self._handle(self._put))
        app.router.add_delete("/v3/conversations/{at}/activities/{post}", self._handle(self._delete))
        app.router.add_get("/v3/conversations/{at}/pagedmembers", self._handle(self._members))
        app.router.add_get("/v3/conversations/{at}/members/{who}", self._handle(self._member))
        app.router.add_get("/v3/teams/{team}", self._handle(self._team))
        app.router.add_get("/v3/teams/{team}/conversations", self._handle(self._channels))
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/"

    async def stop(self) -> None:
        """Let go of the ports."""
        await self.login.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def msal_client(self) -> httpx.Client:
        """What brings MSAL here, wherever it thinks that it goes."""
        return httpx.Client(transport=_Rerouted(httpx.URL(self.login.url)))

    def join(self, name: str, tenant: str = TENANT_A) -> Someone:
        """Somebody new, who has the bot installed if it is registered in their tenant."""
        number = next(self._numbers)
        user = str(uuid5(NAMESPACE_DNS, f"{tenant} {number}"))
        someone = Someone(f"29:{number}-{tenant[:4]}", user, tenant, name)
        self.people[someone.mri] = someone
        return someone

    def space(self, kind: str, tenant: str, title: str = "") -> Conversation:
        """A new group chat or channel of a tenant."""
        suffix = "thread.tacv2" if kind == "channel" else "thread.v2"
        return self._keep(Conversation(f"19:{next(self._numbers)}@{suffix}", kind, tenant, title))

    def private(self, someone: Someone, tenant: str) -> Conversation:
        """Somebody's conversation with the bot of a tenant: always the same."""
        key = f"a:{someone.mri}-{tenant[:4]}"
        if key not in self.conversations:
            self._keep(Conversation(key, "personal", tenant, people=[someone.mri]))
        return self.conversations[key]

    def _keep(self, conversation: Conversation) -> Conversation:
        self.conversations[conversation.id] = conversation
        return conversation

    def _handle(self, do: Any) -> Any:  # noqa: ANN401  aiohttp's handlers
        async def handle(request: web.Request) -> web.Response:
            fits = self.stumbles and self.stumbles[0].only in {"", request.method}
            stumble = self.stumbles.pop(0) if fits else None
            if stumble is not None and stumble.lost:
                assert request.transport is not None
                request.transport.write(stumble.broken)
                request.transport.close()
            if stumble is not None and not stumble.done:
                return await self._stumble(stumble)
            body: Body = await request.json() if request.can_read_body else {}
            try:
                tenant = self._tenant(request)
                answer = do(tenant, request, body)
            except _Refusal as refusal:
                return await self._stumble(refusal.stumble)
            parts = request.match_info
            self.calls.append((request.method, parts.get("at", ""), parts.get("post", answer.get("id", "")), body))
            return web.json_response(answer) if stumble is None else await self._stumble(stumble)

        return handle

    async def _stumble(self, stumble: Stumble) -> web.Response:
        await asyncio.sleep(stumble.delay)
        kind = "application/json" if stumble.text.startswith("{") else "text/html"
        return web.Response(status=stumble.status, text=stumble.text, headers=stumble.headers, content_type=kind)

    def _tenant(self, request: web.Request) -> str:
        """The tenant of the registration whose token this is."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.anonymous and not token:
            return SEVERAL
        for number, granted in enumerate(self.login.granted, 1):
            if token == f"let-in-{number}":
                return str(granted["tenant"])
        raise _Refusal(401, "Unauthorized")

    def _known(self, tenant: str, request: web.Request) -> Conversation:
        # A thread is a place in its channel.
        conversation = self.conversations.get(request.match_info["at"].partition(";messageid=")[0])
        if conversation is None or tenant not in {conversation.tenant, SEVERAL}:
            raise _Refusal(404, "ConversationNotFound")
        return conversation

    def _begin(self, tenant: str, _: web.Request, body: Body) -> Body:
        someone = self.people.get(body["members"][0]["id"])
        # The SDK writes `tenantID`; Teams reads names in either case.
        asked_in = {body["tenantID"], body["channelData"]["tenant"]["id"]}
        if someone is None or someone.tenant != tenant or asked_in != {tenant} or body["isGroup"]:
            raise _Refusal(403, "ForbiddenOperationException")
        return {"id": self.private(someone, tenant).id}

    def _post(self, tenant: str, request: web.Request, body: Body) -> Body:
        conversation = self._known(tenant, request)
        self._check(body)
        post = f"17{next(self._numbers):011d}"
        conversation.posts[post] = body
        return {"id": post}

    def _put(self, tenant: str, request: web.Request, body: Body) -> Body:
        posts = self._known(tenant, request).posts
        if request.match_info["post"] not in posts:
            raise _Refusal(404, "ActivityNotFoundInConversation")
        self._check(body)
        posts[request.match_info["post"]] = body
        return {"id": request.match_info["post"]}

    def _delete(self, tenant: str, request: web.Request, _: Body) -> Body:
        if self._known(tenant, request).posts.pop(request.match_info["post"], None) is None:
            raise _Refusal(404, "ActivityNotFoundInConversation")
        return {}

    def _check(self, body: Body) -> None:
        """Refuse a message that Teams would refuse."""
        if len(json.dumps(body, ensure_ascii=False).encode("utf-16-le")) > 100_000:
            raise _Refusal(413, "MessageSizeTooBig")
        for attachment in body["attachments"]:
            if problem := complaint(attachment["content"]):
                raise _Refusal(400, f"BadSyntax {problem}")

    def _members(self, tenant: str, request: web.Request, _: Body) -> Body:
        people = self._known(tenant, request).people
        start = int(request.query.get("continuationToken") or 0)
        end = start + min(self.page, int(request.query["pageSize"]))
        page = [_account(self.people[mri]) for mri in people[start:end]]
        return {"members": page} | ({"continuationToken": str(end)} if end < len(people) else {})

    def _member(self, tenant: str, request: web.Request, _: Body) -> Body:
        told = request.match_info["who"]
        for mri in self._known(tenant, request).people:
            if told in {mri, self.people[mri].user}:
                return _account(self.people[mri])
        raise _Refusal(404, "MemberNotFoundInConversation")

    def _team(self, _tenant: str, request: web.Request, _: Body) -> Body:
        if request.match_info["team"] not in self.channels:
            raise _Refusal(404, "NotFound")
        return {"id": request.match_info["team"], "name": "Our team"}

    def _channels(self, _tenant: str, request: web.Request, _: Body) -> Body:
        listed = self.channels.get(request.match_info["team"])
        if listed is None:
            raise _Refusal(404, "NotFound")
        return {"conversations": [{"id": each, "name": name or None} for each, name in listed.items()]}


def _account(who: Someone) -> Body:
    """Somebody as Teams tells of them."""
    return {
        "id": who.mri,
        "name": who.name,
        "aadObjectId": who.user,
        "tenantId": who.tenant,
        "email": f"{who.user[:8]}@example.org",
        "userRole": "guest" if who.guest else "user",
    }


class _Rerouted(httpx.BaseTransport):
    """Brings every request to one server."""

    def __init__(self, to: httpx.URL) -> None:
        self._to = to
        self._wire = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it there."""
        request.url = request.url.copy_with(scheme=self._to.scheme, host=self._to.host, port=self._to.port)
        return self._wire.handle_request(request)

    def close(self) -> None:
        """Let go of connections."""
        self._wire.close()
