"""The register of installations that were made by a link: shared by all replicas, renewed by one at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import structlog

from adapters.slack.exchange import Exchange
from adapters.slack.granted import Granted
from bot.chat.grants import Grants
from bot.errors import Disconnected, PlatformError, Refused, StoreUnavailable, Unavailable

_log = structlog.get_logger(__name__)

_HELD = timedelta(seconds=30)
"""For how long one replica may take to renew a token before another one tries: longer than Slack is waited for."""
# Slack revokes a refresh token as it is used: https://docs.slack.dev/authentication/using-token-rotation
_AGAIN = "let somebody there install Weft again, by /slack/install"


class Register:
    """What is kept of installations, and what is to be done with it. Every method raises `PlatformError` only."""

    def __init__(self, grants: Grants, exchange: Exchange) -> None:
        self._grants = grants
        self._exchange = exchange
        self._unkept: dict[str, tuple[Granted, Granted]] = {}
        """What was renewed and could not be kept yet, beside what it was renewed from, which Slack takes no more."""

    async def all(self) -> Sequence[Granted]:
        """Every installation there is, the first one first."""
        with _told():
            return [self._newest(Granted.read(each.text)) for each in await self._grants.all()]

    async def keep(self, granted: Granted) -> None:
        """Keep a new installation, or one that was made again."""
        with _told():
            await self._grants.keep(granted.tenant, granted.written())

    def is_due(self, granted: Granted) -> bool:
        """Whether there is something to be done about a token: to renew it, or to keep what was renewed."""
        return granted.tenant in self._unkept or self._exchange.is_due(granted)

    def is_over(self, granted: Granted) -> bool:
        """Whether a token has run out."""
        return self._exchange.is_over(granted)

    async def fresh(self, granted: Granted) -> Granted:
        """The same with a token that lasts for a while. A new one is asked for by one replica, and had by all.

        Raises:
            Disconnected: the token has run out and Slack gives no other.
            Unavailable: it has run out, and the register cannot be reached.
        """
        if granted.tenant in self._unkept:
            granted = await self._kept_after_all(granted)
        if not self._exchange.is_due(granted):
            return granted
        try:
            with _told():
                return await self._renewed(granted)
        except Unavailable:
            if self._exchange.is_over(granted):
                raise
            return granted

    async def _renewed(self, granted: Granted) -> Granted:
        if not await self._grants.hold(granted.tenant, _HELD):
            return await self._kept(granted.tenant) or granted
        # Another one may have renewed it between our look and our hold: its old refresh token is used up.
        latest = await self._kept(granted.tenant) or granted
        if not self._exchange.is_due(latest):
            return latest
        try:
            renewed = await self._exchange.renew(latest)
        except PlatformError as error:
            if isinstance(error, Refused):
                # Whoever renewed it before died before that was kept, or Slack's answer was lost on the way.
                _log.error("token.used_up", platform="slack", reason=str(error), way_out=_AGAIN)
            else:
                _log.warning("token.not_renewed", platform="slack", reason=str(error))
            if self._exchange.is_over(latest):
                raise Disconnected(f"the token has run out, and Slack gives no new one: {_AGAIN}") from None
            return latest
        self._unkept[renewed.tenant] = latest, renewed
        return await self._kept_after_all(renewed)

    async def _kept_after_all(self, granted: Granted) -> Granted:
        """Keep what was renewed, which Slack gives once; until that can be done it is used as it is."""
        before, renewed = self._unkept[granted.tenant]
        try:
            kept = await self._kept(granted.tenant)
            if kept == before:
                await self._grants.renew(renewed.tenant, renewed.written())
                _log.info("token.renewed", platform="slack")
        except StoreUnavailable as error:
            _log.error("token.not_kept", platform="slack", reason=str(error))
            return renewed
        self._unkept.pop(granted.tenant, None)
        # It may have been installed anew meanwhile, or taken out.
        return renewed if kept == before else kept or granted

    async def is_newer(self, tenant: str, event_time: object) -> bool:
        """Whether an installation was made again since Slack says that it has ended."""
        with _told():
            grant = await self._grants.of(tenant)
        return grant is not None and grant.since > _end(event_time)

    async def end(self, tenant: str, event_time: object) -> bool:
        """Forget an installation that Slack says has ended; False where it has been made again since."""
        with _told():
            return await self._grants.end(tenant, _end(event_time))

    def _newest(self, kept: Granted) -> Granted:
        before, renewed = self._unkept.get(kept.tenant, (None, kept))
        return renewed if kept == before else kept

    async def _kept(self, tenant: str) -> Granted | None:
        grant = await self._grants.of(tenant)
        return None if grant is None else Granted.read(grant.text)


def _end(event_time: object) -> datetime:
    """When an installation ended: Slack tells whole seconds, and it was somewhen in this one."""
    return datetime.fromtimestamp(event_time + 1, UTC) if isinstance(event_time, int) else datetime.now(UTC)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except StoreUnavailable as error:
        raise Unavailable(f"the register of installations cannot be used: {error}") from None
