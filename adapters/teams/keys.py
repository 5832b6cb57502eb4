"""The keys that sign Microsoft's requests to a bot, fetched without blocking and kept for a day."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

import httpx
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from adapters.teams.hosts import ServiceHosts

_log = structlog.get_logger(__name__)

METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
"""Where Microsoft says by which keys its requests are signed.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""
FRESH = 24 * 3600.0
"""Seconds after which the keys are fetched again; Microsoft asks for once a day at least."""
COOLDOWN = 300.0
"""Seconds in which a key id that nobody knows, which anybody can make up, leads to no other fetch."""
PAUSE = 10.0
"""Seconds to the next attempt after one that failed."""

_THIS_MACHINE = ServiceHosts(frozenset(), loopback=True)
_BITS = range(2048, 8192 + 1)


class KeysUnavailable(Exception):
    """No keys have come yet, so nothing can be told from a forgery."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public RSA key of 2,048 bits or more, and the channels for which it may sign."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """The published keys, by their ids."""

    def __init__(
        self,
        metadata_url: str,
        http: httpx.AsyncClient,
        clock: Callable[[], float] = monotonic,
        *,
        patience: float = 5.0,
    ) -> None:
        self._metadata_url = metadata_url
        self._http = http
        self._clock = clock
        self._patience = patience
        self._keys: Mapping[str, Key] = {}
        self._stale_at = float("-inf")
        self._next_attempt = float("-inf")
        self._fetching = asyncio.Lock()

    async def get(self, kid: str) -> Key | None:
        """The key of this id, or None when none is published.

        Fetches what is not known, for as many callers as come meanwhile once, in `patience` seconds at most. What was
        fetched before goes on counting when that fails.

        Raises:
            KeysUnavailable: none could be fetched so far.
        """
        # Nobody who holds a key waits for those who look for newer ones.
        if self._wanting(kid) and not (kid in self._keys and self._fetching.locked()):
            async with self._fetching:
                # Whoever had the lock before may have fetched it.
                if self._wanting(kid):
                    await self._refresh()
        if not self._keys:
            raise KeysUnavailable
        return self._keys.get(kid)

    def _wanting(self, kid: str) -> bool:
        now = self._clock()
        return now >= self._next_attempt and (kid not in self._keys or now >= self._stale_at)

    async def _refresh(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                keys = await self._fetch()
        except Exception as error:  # noqa: BLE001  whatever a document or the way to it is like, the old keys count
            self._next_attempt = self._clock() + PAUSE
            _log.warning("keys.not_fetched", platform="teams", kind=type(error).__name__, kept=len(self._keys))
            return
        self._keys = keys
        now = self._clock()
        self._next_attempt, self._stale_at = now + COOLDOWN, now + FRESH
        _log.info("keys.fetched", platform="teams", count=len(keys))

    async def _fetch(self) -> Mapping[str, Key]:
        match await self._document(self._metadata_url):
            case {"jwks_uri": str(jwks_uri)}:
                document = await self._document(jwks_uri)
            case _:
                raise ValueError("metadata without the address of keys")
        match document:
            case {"keys": list(published)} if keys := _usable(published):
                return keys
            case _:
                raise ValueError("no usable key")

    async def _document(self, url: str) -> object:
        # Plain http only inside a machine, and never because a document from elsewhere says so.
        inside = _THIS_MACHINE.allows(self._metadata_url) and _THIS_MACHINE.allows(url)
        if not inside and httpx.URL(url).scheme != "https":
            raise ValueError("not over https")
        response = await self._http.get(url, follow_redirects=False)
        document: object = response.raise_for_status().json()
        return document


def _usable(published: list[object]) -> Mapping[str, Key]:
    """The signing keys of a set; of two with one id the first counts."""
    keys: dict[str, Key] = {}
    for each in published:
        match each:
            case {"kty": "RSA", "kid": str(kid), "n": str(n), "e": str(e), **rest} if rest.get("use", "sig") == "sig":
                public = _rsa(n, e)
                if public is not None:
                    keys.setdefault(kid, Key(public, _endorsements(rest.get("endorsements"))))
            case _:
                pass
    return keys


def _rsa(n: str, e: str) -> RSAPublicKey | None:
    try:
        public = RSAAlgorithm.from_jwk({"kty": "RSA", "n": n, "e": e})
    except (PyJWTError, ValueError):
        return None
    return public if isinstance(public, RSAPublicKey) and public.key_size in _BITS else None


def _endorsements(listed: object) -> frozenset[str]:
    return frozenset(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else frozenset()
