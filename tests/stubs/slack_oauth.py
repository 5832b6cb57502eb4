"""Slack's side of installing an app: codes for tokens, tokens for refresh tokens, and tokens that are given back."""

import asyncio
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

CLIENT_ID, CLIENT_SECRET = "1.2", "a client secret for tests only"
ORGANISATION, ITS_TEAMS = "E0ORG", ("T0NORTH", "T0SOUTH")

_METHODS = frozenset({"oauth.v2.access", "auth.revoke", "auth.teams.list"})
Body = dict[str, Any]


@dataclass(slots=True)
class OAuth:
    """What was offered, and what became of it. Tokens live in the stub's own table."""

    tokens: dict[str, str]
    bots: Mapping[str, str]
    codes: dict[str, Body] = field(default_factory=dict)
    refreshing: dict[str, str] = field(default_factory=dict)
    """A refresh token that is not used up, to the tenant it is of."""
    teams: dict[str, list[str]] = field(default_factory=lambda: {ORGANISATION: list(ITS_TEAMS)})
    revoked: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    """What Slack answers next instead of an answer."""
    refreshes: int = 0
    asked: int = 0
    """How often a new token was asked for, whatever was answered."""
    lag: float = 0.0
    """Seconds that Slack takes over a token."""
    life: int = 43_200
    """Seconds that a token lives; 0 where tokens do not rotate."""
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def offer(self, tenant: str, name: str = "Somewhere", **more: object) -> str:
        """A code as Slack gives it to a browser whose user said yes."""
        code = f"code-{next(self._numbers)}"
        place = {"id": tenant, "name": name}
        wide = tenant.startswith("E")
        self.codes[code] = {
            "app_id": "A0APP",
            "token_type": "bot",
            "bot_user_id": self.bots.get(tenant, f"U{tenant[1:]}BOT"),
            "team": None if wide else place,
            "enterprise": place if wide else None,
            "is_enterprise_install": wide,
            "authed_user": {"id": "U0INSTALLER"},
            **self._token(tenant),
            **more,
        }
        return code

    async def answer(self, request: web.Request, method: str) -> Body | None:
        """What Slack answers; None where it is none of these methods."""
        if method not in _METHODS:
            return None
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.refusals:
            return {"ok": False, "error": self.refusals.pop(0)}
        if method == "oauth.v2.access":
            await asyncio.sleep(self.lag)
            return self._access(request.headers["Authorization"], dict(await request.post()))
        if token not in self.tokens:
            return {"ok": False, "error": "invalid_auth"}
        if method == "auth.revoke":
            self.revoked.append(token)
            del self.tokens[token]
            return {"ok": True, "revoked": True}
        reached = self.teams.get(self.tokens[token], [])
        return {"ok": True, "teams": [{"id": each, "name": each} for each in reached]}

    def _access(self, authorization: str, fields: Body) -> Body:
        if b64decode(authorization.removeprefix("Basic ")).decode() != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return {"ok": False, "error": "bad_client_secret"}
        if fields.get("grant_type") == "refresh_token":
            self.asked += 1
            tenant = self.refreshing.pop(fields["refresh_token"], None)
            if tenant is None:
                return {"ok": False, "error": "invalid_refresh_token"}
            self.refreshes += 1
            return {"ok": True, "token_type": "bot", **self._token(tenant)}
        granted = self.codes.pop(fields.get("code", ""), None)
        return {"ok": False, "error": "invalid_code"} if granted is None else {"ok": True, **granted}

    def _token(self, tenant: str) -> Body:
        number = next(self._numbers)
        token = f"xoxe.xoxb-{number}"
        self.tokens[token] = tenant
        if not self.life:
            return {"access_token": token}
        refresh = f"xoxe-1-{number}"
        self.refreshing[refresh] = tenant
        return {"access_token": token, "refresh_token": refresh, "expires_in": self.life}
