"""Looks at what must be right with Teams: each registration's credentials, Microsoft's keys, the way to the bot."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import httpx
from requests import Session

from adapters.teams.keys import METADATA_URL, Keys, KeysUnavailable
from adapters.teams.registrations import Credentials, HttpClient, Registration, Registrations
from bot.chat.finding import Examined, Finding, ahead, public
from bot.errors import Disconnected, SettingsInvalid

_SECRETS = "under Certificates & secrets of the app registration"
_COMPARE = (
    "Compare the Application (client) ID and the Directory (tenant) ID with the app registration's overview;\n"
    "where it is one for several tenants, say so with MICROSOFT_APP_TYPE=MultiTenant"
)
_NO_APP = ("there is no such app in this tenant", _COMPARE)
_NO_TENANT = ("there is no such tenant", "Copy the Directory (tenant) ID from the app registration's overview")
_NO_CERTIFICATE = (
    "the certificate is not one of the app's, or has ended",
    f"Upload the certificate {_SECRETS}, without its private key",
)
_CODES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "7000215": ("the secret is wrong", f"Copy the Value, not the Secret ID, of one {_SECRETS}"),
        "7000222": ("the secret has expired", f"Make a new one {_SECRETS}, and copy its Value"),
        "700016": _NO_APP,
        "7000229": (
            "the app has no service principal in this tenant",
            "An administrator makes it with: az ad sp create --id, followed by the app id",
        ),
        "7000112": ("the app is disabled", "An administrator enables it under Enterprise applications"),
        "90002": _NO_TENANT,
        "900023": _NO_TENANT,
        "700027": _NO_CERTIFICATE,
        "7000214": _NO_CERTIFICATE,
        "700024": ("the clock of this machine is wrong", "Let a time service (NTP) set it"),
        "53003": ("the tenant's Conditional Access blocks it", "Ask its administrator to let this machine in"),
    }
)
"""What Entra's error codes mean, and what to do.

https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""
_ERRORS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "invalid_client": ("the secret or certificate is wrong or has expired", f"Make a new one {_SECRETS}"),
        "unauthorized_client": _NO_APP,
    }
)
"""The same for OAuth's own words, where Entra's code is none of these: Microsoft adds and changes codes."""
_CODE = re.compile(r"AADSTS([0-9]+)")
_WORD = re.compile(r"[a-z_]{1,40}")
_REACH = "This machine must be able to call {}; where a proxy leads out, set HTTPS_PROXY"
_ANOTHER_TIME = "Run this again in a while"


class _Ear:
    """What MSAL sends its requests with: bounded in time, and heeding what MSAL keeps to itself of a refusal."""

    def __init__(self, client: Any, timeout: float) -> None:  # noqa: ANN401  a session of requests, or its like
        self._client = client
        self._timeout = timeout
        self.status = 0
        """Of the last refusal; 0 when there was none."""
        self.refusal = ""

    def get(self, url: str, **more: Any) -> Any:  # noqa: ANN401  as MSAL calls it
        return self._hear(self._client.get(url, **{**more, "timeout": self._timeout}))

    def post(self, url: str, **more: Any) -> Any:  # noqa: ANN401  as MSAL calls it
        return self._hear(self._client.post(url, **{**more, "timeout": self._timeout}))

    def close(self) -> None:
        """Nothing: several share the client."""

    def _hear(self, answer: Any) -> Any:  # noqa: ANN401  as MSAL takes it
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            self.status, self.refusal = answer.status_code, answer.text
        return answer


async def examine(
    *,
    registrations: Sequence[Registration],
    url: str,
    anonymous: bool = False,
    metadata_url: str = METADATA_URL,
    login: HttpClient | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    patience: float = 10.0,
) -> Examined:
    """Ask Microsoft about every registration and for its keys, side by side.

    Args:
        registrations: at least one.
        url: the root of everything that is served.
        anonymous: whether whoever calls from this machine is taken for Teams.
        metadata_url: where the keys of Teams's tokens are found.
        login: what MSAL sends its requests with; None for its own. Closed at the end.
        clock: the time now, aware.
        patience: seconds to wait for each answer.
    """
    if anonymous:
        # The settings take it without credentials only, so that Microsoft has nothing to say.
        return Examined([_warning()])
    client = login or Session()
    skews: list[timedelta] = []
    try:
        looks = [_registration(each, client, patience) for each in registrations]
        looks.append(_keys(metadata_url, clock, skews, patience))
        told = await asyncio.gather(*looks)
        findings = [*_twice(registrations), *(found for those in told for found in those)]
    finally:
        client.close()
    return Examined([*findings, *_endpoint(url, several=len(registrations) > 1)], max(skews, key=abs, default=None))


