"""The command line, and the one place where settings, store, adapters and jobs are put together."""

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import ParamSpec

import click
import uvicorn
import uvloop
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from adapters import http
from adapters.slack.manifest import manifest as slack_manifest
from adapters.slack.platform import SlackPlatform
from adapters.web.platform import WebPlatform
from bot import logs, settings
from bot.app import Bot, utc_now
from bot.chat.platform import Platform
from bot.domain.host import Host
from bot.errors import OperatorError, SettingsInvalid
from bot.settings import Settings
from bot.store import inbox, partnerships
from bot.store.database import Database
from bot.store.migrate import migrate as bring_up
from jobs import starting
from jobs.clock import Clock

P = ParamSpec("P")
OPERATOR = "operator"
"""User id, in the web inbox, of whoever runs Weft on this machine."""
_SECRET_LENGTH = 32
_LAST_REQUESTS = 5
"""Seconds that requests may still take once Weft is told to stop."""


@dataclass(frozen=True, slots=True)
class Weft:
    """Everything put together."""

    settings: Settings
    database: Database
    platforms: tuple[Platform, ...]
    web: WebPlatform | None
    bot: Bot

    def link(self, user: str, generation: int) -> str | None:
        """The way into the web inbox, if it is served."""
        return self.web.invitation(user, generation) if self.web else None


def build(chosen: Settings, database: Database, clock: Callable[[], datetime] = utc_now) -> Weft:
    """Put the bot together from its settings."""
    web = None
    if chosen.weft_web:
        web = WebPlatform(
            secret=_secret(chosen),
            base_url=chosen.url,
            mailbox=inbox.Inbox(database),
            link_life=chosen.link_life,
            clock=clock,
        )
    platforms: list[Platform] = [web] if web else []
    if chosen.slack_bot_token:
        slack = SlackPlatform(
            bot_token=chosen.slack_bot_token.get_secret_value(),
            signing_secret=_plain(chosen.slack_signing_secret),
            app_token=_plain(chosen.slack_app_token),
            api_url=chosen.slack_api_url,
            first_seen=partial(inbox.first_seen, database),
        )
        platforms.insert(0, slack)
    if not platforms:
        raise SettingsInvalid("nothing to serve: set SLACK_BOT_TOKEN, or WEFT_WEB=true for the web inbox")
    host = Host(chosen.starter_names, web.invitation if web else None)
    return Weft(chosen, database, tuple(platforms), web, Bot(database, platforms, host, clock))


async def serve_until_stopped(weft: Weft, tell: Callable[[], Awaitable[None]], *, pause: float = 30) -> None:
    """Start every platform and the clock, tell that they serve, and do so until a signal says stop.

    A platform that is down is tried again every `pause` seconds; one that refuses its credentials ends it all.
    """
    clock = Clock(weft.bot, weft.settings.weft_tick_seconds)
    sides = {platform.name: platform.asgi(weft.bot.receive) for platform in weft.platforms}
    app = http.app(sides, partial(_healthy, weft.database, clock))
    listener = _listener(weft.settings)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=_LAST_REQUESTS
    )
    server = uvicorn.Server(config)
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        for platform in weft.platforms:
            stack.push_async_callback(platform.aclose)
        down = await starting.start(weft.platforms, weft.bot.receive)
        clock.start()
        stack.push_async_callback(clock.stop)
        await tell()
        stop = partial(server.handle_exit, signal.SIGTERM, None)
        async with starting.trying_again(down, weft.bot.receive, pause, stop):
            with _signals_end_no_more_than_serving():
                await server.serve(sockets=[listener])


@contextmanager
def _signals_end_no_more_than_serving() -> Iterator[None]:
    """Let what was opened be closed: uvicorn stops at a signal, then raises it anew, which would end the process."""
    before = {each: signal.signal(each, signal.SIG_IGN) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="weft", message="weft %(version)s")
def main() -> None:
    """Check-ins and weekly digests for partnerships of several organisations."""


