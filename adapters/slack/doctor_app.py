"""Looks at what must be right with an app that people install by a link: who it is to Slack, and where that is."""

from adapters.slack.exchange import Exchange
from adapters.slack.installing import BACK, INSTALL
from bot.chat.finding import Finding, public
from bot.errors import PlatformError, Refused, Throttled, Unavailable, Uncertain

_NO_CODE = "no code of anybody's"
_KNOWN = frozenset({"invalid_code", "bad_redirect_uri", "invalid_redirect_uri"})
"""What Slack says when it knows the app and its secret, and only the code is none."""
_CREDENTIALS = (
    "Copy Client ID and Client Secret again from Basic Information into SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"
)
_ANOTHER_TIME = "Run this again in a while"


async def examine(*, client_id: str, client_secret: str, url: str, api_url: str, patience: float) -> list[Finding]:
    """Ask Slack whether it knows the app, and say where people install it.

    Args:
        client_id: the app's.
        client_secret: the app's.
        url: the root of everything that is served.
        api_url: root of the Web API.
        patience: seconds to wait for an answer.
    """
    exchange = Exchange(client_id, client_secret, api_url, timeout=patience)
    return [_credentials(await _asked(exchange, url)), _door(url)]


async def _asked(exchange: Exchange, url: str) -> PlatformError:
    try:
        await exchange.redeem(_NO_CODE, f"{url}{BACK}")
    except PlatformError as error:
        return error
    return Refused("Slack took a code that is none")


def _credentials(said: PlatformError) -> Finding:
    code = str(said).removeprefix("Slack answered ")
    if isinstance(said, Refused) and code in _KNOWN:
        return Finding("Slack: it knows the app by its client id and secret", "good")
    if isinstance(said, Throttled):
        return Finding("Slack: it has no time now for the app", "warning", _ANOTHER_TIME)
    if isinstance(said, Uncertain | Unavailable):
        return Finding(f"Slack: it could not look at the app: {said}", "wrong", _ANOTHER_TIME)
    return Finding(f"Slack: the app's client id and secret do not work: {said}", "wrong", _CREDENTIALS)


def _door(url: str) -> Finding:
    where = f"{url}{INSTALL}"
    if public(url):
        advice = f"The app's settings must name {url}{BACK} under OAuth & Permissions, Redirect URLs"
        return Finding(f"Slack: people install it at {where}", "good", advice)
    return Finding(
        f"Slack: only this machine can open {where}, where people install it",
        "warning",
        "Set WEFT_URL to the https address by which the internet reaches Weft",
    )