def _twice(registrations: Sequence[Registration]) -> Iterator[Finding]:
    try:
        Registrations(registrations, _Ear(None, 0))
    except SettingsInvalid as error:
        yield Finding(f"Teams: {error}", "wrong", "Leave one of them out of the settings")


async def _registration(each: Registration, client: HttpClient, patience: float) -> list[Finding]:
    ear = _Ear(client, patience)
    what = "certificate" if each.secret is None else "secret"
    try:
        async with asyncio.timeout(patience):
            token = await Credentials(each, ear).token()
    except Exception as error:  # noqa: BLE001  whatever comes of the way there is told and not raised
        if not isinstance(error, Disconnected) or not (ear.refusal or each.certificate):
            return [_unasked(ear)]
        why, advice = _why(ear.refusal)
        return [Finding(f"Teams: the {what} of app {each.app_id} does not work: {why}", "wrong", advice)]
    if token is None:
        advice = "Set MICROSOFT_APP_PASSWORD or MICROSOFT_APP_CERTIFICATE"
        return [Finding(f"Teams: app {each.app_id} has neither a secret nor a certificate", "wrong", advice)]
    return [Finding(f"Teams: the {what} of app {each.app_id} works", "good")]


def _why(refusal: str) -> tuple[str, str]:
    """What a refusal means, in words, and what to do."""
    code = _CODE.search(refusal)
    if code is not None and code[1] in _CODES:
        return _CODES[code[1]]
    try:
        told = json.loads(refusal)
    except ValueError:
        told = None
    error = told.get("error") if isinstance(told, dict) else None
    if isinstance(error, str) and error in _ERRORS:
        return _ERRORS[error]
    if code is not None:
        advice = "Microsoft says what this means at https://login.microsoftonline.com/error"
        return f"Microsoft answers AADSTS{code[1]}", advice
    if isinstance(error, str) and _WORD.fullmatch(error):
        return f"Microsoft answers {error}", _COMPARE
    return "it is not valid", "A certificate's file holds the certificate and its private key, both as PEM"


def _unasked(ear: _Ear) -> Finding:
    if ear.status:
        return Finding(f"Teams: Microsoft's login has trouble (status {ear.status})", "wrong", _ANOTHER_TIME)
    what = "Teams: Microsoft's login does not answer, or somebody else answers for it"
    return Finding(what, "wrong", _REACH.format("login.microsoftonline.com"))


async def _keys(
    metadata_url: str, clock: Callable[[], datetime], skews: list[timedelta], patience: float
) -> list[Finding]:
    """Whether the keys come by which forgeries are told from what Teams sends; their answer tells the time, too."""

    async def note(answer: httpx.Response) -> None:
        skew = ahead(clock(), answer.headers)
        if skew is not None:
            skews.append(skew)

    async with httpx.AsyncClient(timeout=patience, event_hooks={"response": [note]}) as http:
        try:
            await Keys(metadata_url, http, patience=patience).get("")
        except KeysUnavailable:
            what = "Teams: the keys that Microsoft signs with cannot be fetched, so all that Teams sends is refused"
            return [Finding(what, "wrong", _REACH.format(httpx.URL(metadata_url).host))]
    return [Finding("Teams: the keys that Microsoft signs with can be fetched", "good")]


def _warning() -> Finding:
    return Finding(
        "TEAMS: ANONYMOUS MODE IS ON: WHOEVER CALLS FROM THIS MACHINE IS TAKEN FOR TEAMS",
        "warning",
        "It is for development only: leave WEFT_TEAMS_ANONYMOUS out before people use Weft",
    )


def _endpoint(url: str, *, several: bool) -> Iterator[Finding]:
    """Where Teams reaches the bot, and what only Azure and Teams show."""
    where = f"{url}/teams/messages"
    if not public(url):
        advice = "Set WEFT_URL to the https address by which the internet reaches Weft"
        yield Finding(f"Teams cannot reach {where}", "wrong", advice)
        return
    yield Finding(f"Teams: the messaging endpoint to enter in Azure is {where}", "good")
    yield Finding(
        "Teams: three things cannot be seen from here" + (", for each registration" if several else ""),
        "warning",
        f"In Azure, under the bot's Configuration: the messaging endpoint is {where}\n"
        "In Azure, under the bot's Channels: Microsoft Teams is one of them\n"
        "In the Teams admin centre: the package of `weft manifest teams` is uploaded, and the app is allowed",
    )
