"""Serves every platform and runs the engine until a signal says stop."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from functools import partial
from typing import Literal

import click
import uvicorn

from adapters import http
from adapters.connections import Connection
from adapters.web.feed import PATH as CALENDARS
from bot.app import utc_now
from bot.chat.events import Receive
from bot.chat.platform import Asgi, Platform
from bot.cli import secret
from bot.cli.build import Weft
from bot.cli.timing import Timekeeper
from bot.cli.watching import UNWATCHED, Watch
from bot.errors import SettingsInvalid, StoreUnavailable
from bot.settings import Settings
from bot.store import holds, inbox
from bot.store.database import Database
from bot.store.sealing import Keys
from bot.watch import checks, receiving, requests
from jobs import starting
from jobs.clock import Clock
from jobs.engine import Engine
from jobs.ticks import STILL

OPERATOR = "operator"
"""User id, in the web inbox, of whoever runs Weft on this machine."""
_LAST_REQUESTS = 5
"""Seconds that requests may still take once Weft is told to stop."""
_AT_ONCE = 2_048
"""Connections and requests; whoever comes beyond is told at once to come again, and takes no memory."""
_YOUNG = 10_000
"""How many more objects there are before the youngest of them are looked through for garbage."""


Only = Literal["web", "work"]
Tell = Callable[[Sequence[Platform]], Awaitable[None]]
"""Tells that everything serves but these platforms, which are not up yet."""


def fit_to_serve(chosen: Settings, only: Only | None) -> None:
    """Find out what would keep these settings from serving without looking at their database.

    Raises:
        SettingsInvalid: and how to put it right.
    """
    if only and not chosen.is_shared:
        raise SettingsInvalid("--only is for replicas: they need a PostgreSQL database, so set DATABASE_URL")
    if chosen.weft_web and (chosen.weft_secret or chosen.is_shared):
        secret.kept(chosen.weft_secret, chosen.database_url)
    if chosen.token_keys:
        Keys(chosen.token_keys)
    _listener(chosen).close()


async def serve_until_stopped(
    weft: Weft, tell: Tell, *, pause: float = 30, watch: Watch = UNWATCHED, only: Only | None = None
) -> None:
    """Start every platform and the engine, tell that they serve, and do so until a signal says stop.

    A platform that is down is tried again every `pause` seconds; one that refuses its credentials ends it all. With
    `only` a replica does its half: take in what people do, or what Weft does by itself.
    """
    working = None if only == "web" else _engine(weft)
    receive = receiving.followed(weft.bot.receive, watch.tracer, watch.metrics.replied if watch.metrics else None)
    sides = {} if only == "work" else _sides(weft, receive)
    app = http.app(sides, partial(_ready, _checks(weft.database, working)))
    app = requests.followed(
        app, sides.keys(), http.PROBES, watch.tracer, watch.metrics.answered if watch.metrics else None
    )
    listener = _listener(weft.settings)
    config = uvicorn.Config(
        app,
        http=Connection,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_LAST_REQUESTS,
    )
    server = uvicorn.Server(config)
    async with AsyncExitStack() as stack:
        stack.enter_context(_signals_stop(server))
        stack.callback(listener.close)
        stack.enter_context(watch.metrics_served(weft.database, weft.settings))
        for platform in weft.platforms:
            stack.push_async_callback(platform.aclose)
        up = partial(_try_lost, weft.database)
        # A replica that only works has no ear for people, be it a web side or a socket.
        hears = None if only == "work" else receive
        down = await starting.start(weft.platforms, hears, up)
        await tell(down)
        if isinstance(weft.clock, Timekeeper):
            stack.push_async_callback(_end, asyncio.create_task(weft.clock.keep()))
        if working is not None:
            work = asyncio.create_task(working.run())
            work.add_done_callback(lambda _: server.handle_exit(signal.SIGTERM, None))
            stack.push_async_callback(_end, work)
        stop = partial(server.handle_exit, signal.SIGTERM, None)
        async with starting.trying_again(down, hears, up, pause, stop):
            _look_for_garbage_where_it_is()
            await server.serve(sockets=[listener])


async def _try_lost(database: Database, platform: Platform) -> None:
    """Weft is started anew with a new token: workspaces that had not let it in are tried at once."""
    # Without a database they are tried later, and it is heard of by all that there is to do.
    with suppress(StoreUnavailable):
        await database.write(partial(holds.try_again, platform=platform.name, now=utc_now()))


def _look_for_garbage_where_it_is() -> None:
    """Leave out what is loaded by now, which stays, and look at what is new when there is enough of it.

    With Python's own choice everybody is stopped for a tenth of a second again and again, and a press costs a
    quarter more.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG)


