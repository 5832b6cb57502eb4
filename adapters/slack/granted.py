"""What Slack grants an installation, and how it is written down to be kept."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.errors import Refused


@dataclass(frozen=True, slots=True)
class Granted:
    """The app in one workspace, or in all those of an organisation on Enterprise Grid that it was approved for."""

    tenant: str
    """The workspace (`T…`), or the organisation (`E…`) where the app was installed for all of it."""
    name: str
    bot_user: str
    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: int | None = None
    """In seconds since 1970; None for a token that never runs out."""

    @property
    def org_wide(self) -> bool:
        """Whether it is of an organisation and not of one workspace."""
        return self.tenant.startswith("E")

    def written(self) -> str:
        """As text, with all that is secret."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Granted":
        """What was written."""
        return cls(**json.loads(text))

    @classmethod
    def of(cls, answer: Mapping[str, Any], now: float) -> "Granted":
        """What Slack answers to `oauth.v2.access`.

        Raises:
            Refused: there is no bot in it, or no place that it is for.
        """
        org_wide = answer.get("is_enterprise_install") is True
        where = answer.get("enterprise" if org_wide else "team")
        match answer, where:
            case {"access_token": str(token), "bot_user_id": str(bot)}, {"id": str(tenant), **more}:
                seconds = answer.get("expires_in")
                return cls(
                    tenant,
                    str(more.get("name") or tenant),
                    bot,
                    token,
                    answer.get("refresh_token"),
                    None if seconds is None else int(now) + int(seconds),
                )
            case _:
                raise Refused("Slack granted no bot")

    def renewed(self, answer: Mapping[str, Any], now: float) -> "Granted":
        """The same with the token that Slack gives for a refresh token.

        Raises:
            Refused: there is none in the answer.
        """
        match answer:
            case {"access_token": str(token), "refresh_token": str(refresh), "expires_in": int(seconds)}:
                return replace(self, token=token, refresh_token=refresh, expires_at=int(now) + seconds)
            case _:
                raise Refused("Slack gave no new token")
