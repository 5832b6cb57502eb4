"""What went wrong at Teams -> which of our errors it is.

Sources: Microsoft's lists of status codes for messages to and from bots
(https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability) and of those to try again
after (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit).
"""

from collections.abc import Mapping
from math import isfinite
from types import MappingProxyType
from typing import Final

import httpx

from bot.errors import Disconnected, Gone, PlatformError, Refused, Throttled, Unavailable, Uncertain, Unreachable

RETRY_AFTER = 5.0
"""Seconds to wait when Teams asks us to and does not say how long."""
_LONGEST = 3_600.0
TRANSIENT: Final = frozenset({412, 429, 502, 503, 504})
"""Microsoft says of these to try again with ever longer, jittered pauses."""
NOT_DONE: Final = frozenset({412, 429, 503})
"""Those of them that say themselves that nothing was done.

A gateway that failed (502) or waited in vain (504) does not know: a message may have arrived all the same
(https://github.com/microsoft/botframework-sdk/issues/6622), and nobody is to be asked twice.
"""
_TOO_MANY, _TOO_LARGE, _SERVER_FAULT = 429, 413, 500


class TooLarge(Refused):
    """Teams takes no message of this size."""


class SentAway(Unreachable):
    """The person has blocked the bot or removed it."""


_CODES: Final[Mapping[str, type[Gone | Unreachable]]] = MappingProxyType(
    {
        "MessageWritesBlocked": SentAway,
        "ConversationBlockedByUser": SentAway,
        "BotDisabledByAdmin": Unreachable,
        "BotNotInConversationRoster": Gone,
        "ConversationNotFound": Gone,
        "BotNotRegistered": Gone,
        "NotFound": Gone,
        "ActivityNotFoundInConversation": Gone,
        "MessageNotFound": Gone,
    }
)
_STATUSES: Final[Mapping[int, type[Gone | Unreachable | Disconnected]]] = MappingProxyType(
    {401: Disconnected, 403: Unreachable, 404: Gone, 410: Gone}
)


class Answered(Exception):
    """Teams answered with something else than success. Holds nothing of what was sent."""

    def __init__(self, status: int, code: str, retry_after: str | None) -> None:
        super().__init__(f"status {status}")
        self.status: int = status
        self.code: str = code
        self.retry_after: str | None = retry_after


def fault(error: Answered | httpx.HTTPError) -> PlatformError:
    """Our error; its text names Teams's status and code and nothing else.

    Only a connection that was never made is `Unavailable`: after that, the call may have been carried out.
    """
    match error:
        case Answered():
            return _refusal(error)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Unavailable("Teams could not be reached")
        case _:
            return Uncertain(f"Teams did not answer: {type(error).__name__}")


def _refusal(answered: Answered) -> PlatformError:
    status, code = answered.status, answered.code
    said = f"Teams answered {status}" + (f" {code}" if code in _CODES else "")
    if status == _TOO_MANY:
        return Throttled(seconds(answered.retry_after))
    if status in NOT_DONE:
        return Unavailable(said)
    if status == _TOO_LARGE or code == "MessageSizeTooBig":
        return TooLarge(said)
    if status >= _SERVER_FAULT:
        return Uncertain(said)
    known = _CODES.get(code) or _STATUSES.get(status)
    return known(said) if known is not None else Refused(said)


def seconds(header: str | None) -> float:
    """How long Teams asks to wait."""
    try:
        asked = float(header or "")
    except ValueError:
        return RETRY_AFTER
    return min(max(asked, 0.0), _LONGEST) if isfinite(asked) else RETRY_AFTER