@contextmanager
def _signals_stop(server: uvicorn.Server) -> Iterator[None]:
    """Let a signal end the serving, before it has begun, too, and what was opened be closed.

    By itself uvicorn hears signals only while it serves, and then raises them anew, which would end the process.
    """
    heard = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, server.handle_exit) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _listener(chosen: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in chosen.weft_host else socket.AF_INET
        return socket.create_server((chosen.weft_host, chosen.weft_port), family=family, backlog=2048)
    except OSError as error:
        where, why = f"{chosen.weft_host}:{chosen.weft_port}", str(error.strerror).partition(" (")[0]
        raise SettingsInvalid(f"{where} cannot be served: {why}; set WEFT_HOST or WEFT_PORT") from None


def _sides(weft: Weft, receive: Receive) -> dict[str, Asgi]:
    sides = {platform.name: platform.asgi(receive) for platform in weft.platforms}
    if weft.web:
        sides[CALENDARS] = weft.web.calendars(weft.bot.calendar)
    return sides


def _engine(weft: Weft) -> Engine:
    """What carries the work over this database."""
    seconds = weft.settings.weft_tick_seconds
    if not weft.settings.is_shared:
        return Clock(weft.bot, seconds)
    # Only a programme with replicas loads it.
    from jobs.distributed.engine import Distributed  # noqa: PLC0415

    return Distributed(weft.bot, weft.settings.database_url, seconds)


async def _end(work: asyncio.Task[None]) -> None:
    """Let it finish what it does; what ended it before is heard of now."""
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


def _checks(database: Database, working: Engine | None) -> checks.Checks:
    """What is looked at; whatever else has to be well gets a line here."""
    looks = {"database": checks.database(database), "clock": checks.drift(database, utc_now)}
    if working is not None:
        looks["engine"] = checks.engine(working.alive, working.faulty, utc_now)
        looks["tick"] = checks.ticks(lambda: working.last, utc_now, STILL)
    return checks.Checks(looks)


async def _ready(looks: checks.Checks) -> tuple[bool, Mapping[str, str]]:
    found = await looks.found()
    return found.well, found.lines


async def say_where(
    weft: Weft, down: Sequence[Platform], *, empty: bool, example: bool, only: Only | None = None
) -> None:
    """Tell whoever started it where to go. Their own link is printed on this machine only.

    With the example, the links of its people are printed already, and one's own inbox would be empty.
    """
    up = " and ".join(platform.name for platform in weft.platforms if platform not in down)
    if only == "work":
        lines = [f"Weft works for {up}; people come in by other replicas"] if up else []
    else:
        lines = [f"Weft serves {up} at {weft.settings.url}"] if up else []
    lines += [f"{each.name} could not be started and is tried again: weft doctor says more" for each in down]
    # What replicas say is gathered elsewhere, unless somebody sits before them.
    theirs = not weft.settings.is_shared or sys.stdout.isatty()
    if weft.web is not None and theirs and not (weft.settings.weft_url or example or only == "work"):
        user, generation = await weft.database.write(partial(inbox.enrol, name="You", user=OPERATOR))
        lines.append(f"Only this machine can reach it. Open your inbox: {weft.link(user, generation)}")
        if empty:
            lines.append("To see it at work, stop it and run: make run EXAMPLE=1")
    click.echo("\n".join(lines))
