"""Puts the bot together: its settings, its database, and every platform that has settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from adapters.slack.platform import App, SlackPlatform
from adapters.slack.scene import PLATFORM
from adapters.web.platform import WebPlatform
from bot.app import Bot, utc_now
from bot.chat.platform import Platform
from bot.cli import languages
from bot.cli.secret import kept
from bot.domain.host import Host
from bot.errors import SettingsInvalid
from bot.settings import Settings
from bot.store import inbox
from bot.store.database import Database
from bot.store.grants import SealedGrants
from bot.store.notes import Notes
from bot.store.sealing import Keys
from bot.watch.platforms import Followed
from bot.watch.spans import UNTRACED, Tracer


@dataclass(frozen=True, slots=True)
class Weft:
    """Everything put together."""

    settings: Settings
    database: Database
    platforms: tuple[Platform, ...]
    web: WebPlatform | None
    bot: Bot
    clock: Callable[[], datetime] = utc_now

    def link(self, user: str, generation: int) -> str | None:
        """The way into the web inbox, if it is served."""
        return self.web.invitation(user, generation) if self.web else None


def build(
    chosen: Settings, database: Database, clock: Callable[[], datetime] = utc_now, tracer: Tracer = UNTRACED
) -> Weft:
    """Put the bot together from its settings."""
    languages.add(chosen.weft_catalogues)
    web = None
    if chosen.weft_web:
        web = WebPlatform(
            secret=kept(chosen.weft_secret, chosen.database_url),
            base_url=chosen.url,
            mailbox=inbox.Inbox(database),
            link_life=chosen.link_life,
            clock=clock,
        )
    platforms: list[Platform] = [web] if web else []
    if chosen.slack_is_set_up:
        slack = SlackPlatform(
            bot_tokens=chosen.slack_bot_tokens,
            signing_secret=_plain(chosen.slack_signing_secret),
            app_token=_plain(chosen.slack_app_token),
            api_url=chosen.slack_api_url,
            seen=inbox.Events(database, clock),
            app=_app(chosen, database, clock),
        )
        platforms.insert(0, slack)
    platforms += _teams(chosen, database, clock)
    if not platforms:
        raise SettingsInvalid(
            "nothing to serve: set SLACK_BOT_TOKEN or MICROSOFT_APP_ID, or WEFT_WEB=true for the web inbox"
        )
    platforms = [Followed(platform, tracer) for platform in platforms]
    host = Host(
        chosen.starter_names,
        web.invitation if web else None,
        web.calendar if web else None,
        lambda who: any(platform.name == who.platform and platform.reaches(who) for platform in platforms),
    )
    return Weft(chosen, database, tuple(platforms), web, Bot(database, platforms, host, clock), clock)


def _app(chosen: Settings, database: Database, clock: Callable[[], datetime]) -> App | None:
    """The Slack app that people install by a link, if there is one."""
    secret = _plain(chosen.slack_client_secret)
    if secret is None:
        return None
    grants = SealedGrants(database, PLATFORM, Keys(chosen.token_keys), clock)
    return App(chosen.slack_client_id, secret, chosen.url, grants, chosen.slack_allowed)


def _teams(chosen: Settings, database: Database, clock: Callable[[], datetime]) -> list[Platform]:
    if not (chosen.microsoft_app_id or chosen.weft_teams_apps or chosen.weft_teams_anonymous):
        return []
    # Importing the SDK takes half a second, for which only those wait who use it.
    from adapters.teams.platform import TeamsPlatform  # noqa: PLC0415
    from bot.cli.teams import registrations  # noqa: PLC0415

    teams = TeamsPlatform(
        registrations=registrations(chosen),
        notebook=Notes(database, clock),
        seen=inbox.Events(database, clock),
        inbox=f"{chosen.url}/" if chosen.weft_web else None,
        dialogs=chosen.weft_teams_dialogs,
        shared_channels=chosen.weft_teams_shared_channels,
        anonymous=chosen.weft_teams_anonymous,
    )
    return [teams]


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
