"""Looks at what must be right with Slack: its tokens, their scopes, and the way by which Slack reaches the bot."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from logging import NullHandler, getLogger
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.faults import code_of, fault
from adapters.slack.manifest import scopes
from bot.chat.finding import Examined, Finding, ahead, public
from bot.errors import Throttled, Unavailable, Uncertain

PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "app_mentions:read": "hears people who write @Weft in a channel",
        "channels:history": "looks, after a crash, whether a post in a channel was made",
        "channels:read": "sees which channels the bot is in, and who else is there",
        "chat:write": "posts, and changes what was posted",
        "commands": "makes /weft work",
        "groups:history": "looks, after a crash, whether a post in a private channel was made",
        "groups:read": "sees which private channels the bot is in, and who else is there",
        "im:history": "hears what people write to the bot in private",
        "im:write": "begins private conversations",
        "users:read": "knows people's names and time zones",
        "users:read.email": "proposes people the organisation that their e-mail domain suggests",
    }
)
"""What each scope of the manifest is for."""

_REINSTALL = "At https://api.slack.com/apps add it under OAuth & Permissions, then install the app again"
_COPY = "Copy the Bot User OAuth Token again from OAuth & Permissions into SLACK_BOT_TOKEN"
_AGAIN = "Install the app to the workspace again, and copy its new token into SLACK_BOT_TOKEN"
_BOT_ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("invalid_auth", "not_authed"), _COPY),
        **dict.fromkeys(("account_inactive", "token_revoked", "token_expired"), _AGAIN),
        "not_allowed_token_type": "SLACK_BOT_TOKEN takes a token that begins with xoxb-",
    }
)
_APP_ADVICE = (
    "Under Basic Information make an app-level token with the scope connections:write for SLACK_APP_TOKEN,\n"
    "and see that Socket Mode is switched on"
)
_LOOK_UP = "Slack says what this means at https://docs.slack.dev/reference/methods/auth.test"
_ANOTHER_TIME = "Run this again in a while"

_silent = getLogger("weft.slack.doctor")
_silent.addHandler(NullHandler())
_silent.propagate = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Slack says to a token."""

    data: Mapping[str, Any]
    ahead: timedelta | None
    scopes: frozenset[str] | None = None
    """Those that were granted; None when Slack does not say."""
    refusal: SlackApiError | None = None


async def examine(
    *,
    bot_tokens: Sequence[str],
    app_token: str | None,
    signed: bool,
    url: str,
    api_url: str = "https://slack.com/api/",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    patience: float = 10.0,
) -> Examined:
    """Ask Slack about every token, side by side.

    Args:
        bot_tokens: one for each workspace.
        app_token: with it, Socket Mode is used.
        signed: whether there is a signing secret.
        url: the root of everything that is served.
        api_url: root of the Web API.
        clock: the time now, aware.
        patience: seconds to wait for each answer.
    """

    async def ask(token: str, method: str) -> _Answer | None:
        return await _ask(AsyncWebClient(token, api_url, logger=_silent, retry_handlers=[]), method, clock, patience)

    apps = [] if app_token is None else [app_token]
    told = await asyncio.gather(
        *(ask(token, "auth.test") for token in bot_tokens), *(ask(token, "apps.connections.open") for token in apps)
    )
    bots = told[: len(bot_tokens)]
    findings = [found for number, answer in enumerate(bots, 1) for found in _bot(answer, number, len(bots), api_url)]
    findings += _twice(bots)
    findings += [_socket(answer, api_url) for answer in told[len(bots) :]] or [_address(url, signed=signed)]
    skews = [answer.ahead for answer in told if answer is not None and answer.ahead is not None]
    # Where nobody answers, one line for all tokens is enough.
    return Examined(list(dict.fromkeys(findings)), max(skews, key=abs, default=None))


async def _ask(client: AsyncWebClient, method: str, clock: Callable[[], datetime], patience: float) -> _Answer | None:
    """Slack's answer to one call; None when there was none."""
    try:
        async with asyncio.timeout(patience):
            response = await client.api_call(method)
    except SlackApiError as refusal:
        return _Answer({}, ahead(clock(), getattr(refusal.response, "headers", {})), refusal=refusal)
    except (aiohttp.ClientError, TimeoutError):
        return None
    granted = response.headers.get("x-oauth-scopes")
    return _Answer(
        response.data if isinstance(response.data, dict) else {},
        ahead(clock(), response.headers),
        None if granted is None else frozenset(scope.strip() for scope in granted.split(",") if scope.strip()),
    )


