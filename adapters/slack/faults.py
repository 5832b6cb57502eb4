"""What went wrong at Slack -> which of our errors it is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import Disconnected, Gone, PlatformError, Refused, Throttled, Unavailable, Uncertain, Unreachable

RETRY_AFTER = 5.0
"""Seconds to wait when Slack asks us to and does not say how long."""

_GONE = "channel_not_found is_archived not_in_channel message_not_found thread_not_found cant_update_message"
_UNREACHABLE = (
    "cannot_dm_bot user_disabled user_not_found user_not_visible users_not_found messages_tab_disabled "
    "restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel "
    "restricted_action_thread_only_channel team_access_not_granted method_not_supported_for_channel_type "
    "user_not_in_channel"
)
_DISCONNECTED = (
    "invalid_auth account_inactive token_revoked token_expired not_authed missing_scope no_permission "
    "not_allowed_token_type ekm_access_denied enterprise_is_restricted org_login_required team_disabled"
)
# Slack says of these that the call may or may not have been carried out, or gives no reason to think otherwise.
_UNCERTAIN = "fatal_error internal_error request_timeout"
_UNAVAILABLE = "service_unavailable team_added_to_org accesslimited"

_CODES: Final[Mapping[str, type[Gone | Unreachable | Disconnected | Uncertain | Unavailable]]] = MappingProxyType(
    {
        **dict.fromkeys(_GONE.split(), Gone),
        **dict.fromkeys(_UNREACHABLE.split(), Unreachable),
        **dict.fromkeys(_DISCONNECTED.split(), Disconnected),
        **dict.fromkeys(_UNCERTAIN.split(), Uncertain),
        **dict.fromkeys(_UNAVAILABLE.split(), Unavailable),
    }
)
_THROTTLED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_UNPERMITTED = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})
"""The installation works, and may not do this."""
_TOO_MANY, _SERVER_FAULT = 429, 500


def fault(error: SlackApiError | aiohttp.ClientError | TimeoutError) -> PlatformError:
    """Our error for one of slack_sdk's or aiohttp's; its text names Slack's error code and nothing else.

    Only a connection that was never made is `Unavailable`: after that, the call may have been carried out.
    """
    match error:
        case SlackApiError():
            return _refusal(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return Unavailable("Slack could not be reached")
        case _:
            return Uncertain(f"Slack did not answer: {type(error).__name__}")


def unread(error: SlackApiError | aiohttp.ClientError | TimeoutError) -> PlatformError:
    """The same for a call that only reads: nothing was done, so a later one may succeed.

    Where the installation may not read this, it still may write: that is refused, and nothing is lost.
    """
    told = fault(error)
    match told:
        case Uncertain():
            return Unavailable(str(told))
        case Disconnected() if isinstance(error, SlackApiError) and code_of(error) in _UNPERMITTED:
            return Refused(str(told))
        case _:
            return told


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; "" when the answer was not Slack's."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    return code if isinstance(code, str) else ""


def _refusal(error: SlackApiError) -> PlatformError:
    response: Any = error.response
    code, status = code_of(error), getattr(response, "status_code", _SERVER_FAULT)
    if status == _TOO_MANY or code in _THROTTLED:
        return Throttled(_seconds(getattr(response, "headers", {}).get("Retry-After")))
    if not code:
        return Uncertain(f"Slack answered with status {status} and no reason")
    known = _CODES.get(code)
    if known is not None:
        return known(f"Slack answered {code}")
    return Uncertain(f"Slack answered {code}") if status >= _SERVER_FAULT else Refused(f"Slack answered {code}")


def _seconds(header: object) -> float:
    try:
        return max(float(str(header)), 0.0)
    except ValueError:
        return RETRY_AFTER