def _clearly(command: Callable[P, None]) -> Callable[P, None]:
    """Say in one line what whoever runs Weft can put right, and exit with 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except OperatorError as error:
            raise click.ClickException(str(error)) from None

    return run


@main.command()
@click.option("--example/--no-example", default=None, help="Load the example partnership first, or do not ask.")
@_clearly
def serve(example: bool | None) -> None:  # noqa: FBT001  click hands flags over by position
    """Bring the database up, then serve every platform that has settings."""
    chosen = _start()
    with Database(chosen.database_url) as database:
        weft = build(chosen, database)
        empty = asyncio.run(database.read(partnerships.count)) == 0
        if example is None:
            example = empty and weft.web is not None and sys.stdin.isatty() and click.confirm(_OFFER, default=True)
        if example:
            _play_example(chosen, database)
        uvloop.run(serve_until_stopped(weft, partial(_say_where, weft, empty=empty, example=example)))


@main.command()
@_clearly
def migrate() -> None:
    """Bring the database up to this version."""
    _start()
    click.echo("The database is up to date.")


@main.command()
@_clearly
def example() -> None:
    """Play six months of an example partnership, up to now."""
    chosen = _start()
    with Database(chosen.database_url) as database:
        _play_example(chosen, database)


@main.command()
@click.argument("name")
@_clearly
def link(name: str) -> None:
    """Make a link into the web inbox for somebody new, and print it."""
    chosen = _start()
    with Database(chosen.database_url) as database:
        weft = build(chosen, database)
        user, generation = asyncio.run(database.write(partial(inbox.enrol, name=name)))
        click.echo(weft.link(user, generation) or "The web inbox is switched off (WEFT_WEB).")


@main.group()
def manifest() -> None:
    """Print what a platform needs to know of Weft."""


@manifest.command("slack")
@click.option("--url", help="Where Slack reaches Weft, such as https://weft.example.org; none for Socket Mode.")
def _slack(url: str | None) -> None:
    """The Slack app manifest, to paste when creating the app."""
    click.echo(json.dumps(slack_manifest(url), indent=2))


_OFFER = "There is no partnership yet. Load the example (13 organisations, 60 people, six months)?"


def _start() -> Settings:
    # The database holds what people wrote, and the secret opens every inbox: nobody else's business on this machine.
    os.umask(0o077)
    chosen = settings.read()
    logs.configure(chosen.weft_log_format)
    try:
        bring_up(chosen.database_url)
    except ModuleNotFoundError as missing:
        raise SettingsInvalid(f"DATABASE_URL needs the Python package {missing.name}, which is not here") from None
    return chosen


def _secret(chosen: Settings) -> str:
    """The setting, or one that is made once and kept beside the SQLite file."""
    if chosen.weft_secret:
        return _long_enough(chosen.weft_secret.get_secret_value(), "WEFT_SECRET")
    url = make_url(chosen.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise SettingsInvalid("WEFT_SECRET is missing: set it to a long random text")
    kept = Path(url.database).with_name("secret")
    try:
        if not kept.exists():
            # Whole or not at all, and the first of two that start together decides.
            made = kept.with_name(f"secret.{secrets.token_hex(4)}")
            made.touch(mode=0o600)
            made.write_text(secrets.token_urlsafe(32))
            with suppress(FileExistsError):
                kept.hardlink_to(made)
            made.unlink()
        return _long_enough(kept.read_text(), str(kept))
    except OSError as error:
        raise SettingsInvalid(f"{kept} cannot be kept: {error.strerror}; set WEFT_SECRET") from None


def _long_enough(secret: str, where: str) -> str:
    """A secret that nobody can guess; whoever does makes links for everybody."""
    if len(secret) < _SECRET_LENGTH:
        raise SettingsInvalid(f"the secret in {where} is too short: it needs {_SECRET_LENGTH} characters or more")
    return secret


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _listener(chosen: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in chosen.weft_host else socket.AF_INET
        return socket.create_server((chosen.weft_host, chosen.weft_port), family=family, backlog=2048)
    except OSError as error:
        where, why = f"{chosen.weft_host}:{chosen.weft_port}", str(error.strerror).partition(" (")[0]
        raise SettingsInvalid(f"{where} cannot be served: {why}; set WEFT_HOST or WEFT_PORT") from None


async def _healthy(database: Database, clock: Clock) -> bool:
    """The database answers and the clock ticks."""
    try:
        await database.read(partnerships.count)
    except OperatorError:
        return False
    return clock.ticks(utc_now())


def _play_example(chosen: Settings, database: Database) -> None:
    from jobs.example.play import SimulatedClock, play  # noqa: PLC0415  only who loads the example pays for it

    now = utc_now()
    clock = SimulatedClock(now)
    weft = build(chosen, database, clock)
    if weft.web is None:
        raise SettingsInvalid("the example is played in the web inbox: set WEFT_WEB=true")
    with logs.quiet(), click.progressbar(length=100, label="Six months of an example partnership") as bar:
        cast = asyncio.run(play(weft.bot, database, clock, now, lambda done: bar.update(done - bar.pos)))
    for role, user in cast.items():
        click.echo(f"  as {role}: {weft.link(user, 1)}")


async def _say_where(weft: Weft, *, empty: bool, example: bool) -> None:
    """Tell whoever started it where to go. Their own link is printed on this machine's terminal only.

    With the example, the links of its people are printed already, and one's own inbox would be empty.
    """
    lines = [f"Weft serves {' and '.join(platform.name for platform in weft.platforms)} at {weft.settings.url}"]
    if weft.web is not None and not weft.settings.weft_url and not example:
        user, generation = await weft.database.write(partial(inbox.enrol, name="You", user=OPERATOR))
        lines.append(f"Only this machine can reach it. Open your inbox: {weft.link(user, generation)}")
        if empty:
            lines.append("To see it at work, stop it and run: make run EXAMPLE=1")
    click.echo("\n".join(lines))


if __name__ == "__main__":
    main()