def _bot(answer: _Answer | None, number: int, count: int, api_url: str) -> Iterator[Finding]:
    token = "the bot token" if count == 1 else f"bot token {number} of {count}"
    if answer is None:
        yield _unreached(api_url)
    elif answer.refusal is not None:
        yield _refused(token, answer.refusal, _BOT_ADVICE.get(code_of(answer.refusal), _LOOK_UP))
    elif "bot_id" not in answer.data:
        yield Finding(f"Slack: {token} is a person's and not a bot's", "wrong", _COPY)
    else:
        yield Finding(f"Slack: {token} opens the workspace {_workspace(answer)}", "good")
        yield from _scopes(answer, token)


def _scopes(answer: _Answer, token: str) -> Iterator[Finding]:
    if answer.scopes is None:
        yield Finding(f"Slack: it does not say which scopes {token} has", "warning", _ANOTHER_TIME)
        return
    needed = scopes()
    missing = [scope for scope in needed if scope not in answer.scopes]
    extra = ", ".join(sorted(answer.scopes.difference(needed)))
    for scope in missing:
        yield Finding(f"Slack: {token} lacks the scope {scope}, which {PURPOSES[scope]}", "wrong", _REINSTALL)
    note = f"It has scopes that nothing here needs: {extra}" if extra else ""
    if not missing:
        yield Finding(f"Slack: {token} has every scope that Weft needs", "good", note)
    elif extra:
        yield Finding(f"Slack: {token} has scopes that nothing here needs: {extra}", "good")


def _twice(bots: Sequence[_Answer | None]) -> Iterator[Finding]:
    """Tokens of one workspace: Weft does not start with those."""
    met: set[str] = set()
    for answer in bots:
        if answer is not None and (team := str(answer.data.get("team_id", ""))):
            if team in met:
                what = f"Slack: two bot tokens are of the workspace {_workspace(answer)}"
                yield Finding(what, "wrong", "Leave one of them out of SLACK_BOT_TOKEN")
            met.add(team)


def _workspace(answer: _Answer) -> str:
    return f'"{answer.data.get("team", "")}"'


def _socket(answer: _Answer | None, api_url: str) -> Finding:
    if answer is None:
        return _unreached(api_url)
    if answer.refusal is not None:
        return _refused("the app token", answer.refusal, _APP_ADVICE)
    return Finding("Slack: the app token opens Socket Mode", "good")


def _address(url: str, *, signed: bool) -> Finding:
    """Without Socket Mode, Slack has to reach the bot."""
    if not signed:
        return Finding(
            "Slack: there is neither an app token nor a signing secret",
            "wrong",
            "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP",
        )
    where = f"{url}/slack/events"
    if public(url):
        note = "The app's settings must name it under Event Subscriptions, Interactivity and Slash Commands"
        return Finding(f"Slack: signed requests are taken at {where}", "good", note)
    return Finding(
        f"Slack cannot reach {where}",
        "wrong",
        "Set WEFT_URL to the https address by which the internet reaches Weft,\n"
        "or use Socket Mode, which needs none: set SLACK_APP_TOKEN",
    )


def _refused(token: str, refusal: SlackApiError, advice: str) -> Finding:
    match fault(refusal):
        case Throttled():
            return Finding(f"Slack: it has no time now for {token}", "warning", _ANOTHER_TIME)
        case Uncertain() | Unavailable() as why:
            return Finding(f"Slack: it could not look at {token}: {why}", "wrong", _ANOTHER_TIME)
        case why:
            # Its own words may hold what was sent; these name its code and nothing else.
            return Finding(f"Slack: {token} does not work: {why}", "wrong", advice)


def _unreached(api_url: str) -> Finding:
    host = urlsplit(api_url).hostname
    advice = f"This machine must be able to call {host}; where a proxy leads out, set HTTPS_PROXY"
    return Finding("Slack cannot be reached from here", "wrong", advice)
