"""What an examination comes to: one finding for each thing that must be right before people can use Weft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

State = Literal["good", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. Neither text holds a secret, a token, a link or a person's address."""

    what: str
    """One plain line that says how it is."""
    state: State
    advice: str = ""
    """What to do about it, or a note to what is good; a line each."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What an adapter found where its platform is set up."""

    findings: Sequence[Finding]
    ahead: timedelta | None = None
    """By how much this machine's clock is ahead of the platform's; None when the platform did not say."""


def ahead(now: datetime, headers: Mapping[str, str]) -> timedelta | None:
    """By how much `now` is ahead of the clock of whoever answered with these headers.

    Args:
        now: when the answer came, aware.
        headers: of the answer; upper and lower case are the same in them.
    """
    try:
        told = parsedate_to_datetime(headers["Date"])
        # An answer that a cache has kept says how long ago it was given.
        kept = timedelta(seconds=int(headers.get("Age", "0")))
    except (KeyError, OverflowError, ValueError):
        return None
    return now - told.replace(tzinfo=told.tzinfo or UTC) - kept


def public(url: str) -> bool:
    """Whether a platform can call this address: over https, and not by a name or number that is a machine's own."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        outside = ip_address(host).is_global
    except ValueError:
        outside = host != "localhost" and not host.endswith(".localhost")
    return parts.scheme == "https" and outside
