"""Tells requests that come from Microsoft Teams from all others, by the token that each carries."""

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Any

from jwt import PyJWS, PyJWTError

from adapters.teams.hosts import ServiceHosts
from adapters.teams.keys import Keys, KeysUnavailable

ISSUER = "https://api.botframework.com"
"""Who makes the tokens of requests to a bot, in the public cloud.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""
CHANNEL = "msteams"
"""What Bot Framework calls Teams, in activities and among a key's endorsements."""
LEEWAY = 300
"""Seconds by which clocks may differ; Microsoft's own number."""
SIZE = 16 * 1024
"""Characters in an Authorization header; one signed token takes a tenth of it."""
REMEMBERED = 5_000
"""Tokens; each is used for an hour or so, by every request of one region to one registration."""

_ALGORITHMS = ("RS256", "RS384", "RS512")
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")


class NotGenuine(Exception):
    """Whatever this is, it is not a request that Teams made to this bot just now."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """One word for the log: the rule that was broken, and nothing of the token."""


@dataclass(frozen=True, slots=True)
class _Verified:
    """What a genuine token says."""

    app_id: str
    service_url: str
    """Without its last slash."""
    until: int
    """The second, since 1970, from which it counts no more."""


class Tokens:
    """Reads the tokens that Microsoft makes for some registrations, and remembers those that it has verified."""

    def __init__(
        self,
        audiences: Collection[str],
        keys: Keys,
        hosts: ServiceHosts,
        issuer: str = ISSUER,
        clock: Callable[[], float] = time,
        *,
        room: int = REMEMBERED,
    ) -> None:
        self._audiences = frozenset(audiences)
        self._keys = keys
        self._hosts = hosts
        self._issuer = issuer
        self._clock = clock
        self._room = room
        self._jws = PyJWS(_ALGORITHMS, {"enforce_minimum_key_length": True})
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def read(self, authorization: str | None, *, channel_id: object, service_url: object) -> str:
        """The app id of the registration that this request was made to.

        Args:
            authorization: the header of that name, as it came.
            channel_id: the activity's `channelId`.
            service_url: the activity's `serviceUrl`.

        Raises:
            NotGenuine: anything is wrong with any of them; there is no other way to fail.
        """
        if not isinstance(channel_id, str) or channel_id != CHANNEL:
            raise NotGenuine("channel")
        if not isinstance(service_url, str):
            raise NotGenuine("service_url")
        if not isinstance(authorization, str) or len(authorization) > SIZE or not authorization.isascii():
            raise NotGenuine("header")
        digest = sha256(authorization.encode()).digest()
        verified = self._verified.get(digest)
        if verified is None:
            verified = await self._verify(authorization)
            self._remember(digest, verified)
        elif self._clock() >= verified.until:
            raise NotGenuine("expired")
        # The token names an allowed host, so what equals it does.
        if service_url.removesuffix("/") != verified.service_url:
            raise NotGenuine("service_url")
        return verified.app_id

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._verified[digest] = verified
        if len(self._verified) > self._room:
            self._verified.popitem(last=False)

    async def _verify(self, authorization: str) -> _Verified:
        """What the token says, if Microsoft says it, for Teams, to one of our registrations."""
        bearer = _BEARER.fullmatch(authorization)
        if bearer is None:
            raise NotGenuine("header")
        claims = await self._signed(bearer[1])
        if claims.get("iss") != self._issuer:
            raise NotGenuine("issuer")
        app_id = claims.get("aud")
        if not isinstance(app_id, str) or app_id not in self._audiences:
            raise NotGenuine("audience")
        now, until = self._clock(), _second(claims, "exp") + LEEWAY
        if now >= until:
            raise NotGenuine("expired")
        if any(name in claims and _second(claims, name) > now + LEEWAY for name in ("nbf", "iat")):
            raise NotGenuine("early")
        # Microsoft documents it as serviceUrl and writes it as serviceurl.
        service_url = claims.get("serviceurl", claims.get("serviceUrl"))
        if not isinstance(service_url, str) or not self._hosts.allows(service_url):
            raise NotGenuine("host")
        return _Verified(app_id, service_url.removesuffix("/"), until)

    async def _signed(self, token: str) -> Mapping[str, Any]:
        """The claims, if a key signed them that Microsoft publishes for Teams."""
        try:
            header = self._jws.get_unverified_header(token)
        except PyJWTError:
            raise NotGenuine("malformed") from None
        # Decided here, before any key is looked at, and again by PyJWT.
        if header.get("alg") not in _ALGORITHMS:
            raise NotGenuine("algorithm")
        kid = header.get("kid")
        try:
            key = await self._keys.get(kid) if isinstance(kid, str) else None
        except KeysUnavailable:
            raise NotGenuine("keys") from None
        if key is None:
            raise NotGenuine("key")
        if CHANNEL not in key.endorsements:
            raise NotGenuine("endorsement")
        try:
            claims = json.loads(self._jws.decode(token, key.public, _ALGORITHMS))
        except PyJWTError:
            raise NotGenuine("signature") from None
        except (ValueError, RecursionError):
            raise NotGenuine("malformed") from None
        if not isinstance(claims, dict):
            raise NotGenuine("malformed")
        return claims


def _second(claims: Mapping[str, Any], name: str) -> int:
    """A point in time, in whole seconds since 1970, as Microsoft writes them; a boolean is no number here."""
    value = claims.get(name)
    if type(value) is not int:
        raise NotGenuine(name)
    return value
