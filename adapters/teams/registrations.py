"""The bot's registrations with Microsoft: one for each tenant, or one for several, each with its own credentials."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from json import JSONDecodeError
from time import monotonic
from typing import Any, Protocol

import msal
from jwt import PyJWTError
from msal.exceptions import MsalServiceError
from requests import RequestException, Session

from bot.errors import Disconnected, SettingsInvalid, Unavailable

LOGIN = "https://login.microsoftonline.com"
SCOPE = "https://api.botframework.com/.default"
SHARED = "botframework.com"
"""The tenant that asks for tokens on behalf of a registration that serves several."""
_EARLY = 300.0
"""Seconds before its end by which a token is replaced."""
_TROUBLE = (RequestException, OSError, MsalServiceError, RuntimeError, JSONDecodeError, KeyError, AttributeError)
"""What MSAL raises where Microsoft is out of reach, or somebody else answers for it."""
_PASSING = frozenset({None, "temporarily_unavailable", "server_error"})
"""What OAuth calls trouble that has nothing to do with who asks."""
_TIMEOUT = 10.0
"""Seconds to wait for Microsoft's login; unless told, requests waits for ever."""


class HttpClient(Protocol):
    """What MSAL sends its requests with; besides this it calls `get` and `post`."""

    def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class Registration:
    """One app registration: its id, the tenant it serves (None for several), and a secret or a certificate.

    `certificate` is a PEM text that holds the certificate and its private key. With neither, the bot speaks to a
    development stand-in that asks for no token.
    """

    app_id: str
    tenant: str | None
    secret: str | None = field(default=None, repr=False)
    certificate: str | None = field(default=None, repr=False)


class Registrations:
    """Which registration speaks in which tenant, and the access token that each has."""

    def __init__(self, registrations: Sequence[Registration], http_client: HttpClient | None = None) -> None:
        """Check that no two stand for the same.

        Args:
            registrations: at least one.
            http_client: what MSAL sends its requests with; closed with this.

        Raises:
            SettingsInvalid: two of them serve one tenant, or have one id.
        """
        tenants, ids = ([getattr(each, name) for each in registrations] for name in ("tenant", "app_id"))
        if len(set(tenants)) < len(tenants) or len(set(ids)) < len(ids):
            raise SettingsInvalid(
                "two Teams registrations have the same app id or serve the same tenant; MICROSOFT_APP_ID is one, too"
            )
        if None in tenants and len(tenants) > 1:
            raise SettingsInvalid("a Teams registration that serves several tenants stands alone")
        self._by_id = {each.app_id: each for each in registrations}
        self._by_tenant = {each.tenant: each for each in registrations}
        self._http_client = http_client or _session()
        self._credentials = {each.app_id: Credentials(each, self._http_client) for each in registrations}

    def close(self) -> None:
        """Let go of connections."""
        self._http_client.close()

    @property
    def app_ids(self) -> Sequence[str]:
        """The ids of all."""
        return list(self._by_id)

    @property
    def tenants(self) -> Sequence[str]:
        """The tenants that have a registration of their own."""
        return [tenant for tenant in self._by_tenant if tenant is not None]

    def tenant_of(self, app_id: str) -> str:
        """The tenant that a registration serves; "" for one that serves several."""
        return self._by_id[app_id].tenant or ""

    def serves(self, tenant: str) -> bool:
        """Whether the bot is registered to speak in this tenant."""
        return tenant in self._by_tenant or None in self._by_tenant

    def speaking_in(self, tenant: str) -> Registration:
        """The registration that speaks in this tenant.

        Raises:
            Disconnected: there is none (any more).
        """
        found = self._by_tenant.get(tenant) or self._by_tenant.get(None)
        if found is None:
            raise Disconnected("no Teams registration serves this tenant")
        return found

    async def token(self, registration: Registration) -> str | None:
        """What a registration shows to Teams; None where it has no credentials to show."""
        return await self._credentials[registration.app_id].token()

    def let_go(self, registration: Registration) -> None:
        """Ask for a new token next time: Teams does not take the one we have."""
        self._credentials[registration.app_id].let_go()

    async def check(self) -> None:
        """Get a token for each.

        Raises:
            Disconnected: Microsoft does not accept the credentials of one.
            Unavailable: Microsoft could not be asked.
        """
        for credentials in self._credentials.values():
            await credentials.token()


class Credentials:
    """One registration's access token, asked for in a thread and kept until shortly before its end."""

    def __init__(self, registration: Registration, http_client: HttpClient) -> None:
        self._registration = registration
        self._http_client = http_client
        self._app: Any = None
        self._token: str | None = None
        self._until = 0.0
        self._asking = asyncio.Lock()

    async def token(self) -> str | None:
        """The token; None without credentials."""
        if self._registration.secret is None and self._registration.certificate is None:
            return None
        if monotonic() < self._until:
            return self._token
        async with self._asking:
            # Whoever had the lock before may have asked.
            if monotonic() >= self._until:
                self._token, lasts = await asyncio.to_thread(self._ask)
                self._until = monotonic() + max(lasts - _EARLY, 0.0)
            return self._token

    def let_go(self) -> None:
        """Forget the token, and MSAL with it, which would give the same one again."""
        self._until, self._app = 0.0, None

    def _ask(self) -> tuple[str, float]:
        name = self._registration.app_id
        try:
            app = self._app = self._app or self._build()
            answer = app.acquire_token_for_client(scopes=[SCOPE])
        except _TROUBLE as error:
            raise Unavailable(f"Microsoft could not be asked for a token: {type(error).__name__}") from None
        except (ValueError, TypeError, PyJWTError):
            # A tenant that Microsoft does not know, or a certificate that is none; MSAL's own words quote it.
            raise Disconnected(f"the tenant or the certificate of app {name} is not valid") from None
        if "access_token" not in answer:
            why = answer.get("error")
            if why in _PASSING:
                raise Unavailable("Microsoft could not give a token just now")
            raise Disconnected(f"Microsoft does not accept the credentials of app {name}: {why}")
        return answer["access_token"], float(answer.get("expires_in", 0))

    def _build(self) -> Any:  # noqa: ANN401  MSAL has no types
        return msal.ConfidentialClientApplication(
            client_id=self._registration.app_id,
            client_credential=_credential(self._registration),
            authority=f"{LOGIN}/{self._registration.tenant or SHARED}",
            # Microsoft's own authority needs no looking up.
            instance_discovery=False,
            http_client=self._http_client,
        )


def _session() -> Session:
    session = Session()
    session.request = partial(session.request, timeout=_TIMEOUT)  # type: ignore[method-assign]  # as MSAL does it
    return session


def _credential(registration: Registration) -> Any:  # noqa: ANN401  MSAL takes a text or a mapping
    if registration.certificate is None:
        return registration.secret
    # Without a thumbprint MSAL makes the certificate's own, by SHA-256.
    return {"private_key": registration.certificate, "public_certificate": registration.certificate}
